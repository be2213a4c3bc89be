"""Searching across every declared kind, and reading subjects by their kind and number."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from lutu.kernel.access.queries import visible
from lutu.kernel.search.index import matching
from lutu.kernel.search.registry import Searchable, searchable, searchables


@dataclass(frozen=True)
class Hit:
    """A result: what it is called, one line about it, and where it stands."""

    title: str
    summary: str
    url: str


@dataclass(frozen=True)
class Group:
    """The results of one kind: how many there are, and the first of them."""

    kind: str
    title: str
    total: int
    hits: tuple[Hit, ...]


def results(*, user: Any, text: str, day: date, limit: int, staff: bool = False) -> list[Group]:
    """What the account may see that holds every phrase of the text, by kind; kinds without a result are left out.

    At most `limit` hits a kind; two queries a kind. `staff` asks for addresses in the workbench. Empty where the text
    holds nothing to search for.
    """
    found = []
    for item in searchables():
        if item.staff_only and not staff:
            continue
        hits = matching(subject_kind=item.kind, text=text)
        if hits is None:
            return []
        seen = visible(user=user, model=item.model, day=day)
        rows = item.narrow(seen, text) if item.narrow else seen.filter(pk__in=hits)
        total = rows.count()
        if total:
            page = rows.select_related(*item.related).order_by("pk")[:limit]
            found.append(Group(item.kind, str(item.title), total, tuple(_hit(item, row, staff=staff) for row in page)))
    return found


def described(*, kind: str, ids: Collection[int], user: Any, day: date, staff: bool = True) -> dict[int, Hit]:
    """{primary key: how the subject reads} for subjects of one kind, in one query.

    A subject that the account may not see, that is gone, or of a kind nobody declared stands there by its number only.
    """
    wanted = set(ids)
    found = {key: Hit(str(key), "", "") for key in wanted}
    item = searchable(kind)
    if item is not None and wanted:
        rows = visible(user=user, model=item.model, day=day).filter(pk__in=wanted)
        found.update({row.pk: _hit(item, row, staff=staff) for row in rows.select_related(*item.related)})
    return found


def ids_by_code(*, kind: str, codes: Collection[str], user: Any, day: date) -> dict[str, int]:
    """{code: primary key} of the visible subjects of a kind under these codes; the others are absent."""
    item = searchable(kind)
    if item is None or not item.code_field:
        return {}
    rows = visible(user=user, model=item.model, day=day).filter(**{f"{item.code_field}__in": list(codes)})
    return dict(rows.values_list(item.code_field, "pk"))


def title_of_kind(kind: str) -> str:
    """The title of a kind; the kind itself where nobody declared it."""
    item = searchable(kind)
    return str(item.title) if item else kind


def _hit(item: Searchable, row: Any, *, staff: bool) -> Hit:
    title, summary, url = item.describe(row)
    return Hit(title, summary, item.staff_url(row) if staff and item.staff_url else url)
