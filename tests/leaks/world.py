"""A district full of canaries: three streets times three data levels, and something about every row of it.

Rows are written past the actions on purpose: the leak test asks what reading shows, whatever wrote it.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from lutu.domains.projects.actions.documents import index_projects
from lutu.domains.projects.models import ParcelAllocation, Project, ProjectCodeAlias, ProjectPhase, ProjectStanding
from lutu.domains.projects.stages import CONSTRUCTION_PERMIT
from lutu.kernel.access.actions import grant_role, open_account
from lutu.kernel.access.models import Account, Role, Sensitivity
from lutu.kernel.access.registry import permissions
from lutu.kernel.facts.actions import correct_fact, state_fact
from lutu.kernel.intake.models import ImportBatch, ImportLine
from lutu.kernel.jobs.models import Job
from lutu.kernel.journal.actions import SYSTEM, record
from lutu.kernel.parties.actions import assign, register_person, set_up_post
from lutu.kernel.parties.models import Assignment, Organisation, Person, Post
from lutu.kernel.registers.models import Membership, Register
from lutu.kernel.rules.actions import set_parameter
from lutu.kernel.rules.models import Parameter
from lutu.kernel.territory.models import Area, Parcel
from tests.cast import AT, DAY, FROM, Cast, District, assemble_cast, build_district
from tests.leaks.canaries import Canaries

ANONYMOUS = "visitor"
LEVELS = [level.value for level in Sensitivity]
# Words everybody may know: lists of values to choose from, not statements about a row.
SECTOR, USE, REGISTER_KIND, ROLE_NAME = "轨道交通", "工业", "项目清单", "测试角色"
PHONE = "1009876{number:04}"


@dataclass
class World:
    """The district, its people and the rows, with the canaries that give them away."""

    district: District
    cast: Cast
    canaries: Canaries
    accounts: dict[str, Account | None] = field(default_factory=dict)
    phones: dict[str, int] = field(default_factory=dict)

    def account(self, persona: str) -> Account | None:
        """A fresh copy of the account; None for the visitor."""
        held = self.accounts[persona]
        return None if held is None else Account.objects.select_related("person").get(pk=held.pk)


def build_world() -> World:
    """Everything, once for all tests of a process."""
    district = build_district()
    world = World(district, assemble_cast(district), Canaries())
    set_parameter(code="site.demo_day", value=DAY.isoformat(), valid_from=FROM, source="测试", actor=SYSTEM, at=AT)
    _parameters(world)
    registers = [_register(world, is_public) for is_public in (True, False)]
    for street in district.streets:
        unit = world.canaries.filled(Organisation, kind="firm", area=street)
        _people(world, street, unit)
        parcels = [_parcel(world, community) for community in district.communities(street)]
        for level in LEVELS:
            _project(world, street, level, unit, parcels[0], registers)
    _personas(world)
    for loader in ("officer", "everything_in_one_street"):
        _import(world, str(world.accounts[loader].pk))
    return world


def _parameters(world: World) -> None:
    world.canaries.filled(Parameter, value="甲", valid_from=FROM, is_default=True)


def _import(world: World, actor_id: str) -> None:
    """A file somebody has looked at but not loaded, and the job that looked at it."""
    canaries = world.canaries
    job = canaries.filled(Job, kind="intake.preview", actor_id=actor_id, queued_at=AT, state="done", total=2, done=2)
    batch = canaries.filled(
        ImportBatch, kind="projects", state="undone", actor_id=actor_id, received_at=AT, day=DAY, job=job,
        line_count=2, new_count=1, refused_count=1, changed_count=0, unchanged_count=0, skipped_count=0, size=1000,
        problem="",
    )  # fmt: skip

    def told(name: str) -> str:
        return canaries.text((batch._meta.label_lower, batch.pk), name)

    canaries.filled(ImportLine, batch=batch, number=1, verdict="new", changes=[["名称", "", told("line.changes")]])
    canaries.filled(
        ImportLine, batch=batch, number=2, verdict="refused", raw=[["名称", told("line.raw")]],
        faults=[["名称", told("line.found"), told("line.expected"), told("line.remedy")]],
    )  # fmt: skip


def _register(world: World, is_public: bool) -> Register:
    return world.canaries.filled(
        Register, kind=REGISTER_KIND, subject_kind="projects.project", is_public=is_public, valid_from=FROM
    )


def _people(world: World, street: Area, unit: Organisation) -> None:
    number = len(world.phones) + 1
    phone = PHONE.format(number=number)
    code = world.canaries.text(("parties.person", None), "code")
    person = register_person(code=code, name="甲", phone=phone, actor=SYSTEM, at=AT)
    world.canaries.owners[code] = (("parties.person", person.pk), "code")
    Person.objects.filter(pk=person.pk).update(name=world.canaries.text(("parties.person", person.pk), "name"))
    world.phones[phone] = person.pk
    post = world.canaries.filled(Post, organisation=unit, area=street)
    world.canaries.filled(Assignment, person=person, post=post, valid_from=FROM)


def _parcel(world: World, community: Area) -> Parcel:
    return world.canaries.filled(
        Parcel, area=community, use=USE, contract_date=date(2021, 6, 1), longitude=None, latitude=None
    )


def _project(
    world: World, street: Area, level: str, unit: Organisation, parcel: Parcel, registers: list[Register]
) -> None:
    canaries, position = world.canaries, Project.objects.count()
    community = world.district.communities(street)[position % 2]
    project = canaries.filled(
        Project, code_scheme="gbt40058", kind="industry", sector_code=SECTOR, area=community, owner_party=unit,
        lead_unit=world.district.organisations["发展和改革局"], sensitivity=level,
        planned_start_date=date(2021, 3, 1), longitude=Decimal(f"120.3{position}1357"),
        latitude=Decimal(f"36.2{position}2468"),
    )  # fmt: skip
    owner = (project._meta.label_lower, project.pk)
    for number in (project.longitude, project.latitude):
        canaries.note_number(owner, number)
    canaries.filled(ProjectCodeAlias, project=project, valid_from=FROM, valid_to=date(2021, 2, 1))
    phase = canaries.filled(ProjectPhase, project=project, number=1)
    canaries.filled(ParcelAllocation, project=project, phase=phase, parcel=parcel, valid_from=FROM)
    ProjectStanding.objects.create(
        project=project, stage="ready_to_start", stage_rank=3, stage_since=date(2021, 8, 3), computed_for_day=DAY,
        computed_at=AT,
    )  # fmt: skip
    for register in registers:
        canaries.filled(Membership, register=register, subject_kind=owner[0], subject_id=project.pk, valid_from=FROM)
    _facts(world, owner)
    _entries(world, owner)
    index_projects(projects=[project])


def _facts(world: World, owner: tuple[str, Any]) -> None:
    def told(name: str) -> str:
        return world.canaries.text(owner, name)

    wrong = state_fact(
        kind=CONSTRUCTION_PERMIT, subject=owner, value=date(2021, 8, 1), valid_from=date(2021, 8, 1),
        source=told("fact.source"), source_reference=told("fact.source_reference"), actor=SYSTEM, at=AT,
        attributes={"number": told("fact.number"), "evidence": told("fact.evidence")},
    )  # fmt: skip
    correct_fact(
        fact=wrong, value=date(2021, 8, 3), valid_from=date(2021, 8, 3), reason=told("fact.reason"),
        source=told("fact.source"), attributes={"number": told("fact.number")}, actor=SYSTEM, at=AT,
    )  # fmt: skip


def _entries(world: World, owner: tuple[str, Any]) -> None:
    basis, note = world.canaries.text(owner, "entry.basis"), world.canaries.text(owner, "entry.details")
    record(
        subject=owner, action="projects.project.changed", actor=SYSTEM, at=AT, details={"summary": note}, basis=basis
    )


def _personas(world: World) -> None:
    """Twelve of the cast, the visitor, and three whose rights are odd on purpose."""
    names = (
        "stranger", "resident", "finance", "leader", "supervision", "officer", "teamlead", "street", "specialist",
        "auditor", "admin",
    )  # fmt: skip
    world.accounts = {ANONYMOUS: None, **{name: world.cast.accounts[name] for name in names}}
    held = sorted(permissions())
    street = world.district.streets[0]
    # Everything, but in one street: whatever forgets the area shows to this one.
    world.accounts["everything_in_one_street"] = _odd(world, "street-all", held, street)
    # Everything that writes, nothing that reads: whatever leans on a guard in front of the page shows to this one.
    writing = [code for code in held if not code.endswith(".read")]
    # Like whoever feeds permits: projects and nothing around them.
    world.accounts["reads_only_projects"] = _odd(world, "reader", ["projects.project.read"], world.district.root)
    world.accounts["writes_but_reads_nothing"] = _odd(world, "writer", writing, world.district.root)


def _odd(world: World, code: str, held: list[str], area: Area) -> Account:
    role = Role.objects.create(code=code, name=ROLE_NAME, permissions=held, clearance=Sensitivity.INTERNAL)
    person = register_person(code=code, name=code, actor=SYSTEM, at=AT)
    post = set_up_post(
        code=code, name=code, organisation=world.district.organisations["督查室"], area=area, actor=SYSTEM, at=AT
    )
    assign(person=person, post=post, valid_from=FROM, actor=SYSTEM, at=AT)
    grant_role(role=role, post=post, area=area, valid_from=FROM, actor=SYSTEM, at=AT)
    return open_account(username=code, person=person, password=None, actor=SYSTEM, at=AT)
