"""What a reader asked of a list page, read from the address bar. Nothing in it can make the page fail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from lutu.web.lists.spec import Column, Filter, ListSpec
from lutu.web.typed import one_line

SIZES = (20, 50, 100)


@dataclass(frozen=True)
class ListState:
    """The accepted part of a request, and hints about what was ignored."""

    q: str
    chosen: Mapping[str, tuple[str, ...]]
    sort: str
    size: int
    page: int
    columns: tuple[Column, ...]
    are_default_columns: bool
    options: Mapping[str, tuple[tuple[str, str], ...]]
    hints: tuple[str, ...]

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.q or self.chosen)

    def pairs(self, **changes: str | int | None) -> list[tuple[str, str]]:
        """The state as (name, value) pairs of the address bar; a change to None leaves the name out.

        The page number is left out unless given, because every other change begins at the first page again.
        """
        found: list[tuple[str, str]] = [("q", self.q)] if self.q else []
        found += [(key, value) for key, values in self.chosen.items() for value in values]
        if self.sort:
            found.append(("sort", self.sort))
        if self.size != SIZES[0]:
            found.append(("size", str(self.size)))
        if not self.are_default_columns:
            found.append(("cols", ",".join(column.key for column in self.columns)))
        kept = [(name, value) for name, value in found if name not in changes]
        return kept + [(name, str(value)) for name, value in changes.items() if value is not None]

    def query(self, **changes: str | int | None) -> str:
        """The state as a query string, without the question mark."""
        return urlencode(self.pairs(**changes))

    def without(self, key: str, value: str) -> str:
        """The query string without one value of one filter."""
        return urlencode([pair for pair in self.pairs() if pair != (key, value)])


def read_state(*, request: HttpRequest, spec: ListSpec) -> ListState:
    """Read the address bar: unknown filter values, columns, sizes and pages are ignored and named in `hints`."""
    asked = request.GET
    hints: list[str] = []
    chosen: dict[str, tuple[str, ...]] = {}
    options = {
        item.key: tuple((str(value), str(title)) for value, title in item.options(request))
        for item in spec.filters
        if item.options is not None
    }
    for item in spec.filters:
        if values := _filter_values(asked, item, options.get(item.key, ()), hints):
            chosen[item.key] = values
    columns, are_default = _columns(asked, spec)
    return ListState(
        q=one_line(asked.get("q", "")) if spec.search else "",
        chosen=chosen,
        sort=_sort(asked, spec, hints),
        size=_size(asked),
        page=_page(asked, hints),
        columns=columns,
        are_default_columns=are_default,
        options=options,
        hints=tuple(hints),
    )


def _filter_values(
    asked: QueryDict, item: Filter, options: tuple[tuple[str, str], ...], hints: list[str]
) -> tuple[str, ...]:
    given = [line for text in asked.getlist(item.key) if (line := one_line(text))]
    if not given:
        return ()
    if not item.multiple:
        given = given[-1:]
    if item.kind == "choice":
        offered = {value for value, _title in options}
        accepted = [value for value in dict.fromkeys(given) if value in offered]
    elif item.kind == "date":
        accepted = [day for text in given if (day := _day(text))]
    else:
        accepted = given
    if len(accepted) < len(set(given)):
        hints.append(_("筛选“{title}”中有无法识别的取值,已忽略。").format(title=item.title))
    return tuple(accepted)


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _sort(asked: QueryDict, spec: ListSpec, hints: list[str]) -> str:
    text = asked.get("sort", "")
    if text and text.removeprefix("-") not in {column.key for column in spec.columns if column.order_by}:
        hints.append(_("不能按所要求的列排序,已按默认顺序显示。"))
        return ""
    return text


def _size(asked: QueryDict) -> int:
    text = asked.get("size", "")
    return int(text) if text in {str(size) for size in SIZES} else SIZES[0]


def _page(asked: QueryDict, hints: list[str]) -> int:
    text = asked.get("page", "1")
    if text.isascii() and text.isdigit() and 0 < len(text) < 9 and int(text) > 0:
        return int(text)
    hints.append(_("页码无法识别,已显示第1页。"))
    return 1


def _columns(asked: QueryDict, spec: ListSpec) -> tuple[tuple[Column, ...], bool]:
    default = tuple(column for column in spec.columns if column.shown)
    wanted = {key for text in asked.getlist("cols") for key in text.split(",")}
    picked = tuple(column for column in spec.columns if column.key in wanted)
    return (picked, picked == default) if picked else (default, True)
