"""A district full of canaries: three streets times three data levels, and something about every row of it.

Rows are written past the actions on purpose: the leak test asks what reading shows, whatever wrote it.
"""

from lutu.kernel.access.actions import grant_role, open_account
from lutu.kernel.access.models import Account, Role, Sensitivity
from lutu.kernel.access.registry import permissions
from lutu.kernel.calendars.models import CalendarYear
from lutu.kernel.intake.models import ImportBatch, ImportLine
from lutu.kernel.jobs.models import Job
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.actions import assign, register_person, set_up_post
from lutu.kernel.rules.actions import set_parameter
from lutu.kernel.rules.models import Parameter
from lutu.kernel.territory.models import Area
from tests.cast import AT, DAY, FROM, assemble_cast, build_district
from tests.leaks.canaries import Canaries
from tests.leaks.stage import ANONYMOUS, ROLE_NAME, World
from tests.leaks.world_casework import put_cases
from tests.leaks.world_indicators import put_indicators
from tests.leaks.world_notices import put_notices
from tests.leaks.world_projects import put_projects


def build_world() -> World:
    """Everything, once for all tests of a process."""
    district = build_district()
    world = World(district, assemble_cast(district), Canaries())
    set_parameter(code="site.demo_day", value=DAY.isoformat(), valid_from=FROM, source="测试", actor=SYSTEM, at=AT)
    _parameters(world)
    _calendars(world)
    put_projects(world)
    _personas(world)
    put_notices(world)
    put_cases(world)
    put_indicators(world)
    for loader in ("officer", "everything_in_one_street"):
        _import(world, str(world.accounts[loader].pk))
    return world


def _parameters(world: World) -> None:
    world.canaries.filled(Parameter, value="甲", valid_from=FROM, is_default=True)


def _calendars(world: World) -> None:
    """A year in force and a version of it that waits."""
    days = {"year": DAY.year, "holidays": ["2021-10-01"], "makeup_days": ["2021-10-09"], "proposed_at": AT}
    world.canaries.filled(CalendarYear, version=1, state="signed", signed_at=AT, **days)
    world.canaries.filled(CalendarYear, version=2, state="proposed", **days)


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
