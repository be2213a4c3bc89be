"""The columns of the project sheet, and how stored values read in a comparison of old and new."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lutu.domains.projects.models import Project
from lutu.kernel.access.models import Sensitivity
from lutu.kernel.intake.kinds import Column

FEN_A_WAN = 1_000_000
PROJECT_CODE = Column(
    "code", "项目代码", "code", required=True, aliases=("代码", "统一代码", "项目统一代码", "项目编码"), max_length=64,
    help="24 位统一代码(4-6-2-2-6);旧代码照填,按旧码登记", example="2108-370214-04-01-123456",
)  # fmt: skip
NAME = Column("name", "项目名称", required=True, aliases=("名称", "项目"), example="示例智能制造产业园项目")
KIND = Column(
    "kind", "项目类别", "choice", required=True, aliases=("类别", "项目类型"),
    choices={
        "产业": Project.Kind.INDUSTRY.value, "基础设施": Project.Kind.INFRASTRUCTURE.value,
        "公益": Project.Kind.PUBLIC_WELFARE.value, "公益设施": Project.Kind.PUBLIC_WELFARE.value,
    },
    example="产业",
)  # fmt: skip
AREA = Column(
    "area", "街道(社区)", "area", required=True,
    aliases=("街道", "社区", "所在街道", "所在社区", "街道/社区", "街道、社区", "所属街道", "区划代码"),
    help="街道名,或街道名加社区名,或 12 位区划代码", example="城阳街道东果园社区",
)  # fmt: skip
OWNER = Column(
    "owner", "建设单位", required=True, aliases=("建设单位名称", "项目单位", "业主单位"), max_length=120,
    help="全称;未登记的按企业新登记", example="示例一号制造有限公司",
)  # fmt: skip
OWNER_CODE = Column(
    "owner_code", "统一社会信用代码", "code", aliases=("建设单位统一社会信用代码", "信用代码"), max_length=18,
    help="建设单位的 18 位代码,可不填", example="91370214DEM000001K",
)  # fmt: skip
LEAD = Column(
    "lead", "主抓单位", required=True, aliases=("责任单位", "牵头单位", "主抓部门"), max_length=120,
    help="已登记单位的全称或简称", example="发展和改革局",
)  # fmt: skip
INVESTMENT = Column(
    "investment", "计划总投资", "money", required=True, aliases=("总投资", "投资额", "投资总额"),
    help="表头注明单位:万元或亿元", example="12000",
)  # fmt: skip
START = Column("start", "计划开工日期", "date", aliases=("计划开工", "计划开工时间"), example="2021-03-15")
COMPLETION = Column(
    "completion", "计划竣工日期", "date", aliases=("计划竣工", "计划竣工时间", "计划完工日期"), example="2023-06-30"
)
LONGITUDE = Column("longitude", "经度", "decimal", help="CGCS2000,度", example="120.396")
LATITUDE = Column("latitude", "纬度", "decimal", help="CGCS2000,度", example="36.307")
COLUMNS = (
    PROJECT_CODE,
    NAME,
    KIND,
    Column("sector", "行业(板块)", aliases=("行业", "板块", "行业/板块"), max_length=40, example="智能装备"),
    AREA,
    Column("address", "地址", aliases=("建设地点", "项目地址", "建设地址"), example="示例路 1 号"),
    OWNER,
    OWNER_CODE,
    LEAD,
    INVESTMENT,
    START,
    COMPLETION,
    Column("summary", "建设内容", aliases=("主要建设内容", "建设内容及规模"), max_length=2000),
    LONGITUDE,
    LATITUDE,
    Column(
        "sensitivity", "数据级别", "choice",
        choices={
            "公开": Sensitivity.PUBLIC.value, "内部": Sensitivity.INTERNAL.value, "敏感": Sensitivity.RESTRICTED.value
        },
        help="不填为公开", example="公开",
    ),
)  # fmt: skip

# Column key → attribute of the project, for what is stored as the cell says it.
PLAIN = {
    "name": "name",
    "kind": "kind",
    "sector": "sector_code",
    "address": "address",
    "investment": "planned_investment_fen",
    "start": "planned_start_date",
    "completion": "planned_completion_date",
    "summary": "summary",
    "longitude": "longitude",
    "latitude": "latitude",
    "sensitivity": "sensitivity",
}
TITLES = {PLAIN.get(column.key, ""): column.title for column in COLUMNS} | {
    "area_id": AREA.title,
    "owner_party_id": OWNER.title,
    "lead_unit_id": LEAD.title,
}
_WORDS: Mapping[str, Mapping[str, Any]] = {
    "kind": dict(Project.Kind.choices),
    "sensitivity": dict(Sensitivity.choices),
}


def shown(attribute: str, value: object) -> str:
    """A stored value as a reader of the preview knows it."""
    if value is None:
        return ""
    if attribute == "planned_investment_fen":
        amount = f"{Decimal(str(value)) / FEN_A_WAN:,.6f}"
        return amount.rstrip("0").rstrip(".") + " 万元"
    return str(_WORDS.get(attribute, {}).get(str(value), value))
