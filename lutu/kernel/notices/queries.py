"""Reading notices, windows and objections."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from lutu.kernel.notices.models import Notice, Objection, PublicNotice, PublicNoticeLine
from lutu.kernel.notices.windows import end_of, last_day_of
from lutu.kernel.parties.phones import index_of

OPEN, UPHELD, REJECTED = Objection.State.OPEN, Objection.State.UPHELD, Objection.State.REJECTED


class WindowNotEnded(RuntimeError):
    """Something harmful may not take effect yet (or at all) on this public notice."""


class ObjectionWindowOpen(WindowNotEnded):
    """The window has not ended, or its end is provisional."""

    def __init__(self, *, until: datetime, is_provisional: bool = False) -> None:
        told = f"公示期至 {last_day_of(until)} 24时,期满前不得执行"
        if is_provisional:
            told = f"公示截止日 {last_day_of(until)} 为暂定,工作日历载入前不得执行:请管理员导入放假安排"
        super().__init__(told)
        self.until, self.is_provisional = until, is_provisional


class ObjectionUnanswered(WindowNotEnded):
    """Objections wait for their answers."""

    def __init__(self, *, ids: Collection[int]) -> None:
        super().__init__(f"还有 {len(ids)} 件异议没有书面答复,答复前不得执行")
        self.ids = tuple(ids)


class ObjectionUpheld(WindowNotEnded):
    """The line was objected to with success: it does not take effect as it was shown."""

    def __init__(self, *, ids: Collection[int]) -> None:
        super().__init__("异议成立,该条不得按公示内容执行")
        self.ids = tuple(ids)


class PublicNoticeWithdrawn(WindowNotEnded):
    """The notice was taken back: nothing rests on it."""


@dataclass(frozen=True)
class PublishedAnswer:
    """An answer as everybody may read it: what came of an objection to a line, and why; not by whom it was raised."""

    line_id: int
    line_number: int
    upheld: bool
    answer: str
    answered_at: datetime


def inbox(*, user: Any) -> QuerySet[Notice]:
    """The messages delivered to the account's own inbox; none for a stranger."""
    person = getattr(user, "person_id", None)
    rows = Notice.objects.filter(channel=Notice.Channel.INBOX, state=Notice.State.SENT)
    return rows.none() if person is None else rows.filter(person_id=person)


def unread_count(*, user: Any) -> int:
    """How many messages in the account's inbox are unread; one small query, none for a stranger."""
    return 0 if getattr(user, "person_id", None) is None else inbox(user=user).filter(read_at__isnull=True).count()


def notices_of(*, subject: tuple[str, int]) -> QuerySet[Notice]:
    """Everything that was told about one subject, newest first, for the record that shows who was reached."""
    rows = Notice.objects.filter(subject_kind=subject[0], subject_id=subject[1])
    return rows.select_related("person").order_by("-created_at", "-pk")


def with_objections(*, lines: QuerySet[PublicNoticeLine]) -> QuerySet[PublicNoticeLine]:
    """Lines with `open_count`, `upheld_count` and `rejected_count` of the objections to each."""
    return lines.annotate(
        open_count=Count("objections", filter=Q(objections__state=OPEN)),
        upheld_count=Count("objections", filter=Q(objections__state=UPHELD)),
        rejected_count=Count("objections", filter=Q(objections__state=REJECTED)),
    )


def line_state(*, line: Any) -> str:
    """How a line of `with_objections` stands: objected (one waits), upheld, rejected (all answered), or clear."""
    if line.open_count:
        return "objected"
    return "upheld" if line.upheld_count else "rejected" if line.rejected_count else "clear"


def open_objections(*, notice: PublicNotice) -> QuerySet[Objection]:
    """Objections to a notice that wait for an answer, by their deadline."""
    return Objection.objects.filter(line__notice=notice, state=OPEN).order_by("answer_due_at", "pk")


