"""The archive of a project: ask for it, watch it being made, fetch it."""

from django.http import Http404, HttpResponseRedirect, StreamingHttpResponse
from django.utils.http import content_disposition_header

from portal.filing import audit
from portal.projects.archive import jobs, store
from portal.projects.archive.plan import plan_of
from portal.projects.file import ProjectFile
from portal.projects.views.base import ProjectView


class ArchiveView(ProjectView):
    def record(self, action: str, job) -> None:
        facts = {"archive": str(job.uuid)}
        audit.record_portal(actor=self.request.identity, action=action, filing=job.project, facts=facts)


class ArchivePage(ArchiveView):
    """GET shows what there is and what will be bound; POST has it made."""

    template_name = "projects/archive.html"

    def get(self, request, project_no):
        file = self.file(project_no)
        job, plan = jobs.job_of(file), plan_of(file)
        context = progress_context(file, job) | {"plan": plan, "others": self.others(file, plan)}
        context["is_current"] = job is not None and job.content == plan.content
        return self.page(context | {"crumbs": self.file_crumbs(project_no)})

    def post(self, request, project_no):
        job = jobs.request_archive(self.file(project_no))
        self.record("export", job)
        return HttpResponseRedirect(self.side.url("archive", project_no=project_no))

    def others(self, file: ProjectFile, plan) -> list[dict]:
        """Word and Excel files, which cannot be bound."""
        return [
            {"label": one.label, "size": one.file.size, "url": self.side.file_url(one.filing, one.file)}
            for one in plan.others
        ]

    def file_crumbs(self, number: str) -> list[tuple[str, str]]:
        return self.crumbs((number, self.side.url("file", project_no=number)), ("项目归档", ""))


class ProgressPart(ProjectView):
    """The part that the page asks for every two seconds while the archive is being made."""

    is_passive = True

    def get(self, request, project_no):
        file = self.file(project_no)
        return self.page(progress_context(file, jobs.job_of(file)), template="projects/_archive_state.html")


def progress_context(file: ProjectFile, job) -> dict:
    number, side = file.project.official_no, file.side
    waiting = job is not None and job.status in {jobs.Status.QUEUED, jobs.Status.RUNNING}
    return {
        "file": file,
        "job": job,
        "ready": jobs.is_ready(job),
        "lost": waiting and jobs.is_lost(job),
        "waiting": waiting and not jobs.is_lost(job),
        "archive_url": side.url("archive", project_no=number),
        "progress_url": side.url("archive-progress", project_no=number),
        "download_url": side.url("archive-file", project_no=number),
    }


class ArchiveFile(ArchiveView):
    """The finished document, sent piece by piece."""

    def get(self, request, project_no):
        file = self.file(project_no)
        job = jobs.job_of(file)
        if not jobs.is_ready(job):
            raise Http404("档案尚未生成或已过期，请重新生成")
        self.record("download", job)
        response = StreamingHttpResponse(store.pieces(job.stored_as), content_type="application/pdf")
        response["Content-Length"] = str(job.size)
        response["Content-Disposition"] = content_disposition_header(True, f"项目档案-{project_no}.pdf")
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response
