"""The forms of the four kinds. Shapes are checked by the models' fields, rules stand in gates/."""

from uuid import UUID

from crispy_forms.layout import TEMPLATE_PACK, LayoutObject
from django import forms
from django.template.loader import render_to_string
from django.urls import reverse

from ca_auth.models import Enterprise, Person
from contracts import messages, services
from contracts.choices import ContractKind
from contracts.models import DesignContract, GeneralContract, Subcontract, SupervisionContract
from contracts.picks import CHIEF, CONTRACTOR, DESIGN_LEAD, MANAGER, OFFICERS, SAFETY_SUPERVISOR, SUB_MANAGER, Pick
from portal.filing import formfields
from portal.filing.forms import FilingForm
from portal.filing.workflow import Refused, Unmet
from portal.ui.layout import F
from repair_projects.choices import PricingMode, ServicePricing

MOST_OFFICERS = 20
BLANK = [("", "请选择")]
COMMON = (
    "section_no", "contract_name", "contract_no", "contractor_legal_representative", "is_consortium", "tender_mode",
    "award_notice_no", "award_date", "award_price", "tender_agency", "pricing_mode", "contract_price", "sign_date",
    "valid_from", "valid_to", "model_text", "scope_of_work", "remarks",
)  # fmt: skip


class PickInput(forms.HiddenInput):
    """The value; labels and error summaries lead to the text box beside it, which shows the names."""

    def id_for_label(self, id_, index=None):
        return f"{id_}_shown"


class PickField(forms.CharField):
    """Codes of what was chosen in a dialog, separated by commas; cleaned to the register's rows in that order."""

    widget = PickInput

    def __init__(self, pick: Pick, **kwargs):
        self.pick = pick
        super().__init__(max_length=37 * MOST_OFFICERS, **kwargs)

    def rows_of(self, value: str) -> list:
        """What the value means now; a code that nobody has is left out."""
        codes = [code for code in dict.fromkeys(str(value or "").split(",")) if code]
        if self.pick.is_person:
            codes = [uuid for code in codes if (uuid := _uuid(code))]
            found = Person.objects.select_related("enterprise").prefetch_related("qualifications")
            by_code = {one.uuid: one for one in found.filter(uuid__in=codes)}
        else:
            found = Enterprise.objects.filter(is_active=True).prefetch_related("qualifications")
            by_code = {one.uscc: one for one in found.filter(uscc__in=codes)}
        return [by_code[code] for code in codes if code in by_code]

    def clean(self, value):
        text = super().clean(value)
        rows = self.rows_of(text)
        codes = [code for code in text.split(",") if code]
        if len(rows) < len(codes) or (len(rows) > 1 and not self.pick.multiple):
            raise forms.ValidationError(self.error_messages["required"])
        return rows if self.pick.multiple else rows[0]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class PickBox(LayoutObject):
    """A name with 添加 beside it: opens the dialog, without scripts a page of its own."""

    template = "contracts/_pick.html"
    fields: list = []

    def __init__(self, cell, pick: Pick):
        self.cell, self.pick = cell, pick

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        bound = form[self.pick.name]
        shown = "、".join(one.name for one in bound.field.rows_of(bound.value()))
        remark = (context.get("remarks") or {}).get(self.pick.name)
        values = {"field": bound, "pick": self.pick, "shown": shown, "span": self.cell.span, "remark": remark}
        return render_to_string(self.template, values | {"open_url": form.pick_url(self.pick, "pick-open")})


class ContractForm(FilingForm):
    """What the four share: the project it belongs to, the parties, the people chosen from the register."""

    picks: tuple[Pick, ...] = (CONTRACTOR,)
    pricing = PricingMode.choices

    project = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.contract_kind = ContractKind(self.kind.kind.partition(".")[2])
        self.instance.contract_kind = self.contract_kind
        if self.instance.project_id is None:
            self.instance.project = services.project_of(self.actor, self.data.get("project", ""))
        self.fields["pricing_mode"].choices = [*BLANK, *self.pricing]
        self._use_own_labels()
        if self.instance.pk is None:
            self._start_with_project(self.instance.project)
        else:
            self._start_with_stored()
        self.helper.layout.fields.append(F("project"))

    def _use_own_labels(self) -> None:
        """监理酬金（合同价） and its like: the same column under the name that the kind's paper has."""
        for cell in (cell for section in self.kind.sections for cell in section.cells):
            if cell.label and cell.name in self.fields:
                self.fields[cell.name].label = cell.label
                formfields.speak(self.fields[cell.name])

    def _start_with_project(self, project) -> None:
        start = {"project": project.uuid, "contract_name": f"{project.project_name}{self.contract_kind.label}合同"}
        self.initial = start | {name: value for name, value in self.initial.items() if value not in (None, "", [])}

    def _start_with_stored(self) -> None:
        self.initial["project"] = self.instance.project.uuid
        self.initial["contractor"] = self.instance.contractor.uscc
        for pick in self.picks:
            if pick.is_person:
                people = services.people_in(self.instance, pick.role)
                self.initial[pick.name] = ",".join(str(person.uuid) for person in people)

    def pick_url(self, pick: Pick, page: str) -> str:
        where = {"uuid": self.instance.uuid} if self.instance.pk else {}
        name = page if where else f"new-{page}"
        return reverse(f"{self.kind.url_name}-{name}", kwargs=where | {"slot": pick.name})

    def _section(self, section):
        made = super()._section(section)
        by_name = {pick.name: pick for pick in self.picks}
        shown = [cell for cell in section.cells if cell.name in self.fields or not cell.computed]
        made.fields = [
            PickBox(cell, by_name[cell.name]) if cell.name in by_name else part
            for cell, part in zip(shown, made.fields, strict=True)
        ]
        return made

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("contractor"):
            self._take_parent(cleaned)
            services.copy_contractor(self.instance, cleaned["contractor"])
        self.instance.hold_rows("staff", self.chosen_staff())
        return cleaned

    def _take_parent(self, cleaned: dict) -> None:
        """What has to be known before the contractor is judged."""

    def chosen_staff(self) -> list:
        """StaffRefs of everybody chosen, in the order of the paper."""
        chosen = []
        for pick in (one for one in self.picks if one.is_person):
            found = self.cleaned_data.get(pick.name) or []
            people = found if pick.multiple else [found] if found else []
            chosen += [services.staff_ref(person, pick.role, self.instance) for person in people]
        return chosen

    def unreadable(self) -> set[str]:
        found = super().unreadable()
        if "contractor" in found:
            found |= {"contractor_id"}
        if any(pick.is_person and pick.name in found for pick in self.picks):
            found |= {"staff"}
        return found

    def assign(self, row) -> None:
        super().assign(row)
        if row.pk is None:
            row.contract_kind, row.project = self.contract_kind, self.instance.project
        services.lock_project(row.project)
        row.project.refresh_from_db()
        self._reread_parent(row)
        services.copy_contractor(row, self.cleaned_data["contractor"])
        row.copy_parties()

    def _reread_parent(self, row) -> None:
        """What the contract depends on beside the project, as it is once nobody else can change it."""

    def write_rows(self, row) -> None:
        super().write_rows(row)
        row.__dict__.get("_pending_rows", {}).pop("staff", None)
        services.write_staff(row, self.chosen_staff())


