"""lutu init: a real start without demo: tables, reference data, the first administrator, people in bulk."""

import argparse
import getpass
import os
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from lutu.domains.projects.actions import load_light_rules, load_templates
from lutu.fronts.cli.console import Commands, Refused, day_of, indented, say, step
from lutu.fronts.cli.imports import ORGANISATIONS, PEOPLE, load_file
from lutu.fronts.cli.reference import AREAS_VALID_FROM, areas_file, load_figures, load_reference, migrate
from lutu.kernel.access.actions import AccountTaken, grant_role, open_account
from lutu.kernel.access.models import Account, Role, RoleGrant
from lutu.kernel.journal.actions import SYSTEM, Actor
from lutu.kernel.parties.actions import PartyRefused, assign, register_organisation, register_person, set_up_post
from lutu.kernel.parties.models import Organisation
from lutu.kernel.territory.queries import district
from lutu.web import clock

ADMINISTRATOR = "system_administrator"
POST_CODE = "system-administrator"


@dataclass(frozen=True)
class FirstAdministrator:
    """What is asked about the first administrator (首位系统管理员)."""

    username: str
    name: str
    staff_number: str
    organisation: str
    email: str
    password: str


def add(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser("init", help="正式启用:建表、载入区划角色参数、设首位系统管理员、批量导入人员")
    command.add_argument("--areas", metavar="文件", help="区划文件,默认 data/reference/areas-<LUTU_ROOT_AREA>.yaml")
    command.add_argument("--valid-from", metavar="日期", help=f"区划自哪日起有效,默认 {AREAS_VALID_FROM}")
    command.add_argument("--admin-username", metavar="登录名", help="首位系统管理员的登录名")
    command.add_argument("--admin-name", metavar="姓名", help="首位系统管理员的姓名")
    command.add_argument("--admin-number", metavar="工号", help="首位系统管理员的工号")
    command.add_argument("--admin-email", metavar="邮箱", help="用于找回密码,可不填")
    command.add_argument("--organisation", metavar="单位", help="首位系统管理员所在单位的全称")
    command.add_argument("--units", metavar="文件", help="单位表(xlsx 或 csv),先于人员导入;模板见工作台“导入”")
    command.add_argument("--people", metavar="文件", help="人员与岗位表(xlsx 或 csv),含角色与登录名")
    command.epilog = (
        "口令从环境变量 LUTU_ADMIN_PASSWORD 读取,没有设定时在终端询问;不接受命令行参数,以免留在历史记录里。"
    )
    command.set_defaults(run=init)


def init(arguments: argparse.Namespace) -> int:
    """Prepare an empty database for real use; run again it only adds what is missing."""
    areas = areas_file(given=arguments.areas)
    valid_from = day_of(arguments.valid_from) if arguments.valid_from else AREAS_VALID_FROM
    with step("建立库表"):
        migrate()
    if clock.demo_day() is not None:
        raise Refused("这个数据库是演示库,不能正式启用;请用 DATABASE_URL 指定空库,或另设 LUTU_VAR")
    at, day = clock.now(), clock.today()
    has_administrator = RoleGrant.objects.filter(role__code=ADMINISTRATOR).exists()
    asked = None if has_administrator else ask_administrator(arguments)
    with step("载入基础数据"), transaction.atomic():
        load_reference(areas=areas, valid_from=valid_from, actor=SYSTEM, at=at, report=indented)
        if asked is not None:
            appoint(asked=asked, day=day, actor=SYSTEM, at=at)
    say("已有系统管理员,不再新设" if asked is None else f"首位系统管理员“{asked.username}”已开通")
    refused = 0
    for title, kind, given in (
        ("导入单位", ORGANISATIONS, arguments.units),
        ("导入人员与岗位", PEOPLE, arguments.people),
    ):
        if given:
            with step(title):
                refused += load_file(kind_code=kind, file=Path(given), confirmed=True, day=day, at=at)
    with step("载入亮灯规则和计划模板"):
        rules = load_light_rules(actor=SYSTEM, at=at)
        templates = load_templates(actor=SYSTEM, at=at, valid_from=valid_from)
        indented(f"亮灯规则:新增 {rules} 套;计划模板:新增 {templates} 个")
    with step("载入指标口径"):
        load_figures(actor=SYSTEM, at=at, report=indented)
    say("已可正式使用。下一步:lutu assets 整理素材,lutu serve 启动网页,lutu worker 启动作业;详见 docs/operations.md")
    return 1 if refused else 0


def ask_administrator(arguments: argparse.Namespace) -> FirstAdministrator:
    """The first administrator from options and environment; what is missing is asked on the terminal."""
    username = arguments.admin_username or _ask("登录名", "--admin-username")
    name = arguments.admin_name or _ask("姓名", "--admin-name")
    number = arguments.admin_number or _ask("工号", "--admin-number")
    organisation = arguments.organisation or _ask("单位全称", "--organisation")
    email = arguments.admin_email or ""
    password = os.environ.get("LUTU_ADMIN_PASSWORD") or _ask_password()
    try:
        validate_password(password, user=Account(username=username, email=email))
    except ValidationError as error:
        raise Refused("口令不合要求:" + "".join(error.messages)) from None
    return FirstAdministrator(username, name, number, organisation, email, password)


@transaction.atomic
def appoint(*, asked: FirstAdministrator, day: date, actor: Actor, at: datetime) -> Account:
    """Person, organisation, post, assignment, grant and account of the first administrator. Raises Refused."""
    area = district()
    try:
        organisation = Organisation.objects.filter(name=asked.organisation).first() or register_organisation(
            name=asked.organisation, kind=Organisation.Kind.DEPARTMENT, area=area, actor=actor, at=at
        )
        person = register_person(code=asked.staff_number, name=asked.name, actor=actor, at=at)
        post = set_up_post(
            code=POST_CODE, name="系统管理员", organisation=organisation, area=area, actor=actor, at=at,
            duty="账号、岗位、授权、参数与运行维护",
        )  # fmt: skip
        assign(person=person, post=post, valid_from=day, actor=actor, at=at, document="系统启用")
        role = Role.objects.get(code=ADMINISTRATOR)
        grant_role(role=role, post=post, area=area, valid_from=day, actor=actor, at=at)
        return open_account(
            username=asked.username, person=person, password=asked.password, email=asked.email, actor=actor, at=at
        )
    except (AccountTaken, PartyRefused) as refusal:
        raise Refused(str(refusal)) from None


def _ask(what: str, option: str) -> str:
    if not sys.stdin.isatty():
        raise Refused(f"缺少首位系统管理员的{what};请用 {option} 给出,或在终端中运行以便询问")
    answer = input(f"首位系统管理员的{what}:").strip()
    if not answer:
        raise Refused(f"{what}不能为空")
    return answer


def _ask_password() -> str:
    if not sys.stdin.isatty():
        raise Refused("缺少首位系统管理员的口令;请设环境变量 LUTU_ADMIN_PASSWORD,或在终端中运行以便询问")
    first = getpass.getpass("口令(至少 10 位,不显示):")
    if first != getpass.getpass("再输一次:"):
        raise Refused("两次输入的口令不同,请重新运行")
    return first
