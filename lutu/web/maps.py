"""What a map page shows: points in groups with a legend, names of places, and no tiles from anywhere."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Mark:
    """地图上的一个点: degrees in CGCS2000, the legend group it belongs to, and its card."""

    key: str
    title: str
    longitude: float
    latitude: float
    group: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class LegendItem:
    """图例: a group of marks with its words, its tone and how many there are.

    Tones are blue, green, grey, brown, plum and violet; yellow and red are kept for lights.
    """

    key: str
    title: str
    tone: str
    count: int


@dataclass(frozen=True)
class Place:
    """地名: a name written on the map, such as a street, at its centre."""

    name: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class MapView:
    """地图: what `web/map.html` draws. `left_out` counts rows without a position; they stand in the list only."""

    title: str
    marks: Sequence[Mark]
    legend: Sequence[LegendItem] = ()
    places: Sequence[Place] = ()
    left_out: int = 0
    indicative: bool = False

    @property
    def drawn(self) -> dict[str, Any]:
        """The marks and names for the browser, handed over by `json_script`."""
        tones = {item.key: item.tone for item in self.legend}
        return {
            "marks": [{**asdict(mark), "tone": tones.get(mark.group, "blue")} for mark in self.marks],
            "places": [asdict(place) for place in self.places],
        }
