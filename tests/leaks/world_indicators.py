"""Indicators of every level with frozen figures, published and not; bulletins; findings."""

from datetime import date, timedelta
from typing import Any

from lutu.domains.reform.models import QuarterlyBulletin
from lutu.domains.reform.queries import bulletin_rules
from lutu.kernel.indicators import lights
from lutu.kernel.indicators.actions.detecting import SOURCE
from lutu.kernel.indicators.flows import ANALYSIS, FINDING
from lutu.kernel.indicators.models import (
    Correction,
    Finding,
    Indicator,
    IndicatorFact,
    IndicatorFactRecord,
    IndicatorTarget,
    IndicatorVersion,
    OpenFile,
    PeriodClosing,
    Publication,
    PublicationFact,
    UnitObjection,
    Waiver,
)
from lutu.kernel.territory.models import Area
from tests.cast import AT, DAY, FROM
from tests.leaks.stage import LEVELS, SECTOR, World, put_file
from tests.leaks.world_casework import put_case

BEFORE = {"period_kind": "quarter", "period_start": date(2021, 4, 1), "period_stop": date(2021, 7, 1)}
NOW = {"period_kind": "quarter", "period_start": date(2021, 7, 1), "period_stop": date(2021, 10, 1)}
DIGEST = bytes(32)
MEASURED: dict[str, Any] = {"numerator_measure": "count", "denominator_measure": "count", "scale": 100, "decimals": 1}


def put_indicators(world: World) -> None:
    """The figure streets are ranked by, and one of each level; two quarters; what was published of them."""
    ranked = _indicator(world, "public", code=bulletin_rules().ranked)
    by_level = {level: _indicator(world, level) for level in LEVELS}
    published, draft = _publication(world, BEFORE, AT), _publication(world, NOW, None)
    for version in (ranked, by_level["public"], by_level["internal"]):
        facts_before = _facts(world, version, BEFORE)
        # What would tell a person is counted above and hidden below.
        _enter(published, facts_before[:-1])
        _enter(published, facts_before[-1:], is_suppressed=True)
        if version is ranked:
            _correct(world, facts_before[0], published)
    hidden = _facts(world, by_level["restricted"], BEFORE)
    _correct(world, hidden[0], None)
    for version in (ranked, by_level["public"]):
        facts = _facts(world, version, NOW)
        _enter(draft, facts)
        for fact in facts[:3]:
            _object(world, draft, fact)
    # A published figure stands in a draft too; what is found in an indicator may be of any level.
    _enter(draft, facts_before[-2:-1])
    for level in LEVELS:
        for area in (*world.district.streets[:2], world.district.root):
            _finding(world, by_level["internal"].indicator, area, level)


def _indicator(world: World, level: str, **given: Any) -> IndicatorVersion:
    """An indicator with a definition in force, one that waits for its signature, and targets."""
    canaries = world.canaries
    indicator = canaries.filled(
        Indicator, unit="%", direction="up", period_kind="quarter", sensitivity=level,
        owner_post=world.posts[world.district.streets[2].code], **given,
    )  # fmt: skip
    told = {
        "indicator": indicator, "aggregate": "ratio_of_sums", "numerator_selector": "projects.members",
        "denominator_selector": "projects.members", "numerator_unit": "个", "denominator_unit": "个",
        "reported_selector": "", "expected_selector": "", "population_basis": "", "dimension": "sector",
        "scope_code": "district", "minimum_n": 0, "valid_from": FROM, "proposed_at": AT,
        # A figure about persons: counted in public, its rows never listed there.
        "small_number_k": 0 if given else 5, **MEASURED,
    }  # fmt: skip
    version: IndicatorVersion = canaries.filled(IndicatorVersion, version=1, signed_at=AT, **told)
    canaries.filled(IndicatorVersion, version=2, signed_by_name="", **told | {"valid_from": date(2022, 1, 1)})
    for area in (world.district.root, world.district.streets[1]):
        canaries.filled(IndicatorTarget, indicator=indicator, area=area, **NOW)
    return version


def _facts(world: World, version: IndicatorVersion, period: dict[str, Any]) -> list[IndicatorFact]:
    """The district's figure with its rows, every street's and a group's; the third street's last."""
    root = _root(world, version, period)
    below = {"root": root, "version": version}
    group = _fact(world, period, area=root.area, dimension="sector", dimension_value=SECTOR, **below)
    streets = [_fact(world, period, area=street, **below) for street in world.district.streets]
    return [root, group, *streets]


