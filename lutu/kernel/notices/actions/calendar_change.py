"""A new year of the working calendar moves the windows and terms that were counted without it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from lutu.engines.workdays import WorkdayCalendar
from lutu.kernel.calendars.queries import current_calendar
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import CLOCK, NewEntry, record_many
from lutu.kernel.journal.queries import label_action
from lutu.kernel.notices.actions.windows import SUBJECT
from lutu.kernel.notices.limits import ANSWER_WORKDAYS, limit
from lutu.kernel.notices.models import Objection, PublicNotice
from lutu.kernel.notices.windows import deadline, last_day_of
from lutu.kernel.periods import day_of

label_action("notices.public.recounted", gettext_noop("按新工作日历重算公示期"))


def recount_windows(*, at: datetime, progress: Reporter) -> dict[str, Any]:
    """Count windows that are open or provisional, and the terms of open answers, anew; returns how many moved.

    Registered with calendars. A window that was announced is never shortened: where the new calendar gives an earlier
    end, the announced day stays. Each change of a window is journalled with the day before and after.
    """
    calendar = current_calendar()
    with transaction.atomic():
        windows = list(
            PublicNotice.objects.select_for_update()
            .filter(Q(closes_at__gt=at) | Q(is_provisional=True), state=PublicNotice.State.OPEN)
            .order_by("pk")
        )
        moved = [entry for notice in windows if (entry := _moved(notice, calendar)) is not None]
        PublicNotice.objects.bulk_update(windows, ["closes_at", "is_provisional", "calendar_version"], batch_size=200)
        if moved:
            record_many(entries=moved, actor=CLOCK, at=at)
        progress.step(1, 2, f"公示 {len(moved)} 件")
        answers = _recount_answers(calendar, at)
    progress.step(2, 2, f"公示 {len(moved)} 件,异议答复期限 {answers} 件")
    return {"windows": len(moved), "answers": answers}


def _moved(notice: PublicNotice, calendar: WorkdayCalendar) -> NewEntry | None:
    """The notice counted anew in place, and what to journal where its end or its mark changed."""
    before = (notice.closes_at, notice.is_provisional)
    end = deadline(start=notice.opens_at, workdays=notice.workdays, calendar=calendar)
    notice.closes_at, notice.is_provisional = max(notice.closes_at, end.at), end.is_provisional
    notice.calendar_version = end.calendar_version
    if before == (notice.closes_at, notice.is_provisional):
        return None
    details = {
        "was": last_day_of(before[0]), "last_day": last_day_of(notice.closes_at),
        "is_provisional": notice.is_provisional, "calendar_version": notice.calendar_version,
    }  # fmt: skip
    return NewEntry((SUBJECT, notice.pk), "notices.public.recounted", details)


def _recount_answers(calendar: WorkdayCalendar, at: datetime) -> int:
    held = list(Objection.objects.select_for_update().filter(state=Objection.State.OPEN))
    changed = []
    for objection in held:
        workdays = limit(code=ANSWER_WORKDAYS, day=day_of(objection.raised_at))
        end = deadline(start=objection.raised_at, workdays=workdays, calendar=calendar)
        if (objection.answer_due_at, objection.answer_due_is_provisional) != (end.at, end.is_provisional):
            objection.answer_due_at, objection.answer_due_is_provisional = end.at, end.is_provisional
            changed.append(objection)
    Objection.objects.bulk_update(changed, ["answer_due_at", "answer_due_is_provisional"], batch_size=200)
    return len(changed)
