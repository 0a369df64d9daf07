"""Editing what is shown masked: the mask that comes back is no value."""

import pytest
from django import forms

from ca_auth.privacy import Secret, Tampered, clear_text
from ca_auth.privacy_forms import SecretFormField
from tests.ca_auth.privacy_models import Holder, create_tables

ID = "310199197408260116"
OTHER_ID = "310199198502150044"
PHONE = "13812345678"


class HolderForm(forms.ModelForm):
    class Meta:
        model = Holder
        fields = ["id_number", "phone", "note"]


@pytest.fixture
def holder(db):
    create_tables()
    return Holder.objects.get(pk=Holder.objects.create(id_number=ID, phone=PHONE, note="批注").pk)


def posted_back(form: forms.Form) -> dict[str, str]:
    """What a browser sends when nothing was touched."""
    return {name: form[name].value() or "" for name in form.fields}


def test_page_shows_masks_only(holder):
    page = HolderForm(instance=holder).as_p()
    assert "310***********0116" in page
    assert ID not in page
    assert PHONE not in page
    assert "批注" not in page


def test_untouched_masks_change_nothing(holder):
    form = HolderForm(posted_back(HolderForm(instance=holder)), instance=holder)
    assert form.is_valid(), form.errors
    assert form.changed_data == []
    form.save()
    again = Holder.objects.get(pk=holder.pk)
    assert (again.id_number.clear(), again.phone.clear(), again.note.clear()) == (ID, PHONE, "批注")
    assert Holder.objects.filter(id_number_idx=ID).count() == 1


def test_new_value_replaces(holder):
    form = HolderForm({**posted_back(HolderForm(instance=holder)), "id_number": OTHER_ID}, instance=holder)
    assert form.is_valid(), form.errors
    assert form.changed_data == ["id_number"]
    form.save()
    again = Holder.objects.get(pk=holder.pk)
    assert (again.id_number.clear(), again.phone.clear()) == (OTHER_ID, PHONE)


def test_emptied_value_is_emptied(holder):
    form = HolderForm({**posted_back(HolderForm(instance=holder)), "phone": ""}, instance=holder)
    assert form.is_valid(), form.errors
    form.save()
    assert Holder.objects.get(pk=holder.pk).phone.clear() == ""


@pytest.mark.parametrize("typed", ["310***********0117", "***", "138****5678*"])
def test_half_edited_mask_is_refused_with_the_way_out(holder, typed):
    form = HolderForm({**posted_back(HolderForm(instance=holder)), "id_number": typed}, instance=holder)
    assert not form.is_valid()
    assert form.errors["id_number"] == ["请输入完整的证件号码，或保留原内容不变！"]


def test_mask_of_nobody_is_refused_on_a_new_record(db):
    form = HolderForm({"id_number": "310***********0116"})
    assert not form.is_valid()
    assert "id_number" in form.errors


def test_mask_of_another_row_is_refused(holder):
    other = Holder.objects.create(id_number=OTHER_ID)
    form = HolderForm({"id_number": str(holder.id_number), "phone": "", "note": ""}, instance=other)
    assert not form.is_valid()


def test_full_width_and_blanks_are_straightened(db):
    form = HolderForm(
        {"id_number": "１１０１０５ 19491231002x", "phone": "１３８ 1234 5678", "note": "全角（保留） x"}
    )
    form.is_valid()
    assert form.cleaned_data["id_number"] == "11010519491231002X"
    assert form.cleaned_data["phone"] == PHONE
    assert form.cleaned_data["note"] == "全角（保留） x"


def test_disabled_field_keeps_the_stored_value(holder):
    class ReadOnly(HolderForm):
        id_number = SecretFormField(disabled=True, kind="id")

    form = ReadOnly({"id_number": OTHER_ID, "phone": PHONE, "note": ""}, instance=holder)
    assert form.is_valid(), form.errors
    assert clear_text(form.cleaned_data["id_number"]) == ID


def test_model_validators_see_the_clear_value(holder):
    form = HolderForm({**posted_back(HolderForm(instance=holder)), "phone": "12345"}, instance=holder)
    assert not form.is_valid()
    assert form.errors["phone"] == ["手机号码格式不正确！"]


def test_broken_record_can_be_replaced_but_is_not_wiped_by_a_save(holder):
    Holder.objects.create(id_number=OTHER_ID)
    broken = b"\x01" * 50
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE ca_auth_holder SET id_number = %s WHERE id = %s", [broken, holder.pk])
    form = HolderForm(instance=Holder.objects.get(pk=holder.pk))
    assert Tampered.message in form["id_number"].as_widget()
    kept = HolderForm(posted_back(form), instance=Holder.objects.get(pk=holder.pk))
    assert kept.is_valid(), kept.errors
    kept.save()
    with pytest.raises(Tampered):
        Holder.objects.get(pk=holder.pk).id_number.clear()
    mended = HolderForm({**posted_back(form), "id_number": ID}, instance=Holder.objects.get(pk=holder.pk))
    assert mended.is_valid(), mended.errors
    mended.save()
    assert Holder.objects.get(pk=holder.pk).id_number.clear() == ID


def test_plain_form_with_a_secret_initial():
    class Plain(forms.Form):
        phone = SecretFormField(label="手机号码", kind="phone")

    initial = {"phone": Secret(PHONE, "phone")}
    kept = Plain({"phone": "138****5678"}, initial=initial)
    assert kept.is_valid()
    assert kept.cleaned_data["phone"].clear() == PHONE
    assert not Plain({"phone": ""}, initial=initial).is_valid()
