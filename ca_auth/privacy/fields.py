"""Model fields whose columns hold ciphertext.

A record is bound to its model, field and row: the model needs a ``uuid`` field that is set before the row is inserted
(``default=uuid4``). Values are opened when they are read, not when the row is loaded. A new row must not be made by
emptying ``pk`` and ``uuid`` of a loaded one.
"""

import json
import logging
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import pre_save

from ca_auth.privacy.cipher import Tampered, decrypt_bytes, encrypt_bytes
from ca_auth.privacy.index import INDEX_LENGTH, blind_index
from ca_auth.privacy.masks import MASKS
from ca_auth.privacy.secret import Secret, TamperedSecret

logger = logging.getLogger("ca_auth.privacy")


class Sealed(bytes):
    """A record as it lies in the database. Only a row can open it, hence the mask in ``values()`` and the like."""

    def __str__(self) -> str:
        return "***"

    __repr__ = __str__


class _SealedAttribute(DeferredAttribute):
    """Opens a record at the first reading and accepts new values in clear."""

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.read(instance, value)
            if not isinstance(value, TamperedSecret):
                instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, TamperedSecret):
            value = value.record
        instance.__dict__[self.field.attname] = value if isinstance(value, Sealed) else self.field.wrap(value)


class _SealedField(models.Field):
    """What encrypted columns share: binding to the row, sealing at save, no search."""

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, aad_label: str = "", **kwargs: Any) -> None:
        self.aad_label = aad_label
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"aad_label": self.aad_label} if self.aad_label else {})

    def get_internal_type(self) -> str:
        return "BinaryField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_row_uuid()]

    def _check_row_uuid(self) -> list[checks.CheckMessage]:
        try:
            if isinstance(self.model._meta.get_field("uuid"), models.UUIDField):
                return []
        except FieldDoesNotExist:
            pass
        return [checks.Error("加密字段所在的模型须有 uuid 字段（UUIDField）", obj=self, id="ca_auth.E101")]

    def _aad(self, instance: models.Model) -> str:
        row = instance.uuid
        if row is None:
            raise ValueError(f"{self}: uuid must be set before an encrypted value is read or saved")
        return f"{self.aad_label or f'{self.model._meta.label}.{self.name}'}|{UUID(str(row))}"

    def open(self, instance: models.Model, record: Sealed) -> bytes:
        """Bytes of a record.

        Raises:
            Tampered: also written to the log, with the place and without the content.
        """
        place = self._aad(instance)
        try:
            return decrypt_bytes(record, aad=place)
        except Tampered:
            logger.error("record does not open: %s", place)
            raise Tampered(str(self.verbose_name)) from None

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        """Ciphertext for this row. A record that was not opened goes back as it came: a broken one stays evidence."""
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed):
            if add and value:
                self.open(model_instance, value)
            return value
        data = self.pack(value)
        return Sealed(encrypt_bytes(data, aad=self._aad(model_instance))) if data else self.empty(value)

    def empty(self, value: Any) -> Sealed | None:
        return None if value is None else Sealed()

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if value and not isinstance(value, Sealed):
            raise FieldError(f"{self}: 加密字段只能逐条 save()，不能用 update()、bulk_update() 或 raw 写入")
        return connection.Database.Binary(bytes(value or b""))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self}: 加密字段不能用 {lookup_name} 检索，请用其索引字段（_idx）精确检索")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self}: 加密字段不能用 {lookup_name} 检索，请用其索引字段（_idx）精确检索")


class EncryptedCharField(_SealedField):
    """Text at rest as AES-256-GCM. Values are ``Secret``; a plain string may be assigned.

    ``kind`` chooses the mask (id, phone, account, address, text), ``max_length`` counts characters of the clear text,
    ``index=True`` adds ``<name>_idx``, a BlindIndexField, to the model.
    """

    description = "Encrypted text"

    def __init__(
        self, *args: Any, max_length: int = 200, kind: str = "text", index: bool = False, **kwargs: Any
    ) -> None:
        if kind not in MASKS:
            raise ValueError(f"kind must be one of {', '.join(MASKS)}")
        self.kind, self.index = kind, index
        super().__init__(*args, max_length=max_length, **kwargs)
        self.validators.append(MaxLengthValidator(max_length))

    def deconstruct(self) -> tuple[str, str, list, dict]:
        # ``index`` is left out: in a migration the index column is listed by itself.
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"kind": self.kind}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if self.index and not cls._meta.abstract:
            BlindIndexField(source=name).contribute_to_class(cls, f"{name}_idx")

    def wrap(self, value: str | None) -> Secret | None:
        if not value:
            return None if value is None and self.null else Secret("", self.kind)
        if not isinstance(value, str):
            raise TypeError(f"{self}: {type(value).__name__} given, text expected")
        return value if isinstance(value, Secret) and value.kind == self.kind else Secret(value, self.kind)

    def read(self, instance: models.Model, record: Sealed) -> Secret:
        if not record:
            return Secret("", self.kind)
        try:
            return Secret(self.open(instance, record).decode(), self.kind)
        except Tampered:
            return TamperedSecret(record, self.kind)

    def pack(self, value: Secret | None) -> bytes:
        return value.clear().encode() if value else b""

    def to_python(self, value: Any) -> Any:
        return value

    def run_validators(self, value: Any) -> None:
        """Validators are written for plain text and get it."""
        if not isinstance(value, TamperedSecret):
            super().run_validators(value.clear() if isinstance(value, Secret) else value)

    def formfield(self, **kwargs: Any) -> Any:
        from ca_auth.privacy_forms import SecretFormField

        return super().formfield(
            **{"form_class": SecretFormField, "max_length": self.max_length, "kind": self.kind, **kwargs}
        )