class GeneralContractForm(ContractForm):
    picks = (CONTRACTOR, MANAGER, OFFICERS)

    contractor = PickField(CONTRACTOR, label="承包方（乙方）")
    project_manager = PickField(MANAGER, label="项目经理")
    safety_officers = PickField(OFFICERS, label="安全员")

    class Meta:
        model = GeneralContract
        fields = [
            *COMMON, "pricing_detail", "contracting_mode", "work_scale", "planned_start", "planned_finish",
            "duration_days", "quality_standard", "safety_measures_fee", "provisional_sum", "provisional_estimate",
            "labour_cost", "wage_account_no", "wage_account_bank", "advance_payment_pct", "retention_pct",
            "safety_licence_no", "safety_licence_expiry",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["duration_days"].required = False
        self.fields["duration_days"].help_text = "留空时按计划开竣工日期计算"

    def clean(self):
        """工期总日历天数 follows from the dates unless the parties agreed on another number."""
        cleaned = super().clean()
        start, finish = cleaned.get("planned_start"), cleaned.get("planned_finish")
        if cleaned.get("duration_days") is None and "duration_days" not in self.errors and start and finish:
            cleaned["duration_days"] = max((finish - start).days + 1, 1)
        elif cleaned.get("duration_days") is None and "duration_days" not in self.errors:
            self.add_error("duration_days", "工期总日历天数不能为空！")
        return cleaned


class SubcontractForm(ContractForm):
    picks = (CONTRACTOR, SUB_MANAGER, OFFICERS)

    contractor = PickField(CONTRACTOR, label="承包方（乙方）")
    project_manager = PickField(SUB_MANAGER, label="项目负责人")
    safety_officers = PickField(OFFICERS, label="安全员")

    class Meta:
        model = Subcontract
        fields = [
            *COMMON, "pricing_detail", "parent", "subcontract_type", "specialty", "planned_start", "planned_finish",
            "labour_headcount",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        parents = self.fields["parent"]
        parents.queryset = GeneralContract.objects.live().filter(project=self.instance.project).order_by("pk")
        parents.empty_label = "请选择"
        parents.label_from_instance = lambda one: f"{one.contract_name}（{one.contractor_name}）"
        if self.instance.pk is None and parents.queryset.count() == 1:
            self.initial.setdefault("parent", parents.queryset.get().pk)

    def _take_parent(self, cleaned: dict) -> None:
        self.instance.parent = cleaned.get("parent")
        self.instance.subcontract_type = cleaned.get("subcontract_type") or ""

    def _reread_parent(self, row) -> None:
        """Its price and state may have changed, or it may be gone, since the form chose it."""
        parent = GeneralContract.objects.filter(pk=row.parent_id).first()
        if parent is None:
            raise Refused(Unmet(messages.PARENT_FOREIGN, field="parent"))
        row.parent = parent

    def unreadable(self) -> set[str]:
        found = super().unreadable()
        return found | {"parent_id"} if "parent" in found else found


class SupervisionContractForm(ContractForm):
    picks = (CONTRACTOR, CHIEF, SAFETY_SUPERVISOR)
    pricing = ServicePricing.choices

    contractor = PickField(CONTRACTOR, label="监理单位")
    chief_engineer = PickField(CHIEF, label="总监理工程师")
    safety_supervisor = PickField(SAFETY_SUPERVISOR, label="安全监理员")

    class Meta:
        model = SupervisionContract
        fields = [*COMMON, "supervised_cost", "related_service_fee", "supervision_phases"]


class DesignContractForm(ContractForm):
    picks = (CONTRACTOR, DESIGN_LEAD)
    pricing = ServicePricing.choices

    contractor = PickField(CONTRACTOR, label="设计单位")
    design_lead = PickField(DESIGN_LEAD, label="项目（设计）负责人")

    class Meta:
        model = DesignContract
        fields = [*COMMON, "design_stages", "design_scale", "fee_base", "planned_start", "planned_finish"]
