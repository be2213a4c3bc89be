"""Cases of streets and levels with their clocks, consents and referrals; meetings; who stands in for whom."""

from datetime import date, timedelta
from typing import Any

from lutu.domains.projects.models import PlanNode, PlanVersion
from lutu.kernel.casework.models import (
    Absence,
    Case,
    CaseInterval,
    Consent,
    Decision,
    Delegation,
    Extension,
    FiredMove,
    Meeting,
    Referral,
)
from lutu.kernel.parties.models import Post
from lutu.kernel.territory.models import Area
from tests.cast import AT, DAY, FROM
from tests.leaks.stage import LEVELS, SERIES, World, put_file

TASK = "casework.task"


def put_cases(world: World) -> None:
    """A case, one it was referred to, and a meeting of each level in two streets and the district."""
    for area in (*world.district.streets[:2], world.district.root):
        for level in LEVELS:
            case = _whole_case(world, area, level)
            _meeting(world, case)
    street = world.district.streets[2]
    put_case(world, area=street, sensitivity="restricted", raiser=world.cast.people["finance"])
    put_case(world, area=street, sensitivity="restricted", owner_post=_post_of(world, "street"))
    put_case(world, area=street, sensitivity="restricted", owner_post=_post_of(world, "officer"))
    _tasks(world)
    _deputies(world)


def put_case(world: World, *, area: Area, sensitivity: str, **given: Any) -> Case:
    """An open case, owned by the canary post of its street or, in the district, of the last one."""
    canaries = world.canaries
    told = {
        "flow": TASK, "stage": "assigned", "subject_kind": "", "subject_id": None, "parent": None, "fields": {},
        "owner_post": world.posts.get(area.code) or world.posts[world.district.streets[2].code],
        "raiser": world.cast.people["supervision"], **given,
    }  # fmt: skip
    case: Case = canaries.filled(
        Case, area=area, sensitivity=sensitivity, opened_at=AT, due_at=AT + timedelta(days=3), is_open=True, outcome="",
        clock_number=1, term_amount=10, term_unit="workdays", term_roll="", calendar_version="", version=1,
        escalation_level=0, **told,
    )  # fmt: skip
    # The summary is what a task is about; what was put into its fields stands there under the names of the flow.
    case.fields = {"result": canaries.text((case._meta.label_lower, case.pk), "fields.result")}
    case.save(update_fields=["fields"])
    canaries.filled(CaseInterval, case=case, clock_number=1, starts_at=AT)
    return case


def _whole_case(world: World, area: Area, level: str) -> Case:
    """A case about a restricted project, with a child, a request for time, a consent, a referral and a file."""
    canaries = world.canaries
    project = world.projects[world.district.streets[0].code, "restricted"]
    case = put_case(world, area=area, sensitivity=level, subject_kind=project._meta.label_lower, subject_id=project.pk)
    canaries.filled(FiredMove, case=case, at=AT, action="open")
    canaries.filled(
        Extension, case=case, clock_number=1, amount=5, unit="workdays", state="asked", decision="",
        asked_by=world.cast.people["officer"], asked_at=AT,
    )  # fmt: skip
    canaries.filled(
        Consent, case=case, fields=["title"], given_date=FROM, expires_date=DAY + timedelta(days=30),
        withdrawn_date=None,
    )  # fmt: skip
    # What it was referred to belongs to another street: only a status word of it comes back.
    target = put_case(world, area=world.district.streets[2], sensitivity=level, parent=case)
    canaries.filled(Referral, source=case, target=target, shared_fields=["title"], referred_at=AT)
    put_file(world, subject=(case._meta.label_lower, case.pk))
    return case


def _meeting(world: World, case: Case) -> None:
    canaries = world.canaries
    meeting = canaries.filled(
        Meeting, series=SERIES, area=case.area, sensitivity=case.sensitivity, held_at=AT, recorded_at=AT,
        chair=world.cast.people["leader"],
    )  # fmt: skip
    canaries.filled(Decision, meeting=meeting, number=1, owner_post=case.owner_post, due_date=DAY, case=case)
    put_file(world, subject=(meeting._meta.label_lower, meeting.pk))


def _tasks(world: World) -> None:
    """A bundle of tasks about every project; one task is a case everybody around may see, the other restricted."""
    for (street, level), project in world.projects.items():
        plan = PlanVersion.objects.get(project=project, no=1)
        tasks = world.canaries.filled(
            PlanVersion, project=project, template=plan.template, is_tasks=True, no=1, drafted_at=AT, approved_at=AT,
            approved_date=FROM, frozen=True,
        )  # fmt: skip
        for position, sensitivity in enumerate((level, "restricted"), 1):
            case = put_case(world, area=world.district.areas[street], sensitivity=sensitivity)
            world.canaries.filled(
                PlanNode, version=tasks, position=position, planned_date=DAY, weight_bp=5_000, owner="leader",
                owner_post=case.owner_post, evidence_kind="record", fact_kind="", evidence="", closed_by_name="",
                case_id=case.pk,
            )  # fmt: skip


def _deputies(world: World) -> None:
    """A delegation and an absence in force, and ones that are over."""
    people, over = world.cast.people, {"valid_from": date(2021, 2, 1), "valid_to": date(2021, 2, 8)}
    now = {"valid_from": FROM, "valid_to": DAY + timedelta(days=7)}
    world.canaries.filled(Delegation, giver=people["officer"], receiver=people["stranger"], flows=[TASK], **now)
    world.canaries.filled(Delegation, giver=people["street"], receiver=people["resident"], flows=[], **over)
    world.canaries.filled(Absence, person=people["street"], deputy=people["specialist"], **now)
    world.canaries.filled(Absence, person=people["officer"], deputy=None, **over)


def _post_of(world: World, name: str) -> Post:
    return Post.objects.get(assignments__person=world.cast.people[name])
