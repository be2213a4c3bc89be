"""导入批次: preview, confirming, discarding, undoing, and the refused lines to take away."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lutu.fronts.workbench.audit import kind_title
from lutu.fronts.workbench.imports import INLINE_BYTES, INLINE_LINES, XLSX, named, require_permission, state_badge
from lutu.fronts.workbench.jobs import job_context
from lutu.kernel.access.queries import actor_of, can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.intake.actions import ImportRefused, UndoRefused, confirm, discard, undo
from lutu.kernel.intake.effects import objections
from lutu.kernel.intake.handlers import LOAD, UNDO, arguments_of
from lutu.kernel.intake.kinds import CHANGED, NEW, REFUSED, UNCHANGED, ImportKindUnknown, import_kind
from lutu.kernel.intake.models import ImportBatch, ImportLine
from lutu.kernel.intake.queries import kind_titles, lines_of, loaded_before
from lutu.kernel.intake.sheets import FileRefused
from lutu.kernel.intake.templates import refusals_sheet
from lutu.kernel.jobs.actions import enqueue
from lutu.kernel.journal.queries import entries_of
from lutu.web.guards import staff_page

LINES_A_PAGE = 50
SUBJECT = "intake.importbatch"
State = ImportBatch.State


@require_safe
@reads(ImportBatch, "detail")
@reads(ImportLine, "list")
@staff_page()
def batch_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file holds, line by line, and what can be done with it now."""
    batch = _batch(request, pk)
    may_load = _may_load(request, batch)
    before = loaded_before(batch=batch)
    context = {
        "batch": batch,
        "state": state_badge(batch),
        "kind_title": kind_titles().get(batch.kind, batch.kind),
        "may_load": may_load,
        "before": before,
        "before_day": localtime(before.loaded_at).date() if before and before.loaded_at else None,
        "audit_subject": f"{SUBJECT}/{pk}",
        "entries": entries_of(subject=(SUBJECT, pk))[:20],
        "good_count": batch.new_count + batch.changed_count,
        "trail": [(_("导入"), reverse("workbench:imports")), (batch.name, "")],
        **_job_part(request, batch),
    }
    if may_load and batch.state in (State.PREVIEWED, State.LOADED, State.UNDONE):
        context |= _lines_part(request, batch)
    return render(request, "workbench/imports/batch.html", context)


@require_safe
@reads(ImportBatch, "export")
@reads(ImportLine, "export")
@staff_page()
def refusals(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused lines with their reasons as xlsx, to be put right and uploaded again."""
    batch = _batch(request, pk)
    require_permission(request, import_kind(batch.kind))
    stem = batch.name.rpartition(".")[0] or batch.name
    return named(HttpResponse(refusals_sheet(batch), content_type=XLSX), f"{stem}-{_('拒收行')}.xlsx")


@require_POST
@reads(ImportBatch, "form")
@staff_page()
def batch_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Load the good lines: a small file at once, a large one by a job."""
    batch = _batch(request, pk)
    require_permission(request, import_kind(batch.kind))
    try:
        if _is_large(batch):
            _start(request, batch, LOAD, _("载入 {name}"))
        else:
            confirm(batch=batch, actor=actor_of(request.user), at=request.now, day=request.day)
    except (ImportRefused, FileRefused) as refused:
        messages.error(request, str(refused))
    return redirect("workbench:import_batch", pk)


@require_POST
@reads(ImportBatch, "form")
@staff_page()
def batch_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the file up."""
    batch = _batch(request, pk)
    require_permission(request, import_kind(batch.kind))
    try:
        _require_no_job(batch)
        discard(batch=batch, actor=actor_of(request.user), at=request.now)
    except ImportRefused as refused:
        messages.error(request, str(refused))
    return redirect("workbench:import_batch", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@reads(ImportBatch, "form")
@staff_page()
def batch_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what undoing takes back and what stands against it; do it when asked."""
    batch = _batch(request, pk)
    require_permission(request, import_kind(batch.kind))
    if batch.state != State.LOADED:
        messages.error(request, _("只有已载入的批次可以撤销"))
        return redirect("workbench:import_batch", pk)
    if request.method == "POST":
        try:
            if _is_large(batch):
                _start(request, batch, UNDO, _("撤销 {name}"))
            else:
                undo(batch=batch, actor=actor_of(request.user), at=request.now, day=request.day)
            return redirect("workbench:import_batch", pk)
        except UndoRefused as refused:
            messages.error(request, str(refused))
        except ImportRefused as refused:
            messages.error(request, str(refused))
            return redirect("workbench:import_batch", pk)
    count, first = objections(batch=batch)
    context = {
        "batch": batch,
        "against_count": count,
        "against": [{"entry": item, "kind": kind_title(item.subject_kind)} for item in first],
        "trail": [
            (_("导入"), reverse("workbench:imports")),
            (batch.name, reverse("workbench:import_batch", args=[pk])),
            (_("撤销"), ""),
        ],
    }
    return render(request, "workbench/imports/undo.html", context)


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    rows = visible(user=request.user, model=ImportBatch, day=request.day)
    return get_object_or_404(rows.select_related("job"), pk=pk)


def _may_load(request: HttpRequest, batch: ImportBatch) -> bool:
    try:
        permission = import_kind(batch.kind).permission
    except ImportKindUnknown:
        return False
    return can(user=request.user, permission=permission, day=request.day)


def _lines_part(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """The counts as tabs and one page of the lines of the chosen one."""
    tabs = [
        (REFUSED, _("拒收"), batch.refused_count),
        (NEW, _("新增"), batch.new_count),
        (CHANGED, _("变更"), batch.changed_count),
        (UNCHANGED, _("不变"), batch.unchanged_count),
    ]
    fallback = next((code for code, _title, count in tabs if count), NEW)
    chosen = request.GET.get("tab", fallback)
    if chosen not in {code for code, _title, _count in tabs}:
        chosen = fallback
    page = Paginator(lines_of(batch=batch, verdict=chosen), LINES_A_PAGE).get_page(request.GET.get("page"))
    return {"tabs": tabs, "chosen": chosen, "page": page, "pages": page.paginator.get_elided_page_range(page.number)}


def _job_part(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """The job that works on the batch, where it still runs or has gone wrong."""
    job = batch.job
    if job is None or job.state == job.State.DONE:
        return {}
    return job_context(request, job)


def _start(request: HttpRequest, batch: ImportBatch, kind: str, title: str) -> None:
    _require_no_job(batch)
    actor = actor_of(request.user)
    batch.job = enqueue(
        kind=kind, title=title.format(name=batch.name), actor=actor, at=request.now,
        arguments=arguments_of(batch=batch, actor=actor, day=request.day),
    )  # fmt: skip
    batch.save(update_fields=["job"])


def _is_large(batch: ImportBatch) -> bool:
    return batch.size > INLINE_BYTES or batch.line_count > INLINE_LINES


def _require_no_job(batch: ImportBatch) -> None:
    if batch.job is not None and batch.job.is_open:
        raise ImportRefused(_("这个批次正在处理,请等它结束后再办理"))
