"""Forms over encrypted fields: the page shows the mask, and a mask that comes back unchanged changes nothing."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ca_auth.privacy.cipher import Tampered
from ca_auth.privacy.secret import Secret, TamperedSecret, clear_text

_NUMBERS = {"id", "phone", "account"}


class SecretFormField(forms.CharField):
    """A text field whose stored value is a ``Secret``.

    ``cleaned_data`` holds the stored Secret when the mask was posted back unchanged, else the new text; ``clean()`` of
    a form takes the plain text of either with ``clear_text()``. Numbers may be typed full-width and with blanks.
    """

    stored: Secret | None = None
    default_error_messages = {"masked": "请输入完整的{label}，或保留原内容不变！"}

    def __init__(self, *, kind: str = "text", **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(**kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Fields are copied for each form, so the stored value can be kept here until ``clean()`` compares with it."""
        bound = super().get_bound_field(form, field_name)
        self.widget.attrs.setdefault("autocomplete", "off")
        if isinstance(bound.initial, Secret) and bound.initial:
            self.stored = bound.initial
        if isinstance(bound.initial, TamperedSecret):
            self.widget.attrs["placeholder"] = Tampered.message
        return bound

    def prepare_value(self, value: Any) -> Any:
        """What the page shows: nothing for a record that does not open, so that a new value can be typed."""
        return "" if isinstance(value, TamperedSecret) else value

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if self.kind in _NUMBERS:
            text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
        return text.upper() if self.kind == "id" else text

    def clean(self, value: Any) -> Any:
        if self._is_kept(value):
            return self.stored
        text = super().clean(value)
        if "*" in text:
            raise ValidationError(self.error_messages["masked"].format(label=self.label or "内容"), code="masked")
        return text

    def has_changed(self, initial: Any, data: Any) -> bool:
        if isinstance(initial, TamperedSecret):
            return bool(data)
        if isinstance(initial, Secret) and (data or "").strip() == str(initial):
            return False
        return clear_text(initial) != self.to_python(data)

    def _is_kept(self, value: Any) -> bool:
        """The mask came back; or the field is disabled and gets the stored value itself."""
        if self.stored is None or value is self.stored:
            return self.stored is not None
        shown = "" if isinstance(self.stored, TamperedSecret) else str(self.stored)
        return str(value or "").strip() == shown
