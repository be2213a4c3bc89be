"""包联与专班: who looks after a project. Nobody is left without an heir (the mission, S2.14, S2.16)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.models import Project, TeamTerm
from lutu.domains.projects.queries import CHUNK, is_key
from lutu.kernel.journal.actions import Actor, NewEntry, record_many
from lutu.kernel.parties.models import Assignment, Organisation, Person, Post
from lutu.kernel.periods import in_force

# As the journal names them, in the language of the house.
ROLE_WORDS = {"leader": "包联领导", "member": "专班成员", "unit": "专班单位"}
LEADER, MEMBER, UNIT = TeamTerm.Role.LEADER, TeamTerm.Role.MEMBER, TeamTerm.Role.UNIT


class TeamRefused(ValueError):
    """A second leader, somebody who does not hold the post, or an end that would leave a key project without a team."""


@dataclass(frozen=True)
class NewTerm:
    """Somebody who is to look after a project from a day on: a person in a post, or a unit."""

    project: Project
    role: str
    valid_from: date
    person: Person | None = None
    post: Post | None = None
    unit: Organisation | None = None
    document: str = ""


def appoint_leader(
    *, project: Project, person: Person, post: Post, day: date, actor: Actor, at: datetime, document: str = ""
) -> TeamTerm:
    """Let a person lead a project from a day on (包联). Raises TeamRefused, naming the leader there is."""
    return appoint_many(terms=[NewTerm(project, LEADER, day, person, post, None, document)], actor=actor, at=at)[0]


def appoint_member(
    *, project: Project, person: Person, post: Post, day: date, actor: Actor, at: datetime, document: str = ""
) -> TeamTerm:
    """Let a person work in a project's task team from a day on (专班成员). Raises TeamRefused."""
    return appoint_many(terms=[NewTerm(project, MEMBER, day, person, post, None, document)], actor=actor, at=at)[0]


def appoint_unit(
    *, project: Project, unit: Organisation, day: date, actor: Actor, at: datetime, document: str = ""
) -> TeamTerm:
    """Let a unit work in a project's task team from a day on (专班单位). Raises TeamRefused."""
    return appoint_many(terms=[NewTerm(project, UNIT, day, unit=unit, document=document)], actor=actor, at=at)[0]


@transaction.atomic
def appoint_many(*, terms: Sequence[NewTerm], actor: Actor, at: datetime) -> list[TeamTerm]:
    """Appoint many at once; all or none. Raises TeamRefused for the first that cannot be."""
    lock_projects(projects={term.project.pk for term in terms})
    require_posts(terms=terms)
    taken = _Taken(terms)
    for term in terms:
        taken.add(term)
    created = TeamTerm.objects.bulk_create(
        [
            TeamTerm(
                project=term.project, role=term.role, person=term.person, post=term.post, unit=term.unit,
                valid_from=term.valid_from, document=term.document,
            )
            for term in terms
        ],
        batch_size=CHUNK,
    )  # fmt: skip
    told = [(row, {"valid_from": row.valid_from}) for row in created]
    journal_terms(action="projects.team.appointed", told=told, actor=actor, at=at)
    return created


@transaction.atomic
def end_term(*, term: TeamTerm, day: date, reason: str, actor: Actor, at: datetime) -> TeamTerm:
    """End a term on a day (结束); it stays as history. Raises TeamRefused where a key project would lose its team."""
    lock_projects(projects=[term.project_id])
    _require_open(term, day)
    _require_team_kept(term, day)
    term.valid_to = day
    term.save(update_fields=["valid_to"])
    journal_terms(action="projects.team.ended", told=[(term, {"day": day, "reason": reason})], actor=actor, at=at)
    return term


@transaction.atomic
def withdraw_terms(*, terms: Sequence[TeamTerm], reason: str, actor: Actor, at: datetime) -> None:
    """Take back terms that were entered by mistake (撤回); one that has ended stays. Raises TeamRefused."""
    for term in terms:
        if term.valid_to is not None:
            raise TeamRefused(_("{name}的任务已于 {ended} 结束,不能撤回").format(name=term, ended=term.valid_to))
    told = [(term, {"reason": reason}) for term in terms]
    journal_terms(action="projects.team.withdrawn", told=told, actor=actor, at=at)
    TeamTerm.objects.filter(pk__in=[term.pk for term in terms]).delete()


