"""Judging a file of people and posts: what each line would do, and why a line can't be loaded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from lutu.kernel.access.known import Known, RoleNotFound, key
from lutu.kernel.access.models import Role
from lutu.kernel.intake.kinds import CHANGED, NEW, REFUSED, UNCHANGED, Fault, Line, Outcome
from lutu.kernel.parties.models import Organisation, Person, Post
from lutu.kernel.parties.phones import PhoneRefused, index_of, masked, normal_phone, unseal
from lutu.kernel.territory.lookup import AreaLookup, AreaNotFound
from lutu.kernel.territory.models import Area

Changes = dict[str, tuple[str, str]]
Refuse = Callable[[str, str, str, str], None]
sign_in_name = ASCIIUsernameValidator()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a good line asks for: a person in a post, with the post's roles and the person's account."""

    code: str
    name: str
    phone: str
    organisation: Organisation
    post_code: str
    post_name: str
    area: Area
    valid_from: date
    roles: tuple[Role, ...]
    username: str
    email: str


@dataclass
class _File:
    """What earlier good lines of the same file have said, with their row numbers."""

    people: dict[str, tuple[int, Wish]] = field(default_factory=dict)
    posts: dict[str, tuple[int, Wish]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], int] = field(default_factory=dict)
    usernames: dict[str, tuple[int, str]] = field(default_factory=dict)

    def note(self, row: int, wish: Wish) -> None:
        person = key(wish.code)
        self.people.setdefault(person, (row, wish))
        self.posts.setdefault(key(wish.post_code), (row, wish))
        self.pairs[(person, key(wish.post_code))] = row
        if wish.username:
            self.usernames.setdefault(wish.username.lower(), (row, person))


def assess(*, lines: Sequence[Line], day: date) -> list[Outcome]:
    """Judge every line against what is known and against the lines before it."""
    known, areas, seen = Known(), AreaLookup(day=day), _File()
    outcomes = []
    for line in lines:
        label = f"{line.values['name']}({line.values['code']})"
        wish, faults = _read(line, known, areas)
        if wish is not None:
            faults = _clashes(line.number, wish, known, seen)
        if wish is None or faults:
            outcomes.append(Outcome(line, REFUSED, faults, label=label))
            continue
        seen.note(line.number, wish)
        changes, is_new = _compared(wish, known)
        verdict = NEW if is_new else CHANGED if changes else UNCHANGED
        outcomes.append(Outcome(line, verdict, label=label, changes=changes, payload=wish))
    return outcomes


def _read(line: Line, known: Known, areas: AreaLookup) -> tuple[Wish | None, list[Fault]]:
    """The line with everything it names found, or what could not be found."""
    values, faults = line.values, []

    def refuse(column: str, found: str, expected: str, remedy: str) -> None:
        faults.append(Fault(line.number, column, found, expected, remedy))

    phone = ""
    if values.get("phone"):
        try:
            phone = normal_phone(values["phone"])
        except PhoneRefused:
            refuse("手机", values["phone"], _("1 开头的 11 位手机号"), _("核对号码;没有可不填"))
    units = known.organisations.get(values["organisation"], [])
    if len(units) != 1:
        expected = _("已登记的单位全称、简称或信用代码") if not units else _("唯一的单位,同名的有几个")
        refuse("单位", values["organisation"], expected, _("先登记该单位或导入单位表,再上传本行"))
    area = units[0].area if len(units) == 1 else None
    try:
        if values.get("area"):
            area = areas.find(values["area"])
    except AreaNotFound as error:
        refuse("区划", values["area"], error.expected, error.remedy)
    else:
        if area is None and units:
            refuse("区划", "", _("岗位管辖的区划"), _("填街道、社区名称或区划代码,全区填区的名称"))
    roles: tuple[Role, ...] = ()
    try:
        roles = known.roles_of(values.get("roles"))
    except RoleNotFound as error:
        expected = _("已有角色:{names}").format(names="、".join(known.role_names()))
        refuse("角色", str(error), expected, _("改成已有角色的名称或代码"))
    username, email = values.get("username") or "", values.get("email") or ""
    if email:
        try:
            validate_email(email)
        except ValidationError:
            refuse("邮箱", email, _("邮箱地址,如 name@example.cn"), _("核对地址;没有可不填"))
    if faults or area is None:
        return None, faults
    return Wish(
        values["code"], values["name"], phone, units[0], values["post_code"], values["post_name"], area,
        values["valid_from"], roles, username, email,
    ), []  # fmt: skip


