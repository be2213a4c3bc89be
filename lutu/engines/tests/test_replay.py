"""Events are done in the order of time, whoever announces them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lutu.engines.replay import Event, happen

START = datetime(2021, 1, 4, 9, tzinfo=UTC)


def test_events_of_two_parts_are_merged_in_the_order_of_time():
    done: list[str] = []
    later = Event(START + timedelta(days=1), lambda at: done.append(f"permit {at:%d}"))
    earlier = Event(START, lambda at: done.append(f"list {at:%d}"))
    assert happen([later, earlier]) == 2
    assert done == ["list 04", "permit 05"]


@given(st.lists(st.integers(0, 5)))
def test_of_events_at_one_instant_the_one_announced_first_comes_first(days):
    done: list[int] = []
    events = [
        Event(START + timedelta(days=day), lambda _at, place=place: done.append(place))
        for place, day in enumerate(days)
    ]
    assert happen(events) == len(days)
    assert done == [place for _day, place in sorted((day, place) for place, day in enumerate(days))]
