"""Red lights as findings: who has to answer for one, and whether one has recovered (the mission, S2.20)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.lights import GREEN, RED, LightReading
from lutu.domains.projects.models import Project, TeamTerm
from lutu.domains.projects.plans import Owner
from lutu.domains.projects.queries.course import course_of
from lutu.domains.projects.queries.teams import terms_on
from lutu.kernel.indicators.registry import Recovery
from lutu.kernel.parties.models import Post
from lutu.kernel.parties.queries import assignments_on
from lutu.kernel.periods import day_of

LIGHT_SOURCE = "projects.light"


def posts_of_owners(*, project: Project, day: date) -> dict[str, Post]:
    """{owner: post} of a project on a day: its leader's, its first member's, the first held one of its lead unit."""
    found: dict[str, Post] = {}
    for term in terms_on(project_ids=[project.pk], day=day):
        if term.post is not None:
            owner = Owner.LEADER if term.role == TeamTerm.Role.LEADER else Owner.TEAM
            found.setdefault(owner.value, term.post)
    held = assignments_on(day=day).filter(post__organisation=project.lead_unit_id).order_by("post__code", "pk").first()
    if held is not None:
        found[Owner.LEAD_UNIT.value] = held.post
    return found


def answerable_post(*, project: Project, day: date) -> Post | None:
    """The post that answers for a project: the leader's, else the team's, else the lead unit's."""
    posts = posts_of_owners(project=project, day=day)
    return next((posts[owner] for owner in (Owner.LEADER, Owner.TEAM, Owner.LEAD_UNIT) if owner in posts), None)


def finding_key(*, project_id: int, item: str) -> str:
    """What makes two red lights the same: one finding for each project and item."""
    return f"{project_id}/{item}"


def red_readings(*, project: Project, day: date) -> list[LightReading]:
    """The red lights of one project on a day."""
    return [reading for reading in course_of(project=project, day=day).lights if reading.colour == RED]


def light_recovered(*, finding: Any, at: datetime) -> Recovery:
    """A red light has recovered when it is green again, by itself or by an accepted reason; grey recovers nothing."""
    item = finding.key.rpartition("/")[2]
    project = Project.objects.select_related("owner_party", "lead_unit").filter(pk=finding.subject_id).first()
    if project is None or finding.subject_kind != SUBJECT_KIND:
        return Recovery(False, "项目已不在库,请核对")
    day = day_of(at)
    reading = next((row for row in course_of(project=project, day=day).lights if row.item == item), None)
    if reading is None:
        return Recovery(False, f"现行亮灯规则不含该项,不能作为恢复的凭据({day})")
    sentence = recovery_sentence(reading=reading, day=day)
    return Recovery(reading.colour == GREEN, sentence, plain_reading(reading=reading))


def recovery_sentence(*, reading: LightReading, day: date) -> str:
    """What a closing is refused with, or accepted for: 亮灯仍为红灯:计划 70.0% − 实际 35.0% = 35.0 个百分点 > 30."""
    words = {"red": "红灯", "yellow": "黄灯", "grey": "灰灯"}
    if reading.colour == GREEN:
        return f"亮灯已恢复为绿灯:{reading.text}({day})"
    return f"亮灯仍为{words[reading.colour]}:{reading.text}({day})"


def plain_reading(*, reading: LightReading) -> dict[str, object]:
    """A reading in plain values, as findings keep it."""
    return {
        "item": reading.item, "colour": reading.colour, "arithmetic": reading.arithmetic, "reason": reading.reason,
        "rule_version": reading.rule_version, "evidence": reading.evidence, "next_step": reading.next_step,
        "owner": reading.owner,
    }  # fmt: skip


def with_units(*, keys: Iterable[int]) -> list[Project]:
    """Projects by key with their units and area, in the order of their codes."""
    rows = Project.objects.select_related("owner_party", "lead_unit", "area").filter(pk__in=list(keys))
    return list(rows.order_by("code"))
