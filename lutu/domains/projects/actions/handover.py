"""交接: handing what a person leads or works on to another, all at once and on one day (the mission, S2.14)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lutu.domains.projects.actions.teams import (
    MEMBER,
    UNIT,
    NewTerm,
    TeamRefused,
    journal_terms,
    lock_projects,
    require_posts,
)
from lutu.domains.projects.models import TeamTerm
from lutu.domains.projects.queries import CHUNK, held_terms
from lutu.kernel.journal.actions import Actor
from lutu.kernel.parties.models import Assignment, Person, Post
from lutu.kernel.periods import in_force


@transaction.atomic
def hand_over(
    *, terms: Sequence[TeamTerm], person: Person, post: Post, day: date, actor: Actor, at: datetime, document: str = ""
) -> list[TeamTerm]:
    """Hand terms of leaders and members to another person on a day (交接): no project is without one on any day.

    A term that was to begin on the day or later is given to the successor as it stands. Who is in the team already
    takes nothing over twice. Raises TeamRefused; then nothing has been handed over.
    """
    lock_projects(projects={term.project_id for term in terms})
    for term in terms:
        _require_hand_over(term, person, day)
    heirs = [
        NewTerm(term.project, term.role, max(day, term.valid_from), person, post, None, document) for term in terms
    ]
    require_posts(terms=heirs)
    members = _team_of(person, {term.project_id for term in terms}, day)
    rows = [
        TeamTerm(
            project_id=term.project_id, role=term.role, person=person, post=post, valid_from=heir.valid_from,
            valid_to=term.valid_to, document=document,
        )
        for term, heir in zip(terms, heirs, strict=True)
        if not (term.role == MEMBER and term.project_id in members)
    ]  # fmt: skip
    told = [
        (term, {"to": person.code, "to_post": str(post), "day": heir.valid_from})
        for term, heir in zip(terms, heirs, strict=True)
    ]
    _end_or_withdraw(terms, day)
    created = TeamTerm.objects.bulk_create(rows, batch_size=CHUNK)
    journal_terms(action="projects.team.handed_over", told=told, actor=actor, at=at)
    return created


@transaction.atomic
def hand_over_all(*, from_person: Person, to_person: Person, day: date, actor: Actor, at: datetime) -> int:
    """Hand everything a person leads or works on to another on a day; returns how many terms (the mission, S2.14).

    The successor takes each over in the same post where holding it, else in the own one. Raises TeamRefused.
    """
    terms = list(held_terms(person=from_person, day=day))
    own = list(Assignment.objects.filter(in_force(day), person=to_person).select_related("post__organisation"))
    by_post = {row.post_id: row.post for row in own}
    if terms and not own:
        raise TeamRefused(_("{name}在 {day} 没有任职,不能接手").format(name=to_person.name, day=day))
    usual = min(by_post.values(), key=lambda post: post.code, default=None)
    groups: dict[Post, list[TeamTerm]] = {}
    for term in terms:
        groups.setdefault(by_post.get(term.post_id or 0) or usual, []).append(term)  # type: ignore[arg-type]
    for post, held in groups.items():
        hand_over(terms=held, person=to_person, post=post, day=day, actor=actor, at=at)
    return len(terms)


def vacated_post(*, assignment: Assignment, day: date) -> str | None:
    """Why a person may not leave a post yet: projects led or worked on in it have no heir (a guard of `parties`)."""
    left = TeamTerm.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), person=assignment.person_id, post=assignment.post_id
    ).count()
    text = _("{name}以“{post}”身份包联或参与 {count} 个项目,请先交接")
    return text.format(name=assignment.person.name, post=assignment.post, count=left) if left else None


def _require_hand_over(term: TeamTerm, person: Person, day: date) -> None:
    if term.role == UNIT:
        raise TeamRefused(_("单位不办理交接,请结束后另行列入"))
    if term.person_id == person.pk:
        raise TeamRefused(_("{name}不能交接给本人").format(name=person.name))
    if term.valid_to is not None and term.valid_to <= day:
        raise TeamRefused(_("该任务已于 {ended} 结束").format(ended=term.valid_to))


def _team_of(person: Person, projects: Iterable[int], day: date) -> set[int]:
    """Projects in whose team the person works on the day already."""
    rows = TeamTerm.objects.filter(in_force(day), person=person, role=MEMBER, project__in=list(projects))
    return set(rows.values_list("project_id", flat=True))


def _end_or_withdraw(terms: Sequence[TeamTerm], day: date) -> None:
    """Terms that held end on the day; those that were yet to begin never were."""
    begun = [term.pk for term in terms if term.valid_from < day]
    later = [term.pk for term in terms if term.valid_from >= day]
    for start in range(0, len(begun), CHUNK):
        TeamTerm.objects.filter(pk__in=begun[start : start + CHUNK]).update(valid_to=day)
    for start in range(0, len(later), CHUNK):
        TeamTerm.objects.filter(pk__in=later[start : start + CHUNK]).delete()
