"""The demo district's people (示例单位、岗位、人员、账号): the cast, the units and who holds which post.

Everything invented comes from data/demo/cast.yaml. Start reading at `load`.
Source: the mission, demo district, section 2 "Cast".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from stdnum.cn import uscc

from lutu.engines.seeds import draw
from lutu.kernel.access.actions import grant_role, load_roles, open_account
from lutu.kernel.access.models import Account, Role
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.actions import assign, end_assignment, register_organisation, register_person, set_up_post
from lutu.kernel.parties.models import Organisation, Person, Post
from lutu.kernel.territory.demo import LOADED_AT, VALID_FROM
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import district

CAST_FILE = Path(settings.ROOT) / "data" / "demo" / "cast.yaml"
ROLES_FILE = Path(settings.ROOT) / "data" / "reference" / "roles.yaml"
FIRM_PREFIX = "91370214DEM"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class CastMember:
    """One demo account: sign-in name, part, person and the unit where the person holds a post."""

    username: str
    title: str
    name: str
    organisation: str


def firm_code(number: int) -> str:
    """The credit code of an invented firm: `91370214DEM`, six digits and the check character of GB 32100-2015."""
    stem = f"{FIRM_PREFIX}{number:06d}"
    return stem + uscc.calc_check_digit(stem)


def phone_of(person_code: str) -> str:
    """An invented mobile number: prefix 100 (unallocated) and eight digits drawn from the staff number."""
    return f"100{int(draw(f'phone|{person_code}') * 10**8):08d}"


def cast() -> tuple[CastMember, ...]:
    """Every demo account in the order of the staff numbers, the same in both sizes."""
    content = _content()
    rows: list[tuple[Row, str]] = [(row, post["organisation"]) for post in content["posts"] for row in post["holders"]]
    rows += [(row, "") for row in content["people"]]
    members = sorted((row["code"], row, unit) for row, unit in rows if "username" in row)
    return tuple(CastMember(row["username"], row["title"], row["name"], unit) for _, row, unit in members)


def load(*, size: str, day: date, password: str, report: Callable[[str], None]) -> dict[str, int | str]:
    """Load units, posts, people, roles and the accounts of the cast; returns counts by Chinese label.

    `password` opens every demo account. The areas must be loaded; `day` ends what would begin later.
    """
    content = _content()
    with transaction.atomic():
        load_roles(file=ROLES_FILE, actor=SYSTEM, at=LOADED_AT)
        areas = Area.objects.in_bulk()
        units = [_register_unit(row, areas) for row in content["organisations"] if _wanted(row, areas)]
        posts = [row for row in _posts(content, size=size) if _wanted(row, areas)]
        by_name = {unit.short_name: unit for unit in units}
        for row in posts:
            _fill_post(row, by_name, areas, day=day, password=password)
        for row in content["people"]:
            _open(_register(row), row, password=password)
    summary: dict[str, int | str] = {
        "单位": len(units),
        "岗位": len(posts),
        "人员": Person.objects.count(),
        "账号": Account.objects.count(),
    }
    report(f"单位 {len(units)} 个、岗位 {len(posts)} 个已设立,示例账号 {len(cast())} 个已开通")
    return summary


def _posts(content: Row, *, size: str) -> list[Row]:
    leaders: list[Row] = [
        {
            "code": f"leader.{number:02d}", "name": f"区领导(包联组 {number})", "organisation": "区委区政府",
            "roles": ["district_leader"], "holders": [{"code": f"DEMO-{100 + number}", "name": name}], "size": "full",
        }
        for number, name in enumerate(content["leaders"], start=2)
    ]  # fmt: skip
    return [row for row in (*content["posts"], *leaders) if size == "full" or row.get("size") != "full"]


def _wanted(row: Row, areas: Mapping[str, Area]) -> bool:
    return "area" not in row or row["area"] in areas


def _register_unit(row: Row, areas: Mapping[str, Area]) -> Organisation:
    return register_organisation(
        name=row["name"], short_name=row["short_name"], kind=row["kind"],
        code=firm_code(row["firm"]) if "firm" in row else None,
        area=areas[row["area"]] if "area" in row else district(), actor=SYSTEM, at=LOADED_AT,
    )  # fmt: skip


def _fill_post(
    row: Row, units: Mapping[str, Organisation], areas: Mapping[str, Area], *, day: date, password: str
) -> None:
    area = areas[row["area"]] if "area" in row else district()
    post = set_up_post(
        code=row["code"], name=row["name"], organisation=units[row["organisation"]], area=area, actor=SYSTEM,
        at=LOADED_AT,
    )  # fmt: skip
    for code in row.get("roles", ()):
        role = Role.objects.get(code=code)
        grant_role(role=role, post=post, area=area, valid_from=VALID_FROM, actor=SYSTEM, at=LOADED_AT)
    for holder in row["holders"]:
        _let_hold(holder, post, day=day, password=password)


def _let_hold(row: Row, post: Post, *, day: date, password: str) -> None:
    person = _register(row)
    starts, ends = row.get("from", VALID_FROM), row.get("to")
    document = f"示例任〔{starts.year}〕{person.code[-3:]}号"
    assignment = assign(
        person=person, post=post, valid_from=starts, document=document, actor=SYSTEM, at=_morning(starts)
    )
    if ends is not None and ends <= day:
        end_assignment(assignment=assignment, day=ends, actor=SYSTEM, at=_morning(ends))
    if "username" in row:
        _open(person, row, password=password)


def _register(row: Row) -> Person:
    return register_person(
        code=row["code"], name=row["name"], phone=phone_of(row["code"]), actor=SYSTEM,
        at=_morning(row.get("from", VALID_FROM)),
    )  # fmt: skip


def _open(person: Person, row: Row, *, password: str) -> None:
    open_account(
        username=row["username"], person=person, password=password, email=f"{row['username']}@demo.invalid",
        actor=SYSTEM, at=_morning(row.get("from", VALID_FROM)),
    )  # fmt: skip


def _morning(day: date) -> datetime:
    """Nine o'clock of the day, but never before the house itself was filled."""
    return max(LOADED_AT, datetime(day.year, day.month, day.day, 9, 0, tzinfo=timezone.get_default_timezone()))


def _content() -> Row:
    content: Row = yaml.safe_load(CAST_FILE.read_text(encoding="utf-8"))
    return content
