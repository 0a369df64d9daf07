"""Yardsticks: the least a list page can cost, and what Django gives for nothing."""

from django.contrib import admin
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from ca_auth.access import policy, public
from portal.filing.models import Filing
from portal.urls import urlpatterns as portal

_ROWS = """
SELECT f.uuid, f.title, f.online_application_no, f.official_no, f.status, f.submitted_at, f.district, e.name
FROM filing_filing f JOIN ca_auth_enterprise e ON e.id = f.owner_id WHERE {} ORDER BY f.id DESC LIMIT 20
"""
_COUNT = "SELECT COUNT(*) FROM (SELECT 1 FROM filing_filing f WHERE {} LIMIT 1001) head"
_PAGE = Engine().from_string(
    "<!doctype html><html lang=zh><title>办件</title><p>共 {{ count }} 条</p><table>"
    "{% for uuid, title, number, official, status, at, district, owner in rows %}"
    "<tr><td><a href='/f/{{ uuid }}/'>{{ title }}</a><td>{{ number }}<td>{{ official }}<td>{{ status }}<td>{{ at }}"
    "<td>{{ district }}<td>{{ owner }}</tr>{% endfor %}</table></html>"
)


@policy(public)
def bare(request: HttpRequest, owner: int = 0) -> HttpResponse:
    """Two raw queries and a small template."""
    where, values = (
        ("f.owner_id = %s AND f.kind = 'repair.declaration'", [owner]) if owner else ("submission_count > 0", [])
    )
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(where), values)
        rows = cursor.fetchall()
        cursor.execute(_COUNT.format(where), values)
        count = cursor.fetchone()[0]
    return HttpResponse(_PAGE.render(Context({"rows": rows, "count": count})))


class Stock(admin.AdminSite):
    """Nobody has to log in: the yardstick is spared what the portal does."""

    def has_permission(self, request: HttpRequest) -> bool:
        return True


@admin.register(Filing, site=(stock := Stock(name="stock")))
class FilingAdmin(admin.ModelAdmin):
    list_display = ("title", "online_application_no", "owner", "district", "status", "submitted_at")
    list_select_related = ("owner",)
    list_per_page = 20
    search_fields = ("title",)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return True

    has_change_permission = has_module_permission = has_view_permission


urlpatterns = [
    path("bench/bare/", bare),
    path("bench/bare/<int:owner>/", bare),
    path("bench/stock/", stock.urls),
    *portal,
]
handler400, handler403 = "portal.errors.bad_request", "portal.errors.permission_denied"
handler404, handler500 = "portal.errors.page_not_found", "portal.errors.server_error"
