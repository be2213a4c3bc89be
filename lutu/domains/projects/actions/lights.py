"""亮灯规则与认可理由: who sets by which rule lights are read, and who accepts a reason that lifts one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from lutu.domains.projects.actions.standing import rebuild_standing
from lutu.domains.projects.bands import Item, rules_of
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.models import LightRuleSet, LightWaiver, Project
from lutu.domains.projects.queries import rules_in
from lutu.kernel.journal.actions import Actor, record

FILE = Path(__file__).resolve().parent.parent / "rules" / "lights.yaml"
SUBJECT = "projects.lightruleset"


class LightRefused(ValueError):
    """A rule set that cannot come into force, or a reason that cannot be accepted."""


class SameSigner(LightRefused):
    """Who drafted a rule set may not sign it."""


@transaction.atomic
def load_light_rules(*, actor: Actor, at: datetime, file: Path = FILE) -> int:
    """Load the rule sets of a YAML file that are not yet known (载入亮灯规则); returns how many.

    One with `in_force_from` comes into force on that day where nothing is in force yet. Raises BandsFaulty.
    """
    loaded = 0
    for row in yaml.safe_load(file.read_text(encoding="utf-8"))["rule_sets"]:
        if LightRuleSet.objects.filter(code=row["code"]).exists():
            continue
        made = _draft(
            row["code"], row["name"], row["bands"], row["source"], bool(row.get("is_default")), actor=actor, at=at
        )
        if row.get("in_force_from") and not LightRuleSet.objects.filter(valid_from__isnull=False).exists():
            _sign(made, row["in_force_from"], actor=actor, at=at)
        loaded += 1
    return loaded


@transaction.atomic
def draft_light_rules(
    *, code: str, name: str, bands: Sequence[Mapping[str, Any]], source: str, actor: Actor, at: datetime
) -> LightRuleSet:
    """Draft a new version of a rule set, or a new one (拟定亮灯规则). Raises BandsFaulty or LightRefused."""
    if not source.strip():
        raise LightRefused(_("亮灯规则须注明依据(文件、条款或“默认值”)"))
    return _draft(code, name, bands, source, False, actor=actor, at=at)


@transaction.atomic
def set_light_rules(*, rule_set: LightRuleSet, valid_from: date, actor: Actor, at: datetime, day: date) -> LightRuleSet:
    """Sign a drafted rule set and put it in force from a day on (签发亮灯规则); the one before ends that day.

    Raises SameSigner where the signer drafted it, LightRefused where it is signed already, reads nothing, or would
    begin before the one in force.
    """
    rule_set = LightRuleSet.objects.select_for_update().get(pk=rule_set.pk)
    if rule_set.valid_from is not None:
        raise LightRefused(_("{rules} 已于 {begun} 生效").format(rules=rule_set, begun=rule_set.valid_from))
    if rule_set.drafted_by == _key(actor):
        raise SameSigner(_("{name}拟定的规则须由另一人签发").format(name=rule_set.drafted_by_name))
    rules = rules_in(rule_set=rule_set)
    if not rules.is_readable:
        needs = _(";").join(band.needs for band in rules.bands)
        raise LightRefused(_("{rules} 所需数据还没有接入:{needs}").format(rules=rule_set, needs=needs))
    last = LightRuleSet.objects.select_for_update().filter(valid_from__isnull=False).order_by("-valid_from").first()
    if last is not None and last.valid_from is not None and valid_from <= last.valid_from:
        text = _("生效日 {day} 应晚于现行规则的生效日 {begun}")
        raise LightRefused(text.format(day=valid_from, begun=last.valid_from))
    if last is not None:
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
    _sign(rule_set, valid_from, actor=actor, at=at)
    if valid_from <= day:
        rebuild_standing(projects=None, day=day, at=at)
    return rule_set


@transaction.atomic
def accept_reason(
    *,
    project: Project,
    item: str,
    reason: str,
    valid_from: date,
    valid_to: date,
    actor: Actor,
    at: datetime,
    day: date,
    document: str = "",
) -> LightWaiver:
    """Accept a reason, such as force majeure, that lifts a light for a time (认可理由). Raises LightRefused."""
    if not reason.strip():
        raise LightRefused(_("认可须写明理由"))
    if item not in Item:
        raise LightRefused(_("未知的亮灯项“{item}”").format(item=item))
    if valid_to <= valid_from:
        raise LightRefused(_("终止日 {stop} 应晚于起始日 {start}").format(stop=valid_to, start=valid_from))
    made = LightWaiver.objects.create(
        project=project, item=item, reason=reason.strip(), document=document, valid_from=valid_from,
        valid_to=valid_to, approved_by_name=actor.name, approved_at=at,
    )  # fmt: skip
    details = {"item": _item_words(item), "reason": made.reason, "from": valid_from, "to": valid_to}
    _tell("projects.light.waived", made, details, actor, at, day)
    return made


@transaction.atomic
def end_reason(
    *, waiver: LightWaiver, ended_date: date, reason: str, actor: Actor, at: datetime, day: date
) -> LightWaiver:
    """Let an accepted reason end earlier than said (终止认可). Raises LightRefused."""
    if ended_date >= waiver.valid_to or ended_date <= waiver.valid_from:
        text = _("终止日应在 {start} 之后、{stop} 之前")
        raise LightRefused(text.format(start=waiver.valid_from, stop=waiver.valid_to))
    was, waiver.valid_to = waiver.valid_to, ended_date
    waiver.save(update_fields=["valid_to"])
    details = {"item": _item_words(waiver.item), "was": was, "to": ended_date, "reason": reason}
    _tell("projects.light.waiver_ended", waiver, details, actor, at, day)
    return waiver


def _draft(
    code: str, name: str, bands: Sequence[Mapping[str, Any]], source: str, is_default: bool, *, actor: Actor,
    at: datetime,
) -> LightRuleSet:  # fmt: skip
    rules_of(version=code, document=bands)
    last = LightRuleSet.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
    made = LightRuleSet.objects.create(
        code=code, name=name, version=last + 1, bands=list(bands), source=source, is_default=is_default,
        drafted_by=_key(actor), drafted_by_name=actor.name, drafted_at=at,
    )  # fmt: skip
    details = {"code": code, "edition": made.version, "name": name}
    record(subject=(SUBJECT, made.pk), action="projects.light_rules.drafted", actor=actor, at=at, details=details,
           basis=source)  # fmt: skip
    return made


def _sign(rule_set: LightRuleSet, valid_from: date, *, actor: Actor, at: datetime) -> None:
    rule_set.valid_from, rule_set.signed_by, rule_set.signed_by_name = valid_from, _key(actor), actor.name
    rule_set.signed_at = at
    rule_set.save(update_fields=["valid_from", "signed_by", "signed_by_name", "signed_at"])
    details = {"code": rule_set.code, "edition": rule_set.version, "valid_from": valid_from}
    record(subject=(SUBJECT, rule_set.pk), action="projects.light_rules.signed", actor=actor, at=at, details=details,
           basis=rule_set.source)  # fmt: skip


def _tell(
    action: str, waiver: LightWaiver, details: Mapping[str, object], actor: Actor, at: datetime, day: date
) -> None:
    record(subject=(SUBJECT_KIND, waiver.project_id), action=action, actor=actor, at=at, details=details,
           basis=waiver.document)  # fmt: skip
    rebuild_standing(projects=[waiver.project_id], day=day, at=at)


def _item_words(item: str) -> str:
    """The item as the journal names it, in the language of the house."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(Item(item).label)


def _key(actor: Actor) -> str:
    """Whose act it is, for telling two people apart."""
    return f"{actor.kind}:{actor.id}"
