"""Writing the demo's leaders and task teams through the actions (示例包联与专班), and who took over from whom."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial

from lutu.domains.projects.actions import NewTerm, appoint_many, hand_over, hand_over_all
from lutu.domains.projects.demo.days import office_instant
from lutu.domains.projects.demo.plans import DistrictPlan
from lutu.domains.projects.demo.registering import officer
from lutu.domains.projects.models import Project, TeamTerm
from lutu.engines.replay import Event
from lutu.kernel.parties.models import Assignment, Person
from lutu.kernel.parties.queries import assignments_on

LED_DATE, TEAMED_DATE = date(2021, 1, 20), date(2021, 2, 9)
LED_BY, TEAMED_BY = "城示办〔2021〕6 号(示例)", "城示办〔2021〕9 号(示例)"
HANDED_OVER_DATE, HANDED_OVER_BY = date(2021, 8, 2), "城示办〔2021〕31 号(示例)"
# The clerk of 上马街道 changed in the summer; the tasks went along.
CLERK_DATE, CLERKS = date(2021, 7, 1), ("DEMO-017", "DEMO-005")


def teamings(plan: DistrictPlan, known: Mapping[str, Project]) -> Iterator[Event]:
    """Leaders by one document, teams by another, then the hand-overs of the summer."""
    yield Event(office_instant(LED_DATE, 15), partial(_lead, plan, known))
    yield Event(office_instant(TEAMED_DATE, 15), partial(_team, plan, known))
    yield Event(office_instant(CLERK_DATE, 10), _hand_over_clerk)
    if handed := {key: team.leader for key, team in plan.teams.items() if team.led_before_by}:
        yield Event(office_instant(HANDED_OVER_DATE, 10), partial(_hand_over, handed, known))


def _lead(plan: DistrictPlan, known: Mapping[str, Project], at: datetime) -> None:
    held = _held(at.date())
    terms = []
    for key, team in sorted(plan.teams.items()):
        row = held[team.led_before_by or team.leader]
        terms.append(NewTerm(known[key], TeamTerm.Role.LEADER, at.date(), row.person, row.post, None, LED_BY))
    appoint_many(terms=terms, actor=officer(), at=at)


def _team(plan: DistrictPlan, known: Mapping[str, Project], at: datetime) -> None:
    held = _held(at.date())
    terms = []
    for key, team in sorted(plan.teams.items()):
        for post in team.members:
            row = held[post]
            terms.append(NewTerm(known[key], TeamTerm.Role.MEMBER, at.date(), row.person, row.post, None, TEAMED_BY))
        if team.members:
            unit = known[key].lead_unit
            terms.append(NewTerm(known[key], TeamTerm.Role.UNIT, at.date(), unit=unit, document=TEAMED_BY))
    appoint_many(terms=terms, actor=officer(), at=at)


def _hand_over_clerk(at: datetime) -> None:
    people = {person.code: person for person in Person.objects.filter(code__in=CLERKS)}
    giver, heir = (people[code] for code in CLERKS)
    hand_over_all(from_person=giver, to_person=heir, day=at.date(), actor=officer(), at=at)


def _hand_over(handed: Mapping[str, str], known: Mapping[str, Project], at: datetime) -> None:
    held = _held(at.date())
    terms: dict[str, list[TeamTerm]] = defaultdict(list)
    for key, leader in sorted(handed.items()):
        row = TeamTerm.objects.select_related("project", "person", "post__organisation", "unit").get(
            project=known[key], role=TeamTerm.Role.LEADER, valid_to=None
        )
        terms[leader].append(row)
    for leader, rows in terms.items():
        heir = held[leader]
        hand_over(
            terms=rows, person=heir.person, post=heir.post, day=at.date(), document=HANDED_OVER_BY, actor=officer(),
            at=at,
        )  # fmt: skip


def _held(day: date) -> dict[str, Assignment]:
    """{post code: who holds it on a day}."""
    return {row.post.code: row for row in assignments_on(day=day).order_by("post__code", "pk")}
