"""Reading bulletins: which there are, and what one says, put together from the frozen figures of its publication."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import QuerySet
from django.utils.translation import override

from lutu.domains.reform.content import Content, ErratumLine, content_of
from lutu.domains.reform.letters import letter_of
from lutu.domains.reform.models import QuarterlyBulletin
from lutu.kernel.access.queries import visible
from lutu.kernel.documents.letters import Letter
from lutu.kernel.indicators.models import Correction, IndicatorFact, Publication, PublicationFact
from lutu.kernel.indicators.periods import previous
from lutu.kernel.indicators.reading import Reading, reading_of

RULES = Path(__file__).parent / "rules" / "bulletin.yaml"
SUBJECT = "reform.quarterlybulletin"
CHINESE = "zh-hans"


@dataclass(frozen=True)
class BulletinRules:
    """通报栏目: the codes a bulletin asks for."""

    code: str
    title: str
    overview: tuple[str, ...]
    ranked: str
    level: str
    grouped: str
    dimension: str

    @property
    def indicators(self) -> list[str]:
        """Every indicator it needs, each once."""
        return list(dict.fromkeys([*self.overview, self.ranked, self.grouped]))


@lru_cache(maxsize=1)
def bulletin_rules() -> BulletinRules:
    """The columns of a bulletin, as `rules/bulletin.yaml` says."""
    told = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return BulletinRules(
        told["code"], told["title"], tuple(told["overview"]), told["ranking"]["indicator"], told["ranking"]["level"],
        told["groups"]["indicator"], told["groups"]["dimension"],
    )  # fmt: skip


def bulletin_rows(*, user: Any, day: date) -> QuerySet[QuarterlyBulletin]:
    """The bulletins an account may see on a day, newest first; published ones are everybody's."""
    return visible(user=user, model=QuarterlyBulletin, day=day).select_related("publication")


def published_bulletins(*, user: Any, day: date) -> QuerySet[QuarterlyBulletin]:
    """The published ones, newest first."""
    return bulletin_rows(user=user, day=day).filter(publication__published_at__isnull=False)


@override(CHINESE)
def bulletin_content(*, bulletin: QuarterlyBulletin) -> Content:
    """What a bulletin says as it was drafted or signed: later corrections do not change it. Raises WordsFaulty.

    An official document is Chinese, whatever language its reader has chosen.
    """
    rules, publication = bulletin_rules(), bulletin.publication
    entries = publication.entries.filter(is_correction=False).select_related("fact__version__indicator", "fact__area")
    readings = {entry.fact_id: reading_of(entry.fact) for entry in entries.order_by("fact_id")}
    facts = [reading.fact for reading in readings.values() if reading.fact is not None]
    roots = {fact.version.indicator.code: readings[fact.pk] for fact in facts if fact.root_id is None}

    def below(code: str, *, dimension: str = "", level: str = "") -> list[Reading]:
        return [
            readings[fact.pk] for fact in facts
            if fact.root_id is not None and fact.version.indicator.code == code and fact.dimension == dimension
            and (not level or fact.area.level == level)
        ]  # fmt: skip

    # A street without a single project of the list has nothing to be ranked by.
    streets = [reading for reading in below(rules.ranked, level=rules.level) if reading.denominator]
    return content_of(
        title=publication.title,
        words=(bulletin.opening, bulletin.closing),
        overview=[roots[code] for code in rules.overview if code in roots],
        streets=streets,
        before=_before(publication, rules, [reading.area.code for reading in streets]),
        groups=sorted(below(rules.grouped, dimension=rules.dimension), key=_largest_first),
        errata=printed_errata(publication=publication),
        digest=publication.digest_text,
    )


@override(CHINESE)
def letter_for(*, bulletin: QuarterlyBulletin, issued_date: date, mark: str = "") -> Letter:
    """A bulletin as an official letter; a draft says that it is one. Raises WordsFaulty."""
    return letter_of(
        content=bulletin_content(bulletin=bulletin), issuer=bulletin.issuer, number=bulletin.number,
        recipient=bulletin.recipient, copies=bulletin.copies, issued_date=issued_date,
        is_draft=bulletin.publication.published_at is None, notice=mark,
    )  # fmt: skip


def printed_errata(*, publication: Publication) -> list[ErratumLine]:
    """The corrections of earlier bulletins that this one prints (更正)."""
    return _errata(publication.corrections.filter(fact_old__root__isnull=True))


def later_errata(*, publication: Publication) -> list[ErratumLine]:
    """The corrections made to this publication after it was signed, for the banner on its page."""
    kept = PublicationFact.objects.filter(publication=publication, is_correction=False).values("fact")
    chain = Correction.objects.filter(fact_old__root__isnull=True, fact_old__entries__publication=publication)
    return _errata(chain.filter(fact_old__in=kept) | chain.exclude(fact_old__in=kept))


def _errata(rows: QuerySet[Correction]) -> list[ErratumLine]:
    found = rows.select_related(
        "fact_old__version__indicator", "fact_old__area", "fact_new__version__indicator", "fact_new__area"
    ).distinct()
    lines = []
    for row in found.order_by("recorded_at", "pk"):
        was, now = reading_of(row.fact_old), reading_of(row.fact_new)
        lines.append(ErratumLine(was.name, was.period.name, was.arithmetic, now.arithmetic, row.reason))
    return lines


def _before(publication: Publication, rules: BulletinRules, areas: Sequence[str]) -> dict[str, Reading]:
    """Last quarter's readings of the ranked areas, as they stand after corrections."""
    earlier = previous(publication.period)
    rows = IndicatorFact.objects.filter(
        version__indicator__code=rules.ranked, period_start=earlier.start, period_stop=earlier.stop, dimension="",
        area__in=areas, corrected_by__isnull=True,
    ).exclude(kind=IndicatorFact.Kind.SUPPLEMENT)  # fmt: skip
    found: dict[str, Reading] = {}
    for fact in rows.select_related("version__indicator", "area").order_by("run", "pk"):
        found[fact.area_id] = reading_of(fact)
    return found


def _largest_first(reading: Reading) -> tuple[int, str]:
    return -(reading.denominator or reading.numerator), reading.dimension_value
