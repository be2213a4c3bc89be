"""读数: one figure with everything it must be able to print, live or frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from lutu.kernel.indicators.arithmetic import exact_value, rounded
from lutu.kernel.indicators.lights import DEFAULT_BANDS, Light, Measured, light, reason_words
from lutu.kernel.indicators.measures import amount_text
from lutu.kernel.indicators.models import IndicatorFact, IndicatorVersion
from lutu.kernel.indicators.periods import Period, day_words
from lutu.kernel.indicators.sums import DENOMINATOR, EXPECTED, NUMERATOR, REPORTED, Sums
from lutu.kernel.indicators.wording import FigureText, value_text
from lutu.kernel.territory.models import Area


@dataclass(frozen=True)
class Reading:
    """读数: a figure of an area (or a group of it) in a period, as of a day, with its definition and owner."""

    definition: IndicatorVersion
    area: Area
    scope_code: str
    scope_name: str
    owner: str
    period: Period
    as_of: date
    numerator: int
    denominator: int | None
    n: int
    light: Light
    target: Fraction | None = None
    reported: int | None = None
    expected: int | None = None
    dimension: str = ""
    dimension_value: str = ""
    fact: IndicatorFact | None = field(default=None, compare=False)

    @property
    def indicator(self) -> str:
        """The code of the indicator."""
        return self.definition.indicator.code

    @property
    def name(self) -> str:
        """The name of the indicator."""
        return self.definition.indicator.name

    @property
    def label(self) -> str:
        """What the figure is of: the group of a dimension, or the area."""
        return self.dimension_value or self.area.name

    @property
    def version(self) -> int:
        """The version of its definition."""
        return self.definition.version

    @property
    def series(self) -> int:
        """Readings of one series may be compared."""
        return self.definition.series

    @property
    def unit(self) -> str:
        """The unit of the value."""
        return self.definition.indicator.unit

    @property
    def exact(self) -> Fraction | None:
        """The unrounded value; None without a denominator to divide by."""
        return exact_of(version=self.definition, numerator=self.numerator, denominator=self.denominator)

    @property
    def value_scaled(self) -> int | None:
        """The value times 10**decimals, rounded half up once."""
        return None if self.exact is None else rounded(self.exact, decimals=self.definition.decimals)

    @property
    def value_text(self) -> str:
        """82.8%, or a dash."""
        return value_text(exact=self.exact, decimals=self.definition.decimals, unit=self.unit)

    @property
    def target_text(self) -> str:
        """The target in the unit of the figure, or a dash."""
        return value_text(exact=self.target, decimals=self.definition.decimals, unit=self.unit)

    @property
    def numerator_text(self) -> str:
        """419个."""
        kept = self.definition
        return amount_text(measure=kept.numerator_measure, amount=self.numerator, unit=kept.numerator_unit)

    @property
    def denominator_text(self) -> str:
        """506个; empty for a figure that is no ratio."""
        kept = self.definition
        if self.denominator is None:
            return ""
        return amount_text(measure=kept.denominator_measure, amount=self.denominator, unit=kept.denominator_unit)

    @property
    def arithmetic(self) -> str:
        """419 ÷ 506 = 82.8%; a sum says over how many rows."""
        kept = self.definition
        if self.denominator is None:
            return _("{n} 条合计 = {value}").format(n=f"{self.n:,}", value=self.value_text)
        if self.exact is None:
            return _("{num} ÷ 0:无分母").format(num=self.numerator_text)
        plain = kept.numerator_measure == kept.denominator_measure == "count"
        plain = plain and kept.numerator_unit == kept.denominator_unit
        num = f"{self.numerator:,}" if plain else self.numerator_text
        den = f"{self.denominator:,}" if plain else self.denominator_text
        times = f" × {kept.scale:,}" if kept.scale > 1 and self.unit not in ("%", "‰") else ""
        return f"{num} ÷ {den}{times} = {self.value_text}"

    @property
    def statement(self) -> str:
        """The sentence of the figure, made from the template of its definition."""
        kept = self.definition
        den = None if self.denominator is None else Fraction(self.denominator) / kept.denominator_per_unit
        return kept.indicator.statement_template.format(
            area=self.area.name, period=self.period.name, scope=self.scope_name, as_of=day_words(self.as_of),
            group=self.dimension_value, value=FigureText(self.value_text, self.exact, self.unit),
            num=FigureText(
                self.numerator_text, Fraction(self.numerator) / kept.numerator_per_unit, kept.numerator_unit
            ),
            den=FigureText(self.denominator_text, den, kept.denominator_unit),
        )  # fmt: skip

    @property
    def population_basis(self) -> str:
        """The population a per-capita figure is divided by, in words."""
        kept = self.definition
        return str(kept.get_population_basis_display()) if kept.population_basis else _("不涉及人口口径")

    @property
    def light_words(self) -> str:
        """Why the light is what it is."""
        return reason_words(self.light.reason, measured=self._measured, minimum_n=self.definition.minimum_n)

    @property
    def _measured(self) -> Measured:
        return Measured(self.exact, self.n, self.reported, self.expected)

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Everything a figure must print (口径), in the order of the page."""
        kept = self.definition
        return (
            (_("表述"), self.statement),
            (_("算式"), self.arithmetic),
            (_("计量单位"), self.unit),
            (_("计数规则"), kept.counting_rule),
            (_("汇总方式"), str(kept.get_aggregate_display())),
            (_("人口口径"), self.population_basis),
            (_("统计范围"), self.scope_name),
            (_("统计期"), self.period.name),
            (_("截至"), day_words(self.as_of)),
            (_("口径版本"), _("第 {version} 版").format(version=kept.version)),
            (_("责任岗位"), self.owner),
            (_("依据"), kept.basis_text),
        )

    @property
    def plain(self) -> dict[str, Any]:
        """What findings and files keep of a reading."""
        return {
            "indicator": self.indicator, "name": self.name, "area": self.area.code, "area_name": self.area.name,
            "period": self.period.code, "period_name": self.period.name, "as_of": self.as_of.isoformat(),
            "numerator": self.numerator, "denominator": self.denominator, "value": self.value_text,
            "arithmetic": self.arithmetic, "target": self.target_text, "colour": self.light.colour,
            "version": self.version,
        }  # fmt: skip


