"""The two forms of manual 000 §2 and §3.1. Shapes are checked by the model's fields, rules stand in gates.py."""

from crispy_forms.layout import TEMPLATE_PACK, LayoutObject
from django import forms
from django.template.loader import render_to_string
from django.urls import reverse

from portal.filing import formfields
from portal.filing.forms import FilingForm
from portal.ui.layout import Section as SectionLayout
from repair_projects import services
from repair_projects.choices import (
    ENTERPRISE_DISTRICTS,
    ENTERPRISE_RING_ZONES,
    FUND_FIELDS,
    OFFERED_CATEGORIES,
    FundingSource,
)
from repair_projects.models import ProjectBuilding, ProjectDeclaration, ProjectFiling

MOST_BUILDINGS = 300
_BLANK = [("", "请选择")]


class RepairForm(FilingForm):
    """What both forms share: the enterprise's own data as a start, and the district that stays once it was 上报."""

    district = formfields.ChoiceField(label="所在区县", choices=[*_BLANK, *ENTERPRISE_DISTRICTS])
    ring_zone = formfields.ChoiceField(label="所在区域", choices=[*_BLANK, *ENTERPRISE_RING_ZONES])
    repair_category = formfields.ChoiceField(label="项目类别", choices=[*_BLANK, *OFFERED_CATEGORIES])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self._start_with_enterprise(self.actor.enterprise)
        if self.instance.submission_count:
            self.fields["district"].disabled = True
            self.fields["district"].choices = [(self.instance.district, self.instance.get_district_display())]

    def _start_with_enterprise(self, enterprise) -> None:
        self.instance.owner = enterprise
        self.instance.copy_implementer()
        own = {
            "implementer_address": enterprise.address,
            "postal_code": enterprise.postal_code,
            "legal_representative": enterprise.legal_representative,
        }
        self.initial = {name: value for name, value in own.items() if value} | self.initial_of(self.initial)

    @staticmethod
    def initial_of(initial: dict) -> dict:
        return {name: value for name, value in initial.items() if value not in (None, "", [])}

    def assign(self, row) -> None:
        super().assign(row)
        row.copy_implementer()


class DeclarationForm(RepairForm):
    class Meta:
        model = ProjectDeclaration
        fields = [
            "project_name", "plan_year", "repair_category", "site_address", "district", "subdistrict", "ring_zone",
            "gross_floor_area", "building_count", "household_count", "year_built", "total_investment",
            "intended_funding_sources", "repair_scope", "planned_start", "planned_finish", "consent_rate",
            "legal_representative", "contact_name", "contact_mobile", "implementer_address", "postal_code", "remarks",
        ]  # fmt: skip


