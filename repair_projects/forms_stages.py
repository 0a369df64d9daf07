"""The forms of 开工审核 and 竣工备案: they belong to a project, and start with what is known of it."""

from django import forms

from portal.filing import formfields
from portal.filing.forms import FilingForm
from repair_projects import messages, parties, services
from repair_projects.choices import ContractKind
from repair_projects.choices_stages import Grade, OpinionParty
from repair_projects.forms import MOST_BUILDINGS
from repair_projects.models import CompletionBuilding, CompletionFiling, CompletionOpinion, StartReview
from repair_projects.queries import project_of

# Whose opinion is whose contract's.
PARTY_CONTRACTS = {
    OpinionParty.DESIGN: ContractKind.DESIGN,
    OpinionParty.CONSTRUCTION: ContractKind.GENERAL,
    OpinionParty.SUPERVISION: ContractKind.SUPERVISION,
}


class StageForm(FilingForm):
    """The project is named by its 报建编号 when the form is new, and stays."""

    project_no = formfields.TextField(label="报建编号", max_length=14)

    def __init__(self, data=None, *, instance, actor, **kwargs):
        named = data if data is not None else kwargs.get("initial") or {}
        self.project = instance.project if instance.project_id else self._named(named, actor.enterprise)
        if self.project and not instance.project_id:
            instance.project = self.project
        super().__init__(data, instance=instance, actor=actor, **kwargs)
        self.fields["project_no"].widget.attrs["readonly"] = True
        self.fields["project_no"].disabled = bool(self.instance.pk)
        if self.project:
            known = {} if self.instance.pk else self.known(self.project)
            stored = {name: value for name, value in self.initial.items() if value not in (None, "", [])}
            self.initial = known | stored | {"project_no": self.project.official_no}

    @staticmethod
    def _named(values, owner):
        number = formfields.half_width(values.get("project_no") or "").upper()
        return project_of(owner=owner, number=number) if number else None

    def known(self, project) -> dict:
        """Proposals for a new form."""
        return {}

    def clean(self):
        cleaned = super().clean()
        if self.project is None and "project_no" in cleaned:
            self.add_error("project_no", messages.PROJECT_NUMBER_INVALID)
        return cleaned

    def unreadable(self) -> set[str]:
        unknown = () if self.project else ("project", "project_id", *self.instance.read_tables)
        return super().unreadable() | set(unknown)

    def assign(self, row) -> None:
        super().assign(row)
        if row.project_id is None:
            row.project = services.claim(self.project)
        row.district = row.project.district


class StartReviewForm(StageForm):
    class Meta:
        model = StartReview
        fields = [
            "planned_start", "planned_finish", "method_statement_state", "supervision_office", "design_review_state",
            "site_ready", "residents_notified", "notice_date", "safety_fee_paid", "paid_amount", "advance_paid",
            "injury_insurance", "heritage_expert_review", "site_start_state", "site_start_note", "remarks",
        ]  # fmt: skip

    def known(self, project) -> dict:
        return {
            "planned_start": project.planned_start,
            "planned_finish": project.planned_finish,
            "supervision_office": project.district,
        }


class CompletionForm(StageForm):
    class Meta:
        model = CompletionFiling
        fields = [
            "building_use", "structure_type", "floors", "actual_area", "area_note", "actual_cost", "cost_note",
            "actual_start", "acceptance_date", "quality_supervisor", "testing_body", "testing_body_code",
            "quality_grade", "design_review_opinion", "rectification_note", "safety_standard_result", "payment_state",
            "warranty_waterproofing", "warranty_pipes", "warranty_other", "remarks",
        ]  # fmt: skip

    def known(self, project) -> dict:
        review = getattr(project, "start_review", None)
        return {
            "structure_type": project.structure_type,
            "floors": project.floors_above,
            "actual_area": project.gross_floor_area,
            "quality_supervisor": review.get_supervision_office_display() if review else "",
        }


class PrefilledFormSet(forms.BaseInlineFormSet):
    """A new form opens with the rows that are known already; what comes back is read as typed."""

    spare = 0

    def __init__(self, data=None, *args, instance, **kwargs):
        known = self.known_of(instance.project) if data is None and not instance.pk and instance.project_id else []
        self.extra = len(known) + self.spare
        super().__init__(data, *args, instance=instance, initial=known or None, **kwargs)

    @classmethod
    def known_of(cls, project) -> list[dict]:
        """Values of the rows that a new form opens with."""
        raise NotImplementedError


class OpinionFormSet(PrefilledFormSet):
    """One row for each party that must speak, with the unit that its contract names, and one for 勘察."""

    spare = 1
    default_error_messages = {
        "too_many_forms": "竣工验收意见的行数过多！",
        "missing_management_form": "竣工验收意见没有读取完整，请刷新页面后重新填写！",
    }

    @classmethod
    def known_of(cls, project) -> list[dict]:
        units = {line.role: line for line in reversed(parties.lines_of(project, "units"))}
        rows = []
        for party, kind in PARTY_CONTRACTS.items():
            unit = units.get(kind.label)
            names = {"unit_name": unit.name, "legal_representative": unit.legal_representative} if unit else {}
            rows.append({"party": party} | names)
        own = {"unit_name": project.implementer_name, "legal_representative": project.legal_representative}
        return [*rows, {"party": OpinionParty.IMPLEMENTER} | own]


class ResultFormSet(PrefilledFormSet):
    """One row for each line of 房屋明细: neither more nor fewer, which gates_stages.results_add_up checks."""

    default_error_messages = {
        "too_many_forms": f"单位（幢）明细不能超过{MOST_BUILDINGS}行！",
        "missing_management_form": "单位（幢）明细没有读取完整，请刷新页面后重新填写！",
    }

    @classmethod
    def known_of(cls, project) -> list[dict]:
        return [
            {"building_address": row.building_address, "actual_area": row.floor_area, "result": Grade.PASSED}
            for row in project.buildings.all()
        ]

    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        form.fields["building_address"].widget.attrs["readonly"] = True


CompletionOpinionFormSet = forms.inlineformset_factory(
    CompletionFiling,
    CompletionOpinion,
    formset=OpinionFormSet,
    fields=["party", "unit_name", "opinion", "legal_representative", "signed_on"],
    max_num=len(OpinionParty),
    validate_max=True,
    absolute_max=2 * len(OpinionParty),
)

CompletionBuildingFormSet = forms.inlineformset_factory(
    CompletionFiling,
    CompletionBuilding,
    formset=ResultFormSet,
    fields=["building_address", "actual_area", "result"],
    max_num=MOST_BUILDINGS,
    validate_max=True,
    absolute_max=MOST_BUILDINGS + 20,
    can_delete=False,
)
