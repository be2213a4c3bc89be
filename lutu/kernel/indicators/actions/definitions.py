"""Registering definitions (口径) and targets: editor and signer are two people; what is known from before stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from lutu.kernel.indicators.definitions import Definition, DefinitionRefused, Side, read_definition
from lutu.kernel.indicators.models import Indicator, IndicatorTarget, IndicatorVersion
from lutu.kernel.indicators.periods import Period
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.models import Post
from lutu.kernel.territory.models import Area

label_action("indicators.indicator.registered", "登记指标")
label_action("indicators.indicator.changed", "变更指标")
label_action("indicators.version.proposed", "编制口径")
label_action("indicators.version.signed", "签发口径")
label_action("indicators.target.set", "设定目标")

SUBJECT = "indicators.indicator"
NO_SIDE = Side("")
_TITLES = {
    "name": "指标名称", "direction": "方向", "owner_post": "责任岗位", "statement_template": "表述",
    "sensitivity": "数据级别",
}  # fmt: skip


class SameActor(ValueError):
    """Who edited may not sign."""


@dataclass(frozen=True)
class LoadReport:
    """What loading a folder of definitions did: codes that are new or changed, unchanged, and refused with reason."""

    loaded: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def load_definitions(*, folder: Path, actor: Actor, at: datetime) -> LoadReport:
    """Load every definition of the YAML files in a folder and sign it as part of the system.

    One whose parts are all there already stays; a changed one begins a new version on its own `valid_from`. A refused
    definition (its owner's post not yet set up, for example) does not keep the others out.
    """
    loaded: list[str] = []
    unchanged: list[str] = []
    refused: list[tuple[str, str]] = []
    for file in sorted(folder.glob("*.yaml")):
        for row in yaml.safe_load(file.read_text(encoding="utf-8"))["indicators"]:
            try:
                definition = read_definition(row)
                with transaction.atomic():
                    changed = _load(definition, actor, at)
            except DefinitionRefused as refusal:
                refused.append((str(row.get("code", "")), str(refusal)))
            else:
                (loaded if changed else unchanged).append(definition.code)
    return LoadReport(tuple(loaded), tuple(unchanged), tuple(refused))


@transaction.atomic
def propose_version(*, definition: Definition, actor: Actor, at: datetime) -> IndicatorVersion:
    """Register an indicator, or a new version of its definition (编制口径), to be signed by somebody else.

    Raises DefinitionRefused: no such post, another unit than before, a day not after the version in force.
    """
    indicator = _indicator(definition, actor, at)
    last = indicator.versions.order_by("-version").first()
    if last is not None and last.signed_at is None:
        raise DefinitionRefused(f"“{indicator.name}”第 {last.version} 版尚未签发,请先签发或撤回")
    if last is not None and definition.valid_from <= last.valid_from:
        raise DefinitionRefused(
            f"“{indicator.name}”的新口径须晚于现行口径的生效日 {last.valid_from},实为 {definition.valid_from}"
        )
    series = 1 if last is None else last.series + int(definition.series_break)
    row = IndicatorVersion.objects.create(
        indicator=indicator, version=1 if last is None else last.version + 1, valid_from=definition.valid_from,
        series=series, proposed_by_id=actor.id, proposed_by_name=actor.name, proposed_at=at, **_columns(definition),
    )  # fmt: skip
    record(
        subject=(SUBJECT, indicator.pk), action="indicators.version.proposed", actor=actor, at=at,
        details={"version": row.version, "valid_from": row.valid_from}, basis=definition.source,
    )  # fmt: skip
    return row


@transaction.atomic
def sign_version(*, version: IndicatorVersion, actor: Actor, at: datetime) -> IndicatorVersion:
    """Put a proposed version in force from its day on (签发口径); the version before ends that day.

    Raises SameActor where the editor signs, DefinitionRefused where it has been signed.
    """
    row = IndicatorVersion.objects.select_for_update(of=("self",)).select_related("indicator").get(pk=version.pk)
    if row.signed_at is not None:
        raise DefinitionRefused(f"第 {row.version} 版已由 {row.signed_by_name} 签发")
    if actor.kind == "account" and actor.id == row.proposed_by_id:
        raise SameActor("编制人不能签发自己编制的口径,请由他人签发")
    open_ones = IndicatorVersion.objects.filter(indicator=row.indicator, signed_at__isnull=False, valid_to=None)
    open_ones.update(valid_to=row.valid_from)
    row.signed_by_name, row.signed_at = actor.name, at
    row.save(update_fields=["signed_by_name", "signed_at"])
    record(
        subject=(SUBJECT, row.indicator_id), action="indicators.version.signed", actor=actor, at=at,
        details={"version": row.version, "valid_from": row.valid_from}, basis=row.basis_text,
    )  # fmt: skip
    return row


@transaction.atomic
def set_target(
    *, indicator: Indicator, area: Area, period: Period, target: Fraction, source_document: str, actor: Actor,
    at: datetime,
) -> IndicatorTarget:  # fmt: skip
    """Set what a figure should be, in its own unit: 80 for 80% (设定目标). The journal keeps what it was before.

    Raises DefinitionRefused without a source, or for a period of another kind than the indicator's.
    """
    if not source_document.strip():
        raise DefinitionRefused("目标须注明依据(文件、条款或会议决定)")
    if period.kind != indicator.period_kind:
        raise DefinitionRefused(
            f"“{indicator.name}”按{indicator.get_period_kind_display()}统计,不能为 {period.code} 设目标"
        )
    before = IndicatorTarget.objects.filter(
        indicator=indicator, area=area, period_start=period.start, period_stop=period.stop
    ).first()
    row = before or IndicatorTarget(
        indicator=indicator, area=area, period_kind=period.kind, period_start=period.start, period_stop=period.stop
    )
    was = f"{before.target_numerator}/{before.target_denominator}" if before else ""
    row.target_numerator, row.target_denominator = target.numerator, target.denominator
    row.source_document = source_document
    row.save()
    details = {"area": area.name, "period": period.code, "value": f"{target}", "was": was}
    record(
        subject=(SUBJECT, indicator.pk), action="indicators.target.set", actor=actor, at=at, details=details,
        basis=source_document,
    )  # fmt: skip
    return row


def _load(definition: Definition, actor: Actor, at: datetime) -> bool:
    last = (
        IndicatorVersion.objects.filter(indicator__code=definition.code, signed_at__isnull=False)
        .order_by("-version")
        .first()
    )
    columns = _columns(definition)
    if last is not None and all(getattr(last, name) == value for name, value in columns.items()):
        return _follow(Indicator.objects.get(code=definition.code), definition, actor, at)
    sign_version(version=propose_version(definition=definition, actor=actor, at=at), actor=actor, at=at)
    return True


def _indicator(definition: Definition, actor: Actor, at: datetime) -> Indicator:
    known = Indicator.objects.filter(code=definition.code).first()
    if known is not None:
        _follow(known, definition, actor, at)
        return known
    indicator = Indicator.objects.create(
        code=definition.code, unit=definition.unit, period_kind=definition.period_kind, **_words(definition)
    )
    record(
        subject=(SUBJECT, indicator.pk), action="indicators.indicator.registered", actor=actor, at=at,
        details={"code": indicator.code, "name": indicator.name}, basis=definition.source,
    )  # fmt: skip
    return indicator


def _follow(indicator: Indicator, definition: Definition, actor: Actor, at: datetime) -> bool:
    """Take over a new name, owner, direction or statement; whether anything changed."""
    if (indicator.unit, indicator.period_kind) != (definition.unit, definition.period_kind):
        raise DefinitionRefused(
            f"“{indicator.name}”以{indicator.unit}按{indicator.get_period_kind_display()}统计;改变计量单位或统计期种类须另立指标代码"
        )
    words = _words(definition)
    changed = {name: value for name, value in words.items() if getattr(indicator, name) != value}
    if not changed:
        return False
    for name, value in changed.items():
        setattr(indicator, name, value)
    indicator.save(update_fields=list(changed))
    record(
        subject=(SUBJECT, indicator.pk), action="indicators.indicator.changed", actor=actor, at=at,
        details={"fields": [_TITLES[name] for name in changed]},
    )  # fmt: skip
    return True


def _words(definition: Definition) -> dict[str, Any]:
    post = Post.objects.filter(code=definition.owner).first()
    if post is None:
        raise DefinitionRefused(f"指标 {definition.code} 缺少:责任岗位(岗位 {definition.owner} 尚未设立)")
    return {
        "name": definition.name, "direction": definition.direction, "owner_post": post,
        "statement_template": definition.statement, "sensitivity": definition.sensitivity,
    }  # fmt: skip


def _columns(definition: Definition) -> Mapping[str, Any]:
    over = definition.denominator or NO_SIDE
    return {
        "aggregate": definition.aggregate,
        "numerator_selector": definition.numerator.selector,
        "numerator_arguments": dict(definition.numerator.arguments),
        "numerator_measure": definition.numerator.measure,
        "numerator_unit": definition.numerator.unit,
        "denominator_selector": over.selector,
        "denominator_arguments": dict(over.arguments),
        "denominator_measure": over.measure,
        "denominator_unit": over.unit,
        "reported_selector": definition.reported,
        "expected_selector": definition.expected,
        "scale": definition.scale,
        "decimals": definition.decimals,
        "population_basis": definition.population_basis,
        "scope_code": definition.scope,
        "counting_rule": definition.counting_rule,
        "basis_text": definition.source,
        "levels": list(definition.levels),
        "dimension": definition.dimension,
        "minimum_n": definition.minimum_n,
        "minimum_coverage_bp": definition.minimum_coverage_bp,
        "small_number_k": definition.small_number_k,
        "series_break": definition.series_break,
        "light_bands": dict(definition.light_bands),
    }
