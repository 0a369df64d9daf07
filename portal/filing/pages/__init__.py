"""The pages of a filing type, all from its declaration. An app's urls.py is one line per type."""

from django.urls import path

from ca_auth.access import enterprise
from portal.filing.pages import acts, attachments, detail, edit, lists, prints
from portal.filing.registry import FilingType

_ROUTES = (
    ("", "list", lists.ListPage),
    ("export/", "export", lists.ExportPage),
    ("new/", "new", edit.NewPage),
    ("new/draft/", "new-draft", edit.DraftPage),
    ("new/draft/drop/", "new-draft-drop", edit.DropDraftPage),
    ("new/attachments/<slug:slot>/", "new-attachment", attachments.UploadPage),
    ("new/attachments/<slug:slot>/<uuid:file>/", "new-file", attachments.FilePage),
    ("new/attachments/<slug:slot>/<uuid:file>/remove/", "new-file-remove", attachments.RemoveFilePage),
    ("<uuid:uuid>/", "detail", detail.DetailPage),
    ("<uuid:uuid>/edit/", "edit", edit.EditPage),
    ("<uuid:uuid>/edit/draft/", "draft", edit.DraftPage),
    ("<uuid:uuid>/edit/draft/drop/", "draft-drop", edit.DropDraftPage),
    ("<uuid:uuid>/confirm/<slug:action>/", "confirm", acts.ConfirmPage),
    ("<uuid:uuid>/act/<slug:action>/", "act", acts.ActPage),
    ("<uuid:uuid>/digest/", "digest", acts.DigestPage),
    ("<uuid:uuid>/receipt/", "receipt", detail.ReceiptPage),
    ("<uuid:uuid>/print/", "print", prints.PrintPage),
    ("<uuid:uuid>/attachments/<slug:slot>/", "attachment", attachments.UploadPage),
    ("<uuid:uuid>/attachments/<slug:slot>/<uuid:file>/", "file", attachments.FilePage),
    ("<uuid:uuid>/attachments/<slug:slot>/<uuid:file>/remove/", "file-remove", attachments.RemoveFilePage),
)


class FilingPages:
    """`FilingPages(PROJECT).urls()` under the type's path; names follow `url_name` of the type."""

    replaced: dict = {}

    def __init__(self, kind: FilingType, **replaced):
        self.kind, self.replaced = kind, replaced

    def urls(self) -> list:
        name = self.kind.url_name.partition(":")[2]
        patterns = []
        for route, page, view_class in _ROUTES:
            view = self.replaced.get(page, view_class).as_view(kind=self.kind)
            view.policy = enterprise(self.kind.system)
            patterns.append(path(route, view, name=f"{name}-{page}"))
        return patterns
