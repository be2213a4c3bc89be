"""Three small worlds: live and frozen figures say what the table says, and say the same."""

from pathlib import Path

import pytest
import yaml

from lutu.kernel.indicators.models import IndicatorFact
from lutu.kernel.indicators.queries import compute_tree
from lutu.kernel.indicators.reading import reading_of
from lutu.kernel.indicators.tests.figures import Q3, define, frozen, many_parcels, target
from lutu.kernel.parties.models import Post
from tests.cast import DISTRICT_CODE, STREET_CODES, District

pytestmark = pytest.mark.django_db
WORLDS = yaml.safe_load((Path(__file__).parent / "worlds.yaml").read_text(encoding="utf-8"))["worlds"]
PLACES = {"district": DISTRICT_CODE, "A": STREET_CODES[0], "B": STREET_CODES[1]}
CODES = ("rate", "count", "land")


@pytest.fixture(params=WORLDS, ids=[world["world"] for world in WORLDS])
def world(request: pytest.FixtureRequest, district: District, owner: Post) -> dict:
    communities = {place: district.communities(district.areas[PLACES[place]])[0].code for place in ("A", "B")}
    many_parcels({communities[place]: tuple(counts) for place, counts in request.param["parcels"].items()})
    for code in CODES:
        define(f"test.{code}")
    target("test.rate", 80, district)
    return request.param


def told(reading: object) -> list:
    return [reading.numerator, reading.denominator, reading.value_text, reading.light.colour, reading.light_words]


@pytest.mark.parametrize("code", CODES)
def test_live_figures_of_the_tree_are_those_of_the_table(world: dict, code: str) -> None:
    readings = compute_tree(indicator=f"test.{code}", as_of=Q3.last_day)
    for place, expected in world[code].items():
        assert told(readings[PLACES[place]]) == expected, place


@pytest.mark.parametrize("code", CODES)
def test_frozen_figures_are_the_live_ones(world: dict, code: str) -> None:
    root = frozen(f"test.{code}")
    live = compute_tree(indicator=f"test.{code}", as_of=Q3.last_day)
    facts = IndicatorFact.objects.filter(dimension="").select_related("version__indicator", "area")
    assert {fact.area_id for fact in facts} == set(live)
    for fact in facts:
        assert told(reading_of(fact)) == told(live[fact.area_id]), fact.area
        assert fact.value_scaled == live[fact.area_id].value_scaled
    assert root.record_digest != facts.exclude(pk=root.pk).first().record_digest
