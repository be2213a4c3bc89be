"""Things that happen in the demo at an instant (示例事件), done in the order of time whichever part announces them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    """At `at`, `run(at)` writes through the actions; of two at one instant the one announced first comes first."""

    at: datetime
    run: Callable[[datetime], None]


def happen(events: Iterable[Event]) -> int:
    """Do the events in the order of time; returns how many."""
    ordered = sorted(events, key=lambda event: event.at)
    for event in ordered:
        event.run(event.at)
    return len(ordered)
