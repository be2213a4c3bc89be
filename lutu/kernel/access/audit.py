"""Which journal entries an account may read: those about rows it may see."""

from datetime import date
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from lutu.kernel.access.models import Sensitivity
from lutu.kernel.access.queries import NOTHING, grants_on, visible
from lutu.kernel.access.registry import guarded_models
from lutu.kernel.journal.models import Entry
from lutu.kernel.territory.models import Area

AUDIT = "journal.audit.read"


def entries_visible_to(*, user: Any, day: date) -> QuerySet[Entry]:
    """Journal entries for the auditor's eyes (审计), newest first.

    Whoever audits the whole district up to the highest data level sees every entry. Anybody else sees the entries of
    rows that `visible_to` shows, and nothing about subjects without a policy, such as accounts and roles.
    """
    audits = [grant for grant in grants_on(user=user, day=day) if AUDIT in grant.permissions]
    rows = Entry.objects.order_by("-at", "-id")
    if not audits:
        return rows.none()
    if any(
        grant.area.level == Area.Level.DISTRICT and grant.clearance == Sensitivity.RESTRICTED.value for grant in audits
    ):
        return rows
    seen = NOTHING
    for model in guarded_models():
        shown = (
            visible(user=user, model=model, day=day).annotate(subject_key=Cast("pk", CharField())).values("subject_key")
        )
        seen |= Q(subject_kind=model._meta.label_lower, subject_id__in=shown)
    return rows.filter(seen)
