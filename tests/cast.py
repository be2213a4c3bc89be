"""A small district and the fixed cast, built through the actions.

Three streets of 370214 under their official codes, each with a section (街道片), two communities and a grid in each;
the departments, street offices and firms the cast works for; and one account a member of the cast. Everything stands
from `FROM` on; tests live on `DAY` and write at `AT`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from lutu.kernel.access.actions import grant_role, load_roles, open_account
from lutu.kernel.access.models import Account, Role
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.actions import assign, register_organisation, register_person, set_up_post
from lutu.kernel.parties.models import Organisation, Person
from lutu.kernel.territory.actions import NewArea, load_areas, read_areas
from lutu.kernel.territory.models import Area

FROM = date(2021, 1, 1)
DAY = date(2021, 11, 9)
AT = datetime(2021, 11, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DISTRICT_CODE = "370214000000"
STREET_CODES = ("370214001000", "370214002000", "370214005000")
COMMUNITIES_A_STREET = 2
REFERENCE = settings.ROOT / "data" / "reference"
PASSWORD = "lutu-test-2021"


@dataclass(frozen=True)
class Member:
    """One of the cast: sign-in name, person's name, employer, post, role (empty: no role) and the area of the role."""

    username: str
    name: str
    organisation: str = ""
    post: str = ""
    role: str = ""
    area: str = DISTRICT_CODE


MEMBERS = (
    Member("leader", "区领导", "区政府", "分管副区长", "district_leader"),
    Member("supervision", "督查员", "督查室", "督查专员", "supervisor"),
    Member("officer", "项目科员", "发展和改革局", "项目科科员", "project_officer"),
    Member("teamlead", "专班长", "发展和改革局", "项目专班组长", "task_team_lead"),
    Member("street", "街道经办", "城阳街道办事处", "经济发展办经办", "street_clerk", STREET_CODES[0]),
    Member("specialist", "企业专员", "上马街道办事处", "企业服务专员", "street_clerk", STREET_CODES[2]),
    Member("finance", "企业财务", "示例制造有限公司", "财务"),
    Member("grid", "网格员", "上马街道办事处", "网格员"),
    Member("mediator", "调解员", "上马街道办事处", "人民调解员"),
    Member("counsellor", "咨询师", "区未成年人心理健康中心", "心理咨询师"),
    Member("resident", "居民"),
    Member("stranger", "无岗人员"),
    Member("auditor", "审计员", "督查室", "审计专员", "auditor"),
    Member("admin", "系统管理员", "大数据局", "系统管理员", "system_administrator"),
)
ORGANISATIONS = {
    "区政府": "department",
    "督查室": "department",
    "发展和改革局": "department",
    "大数据局": "department",
    "城阳街道办事处": "street",
    "上马街道办事处": "street",
    "区未成年人心理健康中心": "institution",
    "示例制造有限公司": "firm",
}


@dataclass(frozen=True)
class District:
    """The areas by code and the organisations by name."""

    areas: dict[str, Area]
    organisations: dict[str, Organisation]

    @property
    def root(self) -> Area:
        return self.areas[DISTRICT_CODE]

    @property
    def streets(self) -> list[Area]:
        return [self.areas[code] for code in STREET_CODES]

    def communities(self, street: Area) -> list[Area]:
        """The communities whose codes begin with the street's."""
        return [
            area
            for code, area in sorted(self.areas.items())
            if area.level == Area.Level.COMMUNITY and code.startswith(street.code[:9])
        ]


@dataclass(frozen=True)
class Cast:
    """Accounts and people by sign-in name."""

    accounts: dict[str, Account]
    people: dict[str, Person]

    def __getitem__(self, username: str) -> Account:
        """A fresh copy of the account, so that no test sees grants another one has read."""
        return Account.objects.select_related("person").get(pk=self.accounts[username].pk)


def build_district() -> District:
    """Load the areas and register the organisations."""
    load_areas(areas=_areas(), valid_from=FROM, source="测试区划", actor=SYSTEM, at=AT)
    areas = Area.objects.in_bulk()
    organisations = {
        name: register_organisation(name=name, kind=kind, area=areas[DISTRICT_CODE], actor=SYSTEM, at=AT)
        for name, kind in ORGANISATIONS.items()
    }
    return District(areas, organisations)


def assemble_cast(district: District) -> Cast:
    """Register the people, set up their posts with roles, and open their accounts."""
    load_roles(file=REFERENCE / "roles.yaml", actor=SYSTEM, at=AT)
    accounts, people = {}, {}
    for number, member in enumerate(MEMBERS, 1):
        person = register_person(code=f"P{number:03}", name=member.name, actor=SYSTEM, at=AT)
        if member.post:
            _appoint(person, member, number, district)
        people[member.username] = person
        accounts[member.username] = open_account(
            username=member.username, person=person, password=PASSWORD, actor=SYSTEM, at=AT
        )
    return Cast(accounts, people)


def _appoint(person: Person, member: Member, number: int, district: District) -> None:
    area = district.areas[member.area]
    post = set_up_post(
        code=f"G{number:03}", name=member.post, organisation=district.organisations[member.organisation], area=area,
        actor=SYSTEM, at=AT,
    )  # fmt: skip
    assign(person=person, post=post, valid_from=FROM, actor=SYSTEM, at=AT)
    if member.role:
        role = Role.objects.get(code=member.role)
        grant_role(role=role, post=post, area=area, valid_from=FROM, actor=SYSTEM, at=AT)


def _areas() -> list[NewArea]:
    """The district, three streets, a section in each, two communities of each and a grid in each community."""
    known = read_areas(file=REFERENCE / "areas-370214.yaml")
    chosen = [area for area in known if area.level == Area.Level.DISTRICT or area.code in STREET_CODES]
    for street in [area for area in chosen if area.level == Area.Level.STREET]:
        section = NewArea(
            f"{street.code[:9]}P01", f"{street.name}第一片", Area.Level.SECTION, Area.Kind.OTHER, street.code
        )
        communities = [area for area in known if area.parent == street.code][:COMMUNITIES_A_STREET]
        chosen.append(section)
        for community in communities:
            placed = NewArea(community.code, community.name, community.level, community.kind, section.code)
            grid = NewArea(
                f"{community.code}01", f"{community.name}第一网格", Area.Level.GRID, Area.Kind.OTHER, community.code
            )
            chosen += [placed, grid]
    return chosen
