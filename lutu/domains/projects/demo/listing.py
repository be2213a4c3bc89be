"""Writing the demo's lists through the actions (示例入列): each when it begins to hold, the older one replaced."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial

from lutu.domains.projects.demo.days import next_working_day, office_instant
from lutu.domains.projects.demo.lists import ListPlan
from lutu.domains.projects.demo.plans import DistrictPlan
from lutu.domains.projects.demo.registering import officer
from lutu.domains.projects.demo.teams import KEY_LISTS
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.models import Project
from lutu.domains.projects.queries import DEFAULT_KEY_KIND
from lutu.engines.replay import Event
from lutu.kernel.parties.models import Organisation
from lutu.kernel.registers.actions import NewMember, add_members, open_register, replace_register
from lutu.kernel.registers.models import Register

KIND = "项目清单"
OWNER = "区发展和改革局"
# Lists older than the house were entered when it began.
BEGINS_DATE = date(2021, 1, 19)


def listings(plan: DistrictPlan, known: Mapping[str, Project]) -> Iterator[Event]:
    """One event a list, on the first day it holds."""
    for item in plan.lists:
        day = next_working_day(max(item.valid_from, BEGINS_DATE))
        yield Event(office_instant(day, 9), partial(_enter, item, known))


def _enter(item: ListPlan, known: Mapping[str, Project], at: datetime) -> None:
    actor = officer()
    kind = DEFAULT_KEY_KIND if item.code in KEY_LISTS else KIND
    register = open_register(
        code=item.code, name=item.name, kind=kind, subject_kind=SUBJECT_KIND, valid_from=item.valid_from,
        owner=Organisation.objects.get(short_name=OWNER), document_number=item.document_number,
        document_date=item.document_date, description=item.description, actor=actor, at=at,
    )  # fmt: skip
    members = [
        NewMember(known[key].pk, item.document_number, item.notes.get(key, "")) for key in item.members if key in known
    ]
    add_members(register=register, members=members, day=item.valid_from, actor=actor, at=at)
    if item.replaces:
        old = Register.objects.get(code=item.replaces)
        replace_register(old=old, new=register, day=item.valid_from, actor=actor, at=at)
