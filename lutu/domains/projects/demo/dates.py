"""When each demo project got its land, its permits and its start (示例项目日期).

Pure. Source of the rules: the mission, demo district, section 6 "Project dates" and "Starts over time".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lutu.domains.projects.demo.days import month_end, pick_day
from lutu.domains.projects.demo.outline import Outline
from lutu.engines.seeds import choose, u

DEMO_DAY = date(2021, 11, 9)
PERIODS = {
    "earlier": (date(2019, 7, 1), date(2020, 12, 31)),
    "q1": (date(2021, 1, 4), date(2021, 3, 31)),
    "q2": (date(2021, 4, 1), date(2021, 6, 30)),
    "q3": (date(2021, 7, 1), date(2021, 9, 30)),
}
ACCEPTED_STARTS = (date(2018, 10, 8), date(2020, 5, 29))
ACCEPTANCES = (date(2021, 1, 18), date(2021, 9, 28))
LAST_FACT = date(2021, 10, 29)
# First phases with a second one on the same parcel start early enough for the second to start in 2020 as well.
FIRST_PHASE_STARTS = (date(2019, 7, 1), date(2020, 6, 30))
PLANS_OF_UNSTARTED = {"planning": (1, 6), "land": (2, 9), "no_land": (5, 13)}


@dataclass(frozen=True)
class Dates:
    """The dates of one project: facts (None where there is none) and plans."""

    planned_start: date
    planned_completion: date
    land: date | None = None
    planning: date | None = None
    construction: date | None = None
    start: date | None = None
    acceptance: date | None = None
    use: date | None = None
    statistics: date | None = None
    revoked: date | None = None


def dates_of(rows: Sequence[Outline]) -> dict[str, Dates]:
    """{project key: dates} of every outline; second phases follow the contract of their first one."""
    first_phases = {row.partner for row in rows if row.partner}
    dates: dict[str, Dates] = {}
    for row in sorted(rows, key=lambda row: (row.partner != "", row.key)):
        facts = _facts(row, dates, is_first_phase=row.key in first_phases)
        if row.started:
            # Entered into the statistics within the month after the start, as all should be.
            facts["statistics"] = _after(row, "statistics", facts["start"], 5, 26)
        dates[row.key] = replace(_planned(row, facts), **facts)
    return dates


def _facts(row: Outline, known: Mapping[str, Dates], *, is_first_phase: bool) -> dict[str, date]:
    if row.reached == "no_land":
        return {}
    if row.partner:
        return _from_contract(row, known[row.partner].land or DEMO_DAY)
    if row.started:
        return _from_start(row, _start(row, is_first_phase=is_first_phase))
    window = {
        "revoked": (date(2021, 4, 6), date(2021, 4, 16)), "early_start": (date(2021, 5, 6), date(2021, 5, 21)),
    }.get(row.peculiar) or {"land": (date(2021, 6, 1), date(2021, 9, 28)),
                            "planning": (date(2021, 5, 17), date(2021, 7, 30))}[row.reached]  # fmt: skip
    return _from_contract(row, pick_day(key=f"land|{row.key}", first=window[0], last=window[1]))


def _start(row: Outline, *, is_first_phase: bool) -> date:
    window = ACCEPTED_STARTS if row.accepted else FIRST_PHASE_STARTS if is_first_phase else PERIODS[row.reached]
    return pick_day(key=f"start|{row.key}", first=window[0], last=window[1])


def _from_start(row: Outline, start: date) -> dict[str, date]:
    """The chain counted back from an actual start, with acceptance and use after it."""
    if row.fast_start:
        # Land, planning and construction permit within a week: contract +0 or +1, construction permit +≤ 7 days.
        construction = pick_day(key=f"construction|{row.key}", first=start - timedelta(days=12), last=start)
        land = pick_day(
            key=f"land|{row.key}", first=construction - timedelta(days=7), last=construction - timedelta(days=1)
        )
        planning = pick_day(key=f"planning|{row.key}", first=land, last=min(land + timedelta(days=1), construction))
        return {"land": land, "planning": planning, "construction": construction, "start": start}
    construction = _before(row, "construction", start, 0, 15)
    planning = _before(row, "planning", construction, 15, 60)
    facts = {"planning": planning, "construction": construction, "start": start}
    facts["land"] = _before(row, "land", planning, 20, 60)
    return facts | (_completed(row, start) if row.accepted else {})


def _from_contract(row: Outline, land: date) -> dict[str, date]:
    """The chain counted forward from a contract, as far as the project has come."""
    facts = {"land": land}
    if row.reached == "land":
        return facts
    facts["planning"] = _after(row, "planning", land, 20, 60)
    if row.started or row.peculiar == "revoked":
        facts["construction"] = _after(row, "construction", facts["planning"], 15, 60)
    if row.peculiar == "revoked":
        facts["revoked"] = _after(row, "revoked", facts["construction"], 40, 60)
    if row.started or row.peculiar == "early_start":
        facts["start"] = _after(row, "start", facts.get("construction", facts["planning"]), 0, 15)
    return facts


def _completed(row: Outline, start: date) -> dict[str, date]:
    # 封顶 +200–500 days after the start and 竣工验收 +100–400 after that, all accepted within 2021.
    first = max(start + timedelta(days=300), ACCEPTANCES[0])
    last = min(start + timedelta(days=900), ACCEPTANCES[1])
    acceptance = pick_day(key=f"acceptance|{row.key}", first=first, last=last)
    if row.fast_use:
        return {"acceptance": acceptance, "use": _after(row, "use", acceptance, 0, 7)}
    use = _after(row, "use", acceptance, 20, 90)
    in_use = u(f"in use|{row.key}") < 0.5 and use <= LAST_FACT
    return {"acceptance": acceptance} | ({"use": use} if in_use else {})


def _before(row: Outline, step: str, day: date, least: int, most: int) -> date:
    return pick_day(key=f"{step}|{row.key}", first=day - timedelta(days=most), last=day - timedelta(days=least))


def _after(row: Outline, step: str, day: date, least: int, most: int) -> date:
    return pick_day(key=f"{step}|{row.key}", first=day + timedelta(days=least), last=day + timedelta(days=most))


def _planned(row: Outline, facts: Mapping[str, date]) -> Dates:
    """Plans by month: near the actual start where there is one, after the demo day where there is none."""
    if row.started:
        shift = choose(f"plan|{row.key}", {0: 64, 1: 14, -1: 16, -2: 6})
        planned_start = month_end(facts["start"], shift=shift)
    else:
        least, most = PLANS_OF_UNSTARTED[row.reached]
        planned_start = month_end(DEMO_DAY, shift=least + int(u(f"plan|{row.key}") * (most - least + 1)) - 1)
    months = 11 + int(u(f"duration|{row.key}") * 20)
    if "acceptance" in facts:
        planned_completion = month_end(facts["acceptance"], shift=choose(f"finish|{row.key}", {0: 6, 1: 3, -1: 1}))
    else:
        planned_completion = max(month_end(planned_start, shift=months), month_end(DEMO_DAY, shift=1 + months % 14))
    return Dates(planned_start=planned_start, planned_completion=planned_completion)
