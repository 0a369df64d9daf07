from django.urls import include, path

from ca_auth.access import enterprise
from ca_auth.choices import System
from contracts.filings import TYPES
from contracts.views.choose import choose_kind
from contracts.views.lists import ContractExport, ContractList, OneKind, OneKindExport
from contracts.views.pages import ContractDetail, ContractReceipt, EditContract, NewContract
from contracts.views.picks import OpenPick, PickPage, TakePick
from portal.filing.pages import FilingPages

app_name = "contracts"

_PICKS = (("", "pick", PickPage), ("open/", "pick-open", OpenPick), ("take/", "pick-take", TakePick))


def _guarded(view_class, **given):
    view = view_class.as_view(**given)
    view.policy = enterprise(System.REPAIR)
    return view


def kind_urls(kind) -> list:
    """The generic pages of a kind and the choices from the register."""
    name = kind.url_name.partition(":")[2]
    pages = FilingPages(
        kind, list=OneKind, export=OneKindExport, new=NewContract, edit=EditContract, detail=ContractDetail,
        receipt=ContractReceipt,
    ).urls()  # fmt: skip
    for route, page, view_class in _PICKS:
        view = _guarded(view_class, kind=kind)
        pages.append(path(f"new/pick/<slug:slot>/{route}", view, name=f"{name}-new-{page}"))
        pages.append(path(f"<uuid:uuid>/edit/pick/<slug:slot>/{route}", view, name=f"{name}-{page}"))
    return pages


urlpatterns = [
    path("", _guarded(ContractList), name="list"),
    path("export/", _guarded(ContractExport), name="export"),
    path("new/", choose_kind, name="new"),
    *(path(f"{kind.value}/", include(kind_urls(one))) for kind, one in TYPES.items()),
]
