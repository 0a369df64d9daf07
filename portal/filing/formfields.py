"""Form fields that speak the manual's language and take what clerks type: full-width digits, 3,860, 2027年1月11日."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
DATE_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]
_CHOOSERS = (forms.ChoiceField, forms.ModelChoiceField)


def clean_text(value: str) -> str:
    """NFC, without control and direction characters, trimmed."""
    value = _SURROGATE.sub("", _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")))
    return unicodedata.normalize("NFC", value).strip()


def half_width(value: str) -> str:
    """Full-width digits, letters and brackets as plain ones."""
    return unicodedata.normalize("NFKC", clean_text(value))


def short_number(value: Decimal) -> str:
    """1732.7200 as 1732.72: without the zeros that only fill the column up."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def speak(field: forms.Field) -> None:
    """Give a field the red texts of manual 000, with its own label."""
    chooser = isinstance(field, _CHOOSERS + (forms.MultipleChoiceField,))
    verb = "上传" if isinstance(field, forms.FileField) else "选择"
    field.error_messages["required"] = f"请{verb}{field.label}！" if chooser else f"{field.label}不能为空！"
    field.error_messages["invalid_choice"] = f"请选择{field.label}！"
    if isinstance(field, forms.DecimalField | forms.IntegerField):
        field.error_messages["invalid"] = f"{field.label}必须为数值！"
    if isinstance(field, forms.DateField):
        field.error_messages["invalid"] = f"{field.label}不是有效日期，请按 2027-01-11 的格式填写！"


class TextField(forms.CharField):
    def __init__(self, *, lines: int = 1, **kwargs):
        self.lines = lines
        if lines > 1:
            kwargs["widget"] = forms.Textarea(attrs={"rows": lines})
        super().__init__(**kwargs)

    def to_python(self, value):
        return clean_text(super().to_python(value) or "")

    def run_validators(self, value):
        if self.max_length and len(value) > self.max_length:
            raise ValidationError(f"{self.label}不能超过{self.max_length}个字，现有{len(value)}个字！")
        super().run_validators(value)


class PostalCodeField(TextField):
    """Six digits; full-width ones are taken as plain."""

    def to_python(self, value):
        return half_width(super().to_python(value)).replace(" ", "")

    def run_validators(self, value):
        if value and not re.fullmatch(r"[0-9]{6}", value):
            raise ValidationError(f"{self.label}必须为6位数字！")


class _Bounded:
    """Bounds with the field's label in the text."""

    positive = False
    least = most = None

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        if self.positive and value <= 0:
            raise ValidationError(f"{self.label}必须大于0！")
        if self.least is not None and self.most is not None and not self.least <= value <= self.most:
            raise ValidationError(f"{self.label}应在{self.least}到{self.most}之间！")
        if self.most is not None and value > self.most:
            raise ValidationError(f"{self.label}不能大于{self.most}！")
        if self.least is not None and value < self.least:
            raise ValidationError(f"{self.label}不能小于{self.least}！")


def _plain_number(value):
    return half_width(value).replace(",", "").replace(" ", "") if isinstance(value, str) else value


class NumberField(_Bounded, forms.DecimalField):
    def __init__(self, *, positive: bool = False, least: Decimal | None = None, most: Decimal | None = None, **kwargs):
        self.positive, self.least, self.most = positive, least, most
        super().__init__(**kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value):
        return short_number(value) if isinstance(value, Decimal) and value.is_finite() else value

    def to_python(self, value):
        value = _plain_number(value)
        if isinstance(value, str) and not re.fullmatch(r"[+-]?\d{1,30}(\.\d{0,30})?|", value):
            raise ValidationError(self.error_messages["invalid"])
        return super().to_python(value)

    def run_validators(self, value):
        if value is not None and self.decimal_places is not None and -value.as_tuple().exponent > self.decimal_places:
            raise ValidationError(f"{self.label}最多{self.decimal_places}位小数！")
        super().run_validators(value)


class WholeField(_Bounded, forms.IntegerField):
    def __init__(self, *, least: int | None = None, most: int | None = None, **kwargs):
        self.least, self.most = least, most
        super().__init__(**kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value):
        value = _plain_number(value)
        if isinstance(value, str) and not re.fullmatch(r"[+-]?\d{1,18}|", value):
            raise ValidationError(f"{self.label}必须为整数！")
        return super().to_python(value)


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", DATE_FORMATS)
        super().__init__(**kwargs)
        self.widget = forms.DateInput(
            format="%Y-%m-%d", attrs={"placeholder": "YYYY-MM-DD", "autocomplete": "off", "data-date": ""}
        )

    def to_python(self, value):
        return super().to_python(half_width(value).replace(" ", "") if isinstance(value, str) else value)


class ChoiceField(forms.TypedChoiceField):
    """A select; the empty entry reads 请选择."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.choices = [(value, label if value else "请选择") for value, label in self.choices]


class YesNoField(forms.TypedChoiceField):
    def __init__(self, **kwargs):
        super().__init__(
            choices=[("1", "是"), ("0", "否")], coerce=lambda value: value == "1", empty_value=None,
            widget=forms.RadioSelect, **kwargs,
        )  # fmt: skip

    def prepare_value(self, value):
        return {True: "1", False: "0"}.get(value, value) if isinstance(value, bool) else value


class MultiChoiceField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        chosen = set(super().clean(value))
        return [key for key, _ in self.choices if key in chosen]
