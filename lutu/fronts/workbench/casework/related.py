"""What hangs together with a case, as far as the reader may see it, and how its clock ran."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lutu.fronts.workbench.casework.forms.acts import CONTENT, unit_words
from lutu.fronts.workbench.casework.words import stage_badge
from lutu.kernel.access.queries import visible
from lutu.kernel.calendars.queries import horizon
from lutu.kernel.casework.clock import due_words
from lutu.kernel.casework.models import Case, Consent, Decision, Extension, Referral
from lutu.kernel.casework.queries import case_rows, referral_status
from lutu.kernel.casework.registry import flow_of

TONES = {Extension.State.ASKED: "yellow", Extension.State.APPROVED: "green", Extension.State.REFUSED: "red"}


def related_to(case: Case, *, user: Any, day: date) -> dict[str, Any]:
    """Parent, children, referrals and the decision behind a case; what the reader may not see is absent.

    Of a case this one was referred to there is nothing but a status word.
    """
    referrals = list(Referral.objects.filter(source=case).select_related("target").order_by("pk"))
    referred = [item.target_id for item in referrals]
    near = case_rows(user=user, day=day).exclude(pk__in=referred).order_by("-is_open", "pk")
    children = list(near.filter(parent=case))
    parent = near.filter(pk=case.parent_id).first() if case.parent_id is not None else None
    for item in children + ([parent] if parent else []):
        item.badge = stage_badge(item)
    decision = visible(user=user, model=Decision, day=day).filter(case=case).select_related("meeting").first()
    return {
        "parent": parent,
        "children": children,
        "referrals": [(item, _(referral_status(referral=item)), _shared(case, item)) for item in referrals],
        "decision": decision,
        "is_any": bool(parent or children or referrals or decision),
    }


def clock_of(case: Case) -> dict[str, Any]:
    """The clock of a case: its term, every interval, every extension with who decided, and the calendar."""
    extensions = list(case.extensions.select_related("asked_by", "decided_by").order_by("asked_at", "pk"))
    for row in extensions:
        row.words = f"{row.amount}{unit_words(row.unit)}"
        row.badge = (row.get_state_display(), TONES[Extension.State(row.state)])
    asked = next((row for row in extensions if row.state == Extension.State.ASKED), None)
    intervals = list(case.intervals.order_by("starts_at", "pk"))
    return {
        "term": _term(case),
        "resume_by": due_words(case.resume_by_at) if case.resume_by_at else "",
        "intervals": intervals,
        "has_pauses": any(not row.runs for row in intervals),
        "extensions": extensions,
        "asked": asked,
        "horizon": horizon() if case.is_open and case.due_is_provisional else None,
    }


def consents_of(case: Case) -> list[Consent]:
    """The consents noted on a case, newest first."""
    rows = list(case.consents.order_by("-given_date", "-pk"))
    for row in rows:
        row.words = _titles(case, row.fields)
    return rows


def _term(case: Case) -> str:
    if case.fixed_due_date is not None and case.clock_number <= 1:
        return _("指定期限 {day}").format(day=case.fixed_due_date)
    if case.term_amount is None:
        return ""
    return f"{case.term_amount}{unit_words(case.term_unit)}"


def _shared(case: Case, referral: Referral) -> str:
    return _titles(case, referral.shared_fields)


def _titles(case: Case, names: list[str]) -> str:
    titles = {**CONTENT, **{name: _(title) for name, title in flow_of(case.flow).fields.items()}}
    return _("、").join(str(titles.get(name, name)) for name in names)
