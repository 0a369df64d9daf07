"""The forms of the internal login."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ca_auth.models import Account


class StaffLoginForm(forms.Form):
    login_name = forms.CharField(
        label="登录名",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "class": "form-control", "autofocus": True}),
        error_messages={"required": "请填写登录名"},
    )
    password = forms.CharField(
        label="密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "form-control"}),
        error_messages={"required": "请填写密码"},
    )


class StaffCodeForm(forms.Form):
    code = forms.RegexField(
        r"\A[0-9]{6}\Z",
        label="动态口令",
        strip=True,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "maxlength": "6",
                "class": "form-control tnum",
                "autofocus": True,
            }
        ),
        error_messages={"required": "请填写动态口令", "invalid": "动态口令为 6 位数字"},
    )


def _password(label: str, autocomplete: str, required: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "class": "form-control"})
    return forms.CharField(
        label=label, max_length=128, strip=False, widget=widget, error_messages={"required": required}
    )


class StaffPasswordForm(forms.Form):
    """The owner's own change of password."""

    old = _password("当前密码", "current-password", "请填写当前密码")
    new = _password("新密码", "new-password", "请填写新密码")
    repeat = _password("再次输入新密码", "new-password", "请再次填写新密码")

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["new"].help_text = "至少 10 位，不能是常见密码、纯数字，不能与登录名相近。"

    def clean_old(self) -> str:
        if not self.account.check_password(self.cleaned_data["old"]):
            raise ValidationError("当前密码不正确")
        return self.cleaned_data["old"]

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"], self.account)
        return self.cleaned_data["new"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("new") and data.get("repeat") and data["new"] != data["repeat"]:
            self.add_error("repeat", "两次输入的新密码不一致")
        if data.get("new") and data.get("new") == data.get("old"):
            self.add_error("new", "新密码不能与当前密码相同")
        return data
