"""Things that happen at an instant, done in the order of time whichever part announces them (按时间重演).

Pure: what happens is a function of its instant. Start reading at `happen`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    """At `at`, `run(at)` does it; of two at one instant the one announced first comes first."""

    at: datetime
    run: Callable[[datetime], None]


def happen(events: Iterable[Event]) -> int:
    """Do the events in the order of time; returns how many. Instants must all carry a time zone, or none."""
    ordered = sorted(events, key=lambda event: event.at)
    for event in ordered:
        event.run(event.at)
    return len(ordered)
