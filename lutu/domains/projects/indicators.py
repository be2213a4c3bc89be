"""取数口径: named rows of projects that published figures are counted from (the mission, S2.02, S2.18).

A denominator is a list and a day, never a status: `register` names the list. What had started is answered for any day;
lights and progress are those of the day the standing was computed for, since no light is kept for a day gone by.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lutu.domains.projects.bands import Measure
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.lights import RED
from lutu.domains.projects.models import Project, ProjectStanding
from lutu.domains.projects.queries import light_rules_on, started_on
from lutu.kernel.indicators.periods import Period
from lutu.kernel.indicators.registry import Select, Selection, selector
from lutu.kernel.registers.models import Register
from lutu.kernel.registers.queries import member_ids

# Ten percentage points, where the rules in force measure progress in another way (默认值).
BEHIND_BP = 1000
DIMENSIONS = {"sector": "sector_code", "kind": "kind", "lead_unit": "lead_unit__name", "list": "list_name"}


class ListUnknown(LookupError):
    """No list stands under the code a figure names."""


class LightsNotOfDay(ValueError):
    """Lights were asked for a day other than the one they were computed for."""


def declare() -> None:
    """Declare the selectors to the kernel, once at start."""
    declared: tuple[tuple[str, str, Select], ...] = (
        ("projects.members", gettext_noop("清单中的项目"), members),
        ("projects.investment", gettext_noop("清单中项目的计划总投资"), investment),
        ("projects.started", gettext_noop("清单中已开工的项目"), started),
        ("projects.red_lights", gettext_noop("清单中亮红灯的项目"), red_lights),
        ("projects.behind_plan", gettext_noop("清单中落后于计划的项目"), behind_plan),
    )
    for code, title, select in declared:
        selector(code, title, "个")(select)


def members(*, as_of: date, period: Period | None, arguments: Mapping[str, str]) -> Selection:
    """Projects that stand in the list on the day (`register`; all projects without one). Raises ListUnknown."""
    return _selection(_listed(as_of, arguments))


def investment(*, as_of: date, period: Period | None, arguments: Mapping[str, str]) -> Selection:
    """The same projects, adding up their planned investment in fen."""
    return _selection(_listed(as_of, arguments), value="planned_investment_fen")


def started(*, as_of: date, period: Period | None, arguments: Mapping[str, str]) -> Selection:
    """Those of the list that count as started on the day, whatever has become of them since."""
    return _selection(_listed(as_of, arguments).filter(started_on(day=as_of)))


def red_lights(*, as_of: date, period: Period | None, arguments: Mapping[str, str]) -> Selection:
    """Those of the list whose light is red. Raises LightsNotOfDay."""
    _require_lights(as_of)
    return _selection(_listed(as_of, arguments).filter(standing__light=RED))


def behind_plan(*, as_of: date, period: Period | None, arguments: Mapping[str, str]) -> Selection:
    """Those of the list that lie behind their plan by as much as lights yellow (10 points), or more.

    Raises LightsNotOfDay.
    """
    _require_lights(as_of)
    rows = _listed(as_of, arguments).annotate(behind_bp=F("standing__plan_bp") - F("standing__actual_bp"))
    return _selection(rows.filter(behind_bp__gte=_yellow_bp(as_of)))


def _listed(as_of: date, arguments: Mapping[str, str]) -> QuerySet[Project]:
    code = arguments.get("register", "")
    if not code:
        return _named(Project.objects.all(), "")
    register = Register.objects.filter(code=code, subject_kind=SUBJECT_KIND).first()
    if register is None:
        raise ListUnknown(_("没有代码为 {code} 的项目清单").format(code=code))
    return _named(Project.objects.filter(pk__in=member_ids(register=register, day=as_of)), register.name)


def _named(rows: QuerySet[Project], name: str) -> QuerySet[Project]:
    return rows.annotate(list_name=Value(name, output_field=CharField()))


def _selection(rows: QuerySet[Any], value: str | None = None) -> Selection:
    return Selection(rows, SUBJECT_KIND, "pk", "name", "area_id", value, DIMENSIONS)


def _require_lights(as_of: date) -> None:
    other = ProjectStanding.objects.exclude(computed_for_day=as_of).values_list("computed_for_day", flat=True).first()
    if other is not None:
        text = _("亮灯只有 {day} 的读数,不能按 {as_of} 取数")
        raise LightsNotOfDay(text.format(day=other, as_of=as_of))


def _yellow_bp(as_of: date) -> int:
    rules = light_rules_on(day=as_of)
    for band in rules.bands if rules else ():
        if band.measure == Measure.POINTS_BEHIND and band.yellow is not None:
            return band.yellow.value
    return BEHIND_BP
