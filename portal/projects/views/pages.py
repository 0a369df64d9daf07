"""The project file and the board."""

from django.http import Http404

from portal.filing.paging import CappedPaginator
from portal.projects.board import Board
from portal.projects.forms import BoardForm
from portal.projects.registry import registry
from portal.projects.views.base import ProjectView

PAGE_SIZE = 20


class ProjectFilePage(ProjectView):
    """一项目一档. `?history=all` shows every event."""

    template_name = "projects/file.html"

    def get(self, request, project_no):
        file = self.file(project_no)
        events, total = file.events(everything=request.GET.get("history") == "all")
        return self.page(
            {
                "file": file,
                "stages": file.stages,
                "events": events,
                "more_events": total - len(events),
                "archive_url": self.side.url("archive", project_no=project_no),
                "crumbs": self.crumbs((project_no, "")),
            }
        )


class BoardPage(ProjectView):
    """Every project of the reader and where it stands."""

    template_name = "projects/board.html"

    def get(self, request):
        board = self.board()
        form = BoardForm(request.GET, identity=request.identity, steps=board.register.steps)
        conditions = form.conditions()
        page = CappedPaginator(board.prefetched(board.projects(conditions)), PAGE_SIZE).get_page(
            request.GET.get("page"), request.GET.get("after", "")
        )
        context = {"form": form, "page_obj": page, "rows": board.rows(list(page)), "columns": board.register.steps}
        context |= {"filtered": bool(conditions), "list_url": self.side.url("board"), "crumbs": self.crumbs()}
        part = request.htmx and not request.htmx.boosted
        return self.page(context, template="projects/_board.html" if part else "")

    def board(self) -> Board:
        system = registry.system_for(self.request.identity)
        if system is None:
            raise Http404("本系统没有项目")
        return Board(self.request.identity, self.side, registry.registers[system], registry.contributions(system))
