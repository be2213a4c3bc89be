"""Projects in any number for the benches, made through the actions, the same at every run."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

DAY = date(2021, 11, 9)
AT = datetime(2021, 11, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FROM = date(2021, 1, 1)
FIRMS = 300
SECTORS = ("轨道交通", "智能装备", "新材料", "现代物流")
WORKS = (
    "产业园",
    "研发中心",
    "智能工厂",
    "物流园",
    "总部基地",
    "检测中心",
    "道路工程",
    "学校",
    "医院",
    "变电站",
    "污水处理厂",
    "数据中心",
    "中试基地",
    "冷链仓储",
    "公园",
    "安置房",
    "停车场",
    "综合体",
    "泵站",
    "养老中心",
)
BATCH = 10_000


def build_district() -> None:
    """The real areas, the lead unit and three hundred firms."""
    from django.conf import settings

    from lutu.kernel.journal.actions import SYSTEM
    from lutu.kernel.parties.actions import register_organisation
    from lutu.kernel.territory.actions import load_areas, read_areas

    areas = read_areas(file=settings.ROOT / "data" / "reference" / "areas-370214.yaml")
    load_areas(areas=areas, valid_from=FROM, source="测速", actor=SYSTEM, at=AT)
    register_organisation(name="发展和改革局", kind="department", actor=SYSTEM, at=AT)
    for number in range(FIRMS):
        register_organisation(name=f"示例{number:03}号制造有限公司", kind="firm", actor=SYSTEM, at=AT)


def project_rows(*, count: int, prefix: str) -> list[Any]:
    """Unsaved projects under codes that begin with the prefix (four digits)."""
    from lutu.domains.projects.models import Project
    from lutu.kernel.parties.models import Organisation
    from lutu.kernel.territory.models import Area

    areas = list(Area.objects.filter(level="community").order_by("code").values_list("code", flat=True))
    lead = Organisation.objects.get(name="发展和改革局").pk
    firms = list(Organisation.objects.filter(kind="firm").order_by("name").values_list("pk", flat=True))
    return [
        Project(
            code=f"{prefix}-370214-04-01-{number:06}", code_scheme="gbt40058",
            kind="industry",
            name=f"示例{SECTORS[number % 3]}{WORKS[number % len(WORKS)]}{number}号项目",
            sector_code=SECTORS[number % len(SECTORS)],
            area_id=areas[number % len(areas)], address=f"示例路{number}号", owner_party_id=firms[number % FIRMS],
            lead_unit_id=lead, planned_investment_fen=100_000_000 + number * 7919 % 900_000_000,
            planned_start_date=FROM + timedelta(number % 300),
            planned_completion_date=FROM + timedelta(400 + number % 300),
            summary="新建厂房和配套设施,购置生产线设备", longitude=Decimal("120.400000"), latitude=Decimal("36.300000"),
        )
        for number in range(count)
    ]  # fmt: skip


def build_projects(*, count: int) -> None:
    """Registered projects, two thirds of them with land and half of those with every permit up to the start."""
    from lutu.domains.projects.actions import NewPermit, register_projects, state_permits
    from lutu.domains.projects.stages import ACTUAL_START, CONSTRUCTION_PERMIT, LAND_SUPPLY, PLANNING_PERMIT
    from lutu.kernel.journal.actions import SYSTEM

    rows = project_rows(count=count, prefix="2101")
    for start in range(0, count, BATCH):
        made = register_projects(projects=rows[start : start + BATCH], actor=SYSTEM, at=AT, day=DAY)
        permits = []
        for number, project in enumerate(made):
            kinds = ((), (LAND_SUPPLY,), (LAND_SUPPLY, PLANNING_PERMIT, CONSTRUCTION_PERMIT, ACTUAL_START))[number % 3]
            permits += [
                NewPermit(project.pk, kind, FROM + timedelta(30 * place + number % 20), number=f"示例{number}")
                for place, kind in enumerate(kinds)
            ]
        state_permits(permits=permits, actor=SYSTEM, at=AT, day=DAY)
