"""Permits and dates from other authorities: stated from a feed, corrected with a reason, revoked. Never edited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lutu.domains.projects.actions.standing import rebuild_standing
from lutu.domains.projects.facts import REPORTED_KINDS, REPORTED_TITLES, SUBJECT_KIND
from lutu.domains.projects.models import Project
from lutu.domains.projects.queries import CHUNK
from lutu.kernel.facts.actions import NewFact, correct_fact, retract_fact, state_many
from lutu.kernel.facts.kinds import kind_of
from lutu.kernel.facts.models import Fact
from lutu.kernel.journal.actions import Actor, record

Key = tuple[int, str, str, int | None]
NEW, CORRECTED, UNCHANGED = "new", "corrected", "unchanged"


class PermitRefused(ValueError):
    """A permit from the future, one that is no permit of a project, or an end that lies before its date."""


@dataclass(frozen=True)
class NewPermit:
    """A permit or event as its authority reports it; `source` is the authority where it is not the usual one."""

    project_id: int
    kind: str
    date: date
    number: str = ""
    phase: int | None = None
    land_kind: str = ""
    evidence: str = ""
    source: str = ""
    source_reference: str = ""
    source_message_id: str = ""

    @property
    def key(self) -> Key:
        """What makes two reports speak of the same permit."""
        return self.project_id, self.kind, self.number, self.phase


@dataclass(frozen=True)
class PermitResult:
    """What became of a reported permit: new, corrected or unchanged, and the fact that stands for it now."""

    permit: NewPermit
    verdict: str
    fact: Fact
    was: date | None = None


@transaction.atomic
def state_permits(
    *, permits: Sequence[NewPermit], actor: Actor, at: datetime, day: date, reason: str = ""
) -> list[PermitResult]:
    """Take over reported permits (登记许可) and bring the standing of their projects up to date.

    The same permit again changes nothing. The same number with another date is a correction (更正): a new fact with
    `reason`. A date that was already corrected away does not come back. Raises PermitRefused for a future date.
    """
    for permit in permits:
        _refuse_future(permit.date, kind=permit.kind, day=day)
    projects = sorted({permit.project_id for permit in permits})
    _lock(projects)
    known = KnownPermits(projects)
    fresh = {permit.key: permit for permit in permits if known.verdict(permit) == NEW}
    stated = state_many(facts=[_new_fact(permit) for permit in fresh.values()], actor=actor, at=at)
    by_key = dict(zip(fresh, stated, strict=True))
    results = []
    for permit in permits:
        verdict = known.verdict(permit)
        if verdict == NEW:
            results.append(PermitResult(permit, NEW, by_key[permit.key]))
        elif verdict == UNCHANGED:
            results.append(PermitResult(permit, UNCHANGED, known.standing[permit.key]))
        else:
            old = known.standing[permit.key]
            fact = _corrected(old, permit, reason or _("来源更正了日期"), actor, at)
            results.append(PermitResult(permit, CORRECTED, fact, old.value_date))
    rebuild_standing(projects=projects, day=day, at=at)
    return results


@transaction.atomic
def correct_permit(
    *,
    fact: Fact,
    value: date,
    reason: str,
    actor: Actor,
    at: datetime,
    day: date,
    number: str | None = None,
    source_reference: str = "",
) -> Fact:
    """Correct the date or number of a permit (更正许可) by a new fact with a reason; the old one stays in the history.

    Raises PermitRefused, or FactRefused without a reason or where the fact was corrected before.
    """
    _require_permit(fact)
    _refuse_future(value, kind=fact.kind, day=day)
    if fact.valid_to is not None and fact.valid_to <= value:
        text = _("该许可已于 {ended} 失效,更正后的日期 {value} 应更早")
        raise PermitRefused(text.format(ended=fact.valid_to, value=value))
    _lock([fact.subject_id])
    attributes = dict(fact.attributes) if number is None else {**fact.attributes, "number": number}
    corrected = correct_fact(
        fact=fact, value=value, valid_from=value, valid_to=fact.valid_to, reason=reason, actor=actor, at=at,
        source_reference=source_reference, attributes=attributes,
    )  # fmt: skip
    rebuild_standing(projects=[fact.subject_id], day=day, at=at)
    return corrected


@transaction.atomic
def revoke_permit(*, fact: Fact, ended_date: date, reason: str, actor: Actor, at: datetime, day: date) -> Fact:
    """End a permit that held until a day (撤销许可); from that day on the stage falls back, before it nothing changes.

    Raises PermitRefused, or FactRefused without a reason.
    """
    _require_permit(fact)
    if fact.valid_to is not None:
        raise PermitRefused(_("该许可已于 {ended} 失效").format(ended=fact.valid_to))
    if ended_date <= fact.valid_from:
        text = _("失效日 {ended} 应晚于许可日期 {value};从未有效的许可请用“更正”或“撤回”")
        raise PermitRefused(text.format(ended=ended_date, value=fact.valid_from))
    _refuse_future(ended_date, kind=fact.kind, day=day)
    _lock([fact.subject_id])
    ended = correct_fact(fact=fact, value=fact.valid_from, valid_to=ended_date, reason=reason, actor=actor, at=at)
    details = {"kind": fact.kind, "number": fact.attributes.get("number", ""), "ended": ended_date, "reason": reason}
    record(
        subject=(SUBJECT_KIND, fact.subject_id), action="projects.permit.revoked", actor=actor, at=at, details=details
    )
    rebuild_standing(projects=[fact.subject_id], day=day, at=at)
    return ended


@transaction.atomic
def retract_permit(*, fact: Fact, reason: str, actor: Actor, at: datetime, day: date) -> Fact:
    """Say that a permit never was (撤回许可), reported by mistake. Raises FactRefused or PermitRefused."""
    _require_permit(fact)
    _lock([fact.subject_id])
    retracted = retract_fact(fact=fact, reason=reason, actor=actor, at=at)
    rebuild_standing(projects=[fact.subject_id], day=day, at=at)
    return retracted


@transaction.atomic
def take_back_permits(*, facts: Sequence[Fact], reason: str, actor: Actor, at: datetime, day: date) -> None:
    """Undo what a report did (撤回一批许可): its facts are retracted, and what they corrected is stated again.

    Raises FactRefused where one of them has been corrected since.
    """
    projects = sorted({fact.subject_id for fact in facts})
    _lock(projects)
    for fact in facts:
        retract_fact(fact=fact, reason=reason, actor=actor, at=at)
    earlier = [fact.supersedes for fact in facts if fact.supersedes is not None]
    state_many(facts=[_again(fact) for fact in earlier], actor=actor, at=at)
    rebuild_standing(projects=projects, day=day, at=at)


class KnownPermits:
    """The permits on record for some projects, by what makes them the same permit."""

    def __init__(self, project_ids: Sequence[int]) -> None:
        self.standing: dict[Key, Fact] = {}
        self._corrected_away: dict[Key, set[date]] = {}
        for fact in self._facts(project_ids):
            key = _key(fact)
            if fact.retracts or fact.value_date is None:
                continue
            if hasattr(fact, "superseded_by"):
                if not fact.superseded_by.retracts:
                    self._corrected_away.setdefault(key, set()).add(fact.value_date)
            else:
                self.standing[key] = fact

    def verdict(self, permit: NewPermit) -> str:
        """Whether a reported permit is new, the same as on record, or another date for it."""
        stored = self.standing.get(permit.key)
        if stored is None:
            return NEW
        if permit.date == stored.value_date or permit.date in self._corrected_away.get(permit.key, ()):
            return UNCHANGED
        return CORRECTED

    def was(self, permit: NewPermit) -> date | None:
        """The date on record for a reported permit."""
        stored = self.standing.get(permit.key)
        return stored.value_date if stored else None

    @staticmethod
    def _facts(project_ids: Sequence[int]) -> Iterable[Fact]:
        rows = Fact.objects.filter(subject_kind=SUBJECT_KIND, kind__in=REPORTED_KINDS).select_related("superseded_by")
        for start in range(0, len(project_ids), CHUNK):
            yield from rows.filter(subject_id__in=project_ids[start : start + CHUNK]).order_by("id")


def _key(fact: Fact) -> Key:
    return fact.subject_id, fact.kind, fact.attributes.get("number", ""), fact.attributes.get("phase")


def _new_fact(permit: NewPermit) -> NewFact:
    offered = {
        "number": permit.number,
        "phase": permit.phase,
        "land_kind": permit.land_kind,
        "evidence": permit.evidence,
        "source_message_id": permit.source_message_id,
    }
    return NewFact(
        kind=permit.kind,
        subject=(SUBJECT_KIND, permit.project_id),
        value=permit.date,
        valid_from=permit.date,
        source=permit.source or kind_of(permit.kind).source_authority,
        source_reference=permit.source_reference,
        attributes={name: value for name, value in offered.items() if value},
    )


def _again(fact: Fact) -> NewFact:
    return NewFact(
        kind=fact.kind, subject=(fact.subject_kind, fact.subject_id), value=fact.valid_from, valid_from=fact.valid_from,
        source=fact.source, valid_to=fact.valid_to, source_reference=fact.source_reference, attributes=fact.attributes,
    )  # fmt: skip


def _corrected(old: Fact, permit: NewPermit, reason: str, actor: Actor, at: datetime) -> Fact:
    new = _new_fact(permit)
    # An end that the corrected date has overtaken belonged to the wrong date.
    ended = old.valid_to if old.valid_to is not None and old.valid_to > permit.date else None
    return correct_fact(
        fact=old, value=permit.date, valid_from=permit.date, valid_to=ended, reason=reason, actor=actor, at=at,
        source=new.source, source_reference=new.source_reference, attributes={**old.attributes, **new.attributes},
    )  # fmt: skip


def _lock(projects: Sequence[int]) -> None:
    """Two reports about one project come one after the other."""
    for start in range(0, len(projects), CHUNK):
        rows = Project.objects.filter(pk__in=projects[start : start + CHUNK]).order_by("pk")
        list(rows.select_for_update().values_list("pk"))


def _require_permit(fact: Fact) -> None:
    if fact.subject_kind != SUBJECT_KIND or fact.kind not in REPORTED_KINDS:
        raise PermitRefused(_("这条数据不是项目的许可或进展日期"))


def _refuse_future(value: date, *, kind: str, day: date) -> None:
    if value > day:
        text = _("{title}日期 {value} 晚于今天 {day},不能登记将来的日期")
        raise PermitRefused(text.format(title=REPORTED_TITLES[kind], value=value, day=day))
