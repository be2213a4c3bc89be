"""Invented numbers that are the same everywhere (示例数据的数源): from a seed and a key, never from chance or a clock.

Every part of the demo district draws from here, so that the same seed gives the same district on any machine and
database. Source: the mission, demo district, section 6 "Number source" and "Allocation".
"""

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from statistics import NormalDist
from typing import TypeVar

SEED = "cy2021"
_RANGE = 2**64
_STANDARD_NORMAL = NormalDist()
T = TypeVar("T")


class AllocationImpossible(ValueError):
    """A total cannot be divided as asked: too small for the minimum, or no weight to divide by."""


def draw(key: str) -> Fraction:
    """The exact number of a key, strictly between 0 and 1: (n + ½) / 2^64 with n of the first 8 bytes of SHA-256."""
    n = int.from_bytes(hashlib.sha256(f"{SEED}|{key}".encode()).digest()[:8])
    return Fraction(2 * n + 1, 2 * _RANGE)


def u(key: str) -> float:
    """`draw` as the nearest float, uniform, strictly between 0 and 1."""
    return min(float(draw(key)), 1 - 2**-53)


def normal(key: str) -> float:
    """A standard normal number by the inverse distribution function.

    The last bit may differ between platforms: round products to integers before adding or comparing them.
    """
    return _STANDARD_NORMAL.inv_cdf(u(key))


def choose(key: str, weighted: Mapping[T, int]) -> T:
    """One of the keys of `weighted`, each in proportion to its whole-number weight, in the mapping's order.

    Raises ValueError where the weights are negative or add to nothing.
    """
    total = sum(weighted.values())
    if total <= 0 or any(weight < 0 for weight in weighted.values()):
        raise ValueError(f"{key}:权重须为非负整数且合计大于 0,现为 {list(weighted.values())}")
    position = draw(key) * total
    reached = 0
    for option, weight in weighted.items():
        reached += weight
        if position < reached:
            return option
    raise AssertionError(f"{key}: the cumulated weights end below the total")


def allocate(*, total: int, weights: Mapping[str, int], minimum: int = 0) -> dict[str, int]:
    """Divide whole units by whole-number weights: largest remainder, ties by key, the sum exact.

    Every key gets `minimum` first, the rest goes by weight. Raises AllocationImpossible.
    """
    rest = total - minimum * len(weights)
    whole = sum(weights.values())
    if minimum < 0 or rest < 0:
        raise AllocationImpossible(f"总量 {total} 不足以给 {len(weights)} 项各分 {minimum}")
    if any(weight < 0 for weight in weights.values()) or (rest > 0 and whole <= 0):
        raise AllocationImpossible(f"总量 {total} 无法分配:权重须为非负整数且合计大于 0")
    quotas = {key: divmod(rest * weight, whole) if whole else (0, 0) for key, weight in weights.items()}
    shares = {key: minimum + quota for key, (quota, _) in quotas.items()}
    left = total - sum(shares.values())
    for key in sorted(quotas, key=lambda key: (-quotas[key][1], key))[:left]:
        shares[key] += 1
    assert_total(subject="allocate", expected=total, actual=sum(shares.values()))
    return shares


def assert_total(*, subject: str, expected: int, actual: int) -> None:
    """Fail loudly where a generated sum is not the announced one; raises ArithmeticError naming both."""
    if expected != actual:
        raise ArithmeticError(f"{subject}:应为 {expected},实为 {actual}")