def assert_window_ended(*, notice: PublicNotice, at: datetime, line: PublicNoticeLine | None = None) -> None:
    """Guard of everything harmful that rests on a public notice (the mission, S2.21): returns where it may take effect.

    With a `line` only its own objections count, without one those of the whole notice. Raises PublicNoticeWithdrawn,
    ObjectionWindowOpen (`until`; also where the end is provisional), ObjectionUnanswered (`ids`) and, for a line whose
    objection was upheld, ObjectionUpheld (`ids`).
    """
    held = _closed(notice, at)
    raised = Objection.objects.filter(line__notice=held) if line is None else Objection.objects.filter(line=line)
    if ids := list(raised.filter(state=OPEN).order_by("pk").values_list("pk", flat=True)):
        raise ObjectionUnanswered(ids=ids)
    if line is not None and (ids := list(raised.filter(state=UPHELD).order_by("pk").values_list("pk", flat=True))):
        raise ObjectionUpheld(ids=ids)


def lines_free_of_objection(*, notice: PublicNotice, at: datetime) -> QuerySet[PublicNoticeLine]:
    """The lines that may take effect: an objection that waits or was upheld stops its own line alone.

    Raises ObjectionWindowOpen or PublicNoticeWithdrawn as long as none may.
    """
    _closed(notice, at)
    stopped = Objection.objects.filter(line__notice=notice, state__in=[OPEN, UPHELD])
    return PublicNoticeLine.objects.filter(notice=notice).exclude(pk__in=stopped.values("line")).order_by("number")


def published_answers(*, notice: PublicNotice) -> list[PublishedAnswer]:
    """The answers that may be read under a notice, by line. Nothing else of an objection leaves through here."""
    rows = Objection.objects.filter(line__notice=notice, answer_is_public=True).exclude(state=OPEN)
    told = ("line_id", "line__number", "state", "answer", "answered_at")
    return [
        PublishedAnswer(line_id, number, state == UPHELD, answer, answered_at)
        for line_id, number, state, answer, answered_at in rows.order_by("line__number", "pk").values_list(*told)
        if answered_at is not None
    ]


def objection_by_receipt(*, number: str, phone: str) -> Objection | None:
    """The objection with this receipt number that was raised from this phone number. Raises PhoneRefused."""
    return (
        Objection.objects.select_related("line__notice")
        .filter(number=number.strip().upper(), contact_index=index_of(phone))
        .first()
    )


def in_stage(*, stages: Collection[str], at: datetime) -> Q:
    """Public notices whose window stands in one of these stages (`windows.stage_of`) at an instant."""
    open_ = Q(state=PublicNotice.State.OPEN)
    meaning = {
        "ahead": open_ & Q(opens_at__gt=at),
        "running": open_ & Q(opens_at__lte=at, closes_at__gt=at),
        "ended": open_ & Q(closes_at__lte=at),
        "withdrawn": Q(state=PublicNotice.State.WITHDRAWN),
    }
    wanted = Q(pk__in=[])
    for stage in stages:
        wanted |= meaning[stage]
    return wanted


def running_on(*, rows: QuerySet[PublicNotice], day: date) -> QuerySet[PublicNotice]:
    """The notices whose window runs on a day, the one that closes first on top."""
    end = end_of(day)
    running = rows.filter(state=PublicNotice.State.OPEN, opens_at__lt=end, closes_at__gte=end)
    return running.order_by("closes_at", "pk")


def _closed(notice: PublicNotice, at: datetime) -> PublicNotice:
    """The notice as it stands now, its window being over for good."""
    held = PublicNotice.objects.only("title", "state", "closes_at", "is_provisional").get(pk=notice.pk)
    if held.state == PublicNotice.State.WITHDRAWN:
        raise PublicNoticeWithdrawn(f"公示“{held.title}”已撤回,不得据此执行")
    if at < held.closes_at or held.is_provisional:
        raise ObjectionWindowOpen(until=held.closes_at, is_provisional=held.is_provisional)
    return held
