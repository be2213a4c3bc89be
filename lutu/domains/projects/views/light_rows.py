"""Lights as rows to read: colour in words, the arithmetic, the rule with its source, and who does what next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lutu.domains.projects.bands import Item
from lutu.domains.projects.lights import Light, LightReading, project_light
from lutu.domains.projects.models import LightRuleSet, LightWaiver
from lutu.domains.projects.queries import Course


@dataclass(frozen=True)
class LightRow:
    """One item of a project's lights; `basis` is what the rule says about it."""

    item: str
    title: str
    reading: LightReading
    word: str
    tone: str
    basis: str


@dataclass(frozen=True)
class WaiverRow:
    """One accepted reason with its state in words."""

    waiver: LightWaiver
    state: str
    tone: str
    may_end: bool


def light_section(*, course: Course) -> dict[str, Any]:
    """The lights of a project with the rule set in force and every reason ever accepted; for the templates."""
    rule_set = course.rule_set
    basis = {band["item"]: band.get("basis", "") for band in rule_set.bands} if rule_set else {}
    rows = [_row(one, basis.get(one.item, "")) for one in course.lights]
    speaking = project_light(readings=course.lights)
    return {
        "lights": rows,
        "light": next(row for row in rows if row.reading is speaking),
        "light_rules": rule_set,
        "waivers": [_waiver(row, course.day) for row in course.waivers],
    }


def items_of(rule_set: LightRuleSet | None) -> list[str]:
    """The items of a rule set that can be measured, and so waived."""
    return [band["item"] for band in (rule_set.bands if rule_set else ()) if band.get("measure")]


def _row(reading: LightReading, basis: str) -> LightRow:
    word = _("已认可") if reading.waiver else str(Light(reading.colour).label)
    tone = "blue" if reading.waiver else reading.colour
    return LightRow(reading.item, str(Item(reading.item).label), reading, word, tone, basis)


def _waiver(row: LightWaiver, day: date) -> WaiverRow:
    if row.valid_to <= day:
        return WaiverRow(row, _("已到期"), "grey", False)
    begun = row.valid_from <= day
    return WaiverRow(row, _("有效") if begun else _("未到期"), "green" if begun else "grey", begun)
