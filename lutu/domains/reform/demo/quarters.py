"""Two quarters of the demo: closed on the 8th day, looked at by the units, signed after the objection window."""

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from functools import partial

from lutu.domains.reform.actions import Heading, prepare_bulletin, sign_bulletin
from lutu.domains.reform.demo.calendar import office
from lutu.domains.reform.models import QuarterlyBulletin
from lutu.engines.replay import Event
from lutu.kernel.access.models import Account
from lutu.kernel.access.queries import actor_of
from lutu.kernel.casework.actions import fire
from lutu.kernel.casework.models import Case
from lutu.kernel.indicators.actions.definitions import set_target
from lutu.kernel.indicators.actions.detecting import run_closing
from lutu.kernel.indicators.flows import ANALYSIS, FINDING
from lutu.kernel.indicators.models import Indicator
from lutu.kernel.indicators.periods import Period, period_of
from lutu.kernel.journal.actions import Actor
from lutu.kernel.periods import day_of
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import district, scope_codes

EDITOR, SIGNER = "supervision", "leader"
ISSUER = "城阳区委区政府督查室(示例)"
RECIPIENT = "各街道办事处,区直各有关部门"
SCOPE = "six_streets"
RANKED = "projects.district_start_rate"
MARK = "演示数据"
# 季度目标:示例文件所定,(全区, 各街道).
TARGETS = {date(2021, 6, 30): (70, 70), date(2021, 9, 30): (80, 83)}
TARGET_DOCUMENT = "城示发〔2021〕2 号(示例):年度开工计划"
SCHEDULE = (
    (date(2021, 6, 30), date(2021, 7, 8), date(2021, 7, 9), date(2021, 7, 15), "城示督〔2021〕7 号(示例)"),
    (date(2021, 9, 30), date(2021, 10, 8), date(2021, 10, 9), date(2021, 10, 14), "城示督〔2021〕11 号(示例)"),
)
REASON = "已会同街道逐个项目核对"
CAUSE = "未开工项目主要卡在用地手续,规划许可办理在后"
MEASURES = "每周调度一次用地报批,规划与施工许可材料提前预审"
OPENING = (
    "现将{period}区级重点项目建设进展通报如下。"
    "阶段与开工由土地供应、规划许可、施工许可、开工和竣工验收等要素数据推算,不由单位填报。"
)
CLOSING = "请各街道、各有关部门对照名单逐个项目核实进度,尚未开工的逐项排出用地、规划、施工许可办理时间。"


def quarters() -> Iterator[Event]:
    """Targets in February, then for each quarter its closing, its draft and its signature."""
    yield Event(office(date(2021, 2, 5), 10), _set_targets)
    yield Event(office(date(2021, 10, 18), 15), _analyse)
    for last_day, closed, drafted, signed, number in SCHEDULE:
        period = period_of(kind="quarter", day=last_day)
        yield Event(office(closed, 18), partial(_close, period))
        yield Event(office(drafted, 9, 30), partial(_draft, period, number))
        yield Event(office(signed, 10), partial(_sign, period))


def _actor(username: str) -> Actor:
    return actor_of(Account.objects.select_related("person").get(username=username))


def _set_targets(at: datetime) -> None:
    indicator, root = Indicator.objects.get(code=RANKED), district()
    streets = Area.objects.filter(code__in=scope_codes(scope=SCOPE, day=day_of(at))).order_by("code")
    for last_day, (of_district, of_street) in TARGETS.items():
        period = period_of(kind="quarter", day=last_day)
        for area in (root, *streets):
            set_target(
                indicator=indicator, area=area, period=period,
                target=Fraction(of_district if area == root else of_street),
                source_document=TARGET_DOCUMENT, actor=_actor("officer"), at=at,
            )  # fmt: skip


def _close(period: Period, at: datetime) -> None:
    run_closing(period=period, at=at, actor=_actor(EDITOR))


def _analyse(at: datetime) -> None:
    """The post that answers for the figure says why it deviates and what is done; then it waits for the figure."""
    officer = Account.objects.select_related("person").get(username="officer")
    for case in Case.objects.filter(flow=FINDING, stage=ANALYSIS, owner_post__code="development.projects"):
        fire(
            case_id=case.pk, action="analyse", user=officer, key="demo:analyse", at=at, reason=REASON,
            fields={"cause": CAUSE, "measures": MEASURES},
        )  # fmt: skip


def _draft(period: Period, number: str, at: datetime) -> None:
    heading = Heading(
        number=number, issuer=ISSUER, recipient=RECIPIENT, opening=OPENING.format(period=period.name), closing=CLOSING
    )
    prepare_bulletin(period=period, heading=heading, actor=_actor(EDITOR), at=at)


def _sign(period: Period, at: datetime) -> None:
    bulletin = QuarterlyBulletin.objects.get(
        publication__period_start=period.start, publication__period_stop=period.stop
    )
    sign_bulletin(bulletin=bulletin, actor=_actor(SIGNER), at=at, mark=MARK)