class _Taken:
    """What is held already in the projects of a batch, and what its earlier terms have taken."""

    def __init__(self, terms: Sequence[NewTerm]) -> None:
        projects = sorted({term.project.pk for term in terms})
        self.held: dict[tuple[int, str], list[tuple[date | None, date, int | None, str]]] = {}
        for start in range(0, len(projects), CHUNK):
            rows = TeamTerm.objects.filter(project__in=projects[start : start + CHUNK])
            for row in rows.select_related("person", "unit"):
                who = row.unit_id if row.role == UNIT else row.person_id
                self._note(row.project_id, row.role, row.valid_to, row.valid_from, who, row.holder_text)

    def _note(self, project: int, role: str, ended: date | None, begun: date, who: int | None, name: str) -> None:
        self.held.setdefault((project, role), []).append((ended, begun, who, name))

    def add(self, term: NewTerm) -> None:
        """Take a term in, or refuse it."""
        who = term.unit.pk if term.unit else term.person.pk if term.person else None
        name = str(term.unit or term.person)
        for ended, begun, holder, held_by in self.held.get((term.project.pk, term.role), ()):
            if ended is not None and ended <= term.valid_from:
                continue
            if term.role == LEADER:
                text = _("“{project}”已有领导 {name}(自 {since} 起),请先交接")
                raise TeamRefused(text.format(project=term.project, name=held_by, since=begun))
            if holder == who:
                text = _("{name}自 {since} 起已在“{project}”的专班,不需重复列入")
                raise TeamRefused(text.format(name=name, since=begun, project=term.project))
        self._note(term.project.pk, term.role, None, term.valid_from, who, name)


def require_posts(*, terms: Sequence[NewTerm]) -> None:
    """Whoever leads or works does so in a post held on the first day. Raises TeamRefused."""
    wanted = [term for term in terms if term.role != UNIT]
    people = {term.person.pk for term in wanted if term.person}
    held: dict[tuple[int, int], list[tuple[date, date | None]]] = {}
    rows = Assignment.objects.filter(person__in=people).values_list("person_id", "post_id", "valid_from", "valid_to")
    for person, post, start, stop in rows:
        held.setdefault((person, post), []).append((start, stop))
    for term in wanted:
        if term.person is None or term.post is None:
            raise TeamRefused(_("包联领导和专班成员须写明人员和岗位"))
        periods = held.get((term.person.pk, term.post.pk), ())
        if not any(start <= term.valid_from and (stop is None or stop > term.valid_from) for start, stop in periods):
            text = _("{name}在 {day} 未任“{post}”,请先办理任职")
            raise TeamRefused(text.format(name=term.person.name, day=term.valid_from, post=term.post))


def _require_open(term: TeamTerm, day: date) -> None:
    if term.valid_to is not None:
        raise TeamRefused(_("{term} 已于 {ended} 结束").format(term=term, ended=term.valid_to))
    if day <= term.valid_from:
        raise TeamRefused(_("结束日 {day} 应晚于起始日 {begun}").format(day=day, begun=term.valid_from))


def _require_team_kept(term: TeamTerm, day: date) -> None:
    """A project on a key list keeps its leader and at least one member until acceptance (the mission, S2.16)."""
    if term.role == UNIT or not is_key(project_id=term.project_id, day=day):
        return
    others = TeamTerm.objects.filter(in_force(day), project=term.project_id, role=term.role).exclude(pk=term.pk)
    if others.exists():
        return
    if term.role == LEADER:
        raise TeamRefused(_("重点项目须一名领导,请用“交接”换人"))
    raise TeamRefused(_("重点项目的专班须至少一名成员,请先增补或交接"))


def journal_terms(
    *, action: str, told: Sequence[tuple[TeamTerm, Mapping[str, object]]], actor: Actor, at: datetime
) -> None:
    """One entry a term, naming people by staff number and post: names are no business of the journal."""
    entries = [
        NewEntry(
            (SUBJECT_KIND, term.project_id),
            action,
            {
                "team_role": ROLE_WORDS[term.role],
                **({"unit": str(term.unit)} if term.unit else {}),
                **({"person": term.person.code, "post": str(term.post)} if term.person else {}),
                **further,
            },
            term.document,
        )
        for term, further in told
    ]
    record_many(entries=entries, actor=actor, at=at)


def lock_projects(*, projects: Iterable[int]) -> None:
    """Let two who write to one project come one after the other."""
    keys = sorted(projects)
    for start in range(0, len(keys), CHUNK):
        rows = Project.objects.filter(pk__in=keys[start : start + CHUNK]).order_by("pk")
        list(rows.select_for_update().values_list("pk"))
