"""后台作业: progress of long work, cancelling, running again, and results that stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lutu.kernel.access.queries import visible
from lutu.kernel.access.registry import reads
from lutu.kernel.intake.models import ImportBatch
from lutu.kernel.jobs.actions import JobRefused, is_orphaned, request_cancel, restart
from lutu.kernel.jobs.models import Job
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

POLL_SECONDS = 2
TONES = {
    Job.State.QUEUED: "grey",
    Job.State.RUNNING: "blue",
    Job.State.DONE: "green",
    Job.State.FAILED: "red",
    Job.State.CANCELLED: "grey",
}


def state_badge(job: Job) -> tuple[str, str]:
    """The state in a word and its tone."""
    return job.get_state_display(), TONES[Job.State(job.state)]


def _by_state(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(state__in=chosen)


LIST = ListSpec(
    key="jobs",
    title=_("后台作业"),
    columns=(
        Column(key="title", title=_("作业"), value=lambda row: row.title, order_by=("title",)),
        Column(key="state", title=_("状态"), value=state_badge, show="badge", order_by=("state",)),
        Column(key="message", title=_("进展"), value=lambda row: row.message),
        Column(key="actor", title=_("发起人"), value=lambda row: row.actor_name, order_by=("actor_name",)),
        Column(
            key="queued_at", title=_("排队时间"), value=lambda row: row.queued_at, show="instant",
            order_by=("queued_at",),
        ),
        Column(
            key="finished_at", title=_("结束时间"), value=lambda row: row.finished_at, show="instant",
            order_by=("finished_at",),
        ),
    ),
    filters=(
        Filter(
            key="state", title=_("状态"), options=lambda request: list(Job.State.choices), apply=_by_state,
            multiple=True,
        ),
    ),
    order=("-queued_at", "-pk"),
    search=lambda rows, text: rows.filter(title__icontains=text),
    search_title=_("作业名称"),
    empty_title=_("还没有作业"),
    empty_help=_("大文件导入等较长的工作会在这里显示进度和结果。"),
    row_url=lambda row: reverse("workbench:job", args=[row.pk]),
    as_of=False,
)  # fmt: skip


@require_safe
@reads(Job, "list")
@staff_page()
def job_list(request: HttpRequest) -> HttpResponseBase:
    """The reader's own jobs; all of them for those who look after the house."""
    rows = visible(user=request.user, model=Job, day=request.day).defer("result", "arguments")
    return list_response(request, spec=LIST, rows=rows)


@require_safe
@never_cache
@reads(Job, "detail")
@staff_page()
def job_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: how far it is, since when, and what came of it."""
    job = _job(request, pk)
    context = {
        **job_context(request, job),
        "batch": _batch_of(request, job),
        "trail": [(_("后台作业"), reverse("workbench:jobs")), (job.title, "")],
    }
    return render(request, "workbench/jobs/job.html", context)


@require_safe
@never_cache
@reads(Job, "detail")
@staff_page()
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, asked every two seconds; the whole page is asked for again when the job has ended."""
    job = _job(request, pk)
    if not request.htmx:
        return redirect("workbench:job", pk)
    response = render(request, "workbench/jobs/_progress.html", job_context(request, job))
    if not job.is_open:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@reads(Job, "form")
@staff_page()
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the job to stop."""
    try:
        job = request_cancel(job=_job(request, pk), at=request.now)
        text = _now("已请求取消,作业会在下一步停下") if job.is_open else _now("作业已取消")
        messages.success(request, text)
    except JobRefused as refused:
        messages.error(request, str(refused))
    except OperationalError:
        # On the embedded database the last part of a load holds every other writer; it ends by itself.
        messages.error(request, _now("作业正在写入,这一步不能取消,请稍候"))
    return _back(request, pk)


@require_POST
@reads(Job, "form")
@staff_page()
def job_restart(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a job again that failed, was cancelled or lost its worker."""
    try:
        restart(job=_job(request, pk), at=request.now)
        messages.success(request, _now("作业已重新排队"))
    except JobRefused as refused:
        messages.error(request, str(refused))
    return _back(request, pk)


def job_context(request: HttpRequest, job: Job) -> dict[str, Any]:
    """What the progress of a job is shown with."""
    orphaned = is_orphaned(job=job, at=request.now)
    return {
        "job": job,
        "job_state": state_badge(job),
        "elapsed": _elapsed(job, request.now),
        "is_orphaned": orphaned,
        "may_restart": orphaned or job.state in (Job.State.FAILED, Job.State.CANCELLED),
        "poll_seconds": POLL_SECONDS,
    }


def _elapsed(job: Job, at: datetime) -> str:
    """How long the job has run, or waited, in words."""
    start = job.started_at or job.queued_at
    seconds = max(0, int(((job.finished_at or at) - start).total_seconds()))
    minutes, rest = divmod(seconds, 60)
    if minutes:
        return _now("{minutes}分{seconds}秒").format(minutes=minutes, seconds=rest)
    return _now("{seconds}秒").format(seconds=rest)


def _job(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(visible(user=request.user, model=Job, day=request.day), pk=pk)


def _batch_of(request: HttpRequest, job: Job) -> ImportBatch | None:
    """The import batch a job works on, where the reader may see it."""
    rows = visible(user=request.user, model=ImportBatch, day=request.day)
    return rows.filter(pk=job.arguments.get("batch", 0)).defer("effects").first()


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the batch where the job belongs to one, else to the job."""
    batch = _batch_of(request, _job(request, pk))
    return redirect("workbench:import_batch", batch.pk) if batch else redirect("workbench:job", pk)
