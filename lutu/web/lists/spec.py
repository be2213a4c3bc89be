"""What a list page is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest

SHOWS = frozenset(["text", "code", "number", "date", "instant", "money", "mu", "percent", "stage", "badge", "flag"])
RIGHT_ALIGNED = frozenset(["number", "money", "mu", "percent"])
FILTER_KINDS = frozenset(["choice", "text", "date"])
RESERVED = frozenset(["q", "sort", "page", "size", "cols", "export", "view", "ids"])
Options = Callable[[HttpRequest], Sequence[tuple[str, str]]]
Apply = Callable[[QuerySet[Any], Sequence[str], HttpRequest], QuerySet[Any]]


@dataclass(frozen=True)
class Column:
    """列. `value(row)` gives the raw value, `show` how it is written.

    text, code, number (int or Decimal), date, instant, money (int fen), mu (Decimal m²), percent (basis points),
    flag (bool); stage and badge take a text or (text, tone) with tone blue, green, yellow, red or grey. `order_by`
    makes the column sortable: field paths, the first decides. `shown` False: offered in the column choice only.
    `url(row)` links the cell. Values must come from what the queryset has already read.
    """

    key: str
    title: str
    value: Callable[[Any], Any]
    show: str = "text"
    order_by: Sequence[str | OrderBy] = ()
    shown: bool = True
    url: Callable[[Any], str | None] | None = None

    def __post_init__(self) -> None:
        if self.show not in SHOWS:
            raise ValueError(f"列“{self.key}”的写法 {self.show} 未知,应为 {'、'.join(sorted(SHOWS))}")

    @property
    def is_right(self) -> bool:
        """Whether the cells are numbers and stand on the right."""
        return self.show in RIGHT_ALIGNED


@dataclass(frozen=True)
class Filter:
    """筛选. Its values stand in the address bar under `key`.

    choice: `options(request)` gives (value, title); values that are not offered are ignored with a hint. text: one
    line of text. date: one day, handed on as 2021-09-30; a range is two filters. `apply(rows, values, request)` is
    called only with accepted values, at least one.
    """

    key: str
    title: str
    options: Options | None
    apply: Apply
    kind: str = "choice"
    multiple: bool = False

    def __post_init__(self) -> None:
        if self.key in RESERVED:
            raise ValueError(f"筛选键 {self.key} 已被列表页占用,请换一个")
        if self.kind not in FILTER_KINDS:
            raise ValueError(f"筛选“{self.key}”的类型 {self.kind} 未知,应为 {'、'.join(sorted(FILTER_KINDS))}")
        if self.kind == "choice" and self.options is None:
            raise ValueError(f"筛选“{self.key}”缺少选项")


@dataclass(frozen=True)
class BulkAction:
    """批量操作: the ids of the selected rows are posted to `url_name` as `ids`, with `next` to come back."""

    title: str
    url_name: str
    permission: str = ""
    icon: str = ""
    confirm: str = ""


@dataclass(frozen=True)
class ListSpec:
    """列表页. `key` names it in saved views and exports; `order` is the order without a chosen column."""

    key: str
    title: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    order: Sequence[str | OrderBy] = ()
    search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    empty_title: str = ""
    empty_help: str = ""
    row_url: Callable[[Any], str | None] | None = None
    as_of: bool = True
    bulk: Sequence[BulkAction] = field(default_factory=tuple)
    search_title: str = ""
