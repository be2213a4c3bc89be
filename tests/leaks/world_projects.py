"""Projects of three streets and three levels with everything that hangs on them, and what plans are made from."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import yaml
from django.conf import settings

from lutu.domains.projects.actions.documents import index_projects
from lutu.domains.projects.models import (
    EarlierStart,
    LightRuleSet,
    LightWaiver,
    ParcelAllocation,
    PlanNode,
    PlanTemplate,
    PlanTemplateNode,
    PlanVersion,
    Project,
    ProjectCodeAlias,
    ProjectPhase,
    ProjectStanding,
    TeamTerm,
)
from lutu.domains.projects.stages import CONSTRUCTION_PERMIT
from lutu.kernel.facts.actions import correct_fact, state_fact
from lutu.kernel.journal.actions import SYSTEM, record
from lutu.kernel.parties.actions import register_person
from lutu.kernel.parties.models import Assignment, Organisation, Person, Post
from lutu.kernel.registers.models import Membership, Register
from lutu.kernel.territory.models import Area, Parcel
from tests.cast import AT, DAY, FROM
from tests.leaks.stage import LEVELS, PHONE, REGISTER_KIND, SECTOR, USE, World, put_file

LIGHT_RULES = settings.ROOT / "lutu" / "domains" / "projects" / "rules" / "lights.yaml"


def put_projects(world: World) -> None:
    """A unit, a post with its holder, land and a project of each level in every street."""
    registers = [_register(world, is_public) for is_public in (True, False)]
    template = _template(world)
    _light_rules(world)
    for street in world.district.streets:
        unit = world.canaries.filled(Organisation, kind="firm", area=street)
        _people(world, street, unit)
        parcels = [_parcel(world, community) for community in world.district.communities(street)]
        for level in LEVELS:
            project = _project(world, street, level, unit, parcels[0])
            world.projects[street.code, level] = project
            _hang_on(world, project, registers, parcels[0])
            _look_after(world, project, world.posts[street.code], unit)
            _plan(world, project, template)
            index_projects(projects=[project])


def _register(world: World, is_public: bool) -> Register:
    return world.canaries.filled(
        Register, kind=REGISTER_KIND, subject_kind="projects.project", is_public=is_public, valid_from=FROM
    )


def _template(world: World) -> PlanTemplate:
    template = world.canaries.filled(PlanTemplate, kind="plan", valid_from=FROM)
    world.canaries.filled(
        PlanTemplateNode, template=template, position=1, anchor="start", owner="leader", evidence_kind="record",
        fact_kind="", offset=3, weight_bp=10_000,
    )  # fmt: skip
    return template


def _light_rules(world: World) -> None:
    """A set in force, and one that was drafted and not signed."""
    bands = yaml.safe_load(LIGHT_RULES.read_text(encoding="utf-8"))["rule_sets"][0]["bands"]
    told = {"bands": bands, "drafted_at": AT}
    world.canaries.filled(LightRuleSet, version=1, valid_from=FROM, signed_at=AT, **told)
    world.canaries.filled(LightRuleSet, version=2, signed_by="", signed_by_name="", **told)


def _people(world: World, street: Area, unit: Organisation) -> None:
    phone = PHONE.format(number=len(world.phones) + 1)
    code = world.canaries.text(("parties.person", None), "code")
    person = register_person(code=code, name="甲", phone=phone, actor=SYSTEM, at=AT)
    world.canaries.owners[code] = (("parties.person", person.pk), "code")
    Person.objects.filter(pk=person.pk).update(name=world.canaries.text(("parties.person", person.pk), "name"))
    world.phones[phone] = person.pk
    world.posts[street.code] = post = world.canaries.filled(Post, organisation=unit, area=street)
    world.canaries.filled(Assignment, person=person, post=post, valid_from=FROM)


def _parcel(world: World, community: Area) -> Parcel:
    return world.canaries.filled(
        Parcel, area=community, use=USE, contract_date=date(2021, 6, 1), longitude=None, latitude=None
    )


def _project(world: World, street: Area, level: str, unit: Organisation, parcel: Parcel) -> Project:
    canaries, position = world.canaries, Project.objects.count()
    community = world.district.communities(street)[position % 2]
    project = canaries.filled(
        Project, code_scheme="gbt40058", kind="industry", sector_code=SECTOR, area=community, owner_party=unit,
        lead_unit=world.district.organisations["发展和改革局"], sensitivity=level,
        planned_start_date=date(2021, 3, 1), longitude=Decimal(f"120.3{position}1357"),
        latitude=Decimal(f"36.2{position}2468"),
    )  # fmt: skip
    for number in (project.longitude, project.latitude):
        canaries.note_number((project._meta.label_lower, project.pk), number)
    return project


def _hang_on(world: World, project: Project, registers: list[Register], parcel: Parcel) -> None:
    """Code, phase, land, standing, lists, facts, journal and files of a project."""
    canaries, owner = world.canaries, (project._meta.label_lower, project.pk)
    canaries.filled(ProjectCodeAlias, project=project, valid_from=FROM, valid_to=date(2021, 2, 1))
    phase = canaries.filled(ProjectPhase, project=project, number=1)
    canaries.filled(ParcelAllocation, project=project, phase=phase, parcel=parcel, valid_from=FROM)
    canaries.filled(
        ProjectStanding, project=project, stage="ready_to_start", stage_rank=3, stage_since=date(2021, 8, 3),
        computed_for_day=DAY, computed_at=AT, plan_bp=None, actual_bp=None,
    )  # fmt: skip
    EarlierStart.objects.create(project=project, valid_from=FROM, valid_to=date(2021, 2, 1))
    for register in registers:
        canaries.filled(Membership, register=register, subject_kind=owner[0], subject_id=project.pk, valid_from=FROM)
    _facts(world, owner)
    basis, note = canaries.text(owner, "entry.basis"), canaries.text(owner, "entry.details")
    record(
        subject=owner, action="projects.project.changed", actor=SYSTEM, at=AT, details={"summary": note}, basis=basis
    )
    put_file(world, subject=owner)
    put_file(world, subject=owner, removed=True)


def _look_after(world: World, project: Project, post: Post, unit: Organisation) -> None:
    """Who leads the project, who belongs to its team, who did before, and why its light was lifted."""
    canaries, holder = world.canaries, Person.objects.get(assignments__post=post)
    leader = world.cast.people["leader"]
    canaries.filled(
        TeamTerm, project=project, role="leader", person=leader, post=leader.assignments.get().post, valid_from=FROM
    )
    canaries.filled(TeamTerm, project=project, role="member", post=post, person=holder, valid_from=FROM)
    canaries.filled(TeamTerm, project=project, role="unit", unit=unit, valid_from=FROM)
    if project.sensitivity == "restricted":
        # Everybody works on something that few may see.
        cast = [person.pk for person in world.cast.people.values()]
        for held in Assignment.objects.filter(person__in=cast):
            canaries.filled(
                TeamTerm, project=project, role="member", person_id=held.person_id, post_id=held.post_id,
                valid_from=FROM,
            )  # fmt: skip
    canaries.filled(
        TeamTerm, project=project, role="leader", post=post, person=holder, valid_from=FROM, valid_to=date(2021, 3, 1)
    )
    canaries.filled(
        LightWaiver, project=project, item="start", valid_from=FROM, valid_to=DAY + timedelta(days=30), approved_at=AT
    )


def _plan(world: World, project: Project, template: PlanTemplate) -> None:
    """A frozen plan with a file to its node, and a draft of the next."""
    canaries = world.canaries
    draft = canaries.filled(
        PlanVersion, project=project, template=template, no=2, drafted_at=AT, document="", approved_by_name=""
    )
    frozen = canaries.filled(
        PlanVersion, project=project, template=template, no=1, drafted_at=AT, approved_at=AT, approved_date=FROM,
        frozen=True,
    )  # fmt: skip
    for version in (frozen, draft):
        node = canaries.filled(
            PlanNode, version=version, position=1, planned_date=date(2021, 5, 1), weight_bp=10_000, owner="leader",
            owner_post=world.posts[f"{project.area_id[:9]:0<12}"], evidence_kind="record", fact_kind="", evidence="",
            closed_by_name="", case_id=None,
        )  # fmt: skip
    put_file(world, subject=(node._meta.label_lower, frozen.plan_nodes.get().pk))


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
