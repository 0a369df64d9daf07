"""What reviewers type: conditions of a queue, remarks, reasons."""

from django import forms

from ca_auth.choices import District, Role
from portal.filing.registry import registry
from portal.filing.states import Status

_TEXT = {"autocomplete": "off"}


class QueueForm(forms.Form):
    """Conditions of a queue, in the address of the page. What cannot be understood is left out, not refused."""

    q = forms.CharField(label="编号或名称", max_length=100, required=False, widget=forms.TextInput(attrs=_TEXT))
    kind = forms.ChoiceField(label="事项", required=False)
    district = forms.ChoiceField(label="所在区县", required=False)
    applicant = forms.CharField(label="报送单位", max_length=50, required=False, widget=forms.TextInput(attrs=_TEXT))
    status = forms.ChoiceField(label="状态", required=False)

    def __init__(self, data, *, identity, with_status: bool):
        super().__init__(data, auto_id="filter_%s")
        everything = [("", "全部")]
        self.fields["kind"].choices = everything + [(one.kind, one.label) for one in registry.types.values()]
        self.fields["district"].choices = everything + _districts_of(identity)
        if with_status:
            states = [(value, label) for value, label in Status.choices if value != Status.SAVED]
            self.fields["status"].choices = everything + states
        else:
            del self.fields["status"]

    def conditions(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


def _districts_of(identity) -> list[tuple[str, str]]:
    if identity.role == Role.MUNICIPAL_REVIEWER:
        return list(District.choices)
    return [(value, label) for value, label in District.choices if value in identity.districts]


class RemarkForm(forms.Form):
    """An empty text takes the remark back."""

    target = forms.CharField(max_length=80)
    text = forms.CharField(label="意见", max_length=400, required=False)


class VerdictForm(forms.Form):
    slot = forms.CharField(max_length=60)
    passed = forms.ChoiceField(choices=[("1", "符合"), ("0", "不符合")])
    note = forms.CharField(label="说明", max_length=200, required=False)


class RevealForm(forms.Form):
    field = forms.CharField(max_length=80)
    reason = forms.CharField(
        label="查看原因", max_length=200, min_length=4,
        error_messages={"required": "请填写查看原因", "min_length": "查看原因至少 4 个字"},
    )  # fmt: skip

    def texts(self) -> list[str]:
        return [text for texts in self.errors.values() for text in texts]


class StatisticsForm(forms.Form):
    """Conditions of the statistics. Without a period it is this year so far."""

    first = forms.DateField(label="上报日期从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    district = forms.ChoiceField(label="所在区县", required=False)
    kind = forms.ChoiceField(label="事项", required=False)

    def __init__(self, data, *, identity, today):
        period = {"first": f"{today.year}-01-01", "last": f"{today:%Y-%m-%d}"}
        super().__init__({**period, **{name: value for name, value in data.items() if value}}, auto_id="filter_%s")
        self.today = today
        self.fields["district"].choices = [("", "全部"), *_districts_of(identity)]
        self.fields["kind"].choices = [("", "全部"), *((one.kind, one.label) for one in registry.types.values())]

    def clean(self):
        found = super().clean()
        if found.get("first") and found.get("last") and found["first"] > found["last"]:
            self.add_error("last", "结束日期不能早于开始日期")
        return found

    def conditions(self) -> dict:
        """What cannot be understood is left out; a period that ends before it begins is the year so far."""
        self.is_valid()
        period = {"first": self.today.replace(month=1, day=1), "last": self.today}
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return given | ({} if {"first", "last"} <= set(given) else period)
