"""Addresses of both sides. The roof puts the owners' at the top and the reviewers' under the internal site."""

from django.urls import URLPattern, path

from portal.projects.sides import Side
from portal.projects.views import archive, pages


def board_routes(side: Side) -> list[URLPattern]:
    return [_route(side, "", "board", pages.BoardPage)]


def file_routes(side: Side) -> list[URLPattern]:
    return [
        _route(side, "<slug:project_no>/", "file", pages.ProjectFilePage),
        _route(side, "<slug:project_no>/archive/", "archive", archive.ArchivePage),
        _route(side, "<slug:project_no>/archive/progress/", "archive-progress", archive.ProgressPart),
        _route(side, "<slug:project_no>/archive/file/", "archive-file", archive.ArchiveFile),
    ]


def _route(side: Side, route: str, page: str, view_class: type) -> URLPattern:
    view = view_class.as_view(side=side)
    view.policy = side.policy
    view.is_passive = getattr(view_class, "is_passive", False)
    return path(route, view, name=f"{side.prefix}-{page}")
