"""The baseline plan of each demo project and when its nodes were done (示例计划与节点).

Pure. Nodes come from the shipped templates, spread between a project's own planned days; facts close theirs, evidence
the others. Source of the counts: the mission, demo district, sections 4 and 6 "Progress": 17 projects lie 10 to 30
percentage points behind on the demo day, 7 more than 30, all others less than 10; 41 are topped out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from lutu.domains.projects.demo.dates import DEMO_DAY, Dates
from lutu.domains.projects.demo.outline import Outline
from lutu.domains.projects.plans import Evidence, Step, TemplateStep, actual_bp, dated, plan_bp
from lutu.domains.projects.stages import (
    ACTUAL_START,
    COMPLETION_ACCEPTANCE,
    CONSTRUCTION_PERMIT,
    IN_USE,
    LAND_SUPPLY,
    PLANNING_PERMIT,
)
from lutu.engines.seeds import assert_total, draw

TEMPLATES_FILE = Path(__file__).resolve().parent.parent / "rules" / "templates.yaml"
YELLOW, RED, TOPPED = 17, 7, 41
TOP_NODE = "主体封顶"
# Reported every Monday for the week before, the last time on 8 November.
LAST_DONE = date(2021, 11, 5)
# How far behind a late project is, in basis points.
RANGES = {"yellow": (1000, 3000), "red": (3001, 4800)}
# How many of the late ones the small demo shows.
SHOWN = {"yellow": 2, "red": 1}
ALMOST = 990


@dataclass(frozen=True)
class ScheduledNode:
    """A node with its planned day, and the day evidence showed it done; a fact's day is the fact's."""

    code: str
    name: str
    planned_date: date
    weight_bp: int
    owner: str
    evidence_kind: str
    fact_kind: str
    done_date: date | None = None


@dataclass(frozen=True)
class Schedule:
    """The plan of one project: its template, its nodes, and whether it is to be late (yellow, red) or topped out."""

    template: str
    nodes: tuple[ScheduledNode, ...]
    late: str = ""
    is_topped: bool = False


def schedules_of(*, rows: Sequence[Outline], dates: Mapping[str, Dates], shown: Collection[str]) -> dict[str, Schedule]:
    """{project key: schedule} of every project; a few of the late ones are among `shown`. Raises ArithmeticError."""
    templates = {row["code"]: row for row in yaml.safe_load(TEMPLATES_FILE.read_text(encoding="utf-8"))["templates"]}
    found = {row.key: _natural(row, dates[row.key], templates) for row in rows}
    late = _late(rows, found, dates, shown)
    topped = _topped(rows, found, dates, late)
    for row in rows:
        days = dates[row.key]
        schedule = replace(found[row.key], late=late.get(row.key, ""), is_topped=row.key in topped)
        if row.started and not (row.accepted or schedule.late or schedule.is_topped):
            schedule = _not_topped_yet(row, schedule, days)
        found[row.key] = _done(row, schedule, days)
    _assert_counts(rows, found, dates)
    return found


def template_of(row: Outline) -> str:
    """The template a project's plan is made from."""
    if row.kind == "industry":
        return "building" if row.sector == "现代服务业" else "industry"
    return {"infrastructure": "road", "public_welfare": "welfare"}[row.kind]


def fact_days_of(row: Outline, days: Dates) -> dict[str, date]:
    """{fact kind: day} of the facts that hold on the demo day."""
    known = {
        LAND_SUPPLY: days.land, PLANNING_PERMIT: days.planning, CONSTRUCTION_PERMIT: days.construction,
        ACTUAL_START: days.start, COMPLETION_ACCEPTANCE: days.acceptance, IN_USE: days.use,
    }  # fmt: skip
    missing = {"gap": PLANNING_PERMIT, "revoked": CONSTRUCTION_PERMIT, "early_start": ACTUAL_START}.get(row.peculiar)
    return {kind: day for kind, day in known.items() if day is not None and kind != missing}


