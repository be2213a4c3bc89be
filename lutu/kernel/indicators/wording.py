"""数字的写法: the one formatter of statements. 余, 近 and 超 are written here and nowhere else, over exact numbers.

Statements are data of the district and Chinese, like the names of indicators.
"""

import string
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from lutu.kernel.indicators.arithmetic import rounded, scaled_text

DASH = "—"
OVER, NEAR, ABOVE = "余", "近", "超"
HEDGES = (OVER, NEAR, ABOVE)
# 近 is for what lies within a twentieth below the round number (默认值).
NEAR_SHARE = Fraction(19, 20)
PLACEHOLDERS = frozenset(["area", "num", "den", "value", "period", "scope", "as_of", "group"])


class HedgeUntrue(ValueError):
    """A hedge that the exact number does not bear out."""


class TemplateFaulty(ValueError):
    """A statement with a placeholder nobody fills."""


def hedged(*, value: Fraction, step: int, hedge: str, unit: str = "") -> str:
    """612万元 in steps of 100 with 余: 600余万元. The number is rounded down for 余 and 超, up for 近.

    Raises HedgeUntrue: 余 and 超 need more than the round number, 近 less, and not less than nineteen twentieths.
    """
    if hedge not in HEDGES:
        raise HedgeUntrue(f"不认识的说法“{hedge}”,应为 {'、'.join(HEDGES)}")
    below = value.numerator // (value.denominator * step) * step
    if hedge in (OVER, ABOVE):
        if below == 0 or value == below:
            raise HedgeUntrue(f"{plain(value)} 不能写作“{hedge}”{below:,}")
        return f"{below:,}{OVER}{unit}" if hedge == OVER else f"{ABOVE}{below:,}{unit}"
    up = below + step
    if value == below or value < up * NEAR_SHARE:
        raise HedgeUntrue(f"{plain(value)} 不能写作“近”{up:,}")
    return f"{NEAR}{up:,}{unit}"


def plain(value: Fraction) -> str:
    """An exact number with at most two decimals."""
    share = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{share:,f}"
    return text.rstrip("0").rstrip(".")


@dataclass(frozen=True)
class FigureText:
    """A number in a statement: `{value}` writes it whole, `{value:余100}` hedged in steps of 100."""

    text: str
    exact: Fraction | None
    unit: str

    def __format__(self, spec: str) -> str:
        if not spec or self.exact is None:
            return self.text
        return hedged(value=self.exact, step=int(spec[1:]), hedge=spec[0], unit=self.unit)

    def __str__(self) -> str:
        return self.text


def value_text(*, exact: Fraction | None, decimals: int, unit: str) -> str:
    """The rounded value with its unit, 82.8%; a dash where there is none."""
    if exact is None:
        return DASH
    return f"{scaled_text(scaled=rounded(exact, decimals=decimals), decimals=decimals)}{unit}"


def check_template(template: str) -> None:
    """Raise TemplateFaulty unless every placeholder of a statement is one of ours with a hedge that exists."""
    try:
        parts = [(name, spec) for _text, name, spec, _conversion in string.Formatter().parse(template) if name]
    except ValueError as error:
        raise TemplateFaulty(f"表述“{template}”的花括号不成对") from error
    for name, spec in parts:
        if name not in PLACEHOLDERS:
            raise TemplateFaulty(f"表述中的 {{{name}}} 无人填写,可用:{'、'.join(sorted(PLACEHOLDERS))}")
        if spec and (spec[0] not in HEDGES or not spec[1:].isdigit() or int(spec[1:]) == 0):
            raise TemplateFaulty(f"表述中的“{spec}”应如 余100、近10000、超1000")
