"""日志: who changed or read which record, when and on whose behalf."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.audit import AUDIT, entries_visible_to
from lutu.kernel.access.registry import reads
from lutu.kernel.journal.models import DailyHead, Entry
from lutu.kernel.journal.queries import action_title, action_titles
from lutu.kernel.search.queries import described
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response
from lutu.web.timeline import steps

READING = "access.record.read"


def kind_title(kind: str) -> str:
    """The Chinese name of a subject kind, the kind itself where no model stands behind it."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def _details(row: Entry) -> str:
    (step,) = steps([row])
    return ";".join(f"{title} {text}" for title, text in step.details)


def _with_subjects(rows: list[Entry], request: HttpRequest) -> None:
    """Put on each entry how its subject reads; one query a kind, the number where the kind is not searchable."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.subject_id.isdigit():
            by_kind[row.subject_kind].add(int(row.subject_id))
    titles = {
        (kind, str(key)): hit.title
        for kind, ids in by_kind.items()
        for key, hit in described(kind=kind, ids=ids, user=request.user, day=request.day).items()
    }
    for row in rows:
        row.subject_title = titles.get((row.subject_kind, row.subject_id), row.subject_id)


def _by_subject(rows: QuerySet, values: Sequence[str], request: HttpRequest) -> QuerySet:
    kind, _slash, key = values[0].partition("/")
    return rows.filter(subject_kind=kind, subject_id=key)


def _by_sort(rows: QuerySet, values: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(action=READING) if "read" in values else rows.exclude(action=READING)


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    kinds = Entry.objects.order_by("subject_kind").values_list("subject_kind", flat=True).distinct()
    return [(kind, kind_title(kind)) for kind in kinds]


LIST = ListSpec(
    key="audit",
    title=_("操作日志"),
    columns=(
        Column(key="at", title=_("时间"), value=lambda row: row.at, show="instant", order_by=("at", "id")),
        Column(key="actor", title=_("操作者"), value=lambda row: row.actor_name, order_by=("actor_name",)),
        Column(key="behalf", title=_("代"), value=lambda row: row.on_behalf_of, shown=False),
        Column(key="action", title=_("动作"), value=lambda row: action_title(row.action), order_by=("action",)),
        Column(key="kind", title=_("对象"), value=lambda row: kind_title(row.subject_kind), order_by=("subject_kind",)),
        Column(
            key="subject",
            title=_("记录"),
            value=lambda row: row.subject_title,
            url=lambda row: f"?subject={row.subject_kind}/{row.subject_id}",
        ),
        Column(key="details", title=_("内容"), value=_details),
        Column(key="basis", title=_("依据"), value=lambda row: row.basis, shown=False),
        Column(key="seq", title=_("序号"), value=lambda row: row.seq, show="number", shown=False),
        Column(key="digest", title=_("摘要"), value=lambda row: bytes(row.digest).hex(), show="code", shown=False),
    ),
    filters=(
        Filter(
            key="sort_of",
            title=_("查什么"),
            options=lambda request: [("change", _("谁改过")), ("read", _("谁看过"))],
            apply=_by_sort,
        ),
        Filter(
            key="kind",
            title=_("对象"),
            options=_kinds,
            apply=lambda rows, values, request: rows.filter(subject_kind__in=values),
        ),
        Filter(
            key="action",
            title=_("动作"),
            options=lambda request: sorted(action_titles().items(), key=lambda item: item[0]),
            apply=lambda rows, values, request: rows.filter(action__in=values),
        ),
        Filter(
            key="from",
            title=_("自"),
            options=None,
            kind="date",
            apply=lambda rows, values, request: rows.filter(at__date__gte=values[0]),
        ),
        Filter(
            key="to",
            title=_("至"),
            options=None,
            kind="date",
            apply=lambda rows, values, request: rows.filter(at__date__lte=values[0]),
        ),
        Filter(key="subject", title=_("记录(类型/编号)"), options=None, kind="text", apply=_by_subject),
    ),
    order=("-at", "-id"),
    search=lambda rows, text: rows.filter(actor_name__icontains=text),
    search_title=_("操作者姓名"),
    empty_title=_("还没有日志"),
    empty_help=_("日志只增不改,不会被删除。"),
)


@reads(Entry, "list")
@staff_page(AUDIT)
def audit_list(request: HttpRequest) -> HttpResponse:
    """Journal entries the auditor may read, and the last daily head that makes deletions evident."""
    rows = entries_visible_to(user=request.user, day=request.day)
    head = DailyHead.objects.order_by("-day").first()
    context = {"head": head, "digest": bytes(head.digest).hex()[:16] if head else ""}
    prepare = partial(_with_subjects, request=request)
    return list_response(
        request, spec=LIST, rows=rows, template="workbench/audit.html", context=context, prepare=prepare
    )