def exact_of(*, version: IndicatorVersion, numerator: int, denominator: int | None) -> Fraction | None:
    """The unrounded value of two sums under a definition."""
    return exact_value(
        numerator=numerator, denominator=denominator, scale=version.scale if version.is_ratio else 1,
        numerator_unit=version.numerator_per_unit, denominator_unit=version.denominator_per_unit,
    )  # fmt: skip


def light_of(
    *, version: IndicatorVersion, numerator: int, denominator: int | None, n: int, target: Fraction | None,
    reported: int | None = None, expected: int | None = None,
) -> Light:  # fmt: skip
    """The light of two sums under a definition and a target."""
    exact = exact_of(version=version, numerator=numerator, denominator=denominator)
    bands: Mapping[str, object] = version.light_bands or DEFAULT_BANDS
    return light(
        measured=Measured(exact, n, reported, expected), target=target, direction=version.indicator.direction,
        bands=bands, minimum_n=version.minimum_n, minimum_coverage_bp=version.minimum_coverage_bp,
    )  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """What all readings of one computation share."""

    definition: IndicatorVersion
    scope_code: str
    scope_name: str
    owner: str
    period: Period
    as_of: date

    def reading(
        self, *, area: Area, sums: Sums, target: Fraction | None, dimension: str = "", group: str = ""
    ) -> Reading:
        """The reading of an area (or a group) from what was added up."""
        kept = self.definition
        denominator = sums.amounts[DENOMINATOR] if kept.is_ratio else None
        n = sums.counts[DENOMINATOR if kept.is_ratio else NUMERATOR]
        reported = sums.counts[REPORTED] if kept.reported_selector else None
        expected = sums.counts[EXPECTED] if kept.expected_selector else None
        lit = light_of(
            version=kept, numerator=sums.amounts[NUMERATOR], denominator=denominator, n=n, target=target,
            reported=reported, expected=expected,
        )  # fmt: skip
        return Reading(
            kept, area, self.scope_code, self.scope_name, self.owner, self.period, self.as_of,
            sums.amounts[NUMERATOR], denominator, n, lit, target, reported, expected, dimension, group,
        )  # fmt: skip


def reading_of(fact: IndicatorFact) -> Reading:
    """A frozen figure as a reading. `version__indicator` and `area` should have been selected with it."""
    return Reading(
        fact.version, fact.area, fact.scope_code, fact.scope_name, fact.owner_name, fact.period,
        fact.as_of, fact.numerator, fact.denominator, fact.n, Light(fact.colour, fact.colour_reason), fact.target,
        fact.reported, fact.expected, fact.dimension, fact.dimension_value, fact,
    )  # fmt: skip