def behind_bp(row: Outline, schedule: Schedule, days: Dates, day: date = DEMO_DAY) -> int:
    """By how many basis points a project lies behind its plan."""
    steps = steps_of(row, schedule, days)
    return plan_bp(steps=steps, day=day) - actual_bp(steps=steps, day=day)


def steps_of(row: Outline, schedule: Schedule, days: Dates) -> list[Step]:
    """The nodes as they count."""
    facts = fact_days_of(row, days)
    return [
        Step(node.code, node.name, node.planned_date, node.weight_bp,
             facts.get(node.fact_kind) if node.fact_kind else node.done_date)
        for node in schedule.nodes
    ]  # fmt: skip


def _natural(row: Outline, days: Dates, templates: Mapping[str, Any]) -> Schedule:
    template = templates[template_of(row)]
    nodes = template["nodes"]
    steps = [
        TemplateStep(node["code"], node["name"], node["at"][0],
                     node["at"][1] * (100 if node["at"][0] == "span" else 1), node["weight"] * 100)
        for node in nodes
    ]  # fmt: skip
    due = dated(nodes=steps, anchors={"start": days.planned_start, "completion": days.planned_completion})
    return Schedule(
        template["code"],
        tuple(
            ScheduledNode(
                node["code"], node["name"], due[node["code"]], node["weight"] * 100, node["owner"],
                Evidence.FACT.value if "fact" in node else node["evidence"], node.get("fact", ""),
            )
            for node in nodes
        ),
    )  # fmt: skip


def _late(
    rows: Sequence[Outline], found: Mapping[str, Schedule], dates: Mapping[str, Dates], shown: Collection[str]
) -> dict[str, str]:
    """{project key: yellow or red}: started long enough ago for a plan far enough, drawn, some of them shown."""
    chosen: dict[str, str] = {}
    for colour, count in (("red", RED), ("yellow", YELLOW)):
        able = sorted(
            (
                row.key
                for row in rows
                if row.started
                and not (row.accepted or row.peculiar or row.key in chosen)
                and _held_back(row, found[row.key], dates[row.key], colour)
            ),
            key=lambda key: draw(f"late|{key}"),
        )
        first = [key for key in able if key in shown][: SHOWN[colour]]
        rest = [key for key in able if key not in shown]
        chosen |= dict.fromkeys([*first, *rest][:count], colour)
    return chosen


def _topped(
    rows: Sequence[Outline], found: Mapping[str, Schedule], dates: Mapping[str, Dates], late: Mapping[str, str]
) -> set[str]:
    """Those nearest to their planned completion."""
    able = [
        row.key
        for row in rows
        if row.started and not row.accepted and row.key not in late
        and any(node.name == TOP_NODE and node.planned_date < DEMO_DAY for node in found[row.key].nodes)
    ]  # fmt: skip
    return set(sorted(able, key=lambda key: (dates[key].planned_completion, key))[:TOPPED])


def _not_topped_yet(row: Outline, schedule: Schedule, days: Dates) -> Schedule:
    """The same nodes with the top of the building planned for after the demo day, the others spread around it."""
    top = next((node.planned_date for node in schedule.nodes if node.name == TOP_NODE), None)
    later = DEMO_DAY + timedelta(days=12 + int(draw(f"top|{row.key}") * 40))
    if top is None or top >= later:
        return schedule
    start, stop = days.planned_start, days.planned_completion
    return replace(
        schedule,
        nodes=tuple(
            replace(node, planned_date=_moved(node.planned_date, start, stop, top, later)) for node in schedule.nodes
        ),
    )