class EncryptedJSONField(_SealedField):
    """Any JSON value at rest as AES-256-GCM. Reading a record that does not open raises ``Tampered``."""

    description = "Encrypted JSON"
    empty_strings_allowed = False

    def __init__(self, *args: Any, encoder: type[json.JSONEncoder] = DjangoJSONEncoder, **kwargs: Any) -> None:
        self.encoder = encoder
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({} if self.encoder is DjangoJSONEncoder else {"encoder": self.encoder})

    def wrap(self, value: Any) -> Any:
        return value

    def read(self, instance: models.Model, record: Sealed) -> Any:
        return json.loads(self.open(instance, record)) if record else None

    def pack(self, value: Any) -> bytes:
        return b"" if value is None else json.dumps(value, cls=self.encoder, ensure_ascii=False).encode()

    def empty(self, value: Any) -> Sealed | None:
        return None if self.null else Sealed()

    def value_to_string(self, obj: models.Model) -> str:
        return "***"

    def formfield(self, **kwargs: Any) -> None:
        return None


class _IndexAttribute(DeferredAttribute):
    """The index of what the source holds now, so that uniqueness can be validated before saving."""

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.source)
        if isinstance(value, str) and not isinstance(value, TamperedSecret):
            return self.field.digest(value)
        return super().__get__(instance, cls)

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class BlindIndexField(models.Field):
    """Keyed hash of an encrypted field beside it: exact look-up and unique constraints, nothing else.

    ``source`` names the encrypted field. Columns with the same ``label`` can be compared with each other; by default
    each has its own. NULL for an empty source. ``filter(<name>="clear value")`` hashes by itself.
    """

    description = "Blind index"
    descriptor_class = _IndexAttribute

    def __init__(self, *args: Any, source: str, label: str = "", **kwargs: Any) -> None:
        self.source, self.label = source, label
        kwargs |= {"editable": False, "null": True, "max_length": INDEX_LENGTH}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "null", "max_length"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs | {"source": self.source} | ({"label": self.label} if self.label else {})

    def get_internal_type(self) -> str:
        return "BinaryField"

    def digest(self, value: str) -> bytes | None:
        """Index of a clear value or a Secret under this column's label."""
        clear = value.clear() if isinstance(value, Secret) else value
        source = self.model._meta.get_field(self.source)
        label = self.label or f"{source.model._meta.label}.{self.source}"
        return blind_index(clear, label=label, kind=source.kind)

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        return getattr(model_instance, self.attname)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)

    def get_prep_value(self, value: Any) -> Any:
        return self.digest(value) if isinstance(value, str) else super().get_prep_value(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        return value if value is None else connection.Database.Binary(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in {"exact", "in", "isnull"}:
            raise FieldError(f"{self}: 索引字段只能精确检索，不能用 {lookup_name}")
        return super().get_lookup(lookup_name)


@lru_cache(maxsize=512)
def _indexes(model: type[models.Model]) -> tuple[tuple[str, str], ...]:
    return tuple((field.source, field.name) for field in model._meta.fields if isinstance(field, BlindIndexField))


def _refuse_half_save(sender: type[models.Model], update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    """``save(update_fields=…)`` must not leave an index behind that points to the former value."""
    for source, index in _indexes(sender) if update_fields else ():
        if source in update_fields and index not in update_fields:
            raise FieldError(f"update_fields 须同时包含 {source} 和 {index}")


pre_save.connect(_refuse_half_save, dispatch_uid="ca_auth.privacy.half_save")
