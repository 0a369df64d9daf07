"""Model fields of the forms. Their form fields carry the wording of manual 000: 不能为空、必须为数值、请选择."""

from decimal import Decimal

from django.db import models

from portal.filing import formfields


class NumberField(models.DecimalField):
    """A decimal with a unit. `positive`: greater than zero; else `least` and `most` bound it, both inclusive."""

    def __init__(self, *args, positive: bool = False, least=None, most=None, **kwargs):
        self.positive, self.least, self.most = positive, least, most
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(
            **{"form_class": formfields.NumberField, "positive": self.positive, "least": self.least,
               "most": self.most} | kwargs
        )  # fmt: skip


def amount(label: str, *, positive: bool = True, **kwargs) -> NumberField:
    """万元, four places, up to 10 000 000."""
    least = None if positive else Decimal(0)
    return NumberField(
        label, max_digits=15, decimal_places=4, positive=positive, least=least, most=Decimal(10_000_000), **kwargs
    )


def area(label: str, **kwargs) -> NumberField:
    """㎡, two places, greater than zero."""
    return NumberField(label, max_digits=15, decimal_places=2, positive=True, **kwargs)


def percent(label: str, **kwargs) -> NumberField:
    """Percent with two places, 0 to 100."""
    return NumberField(label, max_digits=5, decimal_places=2, least=Decimal(0), most=Decimal(100), **kwargs)


class WholeField(models.PositiveIntegerField):
    """A whole number between `least` and `most`, both inclusive."""

    def __init__(self, *args, least: int = 0, most: int = 1_000_000, **kwargs):
        self.least, self.most = least, most
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(
            **{"form_class": formfields.WholeField, "least": self.least, "most": self.most,
               "min_value": None, "max_value": None} | kwargs
        )  # fmt: skip


class TextField(models.CharField):
    """Text of at most `max_length` characters, kept in a character column; `lines` > 1 makes a text area."""

    def __init__(self, *args, lines: int = 1, **kwargs):
        self.lines = lines
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        if self.choices is not None:
            return super().formfield(**kwargs)
        return super().formfield(**{"form_class": formfields.TextField, "lines": self.lines} | kwargs)


class DayField(models.DateField):
    """A day; typed as 2027-01-11, 2027/1/11, 2027.1.11, 20270111 or 2027年1月11日."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": formfields.DayField} | kwargs)


class YesNoField(models.BooleanField):
    """是/否 as two radio buttons without a default (manual 000 §3.1: 选择按钮都必须选择). Null until chosen."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("null", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return formfields.YesNoField(label=self.verbose_name, required=not self.blank, help_text=self.help_text)


class ChoiceField(models.CharField):
    """One value of a list, chosen in a select whose empty entry reads 请选择."""

    def formfield(self, **kwargs):
        return super().formfield(**{"choices_form_class": formfields.ChoiceField} | kwargs)


class MultiChoiceField(models.JSONField):
    """Several values of a list, stored as a JSON list in the order of the list."""

    def __init__(self, *args, item_choices=(), **kwargs):
        self.item_choices = tuple(item_choices)
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs

    def formfield(self, **kwargs):
        return formfields.MultiChoiceField(
            label=self.verbose_name, required=not self.blank, choices=self.item_choices, help_text=self.help_text
        )


class PostalCodeField(TextField):
    """Six digits (manual 000 §3.1: 邮政编码必须是六位数值类型)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 6} | kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": formfields.PostalCodeField} | kwargs)


class Labelled(property):
    """A computed value with a label, so that it can stand in a section beside the fields."""

    label = ""


def labelled(label: str):
    """Decorator for a method without arguments: `@labelled("合计") def fund_total_pct(self) -> Decimal: ...`"""

    def declare(method) -> Labelled:
        made = Labelled(method)
        made.label = label
        return made

    return declare
