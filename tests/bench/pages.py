"""P1, P2, P3: whole pages through the WSGI handler, beside a bare page and the stock admin on the same table."""

import io
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from uuid import uuid4

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db.models import Count
from django.test import Client, override_settings

from ca_auth.models import Identity
from portal.filing.models import Filing
from portal.filing.paging import _packed
from tests.bench.measure import Line, p50, rounds
from tests.factories_auth import IdentityFactory, ReviewerFactory
from tests.plugins.auth import sign_in

STOCK = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


class Pages:
    """Two applications on one database: the portal with all it does around a view, and Django as it comes."""

    def __init__(self) -> None:
        self.portal = WSGIHandler()
        with override_settings(MIDDLEWARE=STOCK):
            self.stock = WSGIHandler()

    def page(self, application: WSGIHandler, path: str, cookies: SimpleCookie | None = None) -> Callable:
        where, _, query = path.partition("?")

        def fetch() -> int:
            environ = {
                "REQUEST_METHOD": "GET", "PATH_INFO": where, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
                "SERVER_PORT": "8000", "HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1", "SCRIPT_NAME": "",
                "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(),
                "wsgi.url_scheme": "http",
                "HTTP_COOKIE": "; ".join(f"{k}={m.value}" for k, m in (cookies or {}).items()),
            }  # fmt: skip
            answered = []
            response = application(environ, lambda status, headers: answered.append(status))
            size = sum(len(part) for part in response)
            response.close()
            if not answered[0].startswith("200"):
                raise SystemExit(f"{path} answered {answered[0]}")
            return size

        return fetch


def largest_owner() -> Identity:
    counted = Filing.objects.filter(kind="repair.declaration").values("owner").annotate(n=Count("pk"))
    owner = counted.order_by("-n").first()["owner"]
    found = Identity.objects.filter(enterprise_id=owner, system="repair").first()
    return found or IdentityFactory(enterprise_id=owner, enterprise=Filing.objects.filter(owner=owner)[0].owner)


def targets(pages: Pages) -> dict[str, Callable]:
    owner = largest_owner()
    municipal = ReviewerFactory(municipal=True, account__login_name=f"bench-{uuid4().hex}")
    enterprise, reviewer = sign_in(Client(), owner), sign_in(Client(), municipal)
    keys = Filing.objects.filter(submission_count__gt=0).order_by("-pk")
    middle = keys.values_list("pk", flat=True)[keys.count() // 2]
    everything = "/internal/review/all/"
    return {
        "bare of an enterprise": pages.page(pages.stock, f"/bench/bare/{owner.enterprise_id}/"),
        "list of an enterprise": pages.page(pages.portal, "/repair/declarations/?size=20", enterprise.cookies),
        "bare of a reviewer": pages.page(pages.stock, "/bench/bare/"),
        "list of a reviewer": pages.page(pages.portal, everything, reviewer.cookies),
        "page from the middle": pages.page(pages.portal, f"{everything}?after={_packed([middle])}", reviewer.cookies),
        "inbox of a reviewer": pages.page(pages.portal, "/internal/review/", reviewer.cookies),
        "stock admin": pages.page(pages.stock, "/bench/stock/filing/filing/"),
    }


def lines(count: int) -> Iterator[Line]:
    assert settings.ROOT_URLCONF == "tests.bench.urls"
    taken = {name: p50(values) for name, values in rounds(targets(Pages()), count=count).items()}
    admin = 40 if _is_postgresql() else 5
    for side in ("an enterprise", "a reviewer"):
        mine, bare = taken[f"list of {side}"], taken[f"bare of {side}"]
        yield Line("P1", f"list of {side} / bare page", mine / bare, 1.6, detail=f"{mine:.2f} / {bare:.2f} ms")
        stock = taken["stock admin"]
        yield Line("P2", f"stock admin / list of {side}", stock / mine, admin, least=True, detail=f"{stock:.1f} ms")
    deep, first = taken["page from the middle"], taken["list of a reviewer"]
    yield Line("P3", "page from the middle / first page", deep / first, 1.3, detail=f"{deep:.2f} / {first:.2f} ms")


def _is_postgresql() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
