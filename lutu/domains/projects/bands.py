"""亮灯分档: what a rule set says, read from its document into thresholds. Pure.

Thresholds stand in the document in the measure's own unit (percentage points, per cent, calendar months) and are kept
as hundredths of it: 30.00 points are 3,000, so that 30.00 and 30.01 differ. Start reading at `rules_of`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

SCALE = 100
SIGNS = {"at_least": "≥", "more_than": ">", "below": "<"}
OPPOSITES = {"at_least": "<", "more_than": "≤", "below": "≥"}


class Item(TextChoices):
    """亮灯项. On equal colours the earlier one speaks for the project."""

    PROGRESS = "progress", _("进度")
    START = "start", pgettext_lazy("light", "开工")
    STATISTICS = "statistics", _("入统")
    INVESTMENT = "investment", _("投资")
    FUNDS = "funds", _("资金")
    SCORE = "score", _("评分")


class Measure(TextChoices):
    """量度: what an item compares, with the unit of its thresholds."""

    POINTS_BEHIND = "points_behind", _("进度差(个百分点)")
    SCHEDULE_SHARE = "schedule_share", _("实际占计划(%)")
    START_MONTHS_LATE = "start_months_late", _("开工逾期(个月)")
    STATISTICS_MONTHS = "statistics_months", _("开工后未入统(个月)")


class Threshold(NamedTuple):
    """Where a colour begins: at_least, more_than or below a value in hundredths of the measure's unit."""

    sign: str
    value: int

    def holds(self, value: int) -> bool:
        """Whether a value lies behind the threshold."""
        if self.sign == "below":
            return value < self.value
        return value > self.value or (self.sign == "at_least" and value == self.value)


@dataclass(frozen=True)
class Band:
    """分档 of one item: what is measured, where yellow and red begin, and whether somebody checked the basis.

    `needs` names data the house does not have; such an item has no measure and reads grey.
    """

    item: str
    measure: str = ""
    yellow: Threshold | None = None
    red: Threshold | None = None
    verified: bool = True
    basis: str = ""
    needs: str = ""


@dataclass(frozen=True)
class LightRules:
    """亮灯规则: bands under the version that readings name."""

    version: str
    bands: tuple[Band, ...]

    @property
    def is_readable(self) -> bool:
        """Whether any item of the set can be measured with the data there is."""
        return any(band.measure for band in self.bands)


class BandsFaulty(ValueError):
    """A document that makes no rule set; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(gettext(";").join(faults))


def rules_of(*, version: str, document: Sequence[Mapping[str, Any]]) -> LightRules:
    """The rule set of a document: items with `item`, `measure`, `yellow`, `red`, `verified`, `basis` and `needs`.

    A threshold is one sign with its value, such as `{at_least: "10.00"}`. Raises BandsFaulty.
    """
    faults: list[str] = []
    bands = tuple(_band(row, faults) for row in document)
    items = [band.item for band in bands]
    if not bands:
        faults.append(gettext("没有亮灯项"))
    if len(set(items)) < len(items):
        faults.append(gettext("亮灯项重复"))
    if faults:
        raise BandsFaulty(faults)
    return LightRules(version, bands)


def written(*, threshold: Threshold) -> str:
    """A threshold for reading, in the measure's unit: `≥ 10`."""
    return f"{SIGNS[threshold.sign]} {natural(threshold.value)}"


def natural(value: int) -> str:
    """Hundredths as a number of the unit, without idle zeros: 3000 → 30, 3001 → 30.01."""
    text = f"{Decimal(value) / SCALE:.2f}"
    return text.rstrip("0").rstrip(".")


def _band(row: Mapping[str, Any], faults: list[str]) -> Band:
    item, measure, needs = str(row.get("item", "")), str(row.get("measure", "")), str(row.get("needs", ""))
    if item not in Item:
        faults.append(gettext("未知的亮灯项“{item}”").format(item=item))
    if measure and measure not in Measure:
        faults.append(gettext("{item}:未知的量度“{measure}”").format(item=item, measure=measure))
    if not measure and not needs:
        faults.append(gettext("{item}:没有量度,也没有说明缺什么数据").format(item=item))
    yellow, red = (_threshold(row.get(colour), item, faults) for colour in ("yellow", "red"))
    if measure and yellow is None and red is None:
        faults.append(gettext("{item}:没有黄灯或红灯的起点").format(item=item))
    if yellow and red and not _follows(yellow, red):
        faults.append(gettext("{item}:红灯的起点应比黄灯更严重").format(item=item))
    basis = str(row.get("basis", ""))
    return Band(item, measure, yellow, red, bool(row.get("verified", False)), basis, needs)


def _threshold(told: Any, item: str, faults: list[str]) -> Threshold | None:
    if told is None:
        return None
    if not isinstance(told, Mapping) or len(told) != 1 or next(iter(told)) not in SIGNS:
        faults.append(gettext("{item}:起点应写作 at_least、more_than 或 below 加一个数").format(item=item))
        return None
    sign, number = next(iter(told.items()))
    try:
        value = Decimal(str(number)) * SCALE
    except InvalidOperation:
        value = Decimal("0.5")
    if value != value.to_integral_value() or value < 0:
        faults.append(gettext("{item}:起点 {number} 应为不小于 0、至多两位小数的数").format(item=item, number=number))
        return None
    return Threshold(sign, int(value))


def _follows(yellow: Threshold, red: Threshold) -> bool:
    if (yellow.sign == "below") != (red.sign == "below"):
        return False
    return red.value < yellow.value if red.sign == "below" else red.value > yellow.value
