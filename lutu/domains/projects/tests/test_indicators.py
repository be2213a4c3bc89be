"""What figures are counted from: lists on a day, what had started on it, lights of the day they were computed for."""

from datetime import date, timedelta

import pytest

from lutu.domains.projects.actions import rebuild_standing
from lutu.domains.projects.indicators import LightsNotOfDay, ListUnknown
from lutu.domains.projects.stages import CONSTRUCTION_PERMIT
from lutu.domains.projects.tests.page_cases import YI, load_rules, make_projects, permit, planned
from lutu.kernel.facts.models import Fact
from lutu.kernel.indicators.registry import DimensionUnknown, selector_of
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.registers.actions import NewMember, add_members, end_memberships
from lutu.kernel.registers.models import Membership
from tests.cast import AT, DAY

LIST = {"register": "city-key"}


@pytest.fixture
def made(district, cast):  # type: ignore[no-untyped-def]
    load_rules()
    found = make_projects(district)
    members = [NewMember(found.landless.pk), NewMember(found.internal.pk)]
    add_members(register=found.register, members=members, day=date(2021, 9, 1), actor=SYSTEM, at=AT)
    return found


def selected(code, as_of=DAY, **arguments):  # type: ignore[no-untyped-def]
    return selector_of(f"projects.{code}").select(as_of=as_of, period=None, arguments=arguments)


def names(selection):  # type: ignore[no-untyped-def]
    return sorted(selection.rows.values_list(selection.label, flat=True))


def test_members_are_those_of_the_list_on_the_day(made):
    assert names(selected("members", date(2021, 8, 31), **LIST)) == ["动车组检修基地"]
    assert names(selected("members", **LIST)) == ["内部储备项目", "动车组检修基地", "社区文体中心"]
    row = Membership.objects.get(subject_id=made.landless.pk)
    end_memberships(memberships=[row], day=DAY, reason="调出", actor=SYSTEM, at=AT)
    assert names(selected("members", **LIST)) == ["内部储备项目", "动车组检修基地"]
    assert len(names(selected("members", DAY - timedelta(days=1), **LIST))) == 3


def test_without_a_list_every_project_counts_and_an_unknown_list_is_refused(made):
    assert len(names(selected("members"))) == 4
    with pytest.raises(ListUnknown, match="没有代码为 none 的项目清单"):
        selected("members", register="none")


def test_investment_adds_up_fen(made):
    selection = selected("investment", **LIST)
    assert sum(selection.rows.values_list(selection.value, flat=True)) == 3 * YI + YI // 2 + 2 * YI


def test_what_had_started_is_answered_for_any_day_whatever_became_of_it_since(made):
    assert names(selected("started", date(2021, 8, 9), **LIST)) == []
    assert names(selected("started", date(2021, 8, 10), **LIST)) == ["动车组检修基地"]
    permit(made.landless)
    assert names(selected("started", date(2021, 9, 30), **LIST)) == ["动车组检修基地", "社区文体中心"]
    rebuild_standing(projects=None, day=date(2021, 7, 1), at=AT)
    assert names(selected("started", date(2021, 9, 30), **LIST)) == ["动车组检修基地", "社区文体中心"]


def test_who_fell_back_counts_on_the_days_before(made):
    from lutu.domains.projects.actions import revoke_permit

    fact = Fact.objects.get(kind=CONSTRUCTION_PERMIT, subject_id=made.started.pk)
    revoke_permit(fact=fact, ended_date=date(2021, 10, 1), reason="撤销", actor=SYSTEM, at=AT, day=DAY)
    assert names(selected("started", date(2021, 9, 30))) == ["动车组检修基地"]
    assert names(selected("started", date(2021, 10, 1))) == []


def test_red_lights_and_projects_behind_are_those_of_the_day_of_the_standing(made):
    planned(made.started)
    planned(made.landless)
    assert names(selected("red_lights", **LIST)) == ["动车组检修基地", "社区文体中心"]
    assert names(selected("behind_plan", **LIST)) == ["动车组检修基地", "社区文体中心"]
    with pytest.raises(LightsNotOfDay, match="亮灯只有 2021-11-09 的读数,不能按 2021-09-30 取数"):
        selected("red_lights", date(2021, 9, 30), **LIST)
    with pytest.raises(LightsNotOfDay):
        selected("behind_plan", date(2021, 9, 30))


def test_ten_points_behind_counts_as_behind_and_less_does_not(made):
    planned(made.started)
    standing = made.started.standing
    standing.refresh_from_db()
    for actual, expected in ((6045, []), (6044, ["动车组检修基地"])):
        standing.actual_bp = actual
        standing.save()
        assert names(selected("behind_plan")) == expected


def test_figures_can_be_grouped_by_sector_kind_unit_and_list(made):
    selection = selected("members", **LIST)
    paths = selection.dimensions
    told = {name: set(selection.rows.values_list(selection.dimension(name), flat=True)) for name in paths}
    assert told == {
        "sector": {"轨道交通"}, "kind": {"industry"}, "lead_unit": {"发展和改革局"}, "list": {"市重点项目"},
    }  # fmt: skip
    assert selection.rows.values_list(selection.area, flat=True).first() == made.started.area_id
    with pytest.raises(DimensionUnknown):
        selection.dimension("weather")
