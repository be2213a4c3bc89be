"""What stands above a list of projects: how many, how much, and how many in each stage."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest

from lutu.domains.projects.stages import RANK, Stage
from lutu.domains.projects.views.columns import TONES
from lutu.web.lists import ListSpec
from lutu.web.lists.rows import narrowed
from lutu.web.lists.state import read_state


@dataclass(frozen=True)
class Band:
    """One stage: how many of the shown projects stand in it, and the address that narrows the list to it."""

    key: str
    title: str
    tone: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Summary:
    """Figures over the rows that pass the filters; the bands ignore the stage filter, so that one can change over."""

    count: int
    investment_fen: int
    started: int
    bands: Sequence[Band]


def summary_of(*, request: HttpRequest, spec: ListSpec, rows: QuerySet) -> Summary:
    """Count, total investment and stage bands in one query."""
    state = read_state(request=request, spec=spec)
    chosen = state.chosen.get("stage", ())
    wider = replace(spec, filters=[item for item in spec.filters if item.key != "stage"])
    found = narrowed(rows=rows, spec=wider, state=state, request=request).order_by()
    figures = {
        row["standing__stage"]: row
        for row in found.values("standing__stage").annotate(count=Count("pk"), fen=Sum("planned_investment_fen"))
    }
    shown = [row for key, row in figures.items() if not chosen or key in chosen]
    others = [pair for pair in state.pairs() if pair[0] != "stage"]
    bands = [
        Band(
            key=stage.value,
            title=str(stage.label),
            tone=TONES[stage],
            count=figures.get(stage.value, {}).get("count", 0),
            query=urlencode(others if chosen == (stage.value,) else [*others, ("stage", stage.value)]),
            is_chosen=stage.value in chosen,
        )
        for stage in Stage
    ]
    return Summary(
        count=sum(row["count"] for row in shown),
        investment_fen=sum(row["fen"] for row in shown),
        started=sum(row["count"] for row in shown if RANK[row["standing__stage"]] >= RANK[Stage.STARTED]),
        bands=bands,
    )


def shown_rows(*, request: HttpRequest, spec: ListSpec, rows: QuerySet) -> QuerySet[Any]:
    """The rows that pass the filters of the address bar, for a map in step with the list."""
    return narrowed(rows=rows, spec=spec, state=read_state(request=request, spec=spec), request=request)


def totals(rows: QuerySet) -> tuple[int, int]:
    """(count, planned investment in fen) of rows, in one query."""
    found = rows.order_by().aggregate(count=Count("pk"), fen=Sum("planned_investment_fen"))
    return found["count"], found["fen"] or 0
