"""Bulk import of people, posts, assignments, roles and accounts (人员与岗位): one row a person in a post."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from lutu.kernel.access.actions import end_grants, grant_roles, open_accounts, set_email, withdraw_account
from lutu.kernel.access.assessing import Wish, assess, phone_differs
from lutu.kernel.access.known import Known, key
from lutu.kernel.access.models import Account, RoleGrant
from lutu.kernel.intake.kinds import Column, Effect, ImportKind, Outcome, Source
from lutu.kernel.jobs.registry import Reporter
from lutu.kernel.journal.actions import Actor
from lutu.kernel.journal.queries import last_links
from lutu.kernel.parties.actions import (
    assign_many,
    change_person,
    register_people,
    set_up_posts,
    withdraw,
    withdraw_assignments,
)
from lutu.kernel.parties.models import Assignment, Person, Post
from lutu.kernel.parties.phones import seal, unseal

KIND = "people"
PERSON, POST, ACCOUNT = "parties.person", "parties.post", "access.account"
COLUMNS = (
    Column("code", "工号", "code", required=True, aliases=("人员工号", "员工号", "人员编号"), max_length=40,
           help="认人的编号;已登记的工号按本行更新", example="CY-0001"),
    Column("name", "姓名", required=True, max_length=60, example="示例甲"),
    Column("phone", "手机", aliases=("手机号", "手机号码", "联系电话"), max_length=30,
           help="11 位手机号,加密保存;不填表示不变", example="10012340017"),
    Column("organisation", "单位", required=True, aliases=("所在单位", "单位名称", "工作单位"), max_length=120,
           help="已登记单位的全称、简称或统一社会信用代码", example="城阳街道办事处"),
    Column("post_code", "岗位代码", required=True, max_length=60,
           help="一个代码一个岗位;没有的代码会新设岗位", example="CY-JFB-01"),
    Column("post_name", "岗位", required=True, aliases=("岗位名称", "职务"), max_length=80, example="经济发展办经办"),
    Column("area", "区划", "area", aliases=("管辖区划", "区划代码", "管辖范围"),
           help="岗位管辖的街道、社区名称或 12 位代码;不填用单位的区划", example="城阳街道"),
    Column("valid_from", "任职日", "date", required=True, aliases=("任职日期", "任职时间"), example="2021-01-01"),
    Column("roles", "角色", aliases=("系统角色",), help="角色名称或代码,多个用顿号隔开;不填不授权", example="街道经办"),
    Column("username", "登录名", aliases=("账号", "用户名"), max_length=60,
           help="填了就开通账号,首个密码经邮箱设定或由管理员重置", example="cy0001"),
    Column("email", "邮箱", aliases=("电子邮箱", "邮件地址"), max_length=120, example="cy0001@example.cn"),
)  # fmt: skip
# What an effect did, as its `before` says; needed to take it back.
MADE = "made"


class _By(TypedDict):
    """Who takes back, and when."""

    actor: Actor
    at: datetime


class _Loader:
    """Carries out wishes in five passes, each in bulk, and keeps the books of what was done."""

    def __init__(self, *, actor: Actor, at: datetime) -> None:
        self.known = Known()
        self.actor = actor
        self.at = at
        self.done: list[tuple[str, int, bool, Mapping[str, Any]]] = []

    def people(self, wishes: Sequence[Wish]) -> None:
        """Register who is new, change who is known under another name or number."""
        fresh: dict[str, Person] = {}
        for wish in wishes:
            code = key(wish.code)
            if code in self.known.people:
                self._change(self.known.people[code], wish)
            elif code not in fresh:
                sealed, index = seal(phone=wish.phone, person_code=wish.code) if wish.phone else (None, None)
                fresh[code] = Person(code=wish.code, name=wish.name, phone_sealed=sealed, phone_index=index)
        for person in register_people(people=list(fresh.values()), actor=self.actor, at=self.at):
            self.known.people[key(person.code)] = person
            self.done.append((PERSON, person.pk, True, {MADE: "person"}))

    def posts(self, wishes: Sequence[Wish]) -> None:
        """Set up the posts whose codes are new."""
        fresh = {
            key(wish.post_code): Post(
                code=wish.post_code, name=wish.post_name, organisation=wish.organisation, area=wish.area
            )
            for wish in wishes
            if key(wish.post_code) not in self.known.posts
        }
        for post in set_up_posts(posts=list(fresh.values()), actor=self.actor, at=self.at):
            self.known.posts[key(post.code)] = post
            self.done.append((POST, post.pk, True, {MADE: "post"}))

    def assignments(self, wishes: Sequence[Wish]) -> None:
        """Let people hold posts they do not hold yet."""
        fresh = []
        for wish in wishes:
            person, post = self._pair(wish)
            if self.known.held(person=person, post=post, day=wish.valid_from) is None:
                fresh.append(Assignment(person=person, post=post, valid_from=wish.valid_from))
        for held in assign_many(assignments=fresh, actor=self.actor, at=self.at):
            self.done.append((PERSON, held.person_id, False, {MADE: "assignment", "pk": held.pk}))

    def grants(self, wishes: Sequence[Wish]) -> None:
        """Let posts carry roles they do not carry yet."""
        fresh: dict[tuple[int, int, str], RoleGrant] = {}
        for wish in wishes:
            _person, post = self._pair(wish)
            for role in wish.roles:
                place = (role.pk, post.pk, wish.area.pk)
                if place not in self.known.grants and place not in fresh:
                    fresh[place] = RoleGrant(role=role, post=post, area=wish.area, valid_from=wish.valid_from)
        for grant in grant_roles(grants=list(fresh.values()), actor=self.actor, at=self.at):
            self.done.append((POST, grant.post_id, False, {MADE: "grant", "pk": grant.pk}))

    def accounts(self, wishes: Sequence[Wish]) -> None:
        """Open accounts for those who have none, set addresses that are others now."""
        fresh: dict[int, Account] = {}
        for wish in wishes:
            person, _post = self._pair(wish)
            account = self.known.account_of.get(person.pk)
            if account is not None and wish.email and account.email != wish.email:
                before = {MADE: "email", "email": account.email}
                set_email(account=account, email=wish.email, actor=self.actor, at=self.at)
                self.done.append((ACCOUNT, account.pk, False, before))
            elif account is None and wish.username and person.pk not in fresh:
                fresh[person.pk] = Account(username=wish.username, person=person, email=wish.email)
        for account in open_accounts(accounts=list(fresh.values()), actor=self.actor, at=self.at):
            self.done.append((ACCOUNT, account.pk, True, {MADE: "account"}))

    def _pair(self, wish: Wish) -> tuple[Person, Post]:
        return self.known.people[key(wish.code)], self.known.posts[key(wish.post_code)]

    def _change(self, person: Person, wish: Wish) -> None:
        phone = wish.phone if phone_differs(person=person, phone=wish.phone) else None
        if person.name != wish.name or phone is not None:
            sealed = bytes(person.phone_sealed).hex() if person.phone_sealed else ""
            before = {MADE: "change", "name": person.name, "sealed": sealed if phone is not None else None}
            change_person(person=person, name=wish.name, phone=phone, actor=self.actor, at=self.at)
            self.done.append((PERSON, person.pk, False, before))

    def effects(self) -> list[Effect]:
        """What was done; every effect carries the last journal entry of its subject, written just now."""
        subjects = list({(kind, str(pk)) for kind, pk, _made, _before in self.done})
        links = last_links(subjects=subjects) if subjects else {}
        return [Effect(kind, pk, links[(kind, str(pk))][0], made, before) for kind, pk, made, before in self.done]


def load(
    *, outcomes: Sequence[Outcome], source: Source, actor: Actor, at: datetime, day: date, progress: Reporter
) -> list[Effect]:
    """Carry out every good line: people, posts, assignments, roles, accounts."""
    loader, wishes = _Loader(actor=actor, at=at), [outcome.payload for outcome in outcomes]
    passes = (loader.people, loader.posts, loader.assignments, loader.grants, loader.accounts)
    for count, carry_out in enumerate(passes, 1):
        carry_out(wishes)
        progress.step(len(wishes) * count // len(passes), len(wishes), _("正在登记人员与岗位"))
    return loader.effects()


def undo(*, effects: Sequence[Effect], actor: Actor, at: datetime, day: date) -> None:
    """Take back what was done, in the opposite order: accounts, grants, assignments, posts, people.

    Raises PartyRefused or AccountInUse where something leans on it.
    """
    reason, by = _("撤销导入"), _By(actor=actor, at=at)
    done: dict[str, list[Effect]] = {}
    for effect in effects:
        done.setdefault(effect.before[MADE], []).append(effect)
    accounts = Account.objects.in_bulk([item.subject_id for item in effects if item.subject_kind == ACCOUNT])
    for item in done.get("account", ()):
        withdraw_account(account=accounts[item.subject_id], reason=reason, **by)
    for item in done.get("email", ()):
        set_email(account=accounts[item.subject_id], email=item.before["email"], **by)
    grants = RoleGrant.objects.select_related("role", "post", "area").in_bulk(_keys(done, "grant"))
    for grant in grants.values():
        end_grants(grants=[grant], day=grant.valid_from, **by)
    held = Assignment.objects.select_related("person", "post__organisation").in_bulk(_keys(done, "assignment"))
    withdraw_assignments(assignments=list(held.values()), reason=reason, **by)
    for item in reversed(done.get("change", ())):
        _put_back(item, actor=actor, at=at)
    for word, model in (("post", Post), ("person", Person)):
        rows = model.objects.in_bulk([item.subject_id for item in done.get(word, ())])
        withdraw(rows=list(rows.values()), reason=reason, **by)


def _keys(done: Mapping[str, Sequence[Effect]], word: str) -> list[int]:
    return [item.before["pk"] for item in done.get(word, ())]


def _put_back(effect: Effect, *, actor: Actor, at: datetime) -> None:
    """Name and phone as they were; the old number was kept sealed."""
    person, phone = Person.objects.get(pk=effect.subject_id), effect.before["sealed"]
    if phone:
        phone = unseal(sealed=bytes.fromhex(phone), person_code=person.code)
    change_person(person=person, name=effect.before["name"], phone=phone, actor=actor, at=at)


PEOPLE = ImportKind(
    code=KIND,
    title="人员与岗位",
    permission="access.account.write",
    columns=COLUMNS,
    assess=assess,
    load=load,
    undo=undo,
    description="成批登记人员、岗位、任职、角色和账号;一人一岗一行,已登记的工号按本行更新。",
    source_hint="单位人员花名册",
    order=810,
)
