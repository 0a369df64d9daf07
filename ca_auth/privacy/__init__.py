"""Personal numbers at rest: encrypted columns, blind index, masks. Nothing else sees such a number in clear.

Typical use::

    class Person(models.Model):
        uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
        id_number = EncryptedCharField("证件号码", max_length=30, kind="id")
        id_number_idx = BlindIndexField(source="id_number")

    person.id_number            # a Secret: prints as 310***********1234
    person.id_number.clear()    # the number itself, for snapshots, print sheets and validators
    Person.objects.filter(id_number_idx="310199…")
"""

from ca_auth.privacy.cipher import Tampered, decrypt_bytes, encrypt_bytes
from ca_auth.privacy.fields import BlindIndexField, EncryptedCharField, EncryptedJSONField
from ca_auth.privacy.index import blind_index, log_handle, normalise
from ca_auth.privacy.masks import mask, mask_account, mask_address, mask_id_number, mask_name, mask_phone
from ca_auth.privacy.secret import Secret, clear_text

__all__ = [
    "BlindIndexField",
    "EncryptedCharField",
    "EncryptedJSONField",
    "Secret",
    "Tampered",
    "blind_index",
    "clear_text",
    "decrypt_bytes",
    "encrypt_bytes",
    "log_handle",
    "mask",
    "mask_account",
    "mask_address",
    "mask_id_number",
    "mask_name",
    "mask_phone",
    "normalise",
]
