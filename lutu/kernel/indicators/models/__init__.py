"""Definitions, frozen figures with their rows, what was published of them, and what was found in them."""

from lutu.kernel.indicators.models.definition import Indicator, IndicatorTarget, IndicatorVersion
from lutu.kernel.indicators.models.fact import IndicatorFact, IndicatorFactRecord, PeriodClosing
from lutu.kernel.indicators.models.finding import Finding, Waiver
from lutu.kernel.indicators.models.publication import (
    Correction,
    OpenFile,
    Publication,
    PublicationFact,
    UnitObjection,
)

__all__ = [
    "Correction",
    "Finding",
    "Indicator",
    "IndicatorFact",
    "IndicatorFactRecord",
    "IndicatorTarget",
    "IndicatorVersion",
    "OpenFile",
    "PeriodClosing",
    "Publication",
    "PublicationFact",
    "UnitObjection",
    "Waiver",
]
