"""The forms of the internal login."""

from django import forms


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
