"""What can be searched: higher packages declare their kinds, and how a row reads as a result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

Describe = Callable[[Any], tuple[str, str, str]]
_SEARCHABLES: dict[str, "Searchable"] = {}


@dataclass(frozen=True)
class Searchable:
    """可检索的对象类型: `kind` is the subject kind in the index, `describe(row)` gives (title, summary, address).

    `staff_url(row)` is the address in the workbench, where it differs. `related` are the relations that describing a
    row reads. `code_field` holds the code people know a subject by, where there is one.
    A small kind needs no index: `narrow(rows, text)` searches its rows. `staff_only` kinds have no public page.
    """

    kind: str
    title: str
    model: type[Model]
    describe: Describe
    staff_url: Callable[[Any], str] | None = None
    related: Sequence[str] = ()
    order: int = 100
    code_field: str = ""
    narrow: Callable[[QuerySet, str], QuerySet] | None = None
    staff_only: bool = False


def declare_searchable(
    kind: str,
    title: str,
    model: type[Model],
    describe: Describe,
    *,
    staff_url: Callable[[Any], str] | None = None,
    related: Sequence[str] = (),
    order: int = 100,
    code_field: str = "",
    narrow: Callable[[QuerySet, str], QuerySet] | None = None,
    staff_only: bool = False,
) -> None:
    """Register a kind; a second declaration of the same kind for another model is refused."""
    known = _SEARCHABLES.get(kind)
    if known is not None and known.model is not model:
        raise ValueError(f"检索类型 {kind} 已登记为 {known.model._meta.label}")
    _SEARCHABLES[kind] = Searchable(
        kind, title, model, describe, staff_url, tuple(related), order, code_field, narrow, staff_only
    )


def searchables() -> list[Searchable]:
    """Every kind, in order."""
    return sorted(_SEARCHABLES.values(), key=lambda item: (item.order, item.kind))


def searchable(kind: str) -> Searchable | None:
    """One kind, or None where nobody declared it."""
    return _SEARCHABLES.get(kind)
