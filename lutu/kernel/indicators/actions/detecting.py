"""Detecting deviations (偏离) when a period closes, and the whole of a closing: close, freeze, detect."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lutu.kernel.indicators.actions.closing import AlreadyClosed, close_period
from lutu.kernel.indicators.actions.findings import close_recovered, open_finding
from lutu.kernel.indicators.actions.freezing import freeze
from lutu.kernel.indicators.deviations import DEFAULT_RULE, Deviation, DeviationRule, deviation_of
from lutu.kernel.indicators.models import IndicatorFact, PeriodClosing
from lutu.kernel.indicators.models.fact import Side
from lutu.kernel.indicators.periods import Period, parse_period, previous
from lutu.kernel.indicators.queries.definitions import definitions_on
from lutu.kernel.indicators.queries.facts import newest_runs, records_of
from lutu.kernel.indicators.reading import Reading, reading_of
from lutu.kernel.jobs.actions import NoProgress
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import CLOCK, Actor
from lutu.kernel.parties.models import Post
from lutu.kernel.rules.queries import parameter_or_none

SOURCE = "indicators"
RULE_PERIODS, RULE_WORSENING = "indicators.deviation_periods", "indicators.deviation_red_worsening"
SHOWN_ROWS = 5


@dataclass(frozen=True)
class DetectionReport:
    """What a detection came to: how many findings were opened or still open, and how many had recovered."""

    deviating: int
    recovered: int


def rule_on(*, day: date) -> DeviationRule:
    """The rule in force on a day, from the parameters; the default where they are not set."""
    periods = parameter_or_none(code=RULE_PERIODS, day=day)
    worsening = parameter_or_none(code=RULE_WORSENING, day=day)
    if periods is None and worsening is None:
        return DEFAULT_RULE
    return DeviationRule(
        int(str(periods.value)) if periods else DEFAULT_RULE.periods,
        bool(worsening.value) if worsening else DEFAULT_RULE.red_worsening,
        ";".join(dict.fromkeys(item.source for item in (periods, worsening) if item)),
    )


def detect_deviations(
    *, period: Period, as_of: date, at: datetime, rules: DeviationRule | None = None, actor: Actor = CLOCK
) -> DetectionReport:
    """Open one finding for each figure of a closed period that deviates, and close those that have recovered.

    Run twice it gives the same findings. A correction closes nothing by itself; this does.
    """
    rule = rules or rule_on(day=as_of)
    spans = [period, *(previous(period, back=back) for back in range(1, max(rule.periods, 2)))]
    readings: dict[tuple[int, str], dict[Period, Reading]] = {}
    for span in spans:
        for fact in newest_runs(period=span):
            readings.setdefault((fact.version.indicator_id, fact.area_id), {})[span] = reading_of(fact)
    found = 0
    for held in readings.values():
        if (deviation := deviation_of(readings=_unbroken(held, spans), rule=rule)) is not None:
            _open(deviation, rule, actor, at)
            found += 1
    return DetectionReport(found, close_recovered(source=SOURCE, keys=None, at=at))


@dataclass(frozen=True)
class ClosingReport:
    """What a closing came to: the frozen root facts, the detection, and (code, why) of what could not be counted."""

    facts: tuple[IndicatorFact, ...]
    detection: DetectionReport
    refused: tuple[tuple[str, str], ...]


def run_closing(
    *, period: Period, actor: Actor, at: datetime, indicators: Collection[str] | None = None,
    progress: Reporter | None = None,
) -> ClosingReport:  # fmt: skip
    """Close a period, freeze its figures and look for deviations; started again it goes on where it stopped.

    A figure that can't be counted (its list is not there, nobody holds its post) is told and keeps no other one out.
    Raises ClosingTooEarly.
    """
    try:
        closing = close_period(period=period, at=at, actor=actor)
    except AlreadyClosed:
        closing = PeriodClosing.objects.get(period_kind=period.kind, period_start=period.start, period_stop=period.stop)
    codes = list(indicators or definitions_on(day=closing.as_of, period_kind=period.kind).values_list(
        "indicator__code", flat=True
    ))  # fmt: skip
    facts: list[IndicatorFact] = []
    refused: list[tuple[str, str]] = []
    watched = progress or NoProgress()
    for done, code in enumerate(codes):
        watched.step(done, len(codes), code)
        try:
            facts += freeze(period=period, actor=actor, at=at, indicators=[code], as_of=closing.as_of)
        except (LookupError, ValueError) as refusal:
            refused.append((code, str(refusal)))
    watched.step(len(codes), len(codes))
    detection = detect_deviations(period=period, as_of=closing.as_of, at=at, actor=actor)
    return ClosingReport(tuple(facts), detection, tuple(refused))


def closing_job(*, progress: Reporter, arguments: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The job behind 关账: {period, actor_id, actor_name} in, counts out."""
    actor = Actor("account", arguments["actor_id"], arguments["actor_name"])
    report = run_closing(period=parse_period(arguments["period"]), actor=actor, at=at, progress=progress)
    return {
        "facts": len(report.facts), "deviating": report.detection.deviating, "recovered": report.detection.recovered,
        "refused": [f"{code}:{why}" for code, why in report.refused],
    }  # fmt: skip


def _unbroken(held: dict[Period, Reading], spans: list[Period]) -> list[Reading]:
    """The readings from the newest back to the first gap."""
    found = []
    for span in spans:
        if span not in held:
            break
        found.append(held[span])
    return found


def _open(deviation: Deviation, rule: DeviationRule, actor: Actor, at: datetime) -> None:
    newest = deviation.readings[0]
    indicator = newest.definition.indicator
    assert newest.fact is not None
    open_finding(
        source=SOURCE, key=indicator.code, area=newest.area, subject=None, title=deviation.title,
        arithmetic=deviation.arithmetic, readings=[reading.plain for reading in reversed(deviation.readings)],
        rows=_largest_rows(newest.fact), owner_post=Post.objects.get(pk=indicator.owner_post_id), actor=actor, at=at,
        indicator=indicator, basis=rule.source,
    )  # fmt: skip


def _largest_rows(fact: IndicatorFact) -> list[dict[str, Any]]:
    """The largest rows that keep a ratio down: in the denominator and not in the numerator; of a sum, the largest.

    Their numbers only: what they are called is asked when somebody looks, who may see them then.
    """
    rows = records_of(fact=fact)
    if fact.denominator is not None:
        done = rows.filter(side=Side.NUMERATOR).values("subject_id")
        rows = rows.filter(side=Side.DENOMINATOR).exclude(subject_id__in=done)
    return [
        {"kind": kind, "id": number, "value": value}
        for kind, number, value in rows.order_by("-value", "subject_id").values_list(
            "subject_kind", "subject_id", "value"
        )[:SHOWN_ROWS]
    ]
