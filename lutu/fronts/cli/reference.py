"""What every start needs: tables, and the reference data of data/reference."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from lutu.fronts.cli.console import Refused
from lutu.kernel.access.actions import load_roles
from lutu.kernel.calendars.actions import load_years
from lutu.kernel.indicators.actions.definitions import load_definitions
from lutu.kernel.journal.actions import Actor
from lutu.kernel.rules.actions import load_parameters
from lutu.kernel.territory.actions import load_areas, read_areas

REFERENCE = settings.ROOT / "data" / "reference"
# The codes are those of 2023-06-30; the district's business reaches back to 2021.
AREAS_VALID_FROM = date(2021, 1, 1)


def migrate() -> None:
    """Create or update the tables; nothing is printed where nothing changes."""
    call_command("migrate", verbosity=0, interactive=False)


def areas_file(*, given: str | None) -> Path:
    """The file of areas: the given one, or that of the district set by LUTU_ROOT_AREA. Raises Refused."""
    file = Path(given) if given else REFERENCE / f"areas-{settings.LUTU_ROOT_AREA}.yaml"
    if not file.is_file():
        raise Refused(f"没有区划文件 {file};请用 --areas 指定,格式见 data/reference/areas-370214.yaml")
    return file


def load_reference(*, areas: Path, valid_from: date, actor: Actor, at: datetime, report: Callable[[str], None]) -> None:
    """Load areas, roles and parameters; what is already there stays as it is."""
    source = f"区划文件 {areas.name}"
    count = load_areas(areas=read_areas(file=areas), valid_from=valid_from, source=source, actor=actor, at=at)
    report(f"区划:新增 {count} 个")
    load_rules(actor=actor, at=at, report=report)


def load_rules(*, actor: Actor, at: datetime, report: Callable[[str], None]) -> None:
    """Load roles, parameters and working-day calendars; a changed role is updated, what else is known stays."""
    report(f"角色:新增或更新 {load_roles(file=REFERENCE / 'roles.yaml', actor=actor, at=at)} 个")
    report(f"参数:新增 {load_parameters(file=REFERENCE / 'parameters.yaml', actor=actor, at=at)} 个")
    report(f"工作日历:新增 {load_years(folder=REFERENCE / 'workdays', actor=actor, at=at)} 年")


def load_figures(*, actor: Actor, at: datetime, report: Callable[[str], None]) -> None:
    """Load the definitions of indicators. One whose owner's post is not set up yet waits for the next time."""
    found = load_definitions(folder=REFERENCE / "indicators", actor=actor, at=at)
    report(f"指标口径:新增或更新 {len(found.loaded)} 项")
    for code, reason in found.refused:
        report(f"指标 {code} 暂未载入:{reason}")
