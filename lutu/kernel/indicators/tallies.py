"""Counting the stored rows of a frozen figure: its sums and lines for the whole, each area and each group. Pure.

Freezing and verifying count in this one way, so that a figure equals its own rows or is found out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lutu.kernel.indicators.digests import text_digest

DENOMINATOR = "den"
APART = b"\x1e"
Place = tuple[str, str]


class SelectionFaulty(ValueError):
    """A selector gave one subject twice in one area: it would be counted twice."""


class Bucket(NamedTuple):
    """Rows of one side, kind, area and group: number and value of each, and both with its name, in the same order."""

    side: str
    kind: str
    area: str
    group: str
    numbers: list[bytes]
    values: list[bytes]
    rows: list[bytes]

    @property
    def amount(self) -> int:
        """The sum of the values."""
        return sum(map(int, self.values))

    @property
    def lines(self) -> list[bytes]:
        """The lines `side|kind|number|value` of the rows, in no order."""
        front = f"{self.side}|{self.kind}|".encode()
        return [front + number + b"|" + value for number, value in zip(self.numbers, self.values, strict=True)]

    @property
    def told(self) -> tuple[bytes, list[bytes]]:
        """Where the rows stand, and what each is called, as the digest of names tells it."""
        return f"{self.side}|{self.kind}|{self.area}|{self.group}".encode(), self.rows

    @property
    def names(self) -> list[str]:
        """What each row is called."""
        return [row.rpartition(APART)[2].decode() for row in self.rows]


def buckets_of(*, side: str, text: bytes) -> list[Bucket]:
    """The rows of a side from one text: lines of place, number, value and name, standing apart by U+001E.

    A place is kind, area and group, standing apart by U+001F.
    """
    found: dict[bytes, tuple[list[bytes], list[bytes], list[bytes]]] = {}
    for line in text.split(b"\n") if text else ():
        place, row = line.split(APART, 1)
        columns = found.get(place)
        if columns is None:
            columns = found[place] = ([], [], [])
        number, value, _name = row.split(APART)
        columns[0].append(number)
        columns[1].append(value)
        columns[2].append(row)
    buckets = []
    for place, lists in found.items():
        kind, area, group = place.decode().split("\x1f")
        buckets.append(Bucket(side, kind, area, group, *lists))
    return buckets


@dataclass
class Tally:
    """The sums and lines of one figure."""

    numerator: int = 0
    denominator: int = 0
    numerator_n: int = 0
    denominator_n: int = 0
    lines: list[bytes] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set, repr=False)

    def add(self, bucket: Bucket, lines: Sequence[bytes], amount: int, *, distinct: bool) -> None:
        """Take in the lines of a bucket; with `distinct` a subject that is there already does not count again."""
        self.lines += lines
        count = len(lines)
        if distinct:
            before = len(self._seen)
            self._seen.update(lines)
            count = amount = len(self._seen) - before
        if bucket.side == DENOMINATOR:
            self.denominator += amount
            self.denominator_n += count
        else:
            self.numerator += amount
            self.numerator_n += count


def tally(
    *,
    buckets: Iterable[Bucket],
    root: str,
    paths: Mapping[str, Collection[str]],
    has_groups: bool,
    distinct: bool,
) -> dict[Place, Tally]:
    """{(area code, group): tally} with sorted lines, the group empty for whole areas.

    `paths`: {area code of a row: areas it counts in besides the root}. With `distinct` a subject counts once a figure.
    Raises SelectionFaulty.
    """
    found: dict[Place, Tally] = {(root, ""): Tally()}
    for bucket in buckets:
        lines, amount = bucket.lines, bucket.amount
        if len(set(bucket.numbers)) < len(bucket.numbers):
            raise SelectionFaulty(f"取数口径在区划 {bucket.area} 内给出重复的{bucket.kind},会重复计数;请由开发人员核对")
        places = [(root, ""), *((code, "") for code in paths.get(bucket.area, ()))]
        if has_groups:
            places.append((root, bucket.group))
        for place in places:
            found.setdefault(place, Tally()).add(bucket, lines, amount, distinct=distinct)
    for counted in found.values():
        counted.lines.sort()
    return found


def names_digest(*, buckets: Iterable[Bucket], algorithm: str) -> bytes:
    """The digest of where every row stands and what it is called."""
    return text_digest(parts=sorted(bucket.told for bucket in buckets), algorithm=algorithm)
