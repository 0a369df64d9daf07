"""Enterprises, people and certificates in the stock admin: kept one by one here, imported by import_registers."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from ca_auth.admin_site import RoleAdmin
from ca_auth.models import Enterprise, Person, Qualification, QualificationKind
from ca_auth.pki.uscc import is_uscc
from ca_auth.queries import why_not_valid
from ca_auth.validators import validate_identity_document, validate_phone

SOON = timedelta(days=60)


class EnterpriseForm(forms.ModelForm):
    class Meta:
        model = Enterprise
        exclude: tuple[str, ...] = ()

    def clean_uscc(self) -> str:
        code = self.cleaned_data["uscc"].strip().upper()
        if not is_uscc(code):
            raise forms.ValidationError("统一社会信用代码不正确，请核对 18 位代码及校验位。")
        return code


@admin.register(Enterprise)
class EnterpriseAdmin(RoleAdmin):
    form = EnterpriseForm
    list_display = ("name", "uscc", "kind", "district", "is_active")
    list_filter = ("kind", "district", "is_active")
    search_fields = ("name", "uscc")


class PersonForm(forms.ModelForm):
    """The number of the document has the shape of its kind, as everywhere else."""

    class Meta:
        model = Person
        exclude: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        checks = {
            "id_number": lambda number: validate_identity_document(cleaned.get("id_type", ""), number),
            "phone": validate_phone,
        }
        for name, check in checks.items():
            if cleaned.get(name) and name in self.changed_data + ["id_number"] * ("id_type" in self.changed_data):
                self._judge(name, check, cleaned[name])
        return cleaned

    def _judge(self, name: str, check: Any, value: Any) -> None:
        try:
            check(value)
        except ValidationError as error:
            self.add_error(name, error)


class Holding(admin.SimpleListFilter):
    """People by the certificates they have, of whatever validity."""

    title, parameter_name = "持有证书", "holds"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*QualificationKind.choices, ("none", "没有证书")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "none":
            return queryset.filter(qualifications__isnull=True)
        holders = Qualification.objects.filter(kind=self.value()).values("person")
        return queryset.filter(pk__in=holders) if self.value() else queryset


@admin.register(Person)
class PersonAdmin(RoleAdmin):
    form = PersonForm
    list_display = ("name", "enterprise", "id_type", "id_number", "phone", "is_active")
    list_filter = ("is_active", "id_type", Holding)
    search_fields = ("name", "enterprise__name", "=enterprise__uscc", "=qualifications__number")
    search_help_text = "姓名、单位名称、统一社会信用代码或证书编号；证件号码不得写入地址栏，不用于此处检索"
    autocomplete_fields = ("enterprise",)
    list_select_related = ("enterprise",)


class Validity(admin.SimpleListFilter):
    """Certificates by what they are worth today: one answer each, the first three together are all of them."""

    title, parameter_name = "今日效力", "validity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        soon = f"{SOON.days} 日内到期"
        return [
            ("valid", "有效"),
            ("lapsed", "已到期"),
            ("other", "未生效、暂扣或吊销"),
            ("soon", soon),
            ("open", "长期有效"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        valid = queryset.valid_on(today)
        lapsed = queryset.filter(valid_to__lt=today)
        chosen = {
            "valid": valid,
            "lapsed": lapsed,
            "other": queryset.exclude(pk__in=valid.values("pk")).exclude(pk__in=lapsed.values("pk")),
            "soon": valid.filter(valid_to__lte=today + SOON),
            "open": valid.filter(valid_to__isnull=True),
        }
        return chosen.get(self.value() or "", queryset)


class HolderKind(admin.SimpleListFilter):
    title, parameter_name = "持有者", "holder"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("enterprise", "单位"), ("person", "人员")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        known = {"enterprise", "person"}
        return queryset.filter(**{f"{self.value()}__isnull": False}) if self.value() in known else queryset


@admin.register(Qualification)
class QualificationAdmin(RoleAdmin):
    list_display = ("kind", "number", "holder_name", "level", "valid_from", "valid_to", "status", "worth")
    list_filter = (Validity, "kind", "status", HolderKind)
    search_fields = ("number", "enterprise__name", "=enterprise__uscc", "person__name")
    search_help_text = "证书编号、单位名称、统一社会信用代码或姓名"
    autocomplete_fields = ("enterprise", "person")
    list_select_related = ("enterprise", "person__enterprise")

    @admin.display(description="持有者")
    def holder_name(self, qualification: Qualification) -> str:
        person = qualification.person
        return f"{person.name}（{person.enterprise or '无单位'}）" if person else str(qualification.enterprise)

    @admin.display(description="今日效力", ordering=F("valid_to").asc(nulls_last=True))
    def worth(self, qualification: Qualification) -> str:
        return why_not_valid(qualification, timezone.localdate()) or "有效"