def _root(world: World, version: IndicatorVersion, period: dict[str, Any], **given: Any) -> IndicatorFact:
    root = _fact(world, period, area=world.district.root, version=version, **given)
    for project in world.projects.values():
        for side in ("num", "den"):
            world.canaries.filled(
                IndicatorFactRecord, fact=root, side=side, subject_kind=project._meta.label_lower,
                subject_id=project.pk, area_code=project.area_id, dimension_value=SECTOR,
            )  # fmt: skip
    return root


def _fact(world: World, period: dict[str, Any], **given: Any) -> IndicatorFact:
    told = {"kind": "frozen", "dimension": "", "dimension_value": "", "run": 1, **given}
    return world.canaries.filled(
        IndicatorFact, scope_code="district", scope_name=world.district.root.name, as_of=period["period_stop"],
        record_digest=DIGEST, algorithm="SM3", computed_at=AT, colour="green", colour_reason=lights.MET, **period,
        **told,
    )  # fmt: skip


def _publication(world: World, period: dict[str, Any], published_at: Any) -> Publication:
    """A bulletin with its publication, its files, and the closing of its quarter."""
    canaries = world.canaries
    done = {} if published_at else {"signed_by_id": "", "signed_by_name": ""}
    publication = canaries.filled(
        Publication, code=bulletin_rules().code, edited_by_id="", edited_at=AT, published_at=published_at,
        objections_until=AT + timedelta(days=3), snapshot_digest=DIGEST if published_at else None, **period, **done,
    )  # fmt: skip
    bulletin = canaries.filled(QuarterlyBulletin, publication=publication, prepared_at=AT)
    for ending in (".docx", ".pdf") if published_at else ():
        put_file(world, subject=(bulletin._meta.label_lower, bulletin.pk), ending=ending)
    for form in ("csv", "json"):
        _open_file(world, publication, form)
    canaries.filled(PeriodClosing, as_of=period["period_stop"], due_at=AT, closed_at=AT, **period)
    return publication


def _open_file(world: World, publication: Publication, form: str) -> None:
    made = {"number": 1, "digest": DIGEST, "algorithm": "SM3", "made_at": AT}
    text = world.canaries.text(("indicators.openfile", None), "content")
    file = world.canaries.filled(OpenFile, publication=publication, format=form, content=text.encode(), **made)
    world.canaries.owners[text] = ((file._meta.label_lower, file.pk), "content")


def _enter(publication: Publication, facts: list[IndicatorFact], **given: Any) -> None:
    for fact in facts:
        PublicationFact.objects.create(publication=publication, fact=fact, added_at=AT, **given)


def _correct(world: World, old: IndicatorFact, publication: Publication | None) -> None:
    """A later run beside an earlier one, in the same publication where there is one."""
    period = {name: getattr(old, name) for name in NOW}
    new = _root(world, old.version, period, run=2, kind="correction")
    world.canaries.filled(Correction, fact_old=old, fact_new=new, notice_publication=publication, recorded_at=AT)
    if publication is not None:
        _enter(publication, [new], is_correction=True)


def _object(world: World, publication: Publication, fact: IndicatorFact) -> None:
    unit = world.posts[world.district.streets[1].code].organisation
    world.canaries.filled(
        UnitObjection, publication=publication, fact=fact, unit=unit, raised_at=AT, answered_at=AT, is_upheld=False
    )


def _finding(world: World, indicator: Indicator, area: Area, level: str) -> None:
    """A finding about a restricted project, its case, and a waiver under which it rests."""
    canaries = world.canaries
    project = world.projects[world.district.streets[0].code, "restricted"]
    about = (project._meta.label_lower, project.pk)
    case = put_case(world, area=area, sensitivity=level, flow=FINDING, stage=ANALYSIS)
    finding = canaries.filled(
        Finding, source=SOURCE, episode=1, indicator=indicator, area=area, sensitivity=level, subject_kind=about[0],
        subject_id=about[1], rows=[{"kind": about[0], "id": about[1]}], owner_post=case.owner_post, case=case,
        opened_at=AT,
    )  # fmt: skip
    owner = (finding._meta.label_lower, finding.pk)
    finding.before = [{"period_name": canaries.text(owner, "before"), "arithmetic": canaries.text(owner, "before")}]
    finding.save(update_fields=["before"])
    canaries.filled(
        Waiver, finding=finding, approver=world.cast.people["leader"], approved_at=AT, ends_date=DAY + timedelta(days=9)
    )
