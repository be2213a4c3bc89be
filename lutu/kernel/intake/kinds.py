"""What can be imported: kinds with their columns, and the words engine and kinds speak with each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import Actor

COLUMN_KINDS = frozenset(["text", "code", "date", "integer", "decimal", "money", "land_area", "choice", "flag", "area"])
NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"
_KINDS: dict[str, "ImportKind"] = {}


@dataclass(frozen=True)
class Column:
    """列. `title` is the heading of the template, `aliases` are other headings districts use.

    Kinds and what a cell becomes: text → str; code → str in half-width capitals; date → date; integer → int; decimal →
    Decimal; money → int fen (unit 元, 万元 or 亿元 in the heading or in a unit row); land_area → Decimal m² (亩 or ㎡
    likewise); choice → the value of `choices` {word in the sheet: value}; flag → bool (是, 否); area → str, resolved
    by the kind. An empty cell becomes None, or is refused where the column is required.
    """

    key: str
    title: str
    kind: str = "text"
    required: bool = False
    aliases: Sequence[str] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    help: str = ""
    example: str = ""
    max_length: int = 200

    def __post_init__(self) -> None:
        if self.kind not in COLUMN_KINDS:
            raise ValueError(f"列“{self.title}”的类型 {self.kind} 未知,应为 {'、'.join(sorted(COLUMN_KINDS))}")


def as_text(cell: Any) -> str:
    """A cell as a person would read it in the sheet."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    return str(cell)


@dataclass(frozen=True)
class Fault:
    """问题: which row and column, what was found, what was expected, and how to put it right."""

    row: int
    column: str
    found: str
    expected: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: its row number as the sheet shows it, its typed values by key, its cells under `headings`."""

    number: int
    values: dict[str, Any]
    headings: Sequence[str] = ()
    cells: Sequence[Any] = ()

    @property
    def raw(self) -> dict[str, str]:
        """{heading: the cell as text}."""
        return {title: as_text(cell) for title, cell in zip(self.headings, self.cells, strict=False) if title}


@dataclass(slots=True)
class Outcome:
    """What a kind makes of a line: verdict, faults, a label to recognise it, changes {title: (old, new)}."""

    line: Line
    verdict: str
    faults: Sequence[Fault] = ()
    label: str = ""
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    payload: Any = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What loading a line did to a subject, for undo: `seq` is the journal entry it wrote there."""

    subject_kind: str
    subject_id: int
    seq: int
    created: bool = False
    before: Mapping[str, Any] = field(default_factory=dict)
    fact_id: int | None = None


@dataclass(frozen=True)
class Source:
    """Where the lines come from."""

    name: str
    sha256: str
    batch_id: int

    @property
    def reference(self) -> str:
        """How facts and journal entries name the batch."""
        return f"导入批次 {self.batch_id}:{self.name}"


class Assess(Protocol):
    """Judges lines without writing: one outcome a line, in order."""

    def __call__(self, *, lines: Sequence[Line], day: date) -> list[Outcome]: ...


class Load(Protocol):
    """Writes the good outcomes inside the engine's transaction."""

    def __call__(
        self,
        *,
        outcomes: Sequence[Outcome],
        source: Source,
        actor: Actor,
        at: datetime,
        day: date,
        progress: Reporter,
    ) -> list[Effect]: ...


class Undo(Protocol):
    """Takes back what `effects` say, inside the engine's transaction; nothing depends on them any more."""

    def __call__(self, *, effects: Sequence[Effect], actor: Actor, at: datetime, day: date) -> None: ...


@dataclass(frozen=True)
class ImportKind:
    """导入种类: one sort of file, who may load it, its columns, and the three functions that do the work."""

    code: str
    title: str
    permission: str
    columns: Sequence[Column]
    assess: Assess
    load: Load
    undo: Undo
    description: str = ""
    source_hint: str = ""
    order: int = 100

    def column(self, key: str) -> Column:
        """The column of a key."""
        return next(column for column in self.columns if column.key == key)


class ImportKindUnknown(LookupError):
    """Nobody declared this kind of import."""


def declare_import(kind: ImportKind) -> None:
    """Register a kind; declaring the same code again replaces it."""
    _KINDS[kind.code] = kind


def import_kinds() -> list[ImportKind]:
    """Every kind, in order."""
    return sorted(_KINDS.values(), key=lambda kind: (kind.order, kind.code))


def import_kind(code: str) -> ImportKind:
    """The kind of a code. Raises ImportKindUnknown, naming those there are."""
    if code not in _KINDS:
        raise ImportKindUnknown(f"没有导入种类“{code}”,可用:{'、'.join(sorted(_KINDS)) or '无'}")
    return _KINDS[code]
