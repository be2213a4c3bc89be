"""Writing the demo's plans, and week by week what was done of them, through the actions (示例计划与节点)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from lutu.domains.projects.actions import (
    Closing,
    NewNode,
    NewPlan,
    adopt_plans,
    apply_tasks,
    close_nodes,
    detect_red_lights,
    load_light_rules,
    load_templates,
    rebuild_standing,
)
from lutu.domains.projects.demo.days import next_working_day, office_instant
from lutu.domains.projects.demo.outline import STREETS
from lutu.domains.projects.demo.plans import DistrictPlan, ProjectPlan
from lutu.domains.projects.demo.registering import OFFICER, officer
from lutu.domains.projects.demo.schedules import ScheduledNode
from lutu.domains.projects.models import PlanNode, PlanTemplate, Project
from lutu.domains.projects.plans import Evidence
from lutu.domains.projects.stages import LAND_SUPPLY
from lutu.engines.replay import Event
from lutu.kernel.access.models import Account
from lutu.kernel.journal.actions import SYSTEM

RULES_AT = office_instant(date(2021, 1, 4), 10)
RULES_FROM = date(2021, 1, 1)
# Street by street in the last days of January.
APPROVED_DATES = (
    date(2021, 1, 25), date(2021, 1, 26), date(2021, 1, 27), date(2021, 1, 28), date(2021, 1, 29), date(2021, 2, 1),
)  # fmt: skip
DOCUMENT = "城示重〔2021〕1 号(示例)"
# Evenings on which a quarter is closed: the standing is that of the day.
CLOSING_DATES = (date(2021, 7, 8), date(2021, 10, 8))
# Land to be granted later than this is broken into tasks, so that the first of them falls due after the demo day.
TASKS_DATE, LAND_FROM, TASKED = date(2021, 10, 18), date(2022, 3, 1), 3
SAID = {
    Evidence.PHOTO: "{day} 现场照片,{name}(示例)", Evidence.DOCUMENT: "{day} 文件,{name}(示例)",
    Evidence.RECORD: "{day} 记录,{name}(示例)",
}  # fmt: skip
DoneNode = tuple[str, ScheduledNode]


def plannings(plan: DistrictPlan, known: Mapping[str, Project]) -> Iterator[Event]:
    """The rules, one approval a street with what was done before it, one report a week, and the quarters' evenings."""
    yield Event(RULES_AT, _load_rules)
    reports: dict[date, list[DoneNode]] = defaultdict(list)
    for street, approved in zip(STREETS, APPROVED_DATES, strict=True):
        projects = [item for item in plan.projects.values() if item.street == street]
        if projects:
            yield Event(office_instant(approved, 15, 30), partial(_approve, plan, projects, known))
        for project in projects:
            for node in plan.schedules[project.key].nodes:
                if node.done_date is not None:
                    reports[max(approved, report_day(node.done_date))].append((project.key, node))
    for day, done in sorted(reports.items()):
        yield Event(office_instant(day, 16, 30), partial(_close, done, known))
    for day in CLOSING_DATES:
        yield Event(office_instant(day, 17, 45), _rebuild)
    yield Event(office_instant(CLOSING_DATES[-1], 17, 50), _detect)
    if tasked := projects_for_tasks(plan):
        yield Event(office_instant(TASKS_DATE, 10), partial(_apply_tasks, tasked, known))


def projects_for_tasks(plan: DistrictPlan) -> dict[str, date]:
    """{project key: planned day of its land} of the few whose land is yet to be granted, and whose leader is named."""
    found = {}
    for key, schedule in sorted(plan.schedules.items()):
        day = next(node.planned_date for node in schedule.nodes if node.fact_kind == LAND_SUPPLY)
        if plan.projects[key].outline.reached == "no_land" and key in plan.teams and day >= LAND_FROM:
            found[key] = day
    return dict(list(found.items())[:TASKED])


def report_day(done: date) -> date:
    """When a node done on a day is reported: the Monday after, or the next working day."""
    return next_working_day(done - timedelta(days=done.weekday()) + timedelta(days=7))


def _load_rules(at: datetime) -> None:
    load_light_rules(actor=SYSTEM, at=at)
    load_templates(actor=SYSTEM, at=at, valid_from=RULES_FROM)


def _approve(plan: DistrictPlan, projects: list[ProjectPlan], known: Mapping[str, Project], at: datetime) -> None:
    templates = {template.code: template for template in PlanTemplate.objects.all()}
    plans = []
    for item in projects:
        schedule = plan.schedules[item.key]
        nodes = [
            NewNode(
                node.code, node.name, node.planned_date, node.weight_bp, node.owner, node.evidence_kind, node.fact_kind
            )
            for node in schedule.nodes
        ]
        template = templates[schedule.template]
        plans.append(NewPlan(known[item.key], nodes, document=DOCUMENT, template=template))
    adopt_plans(plans=plans, actor=officer(), at=at, day=at.date())


def _close(done: list[DoneNode], known: Mapping[str, Project], at: datetime) -> None:
    keys = {known[key].pk for key, _node in done}
    rows = PlanNode.objects.filter(version__project__in=keys, version__frozen=True).select_related("version")
    stored = {(row.version.project_id, row.code): row for row in rows}
    closings = [
        Closing(
            stored[known[key].pk, node.code], day,
            SAID[Evidence(node.evidence_kind)].format(day=day, name=node.name),
        )
        for key, node in done
        if (day := node.done_date) is not None
    ]  # fmt: skip
    close_nodes(closings=closings, actor=officer(), at=at, day=at.date())


def _apply_tasks(tasked: Mapping[str, date], known: Mapping[str, Project], at: datetime) -> None:
    template = PlanTemplate.objects.get(code="land_grant")
    raiser = Account.objects.select_related("person").get(username=OFFICER).person
    for key, land in tasked.items():
        apply_tasks(
            project=known[key], template=template, anchors={"land": land}, actor=officer(), at=at, day=at.date(),
            raiser=raiser,
        )  # fmt: skip


def _detect(at: datetime) -> None:
    detect_red_lights(day=at.date(), at=at)


def _rebuild(at: datetime) -> None:
    rebuild_standing(projects=None, day=at.date(), at=at)
