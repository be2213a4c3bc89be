"""区划树: which streets and communities lie below an area on a day, read once, and where a row's area code belongs.

Figures use the tree of their as-of date: a community that moves keeps its old figures in its old street. A code the
tree does not know counts at the root only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from lutu.kernel.periods import in_force
from lutu.kernel.territory.models import Area, AreaPlacement, ScopeMember
from lutu.kernel.territory.queries import code_prefix, in_ranges, next_code

# 网格 have the code of their community in front.
COMMUNITY_DIGITS = 12
_LEVELS = (Area.Level.STREET, Area.Level.SECTION, Area.Level.COMMUNITY)
WHOLE = "district"
Ranges = list[tuple[str, str]]


class UnknownScope(LookupError):
    """No scope of this code has members on the day."""


@dataclass(frozen=True)
class AreaTree:
    """Everything below the district on a day: {code: code above}, {code: area}."""

    parents: Mapping[str, str]
    areas: Mapping[str, Area]
    _paths: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    def path(self, code: str) -> tuple[str, ...]:
        """The code itself (a grid's community) and everything above it; empty for a code the tree does not know."""
        if code not in self._paths:
            found, here = [], code[:COMMUNITY_DIGITS]
            while here in self.parents:
                found.append(here)
                here = self.parents[here]
            self._paths[code] = (*found, here) if found else ()
        return self._paths[code]

    def at_level(self, *, root: Area, level: str) -> list[Area]:
        """The areas of a level below the root, by code."""
        return [
            area
            for code, area in sorted(self.areas.items())
            if area.level == level and (root.level == Area.Level.DISTRICT or root.code in self.path(code))
        ]

    def ranges(self, codes: Iterable[str]) -> Ranges:
        """The half-open ranges of codes of these areas and everything below them, touching ones merged."""
        wanted = set(codes)
        held = wanted | {code for code in self.parents if wanted.intersection(self.path(code))}
        merged: Ranges = []
        for start, stop in sorted((code, next_code(code)) for code in held):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
            else:
                merged.append((start, stop))
        return merged

    def ranges_of(self, area: Area) -> Ranges:
        """The ranges of one area; of the district, every code that begins like its own."""
        if area.level == Area.Level.DISTRICT:
            return [(code_prefix(area), next_code(code_prefix(area)))]
        return self.ranges([area.code])


def tree_on(*, day: date) -> AreaTree:
    """The tree of a day, grids left out; one query."""
    rows = AreaPlacement.objects.filter(in_force(day), area__level__in=_LEVELS).select_related("area")
    parents, areas = {}, {}
    for row in rows:
        parents[row.area_id], areas[row.area_id] = row.parent_id, row.area
    return AreaTree(parents, areas)


@dataclass(frozen=True)
class ScopeOn:
    """统计范围 on a day: its code, its name, and the ranges of codes inside; None: everything."""

    code: str
    name: str
    ranges: Ranges | None

    def filter(self, *, path: str) -> Q:
        """Rows whose area code at `path` lies in the scope."""
        return Q() if self.ranges is None else in_ranges(field=path, ranges=self.ranges)


def scope_on(*, code: str, day: date, tree: AreaTree) -> ScopeOn:
    """A scope on a day: one query, none for the whole district. Raises UnknownScope."""
    if code == WHOLE:
        return ScopeOn(WHOLE, "全区", None)
    rows = ScopeMember.objects.filter(in_force(day), scope__code=code).values_list("area_id", "scope__name")
    members = list(rows)
    if not members:
        raise UnknownScope(f"统计范围“{code}”在 {day} 没有成员,请先划定范围")
    return ScopeOn(code, members[0][1], tree.ranges(member for member, _name in members))
