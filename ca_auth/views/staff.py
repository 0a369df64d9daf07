"""The internal site's door: password, then the time-based code."""

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from ca_auth import messages
from ca_auth.access import logged_in, policy, public
from ca_auth.forms import StaffCodeForm, StaffLoginForm, StaffPasswordForm
from ca_auth.models import Site
from ca_auth.refusals import HOME, choose_url, safe_next
from ca_auth.services import passwords, staff_login, throttle

NEXT = "staff_next"


@policy(public)
class Login(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        if request.identity is not None and request.user.is_verified():
            return redirect(home_of(request))
        return self.show(request, StaffLoginForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = StaffLoginForm(request.POST)
        if not form.is_valid():
            return self.show(request, form, status=422)
        onward = safe_next(request, request.POST.get("next"))
        if not staff_login.check_password(request, **form.cleaned_data):
            form.add_error(None, messages.STAFF_REFUSED)
            return self.show(request, form, status=422)
        request.session[NEXT] = onward
        return redirect("staff:code")

    def show(self, request: HttpRequest, form: StaffLoginForm, status: int = 200) -> HttpResponse:
        onward = safe_next(request, request.POST.get("next") or request.GET.get("next"))
        return render(request, "ca_auth/internal_login.html", {"form": form, "next": onward}, status=status)


@policy(public)
class Code(View):
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.account = staff_login.pending_account(request)
        if self.account is None:
            flash.error(request, messages.STAFF_EXPIRED)
            return redirect("staff:login")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "ca_auth/internal_totp.html", {"form": StaffCodeForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form, onward = StaffCodeForm(request.POST), request.session.get(NEXT)
        if form.is_valid() and staff_login.check_code(request, self.account, form.cleaned_data["code"]):
            goal = onward or home_of(request)
            return redirect(goal if request.identity else choose_url(request, goal))
        if form.is_valid():
            form.add_error("code", messages.STAFF_CODE_REFUSED)
        return render(request, "ca_auth/internal_totp.html", {"form": form}, status=422)


@policy(logged_in)
class Password(View):
    """Staff change their own password; after the first login they must."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, StaffPasswordForm(account=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = StaffPasswordForm(request.POST, account=request.user)
        if not throttle.take(throttle.STAFF_PER_ACCOUNT, request.user.login_name):
            form.add_error(None, messages.STAFF_REFUSED)
        if not form.is_valid():
            return self.show(request, form, status=422)
        passwords.change_password(request, new=form.cleaned_data["new"])
        flash.success(request, "密码已修改，其他设备上的登录已失效。")
        return redirect(home_of(request))

    def show(self, request: HttpRequest, form: StaffPasswordForm, status: int = 200) -> HttpResponse:
        return render(request, "ca_auth/internal_password.html", {"form": form}, status=status)


def home_of(request: HttpRequest) -> str:
    """Administrators have nothing to review."""
    is_admin = request.identity is not None and request.identity.is_admin
    return "/internal/admin/" if is_admin else HOME[Site.INTERNAL]
