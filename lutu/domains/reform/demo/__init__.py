"""The demo's quarters and meetings (示例季度通报与会议): done through the actions, each at its own time of 2021.

The events are handed to whoever replays the year, because a quarter is frozen with what was known that evening.
Start reading at `events`. Every document number, meeting and decision is invented.
"""

from collections.abc import Iterator
from datetime import date

from lutu.domains.reform.demo.calendar import office
from lutu.domains.reform.demo.meetings import meetings
from lutu.domains.reform.demo.quarters import quarters
from lutu.engines.replay import Event


def events(*, day: date) -> Iterator[Event]:
    """What happens up to the demo day."""
    for event in (*quarters(), *meetings()):
        if event.at <= office(day, 23, 59):
            yield event
