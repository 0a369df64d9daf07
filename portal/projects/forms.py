"""Conditions of the board, in the address of the page. What cannot be understood is left out, not refused."""

from django import forms

from ca_auth.choices import District, Role
from portal.projects.board import STATES

_ALL = [("", "全部")]


class BoardForm(forms.Form):
    q = forms.CharField(
        label="项目名称或编号", max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    district = forms.ChoiceField(label="所在区县", required=False)
    stage = forms.ChoiceField(label="办理阶段", required=False)
    state = forms.ChoiceField(label="阶段状态", required=False, choices=[*_ALL, *STATES])

    def __init__(self, data, *, identity, steps):
        super().__init__(data, auto_id="filter_%s")
        self.fields["district"].choices = [*_ALL, *districts_of(identity)]
        self.fields["stage"].choices = [*_ALL, *((step, step) for step in steps)]

    def conditions(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def districts_of(identity) -> list[tuple[str, str]]:
    """Those a district reviewer works for; an enterprise and the municipal office have all."""
    if identity.role == Role.DISTRICT_REVIEWER:
        return [(value, label) for value, label in District.choices if value in identity.districts]
    return [(value, label) for value, label in District.choices if value != District.KQ or identity.is_reviewer]
