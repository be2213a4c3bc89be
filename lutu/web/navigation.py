"""Menus and doors: domains and fronts declare their entries, the frame shows those a reader may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from lutu.kernel.access.queries import can

FRONTS = ("portal", "workbench")
_ENTRIES: dict[tuple[str, str], "Entry"] = {}


@dataclass(frozen=True)
class Entry:
    """导航项: one page in the menu of a front.

    `group` is the heading (on the portal: the door) the entry stands under, `title` its words, both Chinese and lazily
    translated. An entry with a permission is shown only to accounts that hold it. `icon` names a Tabler outline icon;
    the first entry of a group gives the group's icon. `order` sorts entries, and groups by their first entry. `summary`
    is one sentence shown on the door.
    """

    front: str
    group: str
    title: str
    url_name: str
    permission: str = ""
    icon: str = ""
    order: int = 100
    summary: str = ""

    @property
    def url(self) -> str:
        """Where the entry leads."""
        return reverse(self.url_name)


@dataclass(frozen=True)
class Group:
    """导航组: a heading with its entries; on the portal's home page, a door."""

    title: str
    icon: str
    entries: tuple[Entry, ...]

    @property
    def url(self) -> str:
        """Where the heading itself leads: its first entry."""
        return self.entries[0].url


def declare_entry(entry: Entry) -> None:
    """Register an entry; declaring the same page of a front again replaces it. ValueError for an unknown front."""
    if entry.front not in FRONTS:
        raise ValueError(f"未知的前台 {entry.front},应为 {'、'.join(FRONTS)}")
    _ENTRIES[(entry.front, entry.url_name)] = entry


def entries_for(*, front: str, user: Any, day: date) -> list[Entry]:
    """The entries of a front the account may open on a day, in order."""
    offered = [
        entry
        for entry in _ENTRIES.values()
        if entry.front == front and (not entry.permission or can(user=user, permission=entry.permission, day=day))
    ]
    return sorted(offered, key=lambda entry: (entry.order, entry.url_name))


def grouped(entries: Sequence[Entry]) -> list[Group]:
    """Entries under their headings, headings in the order of their first entry."""
    by_title: dict[str, list[Entry]] = {}
    for entry in entries:
        by_title.setdefault(str(entry.group), []).append(entry)
    return [Group(title, members[0].icon, tuple(members)) for title, members in by_title.items()]


def icons() -> set[str]:
    """The icons of every declared entry, for the sprite."""
    return {entry.icon for entry in _ENTRIES.values() if entry.icon}
