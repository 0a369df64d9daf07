"""What the pages of both sides share: the file of a project within reach, the frame, the crumbs."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from portal.projects.file import ProjectFile, find_file
from portal.projects.sides import Side


class ProjectView(View):
    """A page of one project. Somebody else's number is a 404, like one that was never given."""

    side: Side = None
    template_name = ""

    def file(self, number: str) -> ProjectFile:
        found = find_file(self.request.identity, number, self.side)
        if found is None:
            raise Http404("没有找到该项目")
        return found

    def page(self, context: dict, *, template: str = "", status: int = 200) -> HttpResponse:
        base = {"frame": self.side.frame, "side": self.side}
        return render(self.request, template or self.template_name, base | context, status=status)

    def crumbs(self, *last: tuple[str, str]) -> list[tuple[str, str]]:
        return [self.side.home, ("项目进展", self.side.url("board")), *last]
