"""Session per site, who is acting, and whether they may: in this order around every view."""

import logging
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date

from ca_auth import access, refusals
from ca_auth.models import Site
from ca_auth.services import revocation, sessions
from ca_auth.site import rules_for, site_of

logger = logging.getLogger(__name__)


class SiteSessionMiddleware(SessionMiddleware):
    """Django's session middleware with one cookie for each site; Django's own knows a single name."""

    def __init__(self, get_response: Callable) -> None:
        super().__init__(get_response)
        self.engine = import_module(settings.SESSION_ENGINE)

    def process_request(self, request: HttpRequest) -> None:
        site = site_of(request)
        # Error pages are drawn with these even if the request never gets as far as IdentityMiddleware.
        request.account = request.identity = request.login_session = None
        store = self.engine.InternalSessionStore if site == Site.INTERNAL else self.engine.SessionStore
        request.session = store(request.COOKIES.get(rules_for(site).cookie_name))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session, rules = getattr(request, "session", None), rules_for(site_of(request))
        if session is None:
            return response
        accessed, modified, empty = session.accessed, session.modified, session.is_empty()
        if accessed:
            patch_vary_headers(response, ("Cookie",))
        if rules.cookie_name in request.COOKIES and empty:
            response.delete_cookie(rules.cookie_name, path="/", samesite=rules.same_site)
            patch_vary_headers(response, ("Cookie",))
        elif modified and not empty and response.status_code < 500:
            self._save(request, response)
        return response

    def _save(self, request: HttpRequest, response: HttpResponse) -> None:
        session, rules = request.session, rules_for(site_of(request))
        lives_with_browser = session.get_expire_at_browser_close() or settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
        max_age = None if lives_with_browser else session.get_expiry_age()
        try:
            session.save()
        except UpdateError as error:
            raise SessionInterrupted("The session was ended by another request.") from error
        response.set_cookie(
            rules.cookie_name,
            session.session_key,
            max_age=max_age,
            expires=None if max_age is None else http_date(time.time() + max_age),
            path="/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite=rules.same_site,
        )


class IdentityMiddleware:
    """Sets request.account, request.identity and request.login_session from the registry of sessions."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without a cookie there is nothing to look up: public pages stay free of queries.
        has_cookie = rules_for(site_of(request)).cookie_name in request.COOKIES
        record = sessions.current(request) if has_cookie else None
        if record and sessions.recheck_due(record, timezone.now()):
            record = revocation.recheck(request, record)
        sessions.attach(request, record)
        response = self.get_response(request)
        if request.login_session is not None:
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers["X-Session-Ends"] = sessions.ends_at(request.login_session).isoformat()
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> None:
        is_passive = getattr(view, "is_passive", False) or getattr(
            getattr(view, "view_class", None), "is_passive", False
        )
        if request.login_session and not is_passive:
            sessions.touch(request.login_session, timezone.now())


class PolicyMiddleware:
    """Enforces the policy a view declares; a view without one is refused."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> HttpResponse | None:
        declared = access.policy_of(request.resolver_match)
        if declared is None:
            logger.error("ImproperlyConfigured: %s has no access policy", request.resolver_match.route)
            raise Http404
        request.policy = declared
        if declared.needs_account and request.account is None:
            return refusals.ask_to_log_in(request)
        if declared.needs_identity and request.account.must_change_password:
            return refusals.ask_for_new_password(request)
        if declared.needs_identity and request.identity is None:
            return refusals.ask_to_choose(request)
        if not declared.allows(request.account, request.identity):
            return refusals.refuse(request, declared)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A view that refuses by itself, as the admin does for each model, leaves the same line."""
        if isinstance(exception, PermissionDenied) and request.account is not None:
            refusals.note(request, view=request.resolver_match.view_name)
