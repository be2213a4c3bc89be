"""Who looks after which demo project (示例包联与专班).

Pure. Source of the counts: the mission, S2.14 and demo district, section 4 "包联": 188 projects by 20 leaders, of whom
eight have ten and twelve have nine. Task teams stand on the key lists.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lutu.domains.projects.demo.lists import ListPlan
from lutu.domains.projects.demo.outline import Outline
from lutu.domains.projects.demo.schedules import Schedule
from lutu.engines.seeds import assert_total, draw

LED, LEADERS, WITH_TEN = 188, 20, 8
# Lists whose projects need a leader and a team.
KEY_LISTS = ("city_key_2021", "city_preparation_2021", "city_promoted_2021")
SECTOR_POSTS = {
    "轨道交通": "team.rail", "智能装备": "team.equipment", "新一代信息技术": "team.information",
    "生物医药": "team.medicine", "新材料与新能源": "team.materials", "现代服务业": "team.services",
    "城市建设": "team.city", "社会民生": "team.welfare",
}  # fmt: skip
# The leader of the small demo has nine.
SHOWN_LEADER, SHOWN = "leader.01", 9
# Led by somebody else until the summer.
HANDED_OVER = 3


@dataclass(frozen=True)
class TeamPlan:
    """The team of one project: the post of its leader, who led it before (empty: nobody), the posts of its members."""

    leader: str
    members: tuple[str, ...] = ()
    led_before_by: str = ""


def teams_of(
    *,
    rows: Sequence[Outline],
    investment: Mapping[str, int],
    lists: Sequence[ListPlan],
    schedules: Mapping[str, Schedule],
) -> dict[str, TeamPlan]:
    """{project key: team} of the projects that are led: those on city lists, the late ones, then the largest."""
    key_projects = {key for item in lists if item.code in KEY_LISTS for key in item.members}
    chosen = _chosen(rows, investment, lists, schedules)
    leaders = _dealt(chosen)
    handed = sorted(chosen, key=lambda key: draw(f"handed over|{key}"))[:HANDED_OVER]
    by_key = {row.key: row for row in rows}
    teams = {
        key: TeamPlan(
            leader,
            (SECTOR_POSTS[by_key[key].sector], f"street.{by_key[key].street}") if key in key_projects else (),
            _another(leader) if key in handed else "",
        )
        for key, leader in leaders.items()
    }
    assert_total(subject="包联项目", expected=LED, actual=len(teams))
    assert_total(subject="重点清单项目均有专班", expected=len(key_projects), actual=len(key_projects & teams.keys()))
    return teams


def small_teams(
    *,
    teams: Mapping[str, TeamPlan],
    keys: Collection[str],
    posts: Collection[str],
    schedules: Mapping[str, Schedule],
) -> dict[str, TeamPlan]:
    """The teams of a few projects where only one leader and some posts are there; key projects keep their teams."""
    here = teams.keys() & set(keys)
    led = sorted(here, key=lambda key: (not teams[key].members, not schedules[key].late, key))[:SHOWN]
    return {
        key: TeamPlan(SHOWN_LEADER, tuple(post for post in teams[key].members if post in posts)) for key in led
    }  # fmt: skip


def _chosen(
    rows: Sequence[Outline], investment: Mapping[str, int], lists: Sequence[ListPlan], schedules: Mapping[str, Schedule]
) -> list[str]:
    listed = {key for item in lists if item.code.startswith("city_") for key in item.members}

    def importance(row: Outline) -> tuple[bool, bool, int, str]:
        return row.key not in listed, not schedules[row.key].late, -investment[row.key], row.key

    return [row.key for row in sorted((row for row in rows if not row.accepted), key=importance)][:LED]


def _dealt(chosen: Sequence[str]) -> dict[str, str]:
    """{project key: leader's post}: dealt out in turn in a drawn order, the last leaders getting one more."""
    order = sorted(chosen, key=lambda key: draw(f"led|{key}"))
    posts = [f"leader.{number:02d}" for number in range(1, LEADERS + 1)]
    turns = [post for _round in range((LED - WITH_TEN) // LEADERS) for post in posts] + posts[-WITH_TEN:]
    return dict(zip(order, turns, strict=True))


def _another(leader: str) -> str:
    number = int(leader[-2:])
    return f"leader.{number % LEADERS + 1:02d}"
