"""Referring a case to another domain (转介): with consent or a legal exception, field by field, status word only."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lutu.kernel.casework.actions.opening import open_case
from lutu.kernel.casework.actions.turning import SUBJECT, Fired, MoveRefused, acting, settle
from lutu.kernel.casework.actions.turning import turn as take_turn
from lutu.kernel.casework.flows import OWNER, SUPERVISOR
from lutu.kernel.casework.models import Case, Consent, Referral
from lutu.kernel.casework.registry import flow_of
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.models import Post
from lutu.kernel.periods import day_of

label_action("casework.consent.given", "取得同意")
label_action("casework.consent.withdrawn", "撤回同意")
label_action("casework.case.referred", "转介")
REFERRED = "casework.case.referred"


class ConsentMissing(ValueError):
    """A case about people is to be referred without the consent of the person, or beyond what it covers."""


class ReferralRefused(ValueError):
    """A referral that can't be made as asked."""


@transaction.atomic
def give_consent(
    *,
    case: Case,
    purpose: str,
    receiver: str,
    fields: Sequence[str],
    given_date: date,
    expires_date: date,
    manner: str,
    actor: Actor,
    at: datetime,
) -> Consent:
    """Note a consent (取得同意): what for, to whom, which fields, until when, how it was given."""
    known = flow_of(case.flow).fields
    if unknown := sorted(set(fields) - {*known, "title", "summary"}):
        raise ReferralRefused(f"没有内容项 {'、'.join(unknown)}")
    if expires_date <= given_date:
        raise ReferralRefused(f"失效日 {expires_date} 应晚于同意日 {given_date}")
    row = Consent.objects.create(
        case=case, purpose=purpose, receiver=receiver, fields=sorted(fields), given_date=given_date,
        expires_date=expires_date, manner=manner,
    )  # fmt: skip
    details = {"receiver": receiver, "reason": purpose, "valid_to": expires_date, "fields": sorted(fields)}
    record(subject=(SUBJECT, case.pk), action="casework.consent.given", actor=actor, at=at, details=details)
    return row


@transaction.atomic
def withdraw_consent(*, consent: Consent, day: date, actor: Actor, at: datetime) -> Consent:
    """Note that a consent was withdrawn (撤回同意): nothing is referred on it from that day on."""
    if consent.withdrawn_date is not None:
        raise ReferralRefused(f"同意已于 {consent.withdrawn_date} 撤回")
    consent.withdrawn_date = day
    consent.save(update_fields=["withdrawn_date"])
    details = {"receiver": consent.receiver, "day": day}
    record(subject=(SUBJECT, consent.case_id), action="casework.consent.withdrawn", actor=actor, at=at, details=details)
    return consent


@transaction.atomic
def refer(
    *,
    case_id: int,
    to_flow: str,
    title: str,
    purpose: str,
    shared: Sequence[str],
    user: Any,
    key: str,
    at: datetime,
    owner_post: Post | None = None,
    consent: Consent | None = None,
    exception_basis: str = "",
) -> Case:
    """Open a case of another flow that knows only the chosen fields of this one (转介); returns the new case.

    Raises ConsentMissing where the flow is about people and neither a consent in force covers every field nor a legal
    exception is named, ReferralRefused, CaseNotFound, MoveRefused.
    """
    asked = {"refer": to_flow, "shared": sorted(shared), "purpose": purpose}
    turn = take_turn(case_id=case_id, user=user, key=key, asked=asked, at=at)
    if isinstance(turn, Fired):
        return Referral.objects.select_related("target").filter(source=case_id).latest("pk").target
    stand = turn.stand((OWNER, SUPERVISOR))
    if stand is None:
        raise MoveRefused(["转介由责任岗位或督办人员办理"])
    source = turn.case
    if to_flow == source.flow:
        raise ReferralRefused("转介应转入另一类事项")
    if not flow_of(to_flow).takes_referrals:
        raise ReferralRefused(f"“{flow_of(to_flow).title}”不接受转介")
    if unknown := sorted(set(shared) - {*turn.flow.fields, "title", "summary"}):
        raise ReferralRefused(f"没有内容项 {'、'.join(unknown)}")
    if turn.flow.personal:
        _require_consent(source, shared, consent, exception_basis, day_of(at))
    target = open_case(
        flow=to_flow, title=title, area=source.area, owner_post=owner_post, summary=_summary(turn, shared),
        parent=source, sensitivity=source.sensitivity, actor=acting(user=user, stand=stand), at=at,
    )  # fmt: skip
    Referral.objects.create(
        source=source, target=target, purpose=purpose, shared_fields=sorted(shared), consent=consent,
        exception_basis=exception_basis, referred_at=at,
    )  # fmt: skip
    details = {"to": flow_of(to_flow).title, "reason": purpose, "fields": sorted(shared)}
    settle(turn=turn, action=REFERRED, stand=stand, details=details, basis=exception_basis)
    return target


def _require_consent(
    case: Case, shared: Sequence[str], consent: Consent | None, exception_basis: str, day: date
) -> None:
    if exception_basis.strip():
        return
    if consent is None:
        raise ConsentMissing("转介须取得本人同意,或写明法定例外的依据;本人不同意的,如实记录即可,不影响本事项办理")
    in_time = consent.given_date <= day < consent.expires_date
    if consent.case_id != case.pk or not in_time or consent.withdrawn_date is not None:
        raise ConsentMissing("所附同意不属于本事项、已失效或已撤回")
    if beyond := sorted(set(shared) - set(consent.fields)):
        raise ConsentMissing(f"同意不含:{'、'.join(beyond)}")


def _summary(turn: Any, shared: Sequence[str]) -> str:
    lines = []
    for name in shared:
        value = getattr(turn.case, name) if name in ("title", "summary") else turn.case.fields.get(name, "")
        lines.append(f"{turn.flow.fields.get(name, {'title': '事由', 'summary': '内容'}.get(name, name))}:{value}")
    return "\n".join(lines)
