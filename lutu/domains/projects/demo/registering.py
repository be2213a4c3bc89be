"""Writing the demo's owner firms and projects through the actions (示例登记): street by street in January 2021."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial

from lutu.domains.projects.actions import register_projects
from lutu.domains.projects.demo.days import office_instant
from lutu.domains.projects.demo.outline import STREETS
from lutu.domains.projects.demo.plans import DistrictPlan, ProjectPlan
from lutu.domains.projects.models import Project
from lutu.engines.replay import Event
from lutu.kernel.access.demo import firm_code
from lutu.kernel.access.models import Account
from lutu.kernel.access.queries import actor_of
from lutu.kernel.journal.actions import SYSTEM, Actor
from lutu.kernel.parties.actions import register_organisations
from lutu.kernel.parties.models import Organisation

OFFICER = "officer"
REGISTERED_DATES = (
    date(2021, 1, 5), date(2021, 1, 6), date(2021, 1, 7), date(2021, 1, 8), date(2021, 1, 11), date(2021, 1, 12),
)  # fmt: skip


def officer() -> Actor:
    """The project officer of 区发展和改革局, who registers projects and keeps the lists."""
    return actor_of(Account.objects.select_related("person").get(username=OFFICER))


def registrations(plan: DistrictPlan, known: dict[str, Project]) -> Iterator[Event]:
    """One event a street; fills `known` with {project key: stored project}."""
    for street, day in zip(STREETS, REGISTERED_DATES, strict=True):
        projects = [item for item in plan.projects.values() if item.street == street]
        if projects:
            yield Event(office_instant(day, 9, 30), partial(_register, projects, known))


def _register(plans: list[ProjectPlan], known: dict[str, Project], at: datetime) -> None:
    owners = _register_owners(plans, at)
    units = {unit.short_name: unit for unit in Organisation.objects.exclude(kind=Organisation.Kind.FIRM)}
    offices = {unit.area_id: unit for unit in units.values() if unit.kind == Organisation.Kind.STREET}
    rows = [_row(item, owners, units, offices) for item in plans]
    stored = register_projects(
        projects=rows, actor=officer(), at=at, day=at.date(), basis="2021 年重点项目申报(示例)"
    )  # fmt: skip
    known |= {item.key: project for item, project in zip(plans, stored, strict=True)}


def _register_owners(plans: list[ProjectPlan], at: datetime) -> dict[str, Organisation]:
    """{credit code: firm}; a firm that builds in several streets is registered with the first."""
    codes = {item.owner: firm_code(item.owner) for item in plans}
    owners = {unit.code: unit for unit in Organisation.objects.filter(code__in=codes.values()) if unit.code}
    new: dict[str, Organisation] = {}
    for item in plans:
        code = codes[item.owner]
        if code not in owners:
            street = item.street.ljust(12, "0")
            new[code] = Organisation(name=item.owner_name, kind=Organisation.Kind.FIRM, code=code, area_id=street)
    made = register_organisations(organisations=list(new.values()), actor=SYSTEM, at=at)
    return owners | {unit.code: unit for unit in made if unit.code}


def _row(
    item: ProjectPlan, owners: Mapping[str, Organisation], units: Mapping[str, Organisation],
    offices: Mapping[str | None, Organisation],
) -> Project:  # fmt: skip
    office = offices[item.street.ljust(12, "0")]
    return Project(
        code=item.code, name=item.name, kind=item.kind, sector_code=item.sector, area_id=item.community,
        address=f"{office.short_name}{item.community_name}", owner_party=owners[firm_code(item.owner)],
        lead_unit=units[item.lead_unit] if item.lead_unit else office, planned_investment_fen=item.investment_fen,
        planned_start_date=item.dates.planned_start, planned_completion_date=item.dates.planned_completion,
        summary=item.summary, longitude=item.longitude, latitude=item.latitude, is_indicative=True,
    )  # fmt: skip