def _moved(day: date, start: date, stop: date, was: date, now: date) -> date:
    """A day between start and stop when what lay on `was` moves to `now`; days outside stay."""
    if day <= start or day >= stop:
        return day
    if day <= was:
        return start + timedelta(days=(day - start).days * (now - start).days // (was - start).days)
    return now + timedelta(days=(day - was).days * (stop - now).days // (stop - was).days)


def _done(row: Outline, schedule: Schedule, days: Dates) -> Schedule:
    """With the days on which evidence showed each node done, as far behind as the project is to be."""
    if schedule.late:
        return _stopped(row, schedule, days)
    schedule = replace(schedule, nodes=_in_turn(row, schedule, days))
    while behind_bp(row, schedule, days) >= ALMOST:
        place = next(
            place
            for place, node in enumerate(schedule.nodes)
            if not node.fact_kind and node.done_date is None and node.name != TOP_NODE
        )
        nodes = list(schedule.nodes)
        nodes[place] = replace(nodes[place], done_date=LAST_DONE)
        schedule = replace(schedule, nodes=tuple(nodes))
    return schedule


def _in_turn(row: Outline, schedule: Schedule, days: Dates) -> tuple[ScheduledNode, ...]:
    """Each node a few days around its plan, in order, after the start what comes after it, before acceptance all."""
    nodes: list[ScheduledNode] = []
    before = date.min
    waiting = sum(not node.fact_kind for node in schedule.nodes)
    is_after_start, built = False, 0
    for node in schedule.nodes:
        is_after_start |= node.fact_kind == ACTUAL_START
        if node.fact_kind:
            nodes.append(node)
            continue
        waiting -= 1
        done = node.planned_date + timedelta(days=int(draw(f"done|{row.key}|{node.code}") * 12) - 6)
        if is_after_start and days.start is not None:
            built += 1
            done = max(done, days.start + timedelta(days=9 * built))
        if days.acceptance is not None:
            done = min(done, days.acceptance - timedelta(days=7 * (waiting + 1)))
        done = before = max(done, before)
        can_be = row.started or not is_after_start
        nodes.append(replace(node, done_date=done if can_be and done <= LAST_DONE else None))
    return tuple(nodes)


def _held_back(row: Outline, schedule: Schedule, days: Dates, colour: str) -> dict[int, int]:
    """{number of nodes kept: distance} of the ways to stop between start and top that are as late as it says."""
    least, most = RANGES[colour]
    nothing = replace(schedule, nodes=tuple(replace(node, done_date=None) for node in schedule.nodes))
    behind = behind_bp(row, nothing, days)
    found: dict[int, int] = {}
    is_building = False
    for kept, node in enumerate(_in_turn(row, schedule, days)):
        is_building |= node.fact_kind == ACTUAL_START
        if is_building and least <= behind <= most:
            found[kept] = behind
        if node.name == TOP_NODE and node.done_date is not None:
            break
        behind -= node.weight_bp if node.done_date is not None else 0
    return found


def _stopped(row: Outline, schedule: Schedule, days: Dates) -> Schedule:
    """Held back where it comes nearest to the distance drawn for the project."""
    least, most = RANGES[schedule.late]
    target = least + int(draw(f"distance|{row.key}") * (most - least))
    options = _held_back(row, schedule, days, schedule.late)
    kept = min(options, key=lambda place: (abs(options[place] - target), place))
    nodes = _in_turn(row, schedule, days)
    return replace(schedule, nodes=(*nodes[:kept], *(replace(node, done_date=None) for node in nodes[kept:])))


def _assert_counts(rows: Sequence[Outline], found: Mapping[str, Schedule], dates: Mapping[str, Dates]) -> None:
    behind = {row.key: behind_bp(row, found[row.key], dates[row.key]) for row in rows}
    topped = [
        row.key
        for row in rows
        if row.started and not row.accepted
        and any(node.name == TOP_NODE and node.done_date for node in found[row.key].nodes)
    ]  # fmt: skip
    assert_total(subject="进度偏慢项目", expected=YELLOW, actual=sum(1000 <= bp <= 3000 for bp in behind.values()))
    assert_total(subject="进度滞后项目", expected=RED, actual=sum(bp > 3000 for bp in behind.values()))
    assert_total(subject="已封顶项目", expected=TOPPED, actual=len(topped))