class ProjectFilingForm(RepairForm):
    """项目名称 and 总投资 are shown read-only and taken from the declaration, whatever comes back from the browser."""

    declaration_no = formfields.TextField(label="项目申报编号", max_length=14)
    project_name = formfields.TextField(label="项目名称", max_length=200, required=False)
    total_investment = formfields.NumberField(label="总投资", max_digits=15, decimal_places=4, required=False)

    field_order = ["declaration_no", "project_name", "total_investment"]

    class Meta:
        model = ProjectFiling
        fields = [
            "declaration_no", "site_address", "district", "subdistrict", "ring_zone", "repair_category",
            "construction_cost", "equipment_investment", "gross_floor_area", "repair_area", "building_count",
            "household_count", "floors_above", "floors_below", "building_height", "house_type", "structure_type",
            "tenure_type", "year_built", "construction_scale", "repair_items", "planned_start", "planned_finish",
            "unit_nature", "implementer_address", "postal_code", "registered_capital", "project_account_no",
            "account_bank", "legal_representative", "contact_name", "contact_mobile", "contact_phone",
            "client_manager", "client_manager_id_type", "client_manager_id_no", "is_formally_approved",
            "approval_doc_name", "approval_doc_no", "approval_authority", "approval_date", "approval_level",
            "approval_type", "investment_project_code", "is_heritage_building", "heritage_batch", "heritage_class",
            "heritage_approval_no", "is_in_conservation_area", "conservation_area", "conservation_area_note",
            "is_cultural_relic", "has_structural_change", "has_energy_retrofit", "has_greening", "has_civil_defence",
            *FUND_FIELDS.values(), "fund_other_note", "is_state_controlled", "can_self_tender",
            "tender_mode_prescribed", "remarks",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.declaration = None
        self.fields["declaration_no"].widget.attrs["data-lookup-url"] = reverse("repair:lookup-declaration")
        for name in services.LOCKED:
            self.fields[name].widget.attrs["readonly"] = True
            if self.instance.pk:
                self.initial[name] = getattr(self.instance, name)
        for name in FUND_FIELDS.values():
            self.fields[name].widget.attrs["data-total-item"] = ""
        if not self.is_bound and self.initial.get("declaration_no") and self.instance.pk is None:
            self._start_with_declaration(self.initial["declaration_no"])

    def _start_with_declaration(self, number: str) -> None:
        """A link from the home page names the declaration: its values are there when the form opens."""
        found = services.find_declaration(actor=self.actor, number=number, project=self.instance)
        if found.ok:
            self.initial |= found.fields

    def _section(self, section):
        if section.id != "funding":
            return super()._section(section)
        return SectionLayout(section.id, "", section.title, FundingTable(), hint=section.hint)

    def clean(self):
        """Manual 000 §3.1: 平台会验证项目申报编号的有效性，并读取项目申报的项目名称、总投资等信息."""
        cleaned = super().clean()
        number = cleaned.get("declaration_no")
        if number:
            found = services.find_declaration(actor=self.actor, number=number, project=self.instance)
            if not found.ok:
                self.add_error("declaration_no", found.message)
            else:
                self._take_over(found.declaration, cleaned)
        return cleaned

    def _take_over(self, declaration, cleaned: dict) -> None:
        self.declaration = declaration
        self.instance.copy_declaration(declaration)
        for name in ("declaration_no", *services.LOCKED):
            cleaned[name] = getattr(self.instance, name)

    def unreadable(self) -> set[str]:
        """Without a usable declaration its name and investment are not known either."""
        unknown = () if self.declaration else (*services.LOCKED, "declaration", "declaration_id")
        return super().unreadable() | set(unknown)

    def assign(self, row) -> None:
        super().assign(row)
        row.copy_declaration(services.claim(self.declaration))


class FundingTable(LayoutObject):
    """资金来源构成 as a table: percent typed, amounts and total shown while typing. The server computes both again."""

    template = "repair_projects/_funding.html"
    fields: list = []

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        remarks = context.get("remarks") or {}
        lines = [
            {"field": form[name], "remark": remarks.get(name), "label": source.label}
            for source, name in ((source, FUND_FIELDS[source]) for source in FundingSource)
        ]
        note = {"field": form["fund_other_note"], "remark": remarks.get("fund_other_note")}
        return render_to_string(self.template, {"form": form, "lines": lines, "note": note}, context.get("request"))


class BuildingFormSet(forms.BaseInlineFormSet):
    """房屋明细. Whether the rows add up to the project is a rule in gates.py."""

    default_error_messages = {
        "too_many_forms": f"房屋明细不能超过{MOST_BUILDINGS}行！",
        "missing_management_form": "房屋明细没有读取完整，请刷新页面后重新填写！",
    }


ProjectBuildingFormSet = forms.inlineformset_factory(
    ProjectFiling,
    ProjectBuilding,
    formset=BuildingFormSet,
    fields=[
        "building_address", "house_type", "structure_type", "floors", "year_built", "households", "floor_area",
        "is_heritage_building", "repair_note",
    ],
    extra=1,
    max_num=MOST_BUILDINGS,
    validate_max=True,
    absolute_max=MOST_BUILDINGS + 20,
)  # fmt: skip
