"""Reading findings: what is open, whether it has recovered or is waived, and how an indicator's own one recovers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from lutu.kernel.access.queries import visible
from lutu.kernel.indicators.lights import DOWN, GREY, is_met
from lutu.kernel.indicators.models import Finding, IndicatorFact, Waiver
from lutu.kernel.indicators.queries.facts import newest_fact
from lutu.kernel.indicators.reading import Reading, reading_of
from lutu.kernel.indicators.registry import Recovery, finding_source
from lutu.kernel.periods import day_of


def finding_rows(*, user: Any, day: Any) -> QuerySet[Finding]:
    """The findings an account may see on a day, each with area, owner, indicator and case in the same query."""
    return visible(user=user, model=Finding, day=day).select_related(
        "area", "owner_post__organisation", "indicator", "case"
    )


def open_waiver(*, finding: Finding, at: datetime) -> Waiver | None:
    """The waiver under which a finding rests on the day of an instant."""
    return finding.waivers.filter(ended_at__isnull=True, ends_date__gt=day_of(at)).first()


def recovery_of(*, finding: Finding, at: datetime) -> Recovery:
    """Whether what a finding is about has come right, as its source tells it."""
    return finding_source(finding.source).recovered(finding=finding, at=at)


def state_of_case(*, case: Any, at: datetime) -> Mapping[str, object]:
    """{recovered, waived, sentence} of the finding behind a case, for the guard of its closing move."""
    finding = Finding.objects.select_related("area", "indicator").filter(case=case.pk).first()
    if finding is None:
        return {"sentence": f"事项 {case.number} 没有对应的发现"}
    recovery = recovery_of(finding=finding, at=at)
    waived = open_waiver(finding=finding, at=at) is not None
    return {"recovered": recovery.recovered, "waived": waived, "sentence": recovery.sentence}


def indicator_recovered(*, finding: Finding, at: datetime) -> Recovery:
    """An indicator's finding recovers when the newest frozen figure of its area is at its target; grey never does."""
    fact = newest_fact(indicator=finding.indicator_id, area=finding.area_id)
    if fact is None:
        return Recovery(False, "指标没有已关账的值")
    reading = reading_of(fact)
    return Recovery(_is_recovered(fact, reading), _sentence(reading), reading.plain)


def _is_recovered(fact: IndicatorFact, reading: Reading) -> bool:
    exact, target = reading.exact, reading.target
    if fact.colour == GREY or exact is None or target is None:
        return False
    return is_met(value=exact, target=target, direction=fact.version.indicator.direction)


def _sentence(reading: Reading) -> str:
    """指标仍低于目标:78.1% < 80.0%(2021年四季度)."""
    if reading.light.colour == GREY:
        return f"指标为灰({reading.light_words}),不能作为恢复的凭据({reading.period.name})"
    down = reading.definition.indicator.direction == DOWN
    word, sign = ("高于", ">") if down else ("低于", "<")
    return f"指标仍{word}目标:{reading.value_text} {sign} {reading.target_text}({reading.period.name})"
