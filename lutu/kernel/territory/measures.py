"""Units of land: 1 亩 = 2000/3 m² exactly. Stored in m² with four decimals, shown in 亩 with two."""

from decimal import ROUND_HALF_UP, Decimal

M2_STEP = Decimal("0.0001")
MU_STEP = Decimal("0.01")
# Rounding of single shares may add up to this much; beyond it a parcel is over-allocated.
TOLERANCE_M2 = Decimal("0.01")


def mu_to_m2(mu: Decimal) -> Decimal:
    """亩 as m², rounded half up to four decimals."""
    return (mu * 2000 / 3).quantize(M2_STEP, ROUND_HALF_UP)


def m2_to_mu(m2: Decimal) -> Decimal:
    """m² as 亩, rounded half up to two decimals."""
    return (m2 * 3 / 2000).quantize(MU_STEP, ROUND_HALF_UP)
