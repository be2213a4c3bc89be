"""Writing the demo's permits through the actions (示例许可): a backlog first, then each authority's weekly feed.

One permit is corrected, one revoked, one never came and one start has no permit, so that each can be seen.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from lutu.domains.projects.actions import NewPermit, correct_permit, revoke_permit, state_permits
from lutu.domains.projects.demo.days import feed_day, next_working_day, office_instant
from lutu.domains.projects.demo.land import ParcelPlan
from lutu.domains.projects.demo.plans import DistrictPlan, ProjectPlan
from lutu.domains.projects.facts import STATISTICS_ENTRY, SUBJECT_KIND
from lutu.domains.projects.models import Project
from lutu.domains.projects.stages import (
    ACTUAL_START,
    COMPLETION_ACCEPTANCE,
    CONSTRUCTION_PERMIT,
    IN_USE,
    LAND_SUPPLY,
    PLANNING_PERMIT,
)
from lutu.engines.replay import Event
from lutu.kernel.facts.models import Fact
from lutu.kernel.facts.queries import known_facts
from lutu.kernel.journal.actions import Actor

BEGINS_DATE = date(2021, 1, 11)
APPROVAL = "区行政审批服务局"
WRONG_BY_DAYS, CORRECTED_AFTER_DAYS = 14, 21


@dataclass(frozen=True)
class Feed:
    """What an authority reports: the kind of fact, at which hour, how its papers are numbered."""

    kind: str
    attribute: str
    authority: str
    hour: int
    backlog: date
    paper: str
    evidence: str = ""


FEEDS = (
    Feed(LAND_SUPPLY, "land", "区自然资源局", 10, date(2021, 1, 13), ""),
    Feed(PLANNING_PERMIT, "planning", "区自然资源局", 11, date(2021, 1, 14), "示例建规"),
    Feed(CONSTRUCTION_PERMIT, "construction", APPROVAL, 13, date(2021, 1, 15), "示例施许"),
    Feed(ACTUAL_START, "start", "区建设工程质量监督站", 14, date(2021, 1, 18), "示例质监", "质量监督首次检查记录"),
    Feed(COMPLETION_ACCEPTANCE, "acceptance", "区住房和城乡建设局", 15, date(2021, 1, 18), "示例竣备"),
    Feed(IN_USE, "use", "主抓单位", 16, date(2021, 1, 18), "", "投用现场核查记录"),
    Feed(STATISTICS_ENTRY, "statistics", "区统计局", 16, date(2021, 1, 19), ""),
)


def permittings(plan: DistrictPlan, known: Mapping[str, Project]) -> Iterator[Event]:
    """One event for each feed and day, and one each for the correction and the revocation."""
    contracts = _contracts(plan)
    for feed in FEEDS:
        batches: dict[date, list[ProjectPlan]] = defaultdict(list)
        for project in plan.projects.values():
            found = getattr(project.dates, feed.attribute)
            if found is not None and not (project.outline.peculiar == "gap" and feed.kind == PLANNING_PERMIT):
                batches[feed.backlog if found < BEGINS_DATE else feed_day(found)].append(project)
        for day, arrived in sorted(batches.items()):
            yield Event(office_instant(day, feed.hour), partial(_state, feed, arrived, known, contracts))
    for project in plan.projects.values():
        if project.outline.peculiar == "corrected" and (true_date := project.dates.construction):
            day = feed_day(true_date) + timedelta(days=CORRECTED_AFTER_DAYS)
            yield Event(office_instant(day, 10, 30), partial(_correct, project.key, true_date, known))
        elif project.outline.peculiar == "revoked" and (ended := project.dates.revoked):
            yield Event(office_instant(feed_day(ended), 10, 30), partial(_revoke, project.key, ended, known))


def _contracts(plan: DistrictPlan) -> dict[str, ParcelPlan]:
    """{project key: the parcel whose contract is its land fact}."""
    parcels = {parcel.number: parcel for parcel in plan.parcels}
    found: dict[str, ParcelPlan] = {}
    for share in plan.allocations:
        parcel = parcels[share.parcel]
        if parcel.contract_date == plan.projects[share.project].dates.land:
            found.setdefault(share.project, parcel)
    return found


def _state(
    feed: Feed, rows: list[ProjectPlan], known: Mapping[str, Project], contracts: Mapping[str, ParcelPlan],
    at: datetime,
) -> None:  # fmt: skip
    permits = [
        NewPermit(
            project_id=known[row.key].pk, kind=feed.kind, date=_reported(feed, row),
            number=contracts[row.key].contract_number if feed.kind == LAND_SUPPLY else _number(feed, row),
            land_kind=contracts[row.key].land_kind if feed.kind == LAND_SUPPLY else "",
            evidence=feed.evidence, source=feed.authority, source_reference=f"{feed.authority}周报 {at:%Y-%m-%d}",
        )
        for row in rows
    ]  # fmt: skip
    state_permits(permits=permits, actor=Actor("import", feed.kind, f"{feed.authority}周报"), at=at, day=at.date())


def _number(feed: Feed, row: ProjectPlan) -> str:
    year = getattr(row.dates, feed.attribute).year
    return f"{feed.paper}{year}-{row.key[6:9]}{row.key[10:]}" if feed.paper else ""


def _reported(feed: Feed, row: ProjectPlan) -> date:
    """The date as the authority first reported it: one construction permit came two weeks too early."""
    true_date: date = getattr(row.dates, feed.attribute)
    if row.outline.peculiar == "corrected" and feed.kind == CONSTRUCTION_PERMIT:
        return next_working_day(true_date - timedelta(days=WRONG_BY_DAYS))
    return true_date


def _correct(key: str, true_date: date, known: Mapping[str, Project], at: datetime) -> None:
    correct_permit(
        fact=_construction_permit(known[key]), value=true_date, actor=Actor("import", "", APPROVAL), at=at,
        day=at.date(), source_reference="示例更正函〔2021〕1 号",
        reason="原报送日期录入有误,以许可证载明的发证日期为准",
    )  # fmt: skip


def _revoke(key: str, ended: date, known: Mapping[str, Project], at: datetime) -> None:
    revoke_permit(
        fact=_construction_permit(known[key]), ended_date=ended, actor=Actor("import", "", APPROVAL), at=at,
        day=at.date(), reason="设计方案重大变更,原施工许可依申请撤销(示例)",
    )  # fmt: skip


def _construction_permit(project: Project) -> Fact:
    known = known_facts(subject_kind=SUBJECT_KIND, subject_ids=[project.pk], kinds=[CONSTRUCTION_PERMIT])
    return known.get()
