"""Writing organisations, people, posts and assignments."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model, ProtectedError

from lutu.kernel.journal.actions import Actor, NewEntry, record, record_many
from lutu.kernel.journal.queries import label_action
from lutu.kernel.parties.models import Assignment, Organisation, Person, Post
from lutu.kernel.parties.phones import seal
from lutu.kernel.territory.models import Area

label_action("parties.organisation.registered", "登记单位")
label_action("parties.organisation.changed", "变更单位")
label_action("parties.person.registered", "登记人员")
label_action("parties.person.changed", "变更人员")
label_action("parties.post.set_up", "设立岗位")
label_action("parties.assignment.started", "任职")
label_action("parties.assignment.ended", "离任")
label_action("parties.organisation.withdrawn", "撤销单位登记")
label_action("parties.person.withdrawn", "撤销人员登记")
label_action("parties.post.withdrawn", "撤销岗位")
label_action("parties.assignment.withdrawn", "撤销任职")

VacateGuard = Callable[..., str | None]
_GUARDS: list[VacateGuard] = []


class PartyRefused(ValueError):
    """A party, post or assignment that contradicts what is already there."""


def vacate_guard(guard: VacateGuard) -> VacateGuard:
    """Register `guard(*, assignment, day) -> reason | None`: a higher package says why a post must stay held."""
    _GUARDS.append(guard)
    return guard


@transaction.atomic
def register_organisation(
    *,
    name: str,
    kind: str,
    actor: Actor,
    at: datetime,
    code: str | None = None,
    short_name: str = "",
    area: Area | None = None,
) -> Organisation:
    """Register an organisation (登记单位). Raises PartyRefused where name or code is taken."""
    if Organisation.objects.filter(name=name).exists():
        raise PartyRefused(f"单位“{name}”已登记")
    if code and Organisation.objects.filter(code=code).exists():
        raise PartyRefused(f"统一社会信用代码 {code} 已属于“{Organisation.objects.get(code=code).name}”")
    made = Organisation.objects.create(name=name, kind=kind, code=code or None, short_name=short_name, area=area)
    details = {"name": name, "kind": kind, "code": code or ""}
    record(
        subject=("parties.organisation", made.pk),
        action="parties.organisation.registered",
        actor=actor,
        at=at,
        details=details,
    )
    return made


@transaction.atomic
def register_organisations(
    *, organisations: Sequence[Organisation], actor: Actor, at: datetime, basis: str = ""
) -> list[Organisation]:
    """Register many organisations at once (登记单位), unsaved rows given; the database refuses names or codes taken."""
    made = Organisation.objects.bulk_create(organisations, batch_size=500)
    entries = [
        NewEntry(
            ("parties.organisation", row.pk),
            "parties.organisation.registered",
            {"name": row.name, "kind": row.kind, "code": row.code or ""},
            basis,
        )
        for row in made
    ]
    record_many(entries=entries, actor=actor, at=at)
    return made


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    name: str,
    kind: str,
    code: str | None,
    short_name: str,
    area: Area | None,
    actor: Actor,
    at: datetime,
) -> Organisation:
    """Change what is known of an organisation (变更单位). Raises PartyRefused where name or code is another's."""
    others = Organisation.objects.exclude(pk=organisation.pk)
    if others.filter(name=name).exists():
        raise PartyRefused(f"单位“{name}”已登记")
    if code and (holder := others.filter(code=code).first()):
        raise PartyRefused(f"统一社会信用代码 {code} 已属于“{holder.name}”")
    values = {
        "name": name, "kind": kind, "code": code or None, "short_name": short_name,
        "area_id": area.code if area else None,
    }  # fmt: skip
    was = {key: getattr(organisation, key) for key, value in values.items() if getattr(organisation, key) != value}
    if was:
        for key in was:
            setattr(organisation, key, values[key])
        organisation.save(update_fields=list(was))
        record(
            subject=("parties.organisation", organisation.pk),
            action="parties.organisation.changed",
            actor=actor,
            at=at,
            details={"name": name, "was": {key: value or "" for key, value in was.items()}},
        )
    return organisation


@transaction.atomic
def register_person(*, code: str, name: str, actor: Actor, at: datetime, phone: str = "") -> Person:
    """Register a person (登记人员) under a staff number. Raises PartyRefused or PhoneRefused.

    The journal keeps the staff number, never the name or the phone number.
    """
    if Person.objects.filter(code=code).exists():
        raise PartyRefused(f"工号“{code}”已登记")
    sealed, index = seal(phone=phone, person_code=code) if phone else (None, None)
    person = Person.objects.create(code=code, name=name, phone_sealed=sealed, phone_index=index)
    record(
        subject=("parties.person", person.pk),
        action="parties.person.registered",
        actor=actor,
        at=at,
        details={"code": code},
    )
    return person


@transaction.atomic
def change_person(*, person: Person, name: str, actor: Actor, at: datetime, phone: str | None = None) -> Person:
    """Change name or phone (变更人员): None keeps the phone, an empty text removes it."""
    changed = ["name"] if name != person.name else []
    person.name = name
    if phone is not None:
        sealed, index = seal(phone=phone, person_code=person.code) if phone else (None, None)
        person.phone_sealed, person.phone_index = sealed, index
        changed.append("phone")
    if changed:
        person.save()
        details = {"fields": changed}
        record(
            subject=("parties.person", person.pk), action="parties.person.changed", actor=actor, at=at, details=details
        )
    return person


