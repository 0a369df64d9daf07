"""Search conditions of the pick dialogs, and what the dialogs are told."""

from django import forms

from ca_auth.validators import IdType
from contracts.picks import Pick
from portal.filing.formfields import half_width

# Values of the form that decide who may be chosen; the dialog sends them along.
FACTS = ("project", "contractor", "parent", "subcontract_type", "contract_price")


class EnterpriseSearch(forms.Form):
    """Manual 000 §3.2: 查询功能支持模糊查找."""

    q = forms.CharField(
        label="单位名称或统一社会信用代码", max_length=100, required=False,
        widget=forms.TextInput(attrs={"inputmode": "search", "autocomplete": "off", "class": "form-control"}),
        help_text="支持模糊查询，输入单位的部分名称即可",
    )  # fmt: skip


class PersonSearch(forms.Form):
    """Manual 000 §3.2: 查询条件有三个，即姓名、证件号、证件类型."""

    name = forms.CharField(
        label="姓名", max_length=50, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-control"}),
    )  # fmt: skip
    id_no = forms.CharField(
        label="证件号", max_length=30, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-control"}),
    )  # fmt: skip
    id_type = forms.ChoiceField(
        label="证件类型", required=False, choices=[("", "全部"), *IdType.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip

    def clean_id_no(self) -> str:
        return half_width(self.cleaned_data["id_no"]).replace(" ", "").upper()


def search_form(pick: Pick, data=None):
    form = PersonSearch if pick.is_person else EnterpriseSearch
    return form(data, auto_id=f"pick-{pick.name}-%s")


def foot_of(pick: Pick) -> str:
    if pick.is_person:
        return "证书过期、不是承包方人员或已在其他在建工程任职的不能选择"
    return "资质已过期的单位不能选择"


def dialogs_of(form) -> list[dict]:
    """Context of components/pick_dialog.html for each pick of a contract's form."""
    return [
        {
            "id": f"pick-{pick.name}",
            "title": pick.title,
            "search_form": search_form(pick),
            "search_url": form.pick_url(pick, "pick"),
            "include": ", ".join(f"#id_{name}" for name in FACTS if name in form.fields),
            "foot": foot_of(pick),
            "multiple": pick.multiple,
        }
        for pick in form.picks
    ]
