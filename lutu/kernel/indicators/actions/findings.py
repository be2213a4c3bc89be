"""Findings (发现): one case an open episode, closed by recovery or waiver, opened again when a waiver ends."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lutu.kernel.access.models import Account, Sensitivity
from lutu.kernel.access.queries import NotAllowed, can
from lutu.kernel.casework.actions import fire, open_case
from lutu.kernel.casework.flows import SUPERVISE
from lutu.kernel.casework.models import Case
from lutu.kernel.indicators.flows import FINDING
from lutu.kernel.indicators.models import Finding, Indicator, Waiver
from lutu.kernel.indicators.queries.findings import open_waiver, recovery_of
from lutu.kernel.indicators.registry import finding_source
from lutu.kernel.journal.actions import CLOCK, Actor, record
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.models import Post
from lutu.kernel.parties.queries import holders
from lutu.kernel.periods import day_of
from lutu.kernel.territory.models import Area

label_action("indicators.finding.opened", "立为发现")
label_action("indicators.finding.closed", "发现销号")
label_action("indicators.finding.waived", "豁免")
label_action("indicators.finding.reopened", "豁免到期,重新打开")

SUBJECT = "indicators.finding"


class WaiverRefused(ValueError):
    """A waiver without a reason, without an end, or approved by its own owner."""


@dataclass(frozen=True)
class WaiverCheck:
    """What a look at the waivers of a day came to: how many ended, how many findings were opened again."""

    ended: int
    reopened: int


@transaction.atomic
def open_finding(
    *,
    source: str,
    key: str,
    area: Area,
    subject: tuple[str, int] | None,
    title: str,
    arithmetic: str,
    readings: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    owner_post: Post,
    actor: Actor,
    at: datetime,
    indicator: Indicator | None = None,
    sensitivity: str = Sensitivity.INTERNAL.value,
    basis: str = "",
) -> Finding:
    """Open a finding and its case (立为发现); while one is open for the same source, key and area, that one is given.

    `readings` and `rows` are plain values (JSON) and stay with the finding. Raises LookupError for an unknown source.
    """
    finding_source(source)
    last = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("case")
        .filter(source=source, key=key, area=area)
        .order_by("-episode")
        .first()
    )
    if last is not None and settle(finding=last, at=at).is_open:
        return last
    finding = Finding.objects.create(
        source=source, key=key, area=area, episode=last.episode + 1 if last else 1, indicator=indicator,
        sensitivity=sensitivity, subject_kind=subject[0] if subject else "", subject_id=subject[1] if subject else None,
        title=title[:200], arithmetic=arithmetic[:500], before=[dict(item) for item in readings],
        rows=[dict(item) for item in rows], owner_post=owner_post, opened_at=at,
    )  # fmt: skip
    finding.case = open_case(
        flow=FINDING, title=title[:200], area=area, actor=actor, at=at, subject=(SUBJECT, finding.pk),
        owner_post=owner_post, summary=arithmetic, sensitivity=sensitivity, basis=basis,
    )  # fmt: skip
    finding.save(update_fields=["case"])
    record(
        subject=(SUBJECT, finding.pk), action="indicators.finding.opened", actor=actor, at=at,
        details={"source": source, "name": key, "area": area.name, "arithmetic": arithmetic}, basis=basis,
    )  # fmt: skip
    return finding


@transaction.atomic
def close_finding(*, finding: Finding, user: Account | None, key: str, at: datetime) -> Finding:
    """Close a finding (销号); `user` None is the clock. Raises MoveRefused with the sentence of what is still amiss."""
    assert finding.case_id is not None
    fire(case_id=finding.case_id, action="close", user=user, key=key, at=at)
    return settle(finding=finding, at=at)


@transaction.atomic
def settle(*, finding: Finding, at: datetime) -> Finding:
    """Let a finding follow its case, which may have been closed or opened again on the pages of casework."""
    if finding.case_id is None:
        return finding
    case = Case.objects.get(pk=finding.case_id)
    if case.is_open == finding.is_open:
        return finding
    if case.is_open:
        finding.closed_at, finding.outcome, finding.after = None, "", {}
    else:
        closed_at = case.closed_at or at
        waived = open_waiver(finding=finding, at=closed_at) is not None
        recovery = recovery_of(finding=finding, at=closed_at)
        finding.outcome = Finding.Outcome.RECOVERED
        if waived and not recovery.recovered:
            finding.outcome = Finding.Outcome.WAIVED
        finding.closed_at, finding.after = closed_at, dict(recovery.reading)
        record(
            subject=(SUBJECT, finding.pk), action="indicators.finding.closed", actor=CLOCK, at=at,
            details={"outcome": str(finding.outcome), "sentence": recovery.sentence},
        )  # fmt: skip
    finding.save(update_fields=["closed_at", "outcome", "after"])
    return finding


@transaction.atomic
def waive(*, finding: Finding, reason: str, ends_date: date, user: Account, key: str, at: datetime) -> Waiver:
    """Let a finding rest until a day (豁免) and close its case.

    Needs the supervision of its area. Raises NotAllowed, WaiverRefused (no reason, no day to come, the approver holds
    the owner's post), MoveRefused.
    """
    day = day_of(at)
    if not can(user=user, permission=SUPERVISE, day=day, area=finding.area):
        raise NotAllowed("豁免由有督办权限的人员批准,当前账号没有这项权限")
    if not reason.strip():
        raise WaiverRefused("豁免须写明原因")
    if ends_date <= day:
        raise WaiverRefused(f"豁免截止日应晚于 {day},实为 {ends_date}")
    person = user.person
    if person is None or holders(post_id=finding.owner_post_id, day=day).filter(pk=person.pk).exists():
        raise WaiverRefused("责任岗位的人员不能批准对自己的豁免,请由他人批准")
    if open_waiver(finding=finding, at=at) is not None:
        raise WaiverRefused("该发现已在豁免期内")
    waiver = Waiver.objects.create(
        finding=finding, reason=reason.strip(), approver=person, approved_at=at, ends_date=ends_date
    )
    record(
        subject=(SUBJECT, finding.pk), action="indicators.finding.waived",
        actor=Actor("account", str(user.pk), user.display_name), at=at,
        details={"valid_to": ends_date, "reason": reason.strip()},
    )  # fmt: skip
    close_finding(finding=finding, user=user, key=key, at=at)
    return waiver


def check_waivers(*, day: date, at: datetime) -> WaiverCheck:
    """End the waivers that run out on the day (豁免到期), each in its own transaction; what is still amiss reopens."""
    ended = reopened = 0
    for waiver in Waiver.objects.filter(ended_at__isnull=True, ends_date__lte=day).select_related("finding__area"):
        ended += 1
        reopened += _end(waiver, at)
    return WaiverCheck(ended, reopened)


@transaction.atomic
def _end(waiver: Waiver, at: datetime) -> bool:
    waiver.ended_at = at
    waiver.save(update_fields=["ended_at"])
    finding = settle(finding=waiver.finding, at=at)
    newer = Finding.objects.filter(source=finding.source, key=finding.key, area=finding.area_id, closed_at=None)
    if finding.is_open or finding.case_id is None or newer.exists() or recovery_of(finding=finding, at=at).recovered:
        return False
    fire(case_id=finding.case_id, action="reopen", user=None, key=f"waiver-{waiver.pk}", at=at)
    record(
        subject=(SUBJECT, finding.pk), action="indicators.finding.reopened", actor=CLOCK, at=at,
        details={"valid_to": waiver.ends_date, "reason": waiver.reason},
    )  # fmt: skip
    settle(finding=finding, at=at)
    return True


def close_recovered(*, source: str, keys: Collection[str] | None, at: datetime) -> int:
    """Close every open finding of a source that has recovered, by the clock; returns how many."""
    rows = Finding.objects.filter(source=source, closed_at__isnull=True).select_related("area", "indicator", "case")
    if keys is not None:
        rows = rows.filter(key__in=keys)
    closed = 0
    for finding in rows:
        if settle(finding=finding, at=at).is_open and recovery_of(finding=finding, at=at).recovered:
            close_finding(finding=finding, user=None, key=f"recovered-{finding.episode}-{at:%Y%m%d%H%M}", at=at)
            closed += 1
    return closed
