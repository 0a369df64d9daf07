"""Sub-tables of the contracts' forms. Whether there are rows enough is a rule in gates/."""

from django import forms

from contracts.models import (
    ConsortiumMember,
    ContractFiling,
    DesignContract,
    GeneralContract,
    SiteManager,
    Specialist,
    SupervisionContract,
)
from repair_projects.choices import SitePost, SupervisionPost

MOST_PEOPLE = 100
MOST_MEMBERS = 10
PEOPLE = ["name", "id_type", "id_no", "certificate_no", "phone"]


class RowsFormSet(forms.BaseInlineFormSet):
    default_error_messages = {
        "too_many_forms": "行数过多，请分别填报！",
        "missing_management_form": "表格没有读取完整，请刷新页面后重新填写！",
    }


class SiteManagerForm(forms.ModelForm):
    """岗位 of the works; supervisors have posts of their own."""

    posts = SitePost.choices

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [("", "请选择"), *self.posts]


class SupervisorForm(SiteManagerForm):
    posts = SupervisionPost.choices


def _rows(parent: type, model: type, fields: list[str], *, most: int, form: type = forms.ModelForm) -> type:
    return forms.inlineformset_factory(
        parent, model, form=form, formset=RowsFormSet, fields=fields, extra=1, max_num=most, validate_max=True,
        absolute_max=most + 20,
    )  # fmt: skip


SiteManagerFormSet = _rows(GeneralContract, SiteManager, ["post", *PEOPLE], most=MOST_PEOPLE, form=SiteManagerForm)
SupervisorFormSet = _rows(SupervisionContract, SiteManager, ["post", *PEOPLE], most=MOST_PEOPLE, form=SupervisorForm)
SpecialistFormSet = _rows(DesignContract, Specialist, ["discipline", *PEOPLE], most=MOST_PEOPLE)
MemberFormSet = _rows(ContractFiling, ConsortiumMember, ["name", "uscc", "duty"], most=MOST_MEMBERS)
