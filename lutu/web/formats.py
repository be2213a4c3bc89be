"""How numbers, amounts, land, dates and shares are written. Exact arithmetic on integers and Decimals, never float.

Amounts come in fen (分), land in m², shares in basis points. A missing value is written as a dash.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lutu.kernel.territory.measures import m2_to_mu

DASH = "—"
FEN_PER_YUAN = 100
FEN_PER_WAN = 10_000 * FEN_PER_YUAN
FEN_PER_YI = 100_000_000 * FEN_PER_YUAN
CENT = Decimal("0.01")


def money(fen: int | None) -> str:
    """An amount for reading: 亿元 with two decimals from 1 亿 up, 万元 below, 元 under 1 万元."""
    if fen is None:
        return DASH
    in_wan = _share(fen, FEN_PER_WAN)
    if abs(in_wan) >= 10_000:
        return _("{value}亿元").format(value=f"{_share(fen, FEN_PER_YI):,}")
    if 0 < abs(fen) < FEN_PER_WAN:
        return yuan(fen)
    return _("{value}万元").format(value=_plain(in_wan))


def yuan(fen: int | None) -> str:
    """An amount as a ledger writes it: 元 with two decimals."""
    return DASH if fen is None else _("{value}元").format(value=f"{_share(fen, FEN_PER_YUAN):,}")


def wan(fen: int | None) -> Decimal | None:
    """The amount in 万元, exact, for spreadsheets."""
    return None if fen is None else Decimal(fen) / FEN_PER_WAN


def mu(m2_value: Decimal | None) -> str:
    """Land given in m², written in 亩 with two decimals."""
    return DASH if m2_value is None else _("{value}亩").format(value=f"{m2_to_mu(m2_value):,}")


def m2(value: Decimal | None) -> str:
    """Land in ㎡, up to two decimals."""
    return DASH if value is None else _("{value}㎡").format(value=_plain(value.quantize(CENT, ROUND_HALF_UP)))


def number(value: int | Decimal | None) -> str:
    """A count or measure with thousands commas; decimals as they are, never in scientific notation."""
    return DASH if value is None else f"{value:,d}" if isinstance(value, int) else f"{value:,f}"


def percent_bp(basis_points: int | None) -> str:
    """A share given in basis points (1/100 of a per cent), written as per cent with one decimal."""
    if basis_points is None:
        return DASH
    return f"{(Decimal(basis_points) / 100).quantize(Decimal('0.1'), ROUND_HALF_UP):,}%"


def day_text(day: date | None) -> str:
    """A day as tables write it: 2021-09-30."""
    return DASH if day is None else day.isoformat()


def day_words(day: date | None) -> str:
    """A day as sentences write it: 2021年9月30日."""
    return DASH if day is None else date_format(day, pgettext("日期格式", "Y年n月j日"))


def instant_text(at: datetime | None) -> str:
    """An instant to the minute, in China: 2021-09-30 14:05."""
    return DASH if at is None else timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _share(fen: int, unit: int) -> Decimal:
    return (Decimal(fen) / unit).quantize(CENT, ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    """Thousands commas, without trailing zeros behind the point."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
