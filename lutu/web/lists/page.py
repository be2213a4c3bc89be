"""A list page ready for its template."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _

from lutu.web.formats import number
from lutu.web.lists.cells import Cell, cell
from lutu.web.lists.export import Prepare
from lutu.web.lists.spec import BulkAction, Column, Filter, ListSpec
from lutu.web.lists.state import SIZES, ListState
from lutu.web.models import SavedView

OPEN_FILTERS = 5


@dataclass(frozen=True)
class Line:
    """One row: its key, where it leads, and its cells."""

    key: str
    url: str
    cells: tuple[Cell, ...]
    source: Any


@dataclass(frozen=True)
class Heading:
    """The head of a column: the query string that sorts by it, and how it is sorted now."""

    column: Column
    query: str
    direction: str


@dataclass(frozen=True)
class Choice:
    """One option of a filter."""

    value: str
    title: str
    is_chosen: bool


@dataclass(frozen=True)
class FilterField:
    """A filter with its options and present value."""

    filter: Filter
    choices: tuple[Choice, ...]
    text: str

    @property
    def is_used(self) -> bool:
        """Whether it narrows the list now."""
        return bool(self.text) or self.chosen_count > 0

    @property
    def chosen_count(self) -> int:
        """How many options are chosen."""
        return sum(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True)
class Chip:
    """A condition in words, and the query string without it."""

    title: str
    text: str
    query: str

    @property
    def words(self) -> str:
        """The condition as one text."""
        return _("{title}:{text}").format(title=self.title, text=self.text)


@dataclass(frozen=True)
class ListPage:
    """Everything the list templates show."""

    spec: ListSpec
    state: ListState
    page: Page[Any]
    views: Sequence[SavedView]
    bulk: Sequence[BulkAction]
    may_save: bool
    path: str
    prepare: Prepare | None = None

    @property
    def has_search(self) -> bool:
        """Whether the list has a search box (a template can't ask: it would call the search)."""
        return self.spec.search is not None

    @property
    def count(self) -> int:
        """How many rows pass the filters."""
        return self.page.paginator.count

    @cached_property
    def lines(self) -> list[Line]:
        """The rows of this page."""
        rows = list(self.page.object_list)
        if self.prepare is not None:
            self.prepare(rows)
        return [
            Line(
                key=str(row.pk),
                url=(self.spec.row_url(row) or "") if self.spec.row_url else "",
                cells=tuple(cell(column=column, row=row) for column in self.state.columns),
                source=row,
            )
            for row in rows
        ]

    @property
    def headings(self) -> list[Heading]:
        """The heads of the shown columns."""
        found = []
        for column in self.state.columns:
            direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.state.sort, "")
            following = f"-{column.key}" if direction == "ascending" else column.key
            found.append(Heading(column, self.state.query(sort=following) if column.order_by else "", direction))
        return found

    @cached_property
    def filters(self) -> list[FilterField]:
        """The filters with their present values."""
        fields = []
        for item in self.spec.filters:
            values = self.state.chosen.get(item.key, ())
            choices = tuple(
                Choice(value, title, value in values) for value, title in self.state.options.get(item.key, ())
            )
            fields.append(FilterField(item, choices, values[0] if values and not choices else ""))
        return fields

    @property
    def first_filters(self) -> list[FilterField]:
        """The filters that stand open; all of them where they fit on a line or two."""
        return self.filters if len(self.filters) <= OPEN_FILTERS + 1 else self.filters[:OPEN_FILTERS]

    @property
    def more_filters(self) -> list[FilterField]:
        """The filters behind 更多筛选."""
        return self.filters[len(self.first_filters) :]

    @property
    def more_used(self) -> int:
        """How many of those narrow the list now."""
        return sum(item.is_used for item in self.more_filters)

    @property
    def chips(self) -> list[Chip]:
        """The conditions in force, each with the way to take it off."""
        found = [Chip(_("查找"), self.state.q, self.state.query(q=None))] if self.state.q else []
        for item in self.spec.filters:
            titles = dict(self.state.options.get(item.key, ()))
            for value in self.state.chosen.get(item.key, ()):
                text = titles.get(value, value)
                found.append(Chip(str(item.title), text, self.state.without(item.key, value)))
        return found

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """The conditions as (name, value), for exports."""
        return [(chip.title, chip.text) for chip in self.chips]

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        """Every column with whether it is shown."""
        return [(column, column in self.state.columns) for column in self.spec.columns]

    @property
    def sizes(self) -> list[tuple[int, str, bool]]:
        """(rows a page, query string, whether it is the present one)."""
        return [
            (size, self.state.query(size=None if size == SIZES[0] else size), size == self.state.size) for size in SIZES
        ]

    @property
    def pages(self) -> list[tuple[int, str]]:
        """(page number, query string) around the present page; number 0 stands for a gap."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [(item, self._page_query(item)) if isinstance(item, int) else (0, "") for item in numbers]

    @property
    def previous(self) -> str | None:
        """The query string of the page before, or None."""
        return self._page_query(self.page.number - 1) if self.page.has_previous() else None

    @property
    def following(self) -> str | None:
        """The query string of the next page, or None."""
        return self._page_query(self.page.number + 1) if self.page.has_next() else None

    @property
    def range_text(self) -> str:
        """Which rows are shown, in words."""
        return _("第{first}–{last}行,共{count}行").format(
            first=number(self.page.start_index()), last=number(self.page.end_index()), count=number(self.count)
        )

    @property
    def export_queries(self) -> dict[str, str]:
        """The query strings that export exactly what is shown."""
        return {kind: self.state.query(export=kind) for kind in ("xlsx", "csv")}

    @property
    def present_query(self) -> str:
        """The query string that shows this list again, from its first page."""
        return self.state.query()

    @property
    def kept(self) -> dict[str, list[tuple[str, str]]]:
        """Hidden fields that keep the rest of the state: in the filter form, and in the column form."""
        narrowing = {"q", *(item.key for item in self.spec.filters)}
        pairs = self.state.pairs()
        return {
            "filter": [pair for pair in pairs if pair[0] not in narrowing],
            "columns": [pair for pair in pairs if pair[0] != "cols"],
        }

    def _page_query(self, page: int) -> str:
        return self.state.query(page=None if page == 1 else page)
