"""Who sees which batches and jobs: readers all of them, whoever may load a kind its batches, everybody their own."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.queries import grants_on
from lutu.kernel.access.registry import Policy, policy, relation_provider
from lutu.kernel.intake.models import ImportBatch, ImportLine
from lutu.kernel.intake.queries import kinds_for
from lutu.kernel.jobs.models import Job
from lutu.web.timeline import label_details

READ_BATCHES = "intake.batch.read"
READ_JOBS = "jobs.health.read"


def register() -> None:
    """Called once when the fronts are ready."""
    policy(Policy(ImportBatch, READ_BATCHES))
    policy(Policy(ImportLine, "", through=("batch", ImportBatch)))
    policy(Policy(Job, READ_JOBS))
    relation_provider(ImportBatch, loadable)
    relation_provider(ImportBatch, own)
    relation_provider(Job, own)
    label_details(
        {
            "lines": _("行数"),
            "lines_new": _("新增"),
            "lines_changed": _("变更"),
            "lines_unchanged": _("不变"),
            "lines_refused": _("拒收"),
        }
    )


def own(*, user: Any, day: date) -> Q:
    """Rows the account itself has started."""
    return Q(actor_id=str(user.pk)) if getattr(user, "is_authenticated", False) else Q(pk__in=[])


def loadable(*, user: Any, day: date) -> Q:
    """Batches of the kinds the account may load."""
    return Q(kind__in=[kind.code for kind in kinds_of(user=user, day=day)])


def kinds_of(*, user: Any, day: date) -> list:
    """The kinds the account may load on a day."""
    held: frozenset[str] = frozenset().union(*(grant.permissions for grant in grants_on(user=user, day=day)))
    return kinds_for(permissions=held)