@transaction.atomic
def set_up_post(
    *, code: str, name: str, organisation: Organisation, area: Area, actor: Actor, at: datetime, duty: str = ""
) -> Post:
    """Set up a post (设立岗位). Raises PartyRefused where the code is taken."""
    if Post.objects.filter(code=code).exists():
        raise PartyRefused(f"岗位代码“{code}”已被使用")
    post = Post.objects.create(code=code, name=name, organisation=organisation, area=area, duty=duty)
    details = {"code": code, "organisation": organisation.pk, "area": area.code}
    record(subject=("parties.post", post.pk), action="parties.post.set_up", actor=actor, at=at, details=details)
    return post


@transaction.atomic
def assign(
    *, person: Person, post: Post, valid_from: date, actor: Actor, at: datetime, document: str = ""
) -> Assignment:
    """Let a person hold a post from a day on (任职). Raises PartyRefused where the person already holds it that day."""
    overlapping = Assignment.objects.filter(person=person, post=post).exclude(valid_to__lte=valid_from)
    if overlapping.exists():
        raise PartyRefused(f"{person.name}在 {valid_from} 已任“{post}”,不需重复任职")
    assignment = Assignment.objects.create(person=person, post=post, valid_from=valid_from, document=document)
    details = {"post": post.code, "valid_from": valid_from, "document": document}
    record(
        subject=("parties.person", person.pk), action="parties.assignment.started", actor=actor, at=at, details=details
    )
    return assignment


@transaction.atomic
def end_assignment(*, assignment: Assignment, day: date, actor: Actor, at: datetime) -> Assignment:
    """End an assignment on a day (离任). Raises PartyRefused."""
    if assignment.valid_to is not None:
        raise PartyRefused(f"{assignment.person.name}已于 {assignment.valid_to} 离任“{assignment.post}”")
    if day <= assignment.valid_from:
        raise PartyRefused(f"离任日 {day} 应晚于任职日 {assignment.valid_from}")
    reasons = [reason for guard in _GUARDS if (reason := guard(assignment=assignment, day=day))]
    if reasons:
        raise PartyRefused(";".join(reasons))
    assignment.valid_to = day
    assignment.save(update_fields=["valid_to"])
    details = {"post": assignment.post.code, "valid_to": day}
    record(
        subject=("parties.person", assignment.person_id),
        action="parties.assignment.ended",
        actor=actor,
        at=at,
        details=details,
    )
    return assignment


@transaction.atomic
def register_people(*, people: Sequence[Person], actor: Actor, at: datetime) -> list[Person]:
    """Register many new people at once (批量登记人员); the database refuses a staff number that is taken."""
    made = Person.objects.bulk_create(people, batch_size=500)
    _journal_many("parties.person.registered", [(row, {"code": row.code}) for row in made], actor=actor, at=at)
    return made


@transaction.atomic
def set_up_posts(*, posts: Sequence[Post], actor: Actor, at: datetime) -> list[Post]:
    """Set up many new posts at once (批量设立岗位); the database refuses a code that is taken."""
    made = Post.objects.bulk_create(posts, batch_size=500)
    details = [(row, {"code": row.code, "organisation": row.organisation_id, "area": row.area_id}) for row in made]
    _journal_many("parties.post.set_up", details, actor=actor, at=at)
    return made


@transaction.atomic
def assign_many(*, assignments: Sequence[Assignment], actor: Actor, at: datetime) -> list[Assignment]:
    """Let many people hold posts (批量任职); the caller has seen to it that none holds the post already."""
    made = Assignment.objects.bulk_create(assignments, batch_size=500)
    details = [
        (row.person, {"post": row.post.code, "valid_from": row.valid_from, "document": row.document}) for row in made
    ]
    _journal_many("parties.assignment.started", details, actor=actor, at=at)
    return made


def _journal_many(
    action: str, details: Sequence[tuple[Model, Mapping[str, object]]], *, actor: Actor, at: datetime
) -> None:
    entries = [NewEntry((row._meta.label_lower, row.pk), action, told) for row, told in details]
    if entries:
        record_many(entries=entries, actor=actor, at=at)


@transaction.atomic
def withdraw(*, rows: Sequence[Organisation | Person | Post], reason: str, actor: Actor, at: datetime) -> None:
    """Take back registrations of one kind that were a mistake (撤销登记), while nothing leans on them.

    The rows go, their journal stays. Raises PartyRefused where something leans on one of them.
    """
    told = [(row, {"code": row.code or "", "reason": reason}) for row in rows]
    try:
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            type(part[0])._default_manager.filter(pk__in=[row.pk for row in part]).delete()
    except ProtectedError as error:
        titles = sorted({str(other._meta.verbose_name) for other in error.protected_objects})
        raise PartyRefused(f"已有{'、'.join(titles)}记录引用,不能撤销登记") from error
    if rows:
        _journal_many(f"{rows[0]._meta.label_lower}.withdrawn", told, actor=actor, at=at)


@transaction.atomic
def withdraw_assignments(*, assignments: Sequence[Assignment], reason: str, actor: Actor, at: datetime) -> None:
    """Take back assignments that were a mistake (撤销任职); one that has ended stays. Raises PartyRefused."""
    for held in assignments:
        if held.valid_to is not None:
            raise PartyRefused(f"{held.person.name}已于 {held.valid_to} 离任“{held.post}”,不能撤销任职")
    told = [
        (held.person, {"post": held.post.code, "valid_from": held.valid_from, "reason": reason}) for held in assignments
    ]
    for start in range(0, len(assignments), 500):
        Assignment.objects.filter(pk__in=[held.pk for held in assignments[start : start + 500]]).delete()
    _journal_many("parties.assignment.withdrawn", told, actor=actor, at=at)
