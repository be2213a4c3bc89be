"""Lights: bands against the target; grey is never green and says why."""

from fractions import Fraction

import pytest

from lutu.kernel.indicators.lights import DEFAULT_BANDS, Measured, is_worse, light, reason_words


def lit(value: object, target: object, direction: str = "up", **more: object) -> tuple[str, str]:
    measured = Measured(None if value is None else Fraction(value), more.pop("n", 100), *more.pop("units", ()))
    share = None if target is None else Fraction(target)
    found = light(measured=measured, target=share, direction=direction, bands=DEFAULT_BANDS, **more)
    return found.colour, found.reason


@pytest.mark.parametrize(
    ("value", "target", "direction", "colour"),
    [
        (80, 80, "up", "green"), (81, 80, "up", "green"), ("79.99", 80, "up", "yellow"), (72, 80, "up", "yellow"),
        ("71.99", 80, "up", "red"), (80, 80, "down", "green"), (88, 80, "down", "yellow"), ("88.01", 80, "down", "red"),
    ],
)  # fmt: skip
def test_the_edge_of_a_band_belongs_to_the_better_colour(
    value: object, target: int, direction: str, colour: str
) -> None:
    assert lit(value, target, direction)[0] == colour


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"value": None, "target": 80}, "无分母"), ({"value": 90, "target": None}, "未设目标"),
        ({"value": 90, "target": 80, "direction": "none"}, "本指标不评灯"),
        ({"value": 90, "target": 80, "n": 4, "minimum_n": 5}, "仅 4 条,不足 5 条"),
        ({"value": 90, "target": 80, "units": (41, 63), "minimum_coverage_bp": 8000}, "仅 41/63 个单位已报"),
    ],
)  # fmt: skip
def test_grey_says_why(given: dict, words: str) -> None:
    measured = Measured(
        None if given["value"] is None else Fraction(given["value"]), given.get("n", 100), *given.get("units", ())
    )
    colour, reason = lit(**given)
    assert colour == "grey"
    assert reason_words(reason, measured=measured, minimum_n=given.get("minimum_n", 0)) == words


def test_enough_units_reporting_are_no_reason_to_be_grey() -> None:
    assert lit(90, 80, units=(63, 63), minimum_coverage_bp=10_000)[0] == "green"


def test_worse_depends_on_the_direction() -> None:
    assert is_worse(value=Fraction(1), before=Fraction(2), direction="up")
    assert is_worse(value=Fraction(2), before=Fraction(1), direction="down")
    assert not is_worse(value=Fraction(1), before=Fraction(1), direction="up")