def _clashes(row: int, wish: Wish, known: Known, seen: _File) -> list[Fault]:
    faults = []

    def refuse(column: str, found: str, expected: str, remedy: str) -> None:
        faults.append(Fault(row, column, found, expected, remedy))

    person, post = known.people.get(key(wish.code)), known.posts.get(key(wish.post_code))
    pair = (key(wish.code), key(wish.post_code))
    if pair in seen.pairs:
        expected = _("同一人同一岗位一行,与第 {row} 行重复").format(row=seen.pairs[pair])
        refuse("岗位代码", wish.post_code, expected, _("删去重复的行"))
    earlier = seen.people.get(pair[0])
    if earlier is not None:
        for title, now, then in (
            ("姓名", wish.name, earlier[1].name),
            ("手机", masked(wish.phone) if wish.phone else "", masked(earlier[1].phone) if earlier[1].phone else ""),
            ("登录名", wish.username, earlier[1].username),
        ):
            if now and then and now != then:
                expected = _("{value}(第 {row} 行同一工号)").format(value=then, row=earlier[0])
                refuse(title, now, expected, _("同一工号的各行应一致"))
    _clashing_post(wish, post, seen.posts.get(pair[1]), refuse)
    _clashing_account(wish, person, known, seen, refuse)
    if person is not None and post is not None:
        held = known.held(person=person, post=post, day=wish.valid_from)
        if held is not None and held.valid_from != wish.valid_from:
            expected = _("{day}(已登记的任职日)").format(day=held.valid_from)
            refuse("任职日", wish.valid_from.isoformat(), expected, _("任职日以登记为准;如登记有误,请在人员页更正"))
    return faults


def _clashing_post(wish: Wish, post: Post | None, earlier: tuple[int, Wish] | None, refuse: Refuse) -> None:
    """A post code stands for one post: its name, organisation and area can't differ from what is known."""
    if post is not None:
        there, where = (post.name, post.organisation.name, post.area.name), _("已登记的同代码岗位")
    elif earlier is not None:
        other = earlier[1]
        there = (other.post_name, other.organisation.name, other.area.name)
        where = _("第 {row} 行同代码岗位").format(row=earlier[0])
    else:
        return
    asked = (wish.post_name, wish.organisation.name, wish.area.name)
    for title, now, then in zip(("岗位", "单位", "区划"), asked, there, strict=True):
        if now != then:
            refuse(title, now, f"{then}({where})", _("改成一致,或另用一个岗位代码"))


def _clashing_account(wish: Wish, person: Person | None, known: Known, seen: _File, refuse: Refuse) -> None:
    """A sign-in name is one person's, and a person has one."""
    account = known.account_of.get(person.pk) if person is not None else None
    if not wish.username:
        if wish.email and account is None:
            refuse("登录名", "", _("有邮箱时须填登录名"), _("补填登录名,或删去邮箱"))
        return
    try:
        sign_in_name(wish.username)
    except ValidationError:
        refuse("登录名", wish.username, _("英文字母、数字和 @ . + - _"), _("换一个登录名"))
    if account is not None and account.username.lower() != wish.username.lower():
        expected = _("{username}(该人已有账号)").format(username=account.username)
        refuse("登录名", wish.username, expected, _("改成已有的登录名,或留空"))
    holder = known.accounts.get(wish.username.lower())
    if holder is not None and (person is None or holder.person_id != person.pk):
        refuse("登录名", wish.username, _("未被使用的登录名"), _("换一个登录名"))
    other = seen.usernames.get(wish.username.lower())
    if other is not None and other[1] != key(wish.code):
        expected = _("每人一个登录名,与第 {row} 行重复").format(row=other[0])
        refuse("登录名", wish.username, expected, _("换一个登录名"))


def _compared(wish: Wish, known: Known) -> tuple[Changes, bool]:
    """What the line would change, old and new in words, and whether the person-post is new."""
    changes: Changes = {}
    person, post = known.people.get(key(wish.code)), known.posts.get(key(wish.post_code))
    if person is not None:
        if person.name != wish.name:
            changes["姓名"] = (person.name, wish.name)
        if phone_differs(person=person, phone=wish.phone):
            changes["手机"] = (masked(_phone_of(person)) if person.phone_sealed else "", masked(wish.phone))
    held = known.held(person=person, post=post, day=wish.valid_from) if person and post else None
    if held is None:
        changes["任职"] = ("", f"{wish.organisation} {wish.post_name},{wish.valid_from}")
    missing = [role.name for role in wish.roles if post is None or (role.pk, post.pk, wish.area.pk) not in known.grants]
    if missing:
        changes["角色"] = ("", "、".join(missing))
    account = known.account_of.get(person.pk) if person else None
    if wish.username and account is None:
        changes["账号"] = ("", wish.username)
    elif account is not None and wish.email and account.email != wish.email:
        changes["邮箱"] = (account.email, wish.email)
    return changes, held is None


def phone_differs(*, person: Person, phone: str) -> bool:
    """Whether a given number is another one than the sealed one; an empty cell changes nothing."""
    if not phone:
        return False
    return person.phone_index is None or bytes(person.phone_index) != index_of(phone)


def _phone_of(person: Person) -> str:
    return unseal(sealed=bytes(person.phone_sealed or b""), person_code=person.code)
