"""The clock of cases: pause, resume, extension with an approver, the minute tick, and a new calendar."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import get_default_timezone

from lutu.engines.workdays import Interval, Term, due
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.casework.actions.firing import set_due, turn_clock
from lutu.kernel.casework.actions.telling import tell
from lutu.kernel.casework.actions.turning import Fired, MoveRefused, SeparationBroken, Stand, Turn, settle
from lutu.kernel.casework.actions.turning import turn as take_turn
from lutu.kernel.casework.clock import due_words, next_rung
from lutu.kernel.casework.flows import OWNER, SUPERVISOR, ExtensionRule, PauseReason, Rung
from lutu.kernel.casework.models import Case, Extension
from lutu.kernel.casework.registry import flow_of
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import CLOCK, NewEntry, record_many
from lutu.kernel.journal.queries import label_action

label_action("casework.clock.paused", "暂停计时")
label_action("casework.clock.resumed", "恢复计时")
label_action("casework.clock.extension_asked", "申请延期")
label_action("casework.clock.extension_decided", "审批延期")
label_action("casework.clock.recomputed", "重算到期日")
PAUSED, RESUMED = "casework.clock.paused", "casework.clock.resumed"
ASKED, DECIDED = "casework.clock.extension_asked", "casework.clock.extension_decided"
HANDLERS = frozenset([OWNER, SUPERVISOR])
BATCH = 500
RESOLUTION = timedelta(microseconds=1)


class ClockRefused(MoveRefused):
    """A pause or extension the flow does not allow."""


@transaction.atomic
def pause(*, case_id: int, reason_code: str, note: str, user: Any, key: str, at: datetime) -> Fired:
    """Let the clock stand still for a listed reason, at most as long as the list says (暂停计时).

    Raises CaseNotFound, ClockRefused, MoveRefused.
    """
    asked = {"pause": reason_code, "note": note}
    turn = take_turn(case_id=case_id, user=user, key=key, asked=asked, at=at)
    if isinstance(turn, Fired):
        return turn
    stand = _stand(turn)
    listed = {item.code: item for item in turn.flow.pauses}
    if reason_code not in listed:
        raise ClockRefused([f"暂停事由应为:{'、'.join(item.title for item in turn.flow.pauses) or '此类事项不可暂停'}"])
    if turn.case.is_paused or turn.case.due_at is None or has_fixed_date(case=turn.case):
        raise ClockRefused(["没有正在计时的时限,不能暂停"])
    reason: PauseReason = listed[reason_code]
    text = f"{reason.title}{':' + note if note else ''}"
    was = turn.case.due_at
    turn_clock(case=turn.case, stage=turn.flow.stage(turn.case.stage), at=at, runs=False, reason=text)
    turn.case.resume_by_at = _after(at, reason.longest)
    details = {"reason": text, "was": due_words(was), "resume_by_at": due_words(turn.case.resume_by_at)}
    return settle(turn=turn, action=PAUSED, stand=stand, details=details)


@transaction.atomic
def resume(*, case_id: int, user: Any, key: str, at: datetime) -> Fired:
    """Let the clock go on (恢复计时); the clock itself does so when the longest pause is over. Raises ClockRefused."""
    turn = take_turn(case_id=case_id, user=user, key=key, asked={"resume": True}, at=at)
    if isinstance(turn, Fired):
        return turn
    stand = Stand(None) if user is None else _stand(turn)
    if not turn.case.is_paused:
        raise ClockRefused(["计时没有暂停"])
    turn_clock(case=turn.case, stage=turn.flow.stage(turn.case.stage), at=at, runs=True, reason="恢复计时")
    fired = settle(turn=turn, action=RESUMED, stand=stand, details={"due_at": due_words(turn.case.due_at)})
    tell(cases=[turn.case], to=(OWNER,), title="恢复计时", key=key, at=at, besides=stand.person_id)
    return fired


@transaction.atomic
def ask_extension(*, case_id: int, amount: int, reason: str, user: Any, key: str, at: datetime) -> Fired:
    """Ask for more time for the running clock, in the unit of its term (申请延期). Raises ClockRefused."""
    turn = take_turn(case_id=case_id, user=user, key=key, asked={"extend": amount, "reason": reason}, at=at)
    if isinstance(turn, Fired):
        return turn
    stand = _stand(turn, (OWNER,))
    assert stand.person_id is not None  # Only people own posts.
    rule = turn.flow.extension
    if reasons := _extension_faults(turn, rule, amount, reason):
        raise ClockRefused(reasons)
    Extension.objects.create(
        case=turn.case, clock_number=turn.case.clock_number, amount=amount, unit=turn.case.term_unit, reason=reason,
        asked_by_id=stand.person_id, asked_at=at,
    )  # fmt: skip
    length = f"{amount}{_unit_words(rule.longest)}" if rule else str(amount)
    details = {"extended": length, "reason": reason}
    fired = settle(turn=turn, action=ASKED, stand=stand, details=details, basis=rule.basis if rule else "")
    tell(cases=[turn.case], to=(SUPERVISOR,), title="申请延期", key=key, at=at, besides=stand.person_id)
    return fired


@transaction.atomic
def decide_extension(*, case_id: int, approve: bool, decision: str, user: Any, key: str, at: datetime) -> Fired:
    """Grant or refuse the extension asked for (审批延期); never by who asked. Raises ClockRefused, SeparationBroken."""
    asked = {"extension": approve, "decision": decision}
    turn = take_turn(case_id=case_id, user=user, key=key, asked=asked, at=at)
    if isinstance(turn, Fired):
        return turn
    stand = _stand(turn, (SUPERVISOR,))
    row = Extension.objects.filter(case=turn.case, state=Extension.State.ASKED).first()
    if row is None:
        raise ClockRefused(["没有待批准的延期申请"])
    asker_moves = [move for move in turn.moves if move["action"] == ASKED]
    involved = {row.asked_by_id} | {move["on_behalf_of_id"] for move in asker_moves}
    if {stand.person_id, stand.giver_id} & (involved - {None}):
        raise SeparationBroken(["申请延期的人不得批准延期"])
    if not approve and not decision.strip():
        raise ClockRefused(["不批准延期须写明理由"])
    was = turn.case.due_at
    row.state = Extension.State.APPROVED if approve else Extension.State.REFUSED
    row.decided_by_id, row.decided_at, row.decision = stand.person_id, at, decision
    row.save()
    if approve and turn.case.term_amount is not None:
        turn.case.term_amount += row.amount
        set_due(case=turn.case, stage=turn.flow.stage(turn.case.stage), at=at)
    details = {"value": str(row.get_state_display()), "reason": decision, "was": due_words(was)}
    details["due_at"] = due_words(turn.case.due_at)
    fired = settle(turn=turn, action=DECIDED, stand=stand, details=details)
    tell(cases=[turn.case], to=(OWNER,), title=f"延期{row.get_state_display()}", key=key, at=at)
    return fired


def _extension_faults(turn: Turn, rule: ExtensionRule | None, amount: int, reason: str) -> list[str]:
    if rule is None:
        return ["此类事项不可延期"]
    found = []
    if not reason.strip():
        found.append("申请延期须写明理由")
    if has_fixed_date(case=turn.case) or turn.case.due_at is None or turn.case.term_unit != rule.longest.unit:
        found.append("没有正在计时的时限,不能延期")
    if not 1 <= amount <= rule.longest.amount:
        found.append(f"延期应为 1 至 {rule.longest.amount}{_unit_words(rule.longest)},申请为 {amount}")
    granted = Extension.objects.filter(case=turn.case, clock_number=turn.case.clock_number)
    if granted.filter(state=Extension.State.ASKED).exists():
        found.append("已有一份延期申请待批准")
    if granted.filter(state=Extension.State.APPROVED).count() >= rule.times:
        found.append(f"最多延期 {rule.times} 次({rule.basis})")
    return found


def _unit_words(term: Term) -> str:
    words = {"workdays": " 个工作日", "calendar_days": " 天", "weeks": " 周", "hours": " 小时", "minutes": " 分钟"}
    return words[term.unit]


def has_fixed_date(*, case: Case) -> bool:
    """Whether the running clock ends on a date set by hand, which neither pause nor extension moves."""
    return case.fixed_due_date is not None and case.clock_number <= 1


def _stand(turn: Turn, roles: Iterable[str] = HANDLERS) -> Stand:
    stand = turn.stand(roles)
    if stand is None:
        raise MoveRefused(["此项由责任岗位或督办人员办理"])
    return stand


def _after(at: datetime, term: Term) -> datetime:
    end = due(
        calendar=current_calendar(), intervals=[Interval(at, None)], term=term, tz=get_default_timezone(),
        provisional=True,
    ).at  # fmt: skip
    assert end is not None  # An interval without end always comes to one.
    return end


def run_clock(*, at: datetime, limit: int = BATCH) -> int:
    """The minute tick (督办时钟): every rung and every over-long pause that has come due by `at`; returns how many.

    Entries bear the instant they were due, not that of the run, so that a run repeated, or after days of outage,
    writes the same journal. Each case is a transaction of its own: one that fails holds up no other.
    """
    done = 0
    over = Case.objects.filter(is_open=True, is_paused=True, resume_by_at__lte=at).order_by("resume_by_at", "pk")
    for case_id, ends_at in list(over.values_list("pk", "resume_by_at")[:limit]):
        assert ends_at is not None  # The filter asks for it.
        resume(case_id=case_id, user=None, key=f"clock:resume:{ends_at:%Y%m%d%H%M}", at=ends_at)
        done += 1
    due_now = Case.objects.filter(is_open=True, next_rung_at__lte=at).order_by("next_rung_at", "pk")
    for case_id in list(due_now.values_list("pk", flat=True)[:limit]):
        done += _climb(case_id, at)
    return done


def _climb(case_id: int, at: datetime) -> int:
    """Every rung of one case that has come due."""
    done = 0
    while True:
        with transaction.atomic():
            case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
            if not case.is_open or case.next_rung_at is None or case.next_rung_at > at:
                return done
            stage, calendar = flow_of(case.flow).stage(case.stage), current_calendar()
            instant = case.next_rung_at
            found = next_rung(case=case, stage=stage, after=instant - RESOLUTION, calendar=calendar)
            following = next_rung(case=case, stage=stage, after=instant, calendar=calendar)
            case.next_rung_at = following[1] if following else None
            # A calendar that came in meanwhile may have moved the rung; then it speaks at its new time.
            if found is not None and found[1] == instant:
                _speak(case, found[0], instant)
                done += 1
            case.save(update_fields=["next_rung_at", "escalation_level"])


def _speak(case: Case, rung: Rung, at: datetime) -> None:
    case.escalation_level = max(case.escalation_level, rung.level)
    details = {"due_at": due_words(case.due_at), "level": rung.level}
    record_many(entries=[NewEntry(("casework.case", case.pk), f"{case.flow}.{rung.code}", details)], actor=CLOCK, at=at)
    key = f"clock:{case.clock_number}:{rung.code}:{case.due_at:%Y%m%d%H%M}"
    tell(cases=[case], to=rung.tell, title=rung.title, key=key, at=at)


def recompute_deadlines(*, at: datetime, progress: Reporter) -> dict[str, Any]:
    """Compute every open case's deadline anew under the calendar now in force; each change is journalled.

    The handler of a change of calendar; reports progress, and may be run again.
    """
    keys = list(Case.objects.filter(is_open=True, clock_number__gt=0).order_by("pk").values_list("pk", flat=True))
    changed = 0
    for start in range(0, len(keys), BATCH):
        progress.step(start, len(keys), "重算到期日")
        for case_id in keys[start : start + BATCH]:
            changed += _recompute(case_id, at)
    progress.step(len(keys), len(keys), "重算到期日")
    return {"cases": len(keys), "changed": changed}


@transaction.atomic
def _recompute(case_id: int, at: datetime) -> int:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if not case.is_open:
        return 0
    was = (case.due_at, case.due_is_provisional)
    set_due(case=case, stage=flow_of(case.flow).stage(case.stage), at=at)
    case.save(update_fields=["due_at", "due_is_provisional", "calendar_version", "next_rung_at"])
    if was == (case.due_at, case.due_is_provisional):
        return 0
    details = {"was": due_words(was[0]), "due_at": due_words(case.due_at), "calendar_version": case.calendar_version}
    entry = NewEntry(("casework.case", case.pk), "casework.clock.recomputed", details)
    record_many(entries=[entry], actor=CLOCK, at=at)
    return 1
