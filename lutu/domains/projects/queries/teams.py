"""Reading who looks after which project on a day."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.models import Project, ProjectStanding, TeamTerm
from lutu.domains.projects.stages import Stage
from lutu.kernel.parties.models import Person
from lutu.kernel.periods import in_force
from lutu.kernel.registers.models import Membership
from lutu.kernel.rules.queries import parameter_or_none

KEY_REGISTER_KIND = "projects.key_register_kind"
# Registers of this kind need a leader and a team (默认值); the parameter may name another.
DEFAULT_KEY_KIND = "重点清单"
LEADER = TeamTerm.Role.LEADER
Ids = Collection[int] | QuerySet[Any] | None


def terms_of(*, project: Project) -> QuerySet[TeamTerm]:
    """Everybody who ever looked after a project: leaders first, the newest first, with person, post and unit."""
    rows = TeamTerm.objects.filter(project=project).select_related("person", "post__organisation", "unit")
    return rows.order_by("role", "-valid_from", "-pk")


def terms_on(*, project_ids: Ids, day: date, role: str | None = None) -> QuerySet[TeamTerm]:
    """The terms in force on a day, of one role or of all, with person, post and unit."""
    rows = TeamTerm.objects.filter(in_force(day)).select_related("person", "post__organisation", "unit")
    if project_ids is not None:
        rows = rows.filter(project__in=project_ids)
    return (rows if role is None else rows.filter(role=role)).order_by("project", "role", "valid_from", "pk")


def with_leader(rows: QuerySet[Project], *, day: date, shown: Q) -> QuerySet[Project]:
    """Projects with `leader_name`, the leader of the day; `shown` holds the terms the reader may see."""
    terms = TeamTerm.objects.filter(in_force(day), shown, project=OuterRef("pk"), role=LEADER)
    return rows.annotate(leader_name=Subquery(terms.order_by("pk").values("person__name")[:1]))


def leaders_on(*, day: date, shown: Q) -> QuerySet[Person]:
    """The people who lead any project on a day, among the terms the reader may see; by staff number."""
    terms = TeamTerm.objects.filter(in_force(day), shown, role=LEADER)
    return Person.objects.filter(pk__in=terms.values("person")).order_by("code")


def held_terms(*, person: Person, day: date) -> QuerySet[TeamTerm]:
    """What a person looks after on a day or later, with projects, by project code."""
    open_terms = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    rows = TeamTerm.objects.filter(open_terms, person=person).select_related("project", "post__organisation", "person")
    return rows.order_by("project__code", "role", "pk")


def key_kind(*, day: date) -> str:
    """Registers of which kind need a task team (重点), by parameter projects.key_register_kind."""
    found = parameter_or_none(code=KEY_REGISTER_KIND, day=day)
    return str(found.value) if found else DEFAULT_KEY_KIND


def is_key(*, project_id: int, day: date) -> bool:
    """Whether a project stands on a key list on a day and is not accepted yet."""
    if ProjectStanding.objects.filter(pk=project_id, stage=Stage.ACCEPTED).exists():
        return False
    rows = Membership.objects.filter(in_force(day), subject_kind=SUBJECT_KIND, subject_id=project_id)
    return rows.filter(register__kind=key_kind(day=day)).exists()
