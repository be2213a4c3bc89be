"""明细: the rows a figure opens to, as they were when it was frozen; what the reader may not see is counted."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lutu.fronts.workbench.indicators.permissions import READ
from lutu.fronts.workbench.indicators.shown import light_shown
from lutu.kernel.access.queries import visible, visible_to
from lutu.kernel.access.registry import reads
from lutu.kernel.indicators.measures import COUNT, amount_text
from lutu.kernel.indicators.models import IndicatorFact, IndicatorFactRecord
from lutu.kernel.indicators.models.fact import Side
from lutu.kernel.indicators.queries.facts import RELATED, records_of
from lutu.kernel.indicators.reading import reading_of
from lutu.kernel.search.queries import described
from lutu.kernel.territory.models import Area
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

Rows = QuerySet[IndicatorFactRecord]


def rows_spec(*, fact: IndicatorFact, key: str) -> ListSpec:
    """The list of a figure's rows: a ratio shows its denominator's rows and which of them count in the numerator."""
    version = fact.version
    counts = version.numerator_measure == version.denominator_measure == COUNT
    counted = counts and not version.population_basis
    columns = [
        Column(key="name", title=_("当时名称"), value=lambda row: row.visible_text, order_by=("visible_text",),
               url=lambda row: row.subject.url),
        Column(key="area", title=_("区划"), value=lambda row: row.area_name, order_by=("area_code",)),
    ]  # fmt: skip
    if version.dimension:
        columns.append(
            Column(key="group", title=_("分组"), value=lambda row: row.dimension_value, order_by=("dimension_value",))
        )
    if _marks_numerator(fact):
        columns.append(Column(key="counts", title=_("计入分子"), value=lambda row: row.is_counted, show="flag"))
    if not counted:
        columns.append(
            Column(key="value", title=_("计入值"), value=lambda row: _amount(fact, row), order_by=("value",))
        )
    columns.append(Column(key="now", title=_("今日"), value=lambda row: row.subject.summary, shown=not counted))
    return ListSpec(
        key=key, title=_("指标明细"), columns=tuple(columns), filters=_filters(fact), order=("area_code", "subject_id"),
        search=lambda rows, text: rows.filter(visible_text__icontains=text), search_title=_("当时名称"),
        empty_title=_("没有可以显示的明细"), empty_help=_("无权查看的记录只计数,不列出。"), row_url=None,
        as_of=False,
    )  # fmt: skip


def rows_to_show(*, fact: IndicatorFact, seen: Rows) -> Rows:
    """The rows of a figure among those a reader may see: of a ratio, its denominator's, each told if it counts."""
    rows = seen.filter(pk__in=records_of(fact=fact).values("pk"))
    if not fact.version.is_ratio:
        return rows.filter(side=Side.NUMERATOR)
    above = IndicatorFactRecord.objects.filter(
        fact=OuterRef("fact"), side=Side.NUMERATOR, subject_kind=OuterRef("subject_kind"),
        subject_id=OuterRef("subject_id"), area_code=OuterRef("area_code"),
    )  # fmt: skip
    if not _marks_numerator(fact):
        return rows
    return rows.filter(side=Side.DENOMINATOR).annotate(is_counted=Exists(above))


def preparer(*, user: Any, day: Any, staff: bool) -> Callable[[list[Any]], None]:
    """Puts on each row its subject of today where the reader may see it, and the name of its area. Two queries."""

    def prepare(batch: list[Any]) -> None:
        by_kind: dict[str, list[int]] = {}
        for row in batch:
            by_kind.setdefault(row.subject_kind, []).append(row.subject_id)
        known = {kind: described(kind=kind, ids=ids, user=user, day=day, staff=staff) for kind, ids in by_kind.items()}
        names = dict(Area.objects.filter(code__in={row.area_code for row in batch}).values_list("code", "name"))
        for row in batch:
            row.subject = known[row.subject_kind][row.subject_id]
            row.area_name = names.get(row.area_code, row.area_code)

    return prepare


@reads(IndicatorFact, "detail")
@reads(IndicatorFactRecord, "list")
@reads(IndicatorFactRecord, "export")
@require_safe
@staff_page(READ)
def figure_rows(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows of one frozen figure, with search, filters, export, and how many are out of the reader's sight."""
    user, day = request.user, request.day
    facts = visible(user=user, model=IndicatorFact, day=day).select_related(*RELATED, "version__indicator__owner_post")
    fact = get_object_or_404(facts, pk=pk)
    seen = IndicatorFactRecord.objects.filter(visible_to(user=user, model=IndicatorFactRecord, day=day))
    rows, all_rows = rows_to_show(fact=fact, seen=seen), rows_to_show(fact=fact, seen=IndicatorFactRecord.objects.all())
    reading = reading_of(fact)
    home = f"{reverse('workbench:indicator', args=[reading.indicator])}?area={fact.area_id}&period={fact.period.code}"
    context = {
        "fact": fact, "reading": reading, "light": light_shown(reading), "home": home,
        "restricted": all_rows.count() - rows.count(),
        "trail": [(_("指标墙"), reverse("workbench:indicators")), (reading.name, home), (_("明细"), "")],
    }  # fmt: skip
    return list_response(
        request, spec=rows_spec(fact=fact, key="figure-rows"), rows=rows, context=context,
        template="workbench/indicators/rows.html", prepare=preparer(user=user, day=day, staff=True),
    )  # fmt: skip


def _marks_numerator(fact: IndicatorFact) -> bool:
    """Whether numerator and denominator are about the same kind of subject; a population has nothing above it."""
    return fact.version.is_ratio and not fact.version.population_basis


def _amount(fact: IndicatorFact, row: IndicatorFactRecord) -> str:
    version = fact.version
    if row.side == Side.DENOMINATOR:
        return amount_text(measure=version.denominator_measure, amount=row.value, unit=version.denominator_unit)
    return amount_text(measure=version.numerator_measure, amount=row.value, unit=version.numerator_unit)


def _filters(fact: IndicatorFact) -> tuple[Filter, ...]:
    def by_counted(rows: Rows, chosen: Sequence[str], request: HttpRequest) -> Rows:
        return rows.filter(is_counted="yes" in chosen)

    def by_side(rows: Rows, chosen: Sequence[str], request: HttpRequest) -> Rows:
        return rows.filter(side__in=chosen)

    if _marks_numerator(fact):
        options = [("yes", _("计入分子")), ("no", _("未计入分子"))]
        return (Filter(key="counted", title=_("分子"), options=lambda request: options, apply=by_counted),)
    if fact.version.is_ratio:
        sides = [(str(value), label) for value, label in Side.choices]
        return (Filter(key="side", title=_("分子分母"), options=lambda request: sides, apply=by_side),)
    return ()
