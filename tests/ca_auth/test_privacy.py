"""Personal numbers: unreadable at rest, bound to their place, masked wherever they are shown."""

import base64
import copy
import json
import logging
import os
import pickle
import random

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ModelState, ProjectState
from django.template import Context, Template

from ca_auth.privacy import Secret, Tampered, blind_index, clear_text, decrypt_bytes, encrypt_bytes, log_handle
from ca_auth.privacy.cipher import OVERHEAD
from ca_auth.privacy.secret import TamperedSecret
from tests.ca_auth.privacy_models import Holder, Member, Rowless, create_tables

ID = "310199197408260116"
OTHER_ID = "310199198502150044"
PHONE = "13812345678"


@pytest.fixture
def tables(db):
    create_tables()


def raw(column: str, pk: int, table: str = "ca_auth_holder") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def overwrite(column: str, pk: int, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE ca_auth_holder SET {column} = %s WHERE id = %s", [value, pk])


def spellings(text: str) -> set[bytes]:
    """Every form in which a careless column would give the value away."""
    data = text.encode()
    shifted = {base64.b64encode(b"x" * shift + data)[4:-4] for shift in range(3)}
    return {data, data[::-1], data.hex().encode(), data.hex().upper().encode(), data[::-1].hex().encode()} | shifted


class TestAtRest:
    def test_nothing_readable_in_the_tables(self, tables):
        rng = random.Random(1)
        numbers = [f"3101991974{rng.randrange(10**8):08d}" for _ in range(200)]
        phones = [f"139{rng.randrange(10**8):08d}" for _ in range(200)]
        Holder.objects.bulk_create(
            Holder(id_number=number, phone=phone, account=number[::-1], extra={"address": phone})
            for number, phone in zip(numbers, phones, strict=True)
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM ca_auth_holder")
            cells = [cell for row in cursor.fetchall() for cell in row]
        stored = b"\n".join(
            bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in cells
        )
        stored += stored.hex().encode()
        assert len(stored) > 200 * 200
        assert [text for text in numbers + phones for form in spellings(text) if form in stored] == []

    def test_round_trip_and_layout(self, tables):
        holder = Holder.objects.create(
            id_number=ID, phone=PHONE, account="6222021001112345678", extra={"a": [1, "二"]}
        )
        again = Holder.objects.get(pk=holder.pk)
        assert again.id_number.clear() == ID
        assert again.phone.clear() == PHONE
        assert again.account.clear() == "6222021001112345678"
        assert again.extra == {"a": [1, "二"]}
        record = raw("id_number", holder.pk)
        assert record[:2] == b"\x01\x01"
        assert len(record) == OVERHEAD + len(ID)

    def test_same_value_twice_gives_different_records(self, tables):
        first, second = (Holder.objects.create(note="同一内容") for _ in range(2))
        assert raw("note", first.pk) != raw("note", second.pk)

    def test_empty_stays_empty_and_null_stays_null(self, tables):
        holder = Holder.objects.create()
        again = Holder.objects.get(pk=holder.pk)
        assert raw("id_number", holder.pk) == b""
        assert again.id_number.clear() == ""
        assert not again.id_number
        assert again.account is None
        assert again.extra is None
        assert again.id_number_idx is None

    def test_model_without_row_uuid_is_refused_by_the_checks(self):
        assert "ca_auth.E101" in {error.id for error in Rowless._meta.get_field("number").check()}
        assert Holder._meta.get_field("id_number").check() == []

    def test_multi_table_child_uses_the_inherited_uuid(self, tables):
        member = Member.objects.create(id_number=ID, home_phone="021-64750000")
        again = Member.objects.get(pk=member.pk)
        assert (again.id_number.clear(), again.home_phone.clear()) == (ID, "021-64750000")
        assert Holder.objects.get(pk=member.pk).id_number.clear() == ID

    def test_deferred_columns_are_fetched_when_read(self, tables):
        pk = Holder.objects.create(id_number=ID).pk
        assert Holder.objects.defer("id_number", "uuid").get(pk=pk).id_number.clear() == ID

    def test_untouched_record_is_written_back_as_it_was(self, tables):
        pk = Holder.objects.create(id_number=ID).pk
        before = raw("id_number", pk)
        Holder.objects.get(pk=pk).save()
        assert raw("id_number", pk) == before

    def test_bulk_writes_that_cannot_bind_to_a_row_are_refused(self, tables):
        holder = Holder.objects.create(id_number=ID)
        with pytest.raises(FieldError):
            Holder.objects.update(id_number=OTHER_ID)
        holder.id_number = OTHER_ID
        with pytest.raises(FieldError):
            Holder.objects.bulk_update([holder], ["id_number"])

    def test_values_never_give_the_number(self, tables):
        Holder.objects.create(id_number=ID)
        assert [str(value) for value in Holder.objects.values_list("id_number", flat=True)] == ["***"]

    def test_copy_of_a_row_under_a_new_uuid_does_not_pass_silently(self, tables):
        holder = Holder.objects.get(pk=Holder.objects.create(id_number=ID).pk)
        holder.pk, holder.uuid, holder._state.adding = None, Holder().uuid, True
        with pytest.raises(Tampered):
            holder.save()


class TestTampering:
    def test_ten_thousand_bit_flips(self):
        record = encrypt_bytes(ID.encode(), aad="place")
        rng = random.Random(7)
        accepted = 0
        for _ in range(10_000):
            changed = bytearray(record)
            for bit in rng.sample(range(len(record) * 8), rng.randint(1, 3)):
                changed[bit // 8] ^= 1 << bit % 8
            try:
                decrypt_bytes(bytes(changed), aad="place")
                accepted += 1
            except Tampered:
                pass
        assert accepted == 0

    @pytest.mark.parametrize("length", [0, 1, 3, 4, 16, 31, 32, 49])
    def test_cut_records(self, length):
        with pytest.raises(Tampered):
            decrypt_bytes(encrypt_bytes(ID.encode(), aad="x")[:length], aad="x")

    def test_swapped_rows(self, tables):
        first, second = Holder.objects.create(id_number=ID), Holder.objects.create(id_number=OTHER_ID)
        one, two = raw("id_number", first.pk), raw("id_number", second.pk)
        overwrite("id_number", first.pk, two)
        overwrite("id_number", second.pk, one)
        for pk in (first.pk, second.pk):
            with pytest.raises(Tampered):
                Holder.objects.get(pk=pk).id_number.clear()

    def test_wrong_column(self, tables):
        holder = Holder.objects.create(id_number=ID, phone=PHONE)
        overwrite("phone", holder.pk, raw("id_number", holder.pk))
        with pytest.raises(Tampered):
            Holder.objects.get(pk=holder.pk).phone.clear()

    def test_wrong_key(self, tables, settings):
        pk = Holder.objects.create(id_number=ID).pk
        settings.FIELD_KEY = "another-key"
        with pytest.raises(Tampered):
            Holder.objects.get(pk=pk).id_number.clear()

    def test_wrong_place_for_json(self, tables):
        first, second = Holder.objects.create(extra={"a": 1}), Holder.objects.create(extra={"a": 2})
        overwrite("extra", first.pk, raw("extra", second.pk))
        with pytest.raises(Tampered):
            Holder.objects.get(pk=first.pk).extra  # noqa: B018

    def test_reader_sees_red_text_and_the_log_the_place(self, tables, caplog):
        holder = Holder.objects.create(id_number=ID)
        overwrite("id_number", holder.pk, b"\x01" * 60)
        with caplog.at_level(logging.ERROR, logger="ca_auth.privacy"):
            page = Template("{{ holder.id_number }}").render(Context({"holder": Holder.objects.get(pk=holder.pk)}))
        assert page == f'<span class="text-danger">{Tampered.message}</span>'
        assert str(holder.uuid) in caplog.text
        assert ID not in caplog.text

    def test_saving_another_field_keeps_the_broken_record(self, tables):
        holder = Holder.objects.create(id_number=ID, phone=PHONE)
        index = raw("id_number_idx", holder.pk)
        overwrite("id_number", holder.pk, b"\x01" * 60)
        again = Holder.objects.get(pk=holder.pk)
        assert isinstance(again.id_number, TamperedSecret)
        again.refresh_from_db()
        again.note = "x"
        again.save()
        assert raw("id_number", holder.pk) == b"\x01" * 60
        assert raw("id_number_idx", holder.pk) == index


class TestKeyRing:
    def test_former_keys_still_open_and_new_records_use_the_current_one(self, tables, settings):
        pk = Holder.objects.create(id_number=ID).pk
        settings.FIELD_KEYS, settings.FIELD_KEY = [settings.FIELD_KEY], "second-key"
        holder = Holder.objects.get(pk=pk)
        assert holder.id_number.clear() == ID
        holder.save()
        settings.FIELD_KEYS = []
        assert Holder.objects.get(pk=pk).id_number.clear() == ID

    def test_missing_keys_are_configuration_errors(self, settings):
        settings.FIELD_KEY = settings.INDEX_KEY = ""
        with pytest.raises(ImproperlyConfigured, match="FIELD_KEY"):
            encrypt_bytes(b"x", aad="x")
        with pytest.raises(ImproperlyConfigured, match="INDEX_KEY"):
            blind_index(ID, label="x")


class TestSearch:
    @pytest.mark.parametrize("lookup", sorted(set(models.CharField.get_lookups()) | {"year", "lower", "nonsense"}))
    @pytest.mark.parametrize("field", ["id_number", "extra"])
    def test_every_lookup_but_isnull_is_refused(self, tables, field, lookup):
        query = {f"{field}__{lookup}": True if lookup == "isnull" else "x"}
        if lookup == "isnull":
            assert list(Holder.objects.filter(**query)) == []
        else:
            with pytest.raises(FieldError):
                list(Holder.objects.filter(**query))

    @pytest.mark.parametrize("lookup", sorted(set(models.BinaryField.get_lookups()) - {"exact", "in", "isnull"}))
    def test_index_is_exact_only(self, tables, lookup):
        with pytest.raises(FieldError):
            list(Holder.objects.filter(**{f"id_number_idx__{lookup}": "x"}))

    def test_exact_search(self, tables):
        holder = Holder.objects.create(id_number=ID, phone=PHONE)
        Holder.objects.create(id_number=OTHER_ID)
        assert list(Holder.objects.filter(id_number_idx=ID)) == [holder]
        assert list(Holder.objects.filter(id_number_idx__in=[ID, "none"])) == [holder]
        assert list(Holder.objects.filter(id_number_idx=holder.id_number)) == [holder]
        assert list(Holder.objects.filter(phone_idx="138 1234 5678")) == [holder]
        assert list(Holder.objects.filter(id_number_idx="")) == []

    @pytest.mark.parametrize(
        ("one", "other", "kind"),
        [
            ("11010519491231002x", "11010519491231002X", "id"),
            (" ３１０１９９197408260116 ", ID, "id"),
            ("110105491231002", "11010519491231002X", "id"),
            ("138-1234-5678", PHONE, "phone"),
            ("+86 13812345678", PHONE, "phone"),
            ("021-64750000", "02164750000", "phone"),
        ],
    )
    def test_spellings_that_mean_the_same(self, one, other, kind):
        assert blind_index(one, label="x", kind=kind) == blind_index(other, label="x", kind=kind)

    def test_fifteen_digits_with_an_impossible_date_are_left_alone(self):
        assert (
            blind_index("110105491331002", label="x") != blind_index("110105491331002", label="x", kind="account")[:-1]
        )
        assert blind_index("110105491331002", label="x") == blind_index("110105491331002", label="x", kind="account")

    def test_labels_keep_tables_apart(self):
        index = blind_index(ID, label="a")
        assert len(index) == 16
        assert index != blind_index(ID, label="b")

    def test_unique_by_index_and_blanks_do_not_collide(self, tables):
        Holder.objects.create(id_number=ID)
        Holder.objects.create()
        Holder.objects.create()
        with pytest.raises(IntegrityError), transaction.atomic():
            Holder.objects.create(id_number=ID)
        with pytest.raises(ValidationError):
            Holder(id_number=ID).validate_constraints()

    def test_index_follows_the_value(self, tables):
        holder = Holder.objects.create(id_number=ID)
        holder.id_number = OTHER_ID
        holder.save()
        assert Holder.objects.filter(id_number_idx=ID).count() == 0
        assert Holder.objects.filter(id_number_idx=OTHER_ID).count() == 1

    @pytest.mark.parametrize("model", [Holder, Member])
    def test_saving_the_value_without_its_index_is_refused(self, tables, model):
        holder = model.objects.create(id_number=ID)
        holder.id_number = OTHER_ID
        with pytest.raises(FieldError):
            holder.save(update_fields=["id_number"])
        holder.save(update_fields=["id_number", "id_number_idx"])
        assert model.objects.filter(id_number_idx=OTHER_ID).exists()

    def test_log_handle_follows_without_naming(self):
        assert len(log_handle(PHONE)) == 12
        assert log_handle(PHONE) == log_handle("１３８12345678")
        assert log_handle(PHONE) != log_handle("13812345679")


WAYS_TO_PRINT = [
    str,
    repr,
    json.dumps,
    "{}".format,
    "{0!r}".format,
    "%s".__mod__,
    lambda secret: f"{secret:>30}",
    lambda secret: secret + "",
    lambda secret: "".join([secret]),
    lambda secret: secret.encode().decode(),
    lambda secret: Template("{{ s }}").render(Context({"s": secret})),
    lambda secret: Template("{{ s|upper|safe }}").render(Context({"s": secret})),
]


class TestSecret:
    MASK = "310***********0116"

    @pytest.mark.parametrize("shown", WAYS_TO_PRINT)
    def test_every_way_of_printing_gives_the_mask(self, shown):
        text = shown(Secret(ID, "id"))
        assert self.MASK in text
        assert ID not in text

    def test_clear_gives_the_value(self):
        assert Secret(ID, "id").clear() == ID
        assert type(Secret(ID, "id").clear()) is str
        assert clear_text(Secret(ID, "id")) == clear_text(ID) == ID
        assert clear_text(None) == ""

    def test_equality_is_by_clear_value(self):
        secret = Secret(ID, "id")
        assert secret == ID
        assert [ID].index(secret) == 0
        assert secret == Secret(ID, "text")
        assert secret != str(secret)
        assert secret != Secret("310188197408260116", "id")
        assert {ID: 1}[secret] == 1
        assert Secret(secret, "id").clear() == ID

    def test_copies_stay_secrets_and_pickles_are_refused(self):
        secret = Secret(ID, "id")
        assert copy.copy(secret) is secret
        assert copy.deepcopy([secret])[0] is secret
        with pytest.raises(TypeError):
            pickle.dumps(secret)

    def test_assignment_of_plain_text_and_of_rubbish(self):
        holder = Holder()
        holder.id_number = ID
        assert str(holder.id_number) == self.MASK
        with pytest.raises(TypeError):
            holder.id_number = 310199197408260116

    def test_validators_get_the_clear_text_and_length_counts_it(self):
        holder = Holder(phone=PHONE, note="字" * 51)
        with pytest.raises(ValidationError) as refusal:
            holder.clean_fields(exclude=["extra"])
        assert set(refusal.value.message_dict) == {"note"}
        with pytest.raises(ValidationError) as refusal:
            Holder(phone="12345").clean_fields()
        assert refusal.value.message_dict["phone"] == ["手机号码格式不正确！"]


def test_encryption_is_randomised_per_call():
    data = os.urandom(20)
    assert encrypt_bytes(data, aad="x") != encrypt_bytes(data, aad="x")
    assert decrypt_bytes(encrypt_bytes(data, aad="x"), aad="x") == data


def test_migrations_list_the_index_column_once():
    state = ProjectState()
    state.add_model(ModelState.from_model(Holder))
    historical = state.apps.get_model("ca_auth", "Holder")
    assert [field.name for field in historical._meta.fields] == [field.name for field in Holder._meta.fields]
    again = ProjectState()
    again.add_model(ModelState.from_model(historical))
    autodetector = MigrationAutodetector(state, again)
    assert autodetector._detect_changes() == {}
