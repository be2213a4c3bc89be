"""导入: what can be imported, templates, uploading, and the batches so far."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from lutu.fronts.workbench.forms.imports import UploadForm
from lutu.fronts.workbench.import_policies import kinds_of
from lutu.kernel.access.queries import actor_of, can, visible
from lutu.kernel.access.registry import permissions, reads, reads_nothing
from lutu.kernel.intake.actions import preview, receive
from lutu.kernel.intake.handlers import PREVIEW, arguments_of
from lutu.kernel.intake.kinds import ImportKind, ImportKindUnknown, import_kind
from lutu.kernel.intake.models import ImportBatch
from lutu.kernel.intake.queries import kind_titles
from lutu.kernel.intake.sheets import FileRefused
from lutu.kernel.intake.templates import KIND_WORDS, heading_of, template_of
from lutu.kernel.jobs.actions import enqueue
from lutu.web.answers import REFUSED
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

# Files up to this size are looked through, and up to so many lines loaded, while the reader waits; others by a job.
INLINE_BYTES = 256 * 1024
INLINE_LINES = 2000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {
    ImportBatch.State.RECEIVED: "blue",
    ImportBatch.State.PREVIEWED: "yellow",
    ImportBatch.State.LOADED: "green",
    ImportBatch.State.UNDONE: "grey",
    ImportBatch.State.DISCARDED: "grey",
    ImportBatch.State.REFUSED: "red",
}


def state_badge(batch: ImportBatch) -> tuple[str, str]:
    """The state in a word and its tone."""
    return batch.get_state_display(), TONES[ImportBatch.State(batch.state)]


def _kind_options(request: HttpRequest) -> list[tuple[str, str]]:
    return list(kind_titles().items())


def _by_kind(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(kind__in=chosen)


def _by_state(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(state__in=chosen)


LIST = ListSpec(
    key="imports",
    title=_("导入"),
    columns=(
        Column(key="name", title=_("文件"), value=lambda row: row.name, order_by=("name",)),
        Column(
            key="kind", title=_("种类"), value=lambda row: kind_titles().get(row.kind, row.kind), order_by=("kind",)
        ),
        Column(key="state", title=_("状态"), value=state_badge, show="badge", order_by=("state",)),
        Column(key="lines", title=_("行数"), value=lambda row: row.line_count, show="number", order_by=("line_count",)),
        Column(key="new", title=_("新增"), value=lambda row: row.new_count, show="number", order_by=("new_count",)),
        Column(
            key="changed",
            title=_("变更"),
            value=lambda row: row.changed_count,
            show="number",
            order_by=("changed_count",),
        ),
        Column(
            key="refused",
            title=_("拒收"),
            value=lambda row: row.refused_count,
            show="number",
            order_by=("refused_count",),
        ),
        Column(key="actor", title=_("导入人"), value=lambda row: row.actor_name, order_by=("actor_name",)),
        Column(
            key="received_at",
            title=_("接收时间"),
            value=lambda row: row.received_at,
            show="instant",
            order_by=("received_at",),
        ),
        Column(
            key="loaded_at",
            title=_("载入时间"),
            value=lambda row: row.loaded_at,
            show="instant",
            order_by=("loaded_at",),
            shown=False,
        ),
    ),
    filters=(
        Filter(key="kind", title=_("种类"), options=_kind_options, apply=_by_kind, multiple=True),
        Filter(
            key="state",
            title=_("状态"),
            options=lambda request: list(ImportBatch.State.choices),
            apply=_by_state,
            multiple=True,
        ),
    ),
    order=("-received_at", "-pk"),
    search=lambda rows, text: rows.filter(Q(name__icontains=text) | Q(actor_name__icontains=text)),
    search_title=_("文件名或导入人"),
    empty_title=_("还没有导入记录"),
    empty_help=_("从上面选一种数据,下载模板填好后上传。"),
    row_url=lambda row: reverse("workbench:import_batch", args=[row.pk]),
    as_of=False,
)


@require_safe
@reads(ImportBatch, "list")
@staff_page()
def home(request: HttpRequest) -> HttpResponseBase:
    """The kinds the reader may load, and the batches the reader may see."""
    kinds = kinds_of(user=request.user, day=request.day)
    rows = visible(user=request.user, model=ImportBatch, day=request.day).defer("effects")
    return list_response(
        request, spec=LIST, rows=rows, template="workbench/imports/home.html", context={"kinds": kinds}
    )


@require_safe
@reads_nothing("模板只含列名、说明和虚构示例")
@staff_page()
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The template of a kind as xlsx."""
    wanted = _kind(request, kind)
    response = HttpResponse(template_of(wanted), content_type=XLSX)
    return named(response, f"{wanted.title}-{_now('导入模板')}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@reads_nothing("只显示列名和说明;上传的文件由本人在预览页查看")
@staff_page()
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a file: a small one is looked through at once, a large one by a job."""
    wanted = _kind(request, kind)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        try:
            return redirect("workbench:import_batch", _received(request, wanted, form.cleaned_data["file"]).pk)
        except FileRefused as refused:
            form.add_error("file", str(refused))
    context = {
        "kind": wanted,
        "form": form,
        "limit": settings.IMPORT_MAX_BYTES // 1024**2,
        "columns": [
            {"heading": heading_of(column), "column": column, "what": KIND_WORDS[column.kind]}
            for column in wanted.columns
        ],
        "trail": [(_("导入"), reverse("workbench:imports")), (wanted.title, "")],
    }
    return render(request, "workbench/imports/upload.html", context, status=REFUSED if form.errors else 200)


def _received(request: HttpRequest, kind: ImportKind, file) -> ImportBatch:  # type: ignore[no-untyped-def]
    actor = actor_of(request.user)
    batch = receive(kind=kind, name=file.name, content=file.read(), actor=actor, at=request.now)
    if batch.size <= INLINE_BYTES:
        return preview(batch=batch, day=request.day, at=request.now)
    batch.job = enqueue(
        kind=PREVIEW, title=_now("核对 {name}").format(name=batch.name), actor=actor, at=request.now,
        arguments=arguments_of(batch=batch, actor=actor, day=request.day),
    )  # fmt: skip
    batch.save(update_fields=["job"])
    return batch


def _kind(request: HttpRequest, code: str) -> ImportKind:
    """The kind, for those who may load it; 404 for one nobody declared."""
    try:
        found = import_kind(code)
    except ImportKindUnknown as error:
        raise Http404(str(error)) from error
    require_permission(request, found)
    return found


def require_permission(request: HttpRequest, kind: ImportKind) -> None:
    """Raise PermissionDenied, naming the permission in words, unless the reader may load the kind."""
    if not can(user=request.user, permission=kind.permission, day=request.day):
        title = permissions().get(kind.permission, kind.permission)
        raise PermissionDenied(
            _now("导入{kind}需要“{permission}”权限。如因工作需要,请联系本单位系统管理员开通。").format(
                kind=kind.title, permission=title
            )
        )


def named(response: HttpResponse, name: str) -> HttpResponse:
    """The answer as a file to be kept under a name."""
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
