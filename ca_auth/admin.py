"""Dictionaries, users and logs in the stock admin. What changes a state goes through the services, with a reason."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django_otp.plugins.otp_totp.admin import TOTPDeviceAdmin
from django_otp.plugins.otp_totp.models import TOTPDevice

from ca_auth.admin_registers import EnterpriseAdmin, PersonAdmin, QualificationAdmin  # noqa: F401 - registered
from ca_auth.admin_site import ReadOnlyAdmin, RoleAdmin
from ca_auth.choices import Role
from ca_auth.models import (
    Account,
    AccountKind,
    Certificate,
    CertificateStatus,
    Crl,
    EndReason,
    Identity,
    LoginAttempt,
    LoginSession,
    SecurityEvent,
    TrustedCA,
)
from ca_auth.services import passwords, registry, sessions

SECURITY = (Role.SECURITY_ADMIN,)


class NewStaffForm(forms.ModelForm):
    """A staff account; its identity is granted by the security administrator, its second factor bound before use."""

    password = forms.CharField(label="初始密码", strip=False, widget=forms.PasswordInput(), min_length=10)

    class Meta:
        model = Account
        fields = ("login_name", "name", "is_staff", "password")

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, Account(login_name=self.cleaned_data.get("login_name", "")))
        return password

    def save(self, commit: bool = True) -> Account:
        self.instance.kind = AccountKind.STAFF
        passwords.set_initial_password(self.instance, self.cleaned_data["password"])
        return super().save(commit)


class AccountForm(forms.ModelForm):
    """An account that exists; a forgotten staff password is replaced by an initial one."""

    new_password = forms.CharField(
        label="重设密码",
        required=False,
        strip=False,
        widget=forms.PasswordInput(),
        help_text="留空不变；仅用于内网人员。",
    )

    class Meta:
        model = Account
        exclude: tuple[str, ...] = ()

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        if password and self.instance.kind != AccountKind.STAFF:
            raise forms.ValidationError("证书用户没有密码。")
        if password:
            validate_password(password, self.instance)
        return password

    def save(self, commit: bool = True) -> Account:
        if self.cleaned_data["new_password"]:
            passwords.set_initial_password(self.instance, self.cleaned_data["new_password"])
        return super().save(commit)


@admin.register(Account)
class AccountAdmin(RoleAdmin):
    list_display = ("login_name", "name", "kind", "enterprise", "is_active", "last_login")
    list_filter = ("kind", "is_active")
    search_fields = ("login_name", "name", "enterprise__name")
    form = AccountForm
    fields = (
        "login_name",
        "kind",
        "name",
        "enterprise",
        "phone",
        "is_active",
        "is_staff",
        "new_password",
        "last_login",
    )
    readonly_fields = ("login_name", "kind", "enterprise", "last_login")
    list_select_related = ("enterprise",)

    def get_form(self, request: HttpRequest, obj: Account | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        return super().get_form(request, obj, **(kwargs if obj else {**kwargs, "form": NewStaffForm}))

    def get_fields(self, request: HttpRequest, obj: Account | None = None) -> tuple:
        return self.fields if obj else NewStaffForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Account | None = None) -> tuple:
        return self.readonly_fields if obj else ()


@admin.register(Identity)
class IdentityAdmin(RoleAdmin):
    """Rights are granted by the security administrator, not by the one who runs the system."""

    writers = SECURITY
    list_display = ("account", "system", "role", "enterprise", "is_active", "valid_to")
    list_filter = ("system", "role", "is_active")
    search_fields = ("account__login_name", "account__name", "enterprise__name")
    autocomplete_fields = ("account", "enterprise")
    exclude = ("granted_by",)

    def save_model(self, request: HttpRequest, obj: Identity, form: forms.ModelForm, change: bool) -> None:
        obj.granted_by = request.account
        super().save_model(request, obj, form, change)


@admin.register(Certificate)
class CertificateAdmin(RoleAdmin):
    writers = SECURITY
    list_display = ("enterprise", "masked_serial", "holder", "algorithm", "status", "not_after", "last_used")
    list_filter = ("status", "algorithm")
    search_fields = ("enterprise__name", "serial_hex", "subject")
    fields = ("holder", "enterprise", "account", "subject", "serial_hex", "fingerprint", "algorithm", "not_before")
    fields += ("not_after", "status", "status_reason", "first_seen", "last_used")
    readonly_fields = fields[1:]
    actions = ("suspend", "revoke", "reinstate")
    list_select_related = ("enterprise",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="停用所选证书", permissions=["change"])
    def suspend(self, request: HttpRequest, chosen: QuerySet) -> HttpResponse | None:
        return self._change(request, chosen, CertificateStatus.SUSPENDED, "停用")

    @admin.action(description="吊销所选证书", permissions=["change"])
    def revoke(self, request: HttpRequest, chosen: QuerySet) -> HttpResponse | None:
        return self._change(request, chosen, CertificateStatus.REVOKED, "吊销")

    @admin.action(description="恢复所选证书", permissions=["change"])
    def reinstate(self, request: HttpRequest, chosen: QuerySet) -> HttpResponse | None:
        return self._change(request, chosen, CertificateStatus.ACTIVE, "恢复")

    def _change(self, request: HttpRequest, chosen: QuerySet, status: str, word: str) -> HttpResponse | None:
        """Asks for the reason first; a change without one is not made."""
        reason = request.POST.get("reason", "").strip()
        if not reason:
            context = {
                **self.admin_site.each_context(request),
                "title": f"{word}证书",
                "word": word,
                "chosen": chosen,
                "action": request.POST.get("action"),
                "checkbox": ACTION_CHECKBOX_NAME,
                "missing": "reason" in request.POST,
            }
            return TemplateResponse(request, "ca_auth/admin_certificate_reason.html", context)
        for certificate in chosen:
            registry.change_status(certificate, status, reason=reason, actor=request.account)
        messages.success(request, f"已{word} {len(chosen)} 张证书。")
        return None


@admin.register(TrustedCA)
class TrustedCAAdmin(RoleAdmin):
    """Added by manage.py add_trusted_ca, from a file; here switched on and off."""

    writers = SECURITY
    list_display = ("name", "is_anchor", "is_demo", "enabled", "not_after")
    fields = ("name", "fingerprint", "is_anchor", "is_demo", "sm2_id", "enabled", "not_after", "added_at")
    readonly_fields = ("fingerprint", "is_anchor", "is_demo", "not_after", "added_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Crl)
class CrlAdmin(ReadOnlyAdmin):
    list_display = ("ca", "distribution_point", "number_hex", "this_update", "next_update", "imported_at")
    exclude = ("der",)


@admin.register(LoginSession)
class LoginSessionAdmin(RoleAdmin):
    writers = SECURITY
    list_display = ("account", "site", "identity", "ip", "started_at", "last_seen_at", "ended_at", "ended_why")
    list_filter = ("site", ("ended_at", admin.EmptyFieldListFilter))
    search_fields = ("account__login_name", "account__name")
    list_select_related = ("account", "identity__enterprise", "identity__account")
    exclude = ("key_hmac",)
    actions = ("end_sessions",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in LoginSession._meta.fields if field.name != "key_hmac"]

    @admin.action(description="结束所选会话", permissions=["change"])
    def end_sessions(self, request: HttpRequest, chosen: QuerySet) -> None:
        for record in chosen.select_related("account"):
            sessions.end(record, EndReason.KILLED, actor=request.account)
        messages.success(request, "所选会话已结束，对应浏览器的下一次操作须重新登录。")


@admin.register(LoginAttempt)
class LoginAttemptAdmin(ReadOnlyAdmin):
    list_display = ("at", "method", "outcome", "account", "subject_hint", "ip")
    list_filter = ("method", "outcome")
    date_hierarchy = "at"
    list_select_related = ("account",)


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "account", "subject", "ip")
    list_filter = ("kind",)
    date_hierarchy = "at"
    list_select_related = ("account",)


class StaffDeviceAdmin(RoleAdmin, TOTPDeviceAdmin):
    """Binding a second factor: the QR code is shown once, to the person it belongs to."""

    writers = SECURITY
    readers = SECURITY
    may_delete = True


admin.site.unregister(TOTPDevice)
admin.site.register(TOTPDevice, StaffDeviceAdmin)
