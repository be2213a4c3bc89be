"""Recording a meeting: one page, and each decision becomes a task."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lutu.fronts.workbench.casework.forms.acts import post_picks
from lutu.fronts.workbench.casework.forms.fields import pick_of, posts_for
from lutu.fronts.workbench.casework.forms.meetings import MOST, MeetingForm, decision_rows, filled
from lutu.fronts.workbench.casework.meetings import series_names
from lutu.fronts.workbench.casework.permissions import MEETING_WRITE
from lutu.kernel.access.queries import actor_of
from lutu.kernel.access.registry import reads
from lutu.kernel.casework.actions import MeetingRefused, MeetingRepeated, NewDecision, record_meeting
from lutu.kernel.casework.models import Meeting
from lutu.kernel.territory.queries import district
from lutu.web.answers import REFUSED
from lutu.web.guards import staff_page


@reads(Meeting, "form")
@require_http_methods(["GET", "POST"])
@staff_page(MEETING_WRITE)
def meeting_new(request: HttpRequest) -> HttpResponseBase:
    """Record a meeting (记录会议). The same sitting sent twice is recorded once."""
    data = request.POST or None
    initial = {"area": district().pk, "held_date": request.day, "series": request.GET.get("series", "")}
    form = MeetingForm(data, user=request.user, day=request.day, initial=initial)
    rows = decision_rows(data, user=request.user, day=request.day)
    if data is not None and form.is_valid() and rows.is_valid():
        try:
            meeting = _record(request, form, rows)
        except MeetingRepeated as repeated:
            messages.info(request, str(repeated))
            return redirect("workbench:meeting", repeated.meeting.pk)
        except MeetingRefused as refusal:
            for reason in str(refusal).split(";"):
                form.add_error(None, reason)
        else:
            count = meeting.decisions.count()
            messages.success(request, _("会议已记录,{count}项议定事项已成为任务。").format(count=count))
            return redirect("workbench:meeting", meeting.pk)
    refused = data is not None
    context = {
        "form": form, "rows": rows, "submit_label": _("记录会议"), "most": MOST, "series_names": series_names(request),
        "picks": [
            *post_picks(form, user=request.user, day=request.day),
            pick_of(posts_for(user=request.user, day=request.day)),
        ],
        "row_errors": _row_errors(rows) if refused else [],
        "trail": [(_("会议"), reverse("workbench:meetings")), (_("记录会议"), "")],
    }  # fmt: skip
    return render(request, "workbench/casework/meeting_form.html", context, status=REFUSED if refused else 200)


def _record(request: HttpRequest, form: MeetingForm, rows: Any) -> Meeting:
    given = form.cleaned_data
    decisions = [
        NewDecision(row.cleaned_data["text"], row.cleaned_data["owner_post"], row.cleaned_data["due_date"])
        for row in filled(rows)
    ]
    return record_meeting(
        series=given["series"], title=given["title"], held_at=form.held_at, place=given["place"],
        chair=given["chair"], attendees=given["attendees"], minutes=given["minutes"], area=given["area"],
        sensitivity=given["sensitivity"], decisions=decisions, recorder=request.user.person,
        actor=actor_of(request.user), at=request.now,
    )  # fmt: skip


def _row_errors(rows: Any) -> list[tuple[int, str, str]]:
    """(number of the row, field's id, what is wrong) of every fault in the rows."""
    return [
        (number, row[name].id_for_label, f"{row.fields[name].label}:{error}")
        for number, row in enumerate(rows.forms, start=1)
        for name, errors in row.errors.items()
        if name in row.fields
        for error in errors
    ]
