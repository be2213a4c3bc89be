"""What the operations are asked and what they answer. Days are ISO dates, money is in fen, land in m²."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from lutu.web.problems import Text

LARGEST_PAGE = 200
LAST_PAGE = 100_000
FILTERS = ("q", "street", "stage", "light", "register", "kind", "page", "size")
CodeText = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00/]+$")]
StageKey = Literal["no_land", "land_supplied", "planning_permitted", "ready_to_start", "started", "accepted"]
LightKey = Literal["green", "yellow", "red", "grey"]
KindKey = Literal["industry", "infrastructure", "public_welfare"]


class ProjectFilters(Schema):
    """项目筛选: all given conditions must hold."""

    q: Text | None = Field(None, description="名称、代码或单位中的文字")
    street: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}([0-9]{3})?$")] | None = Field(
        None, description="街道代码,9 位或 12 位"
    )
    stage: StageKey | None = Field(None, description="阶段")
    light: LightKey | None = Field(None, description="亮灯")
    register_code: Text | None = Field(None, alias="register", description="清单代码")
    kind: KindKey | None = Field(None, description="类别")
    page: int = Field(1, ge=1, le=LAST_PAGE, description="页码,从 1 起")
    size: int = Field(50, ge=1, le=LARGEST_PAGE, description="每页条数,最多 200")


class Money(Schema):
    """金额: an amount with its unit."""

    amount: int = Field(description="整数金额")
    unit: Literal["fen"] = Field("fen", description="单位:分")


class Named(Schema):
    """A code and what it means."""

    key: str
    title: str


class StageOut(Schema):
    """阶段, as computed from the facts."""

    key: StageKey
    title: str
    since: date | None = Field(description="进入本阶段的日期")
    computed_for: date = Field(description="按此日计算")


class LightOut(Schema):
    """亮灯: read off the published rule; grey means no baseline or no data."""

    key: LightKey
    title: str
    item: str = Field(description="说明项目灯色的亮灯项")
    arithmetic: str = Field(description="算式;灰灯时为原因")
    computed_for: date = Field(description="按此日计算")


class ProgressOut(Schema):
    """计划与实际进度, in basis points of the approved plan."""

    planned_bp: int = Field(description="计划进度(万分之)")
    actual_bp: int = Field(description="实际进度(万分之),由已办结节点的权重相加")


class ProjectBrief(Schema):
    """重点项目: one row of the list."""

    code: str = Field(description="项目代码")
    name: str = Field(description="项目名称")
    kind: Named
    sector: str = Field(description="板块")
    area: Named = Field(description="所在区划")
    street: str = Field(description="街道")
    stage: StageOut
    light: LightOut
    progress: ProgressOut | None = Field(description="没有审定的计划时为空")
    planned_investment: Money
    planned_start_date: date | None
    actual_start_date: date | None
    completion_date: date | None
    lead_unit: str = Field(description="主抓单位")
    owner: str = Field(description="建设单位")


class Node(Schema):
    """进展节点."""

    key: str
    title: str
    state: Literal["done", "missing", "revoked"]
    date: date | None
    ended_date: date | None
    number: str
    source: str


class Listed(Schema):
    """所在清单."""

    code: str
    name: str
    document_number: str
    since: date


class ProjectOut(ProjectBrief):
    """重点项目: all that is public about one."""

    as_of: date
    code_scheme: str
    former_codes: list[str] = Field(description="曾用代码")
    address: str
    summary: str
    planned_completion_date: date | None
    status: Named | None = Field(description="暂缓或终止;正常推进为空")
    longitude: float | None
    latitude: float | None
    is_position_indicative: bool = Field(description="位置为示意")
    nodes: list[Node]
    registers: list[Listed]


class ProjectList(Schema):
    """One page of projects, with count and total over every project that matches."""

    as_of: date
    count: int
    page: int
    size: int
    total_planned_investment: Money
    items: list[ProjectBrief]


class FactOut(Schema):
    """要素数据: one recorded row; a correction is a row of its own that supersedes another."""

    id: int
    kind: Named
    value: date | None = Field(description="日期;撤销记录为空")
    valid_from: date
    valid_to: date | None = Field(description="失效日(不含);长期有效为空")
    number: str
    source: str
    recorded_at: datetime
    supersedes: int | None = Field(description="所更正或撤销的记录")
    superseded_by: int | None = Field(description="被哪条记录更正或撤销;现行记录为空")
    retracts: bool = Field(description="撤销:所指记录从未成立")
    reason: str


class FactList(Schema):
    """Every fact about one project, newest first."""

    as_of: date
    code: str
    count: int
    items: list[FactOut]
