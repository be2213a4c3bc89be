"""Writing organisations, people, posts and assignments."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from lutu.kernel.journal.actions import Actor, record
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
