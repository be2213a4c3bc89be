"""Who sets the rules of lights, who accepts a reason, and what the standing then says."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from lutu.domains.projects.actions import (
    LightRefused,
    ProjectChange,
    SameSigner,
    accept_reason,
    change_projects,
    close_node,
    draft_light_rules,
    end_reason,
    load_light_rules,
    rebuild_standing,
    set_light_rules,
    state_permits,
)
from lutu.domains.projects.actions.permits import NewPermit
from lutu.domains.projects.bands import BandsFaulty
from lutu.domains.projects.facts import STATISTICS_ENTRY
from lutu.domains.projects.models import LightRuleSet, LightWaiver, ProjectStanding
from lutu.domains.projects.queries import course_of, light_rules_on
from lutu.domains.projects.tests.page_cases import lead, load_rules, make_project, node, permit, planned
from lutu.kernel.journal.actions import SYSTEM, Actor
from lutu.kernel.journal.queries import entries_of
from tests.cast import AT, DAY, FROM

AUTHOR, SIGNER = Actor("account", "3", "项目科员"), Actor("account", "1", "区领导")
DOING = {"actor": AUTHOR, "at": AT}
SIGNING = {"actor": SIGNER, "at": AT, "day": DAY}
WIDE = [{"item": "progress", "measure": "points_behind", "red": {"more_than": "40.00"}, "verified": True}]


@pytest.fixture
def project(district, cast):  # type: ignore[no-untyped-def]
    load_rules()
    made = make_project(district, number=1, name="动车组检修基地")
    permit(made)
    planned(made)
    return made


def standing(project):  # type: ignore[no-untyped-def]
    return ProjectStanding.objects.get(project=project)


def read(project, item):  # type: ignore[no-untyped-def]
    return next(one for one in course_of(project=project, day=DAY).lights if one.item == item)


def test_plan_seventy_actual_thirty_five_is_red_with_its_arithmetic(project):
    found = standing(project)
    assert (found.light, found.light_rank, found.light_item) == ("red", 0, "progress")
    assert found.light_text == "计划 70.44% − 实际 35.0% = 35.44 个百分点 > 30"
    assert (found.plan_bp, found.actual_bp) == (7044, 3500)


def test_a_red_light_names_the_late_node_and_who_answers_for_it(project, cast):
    reading = read(project, "progress")
    assert reading.next_step == "办结节点“主体封顶”(计划 2021-10-31)"
    assert reading.owner == "发展和改革局"
    lead(cast, project)
    assert read(project, "progress").owner == "区政府 分管副区长 区领导"
    assert reading.rule_version == "yinchuan-2025 v1"


def test_closing_the_late_node_turns_the_light_green(project):
    late = node(project.plans.get(), "N3")
    close_node(node=late, done_date=DAY, evidence="照片", actor=AUTHOR, at=AT, day=DAY)
    assert (standing(project).light, standing(project).light_text) == (
        "green", "计划 70.44% − 实际 70.0% = 0.44 个百分点 < 10",
    )  # fmt: skip


def test_a_project_without_a_plan_is_grey_and_says_so(district, project):
    other = make_project(district, number=2, name="社区文体中心")
    assert (standing(other).light, standing(other).light_text) == ("grey", "没有审定的计划,无基准")


def test_a_paused_project_lights_nothing(project):
    change = ProjectChange(project, {"status_override": "paused"})
    change_projects(changes=[change], actor=AUTHOR, at=AT, day=DAY, reason="业主申请")
    assert (standing(project).light, standing(project).light_text) == ("grey", "项目暂缓,不亮灯")


def test_the_standing_speaks_the_language_of_the_house_whoever_asks(project):
    ProjectStanding.objects.all().delete()
    with translation.override("en"):
        rebuild_standing(projects=None, day=DAY, at=AT)
    assert standing(project).light_text.startswith("计划 70.44%")


def test_entering_the_statistics_is_grey_until_the_office_has_reported_anybody(district, project):
    assert read(project, "statistics").colour == "grey"
    other = make_project(district, number=2, name="二号")
    report = NewPermit(other.pk, STATISTICS_ENTRY, date(2021, 9, 30))
    state_permits(permits=[report], actor=SYSTEM, at=AT, day=DAY)
    assert read(project, "statistics").colour == "red"
    state_permits(
        permits=[NewPermit(project.pk, STATISTICS_ENTRY, date(2021, 10, 8))], actor=SYSTEM, at=AT, day=DAY
    )  # fmt: skip
    assert read(project, "statistics").colour == "green"


def test_the_shipped_sets_load_once_with_one_in_force(db):
    assert load_light_rules(actor=SYSTEM, at=AT) == 5
    assert load_light_rules(actor=SYSTEM, at=AT) == 0
    in_force = LightRuleSet.objects.get(valid_from__isnull=False)
    assert (in_force.code, in_force.valid_from, in_force.is_default) == ("yinchuan-2025", FROM, True)
    assert light_rules_on(day=FROM - timedelta(days=1)) is None
    assert light_rules_on(day=DAY).version == "yinchuan-2025 v1"


def test_a_new_version_is_signed_by_somebody_else_and_ends_the_one_before(project):
    draft = draft_light_rules(code="yinchuan-2025", name="放宽", bands=WIDE, source="青示重〔2021〕9 号", **DOING)
    assert draft.version == 2
    with pytest.raises(SameSigner, match="项目科员拟定的规则须由另一人签发"):
        set_light_rules(rule_set=draft, valid_from=DAY, actor=AUTHOR, at=AT, day=DAY)
    set_light_rules(rule_set=draft, valid_from=DAY, **SIGNING)
    before = LightRuleSet.objects.get(code="yinchuan-2025", version=1)
    assert before.valid_to == DAY
    assert light_rules_on(day=DAY - timedelta(days=1)).version == "yinchuan-2025 v1"
    assert (standing(project).light, standing(project).light_text[-4:]) == ("green", "≤ 40")
    entry = entries_of(subject=("projects.lightruleset", draft.pk)).first()
    assert (entry.action, entry.actor_name) == ("projects.light_rules.signed", "区领导")


def test_rules_signed_for_a_later_day_change_no_light_today(project):
    draft = draft_light_rules(code="yinchuan-2025", name="放宽", bands=WIDE, source="青示重〔2021〕9 号", **DOING)
    set_light_rules(rule_set=draft, valid_from=DAY + timedelta(days=30), **SIGNING)
    assert standing(project).light == "red"
    rebuild_standing(projects=None, day=DAY + timedelta(days=30), at=AT)
    assert standing(project).light_text.endswith("≤ 40")


@pytest.mark.parametrize(
    ("code", "day", "said"),
    [
        ("sanya-2022", DAY, "所需数据还没有接入:月度投资计划与完成数"),
        ("wuhan", FROM, "应晚于现行规则的生效日 2021-01-01"),
    ],
)
def test_a_set_that_reads_nothing_or_begins_too_early_is_not_put_in_force(project, code, day, said):
    with pytest.raises(LightRefused, match=said):
        set_light_rules(rule_set=LightRuleSet.objects.get(code=code), valid_from=day, **SIGNING)


def test_a_set_in_force_is_not_signed_again(project):
    with pytest.raises(LightRefused, match="已于 2021-01-01 生效"):
        set_light_rules(rule_set=LightRuleSet.objects.get(code="yinchuan-2025"), valid_from=DAY, **SIGNING)


def test_rules_without_a_source_or_with_faulty_bands_are_not_drafted(project):
    with pytest.raises(LightRefused, match="须注明依据"):
        draft_light_rules(code="own", name="本区", bands=WIDE, source=" ", **DOING)
    with pytest.raises(BandsFaulty):
        draft_light_rules(code="own", name="本区", bands=[{"item": "progress"}], source="文件", **DOING)


def test_another_set_may_take_over(project):
    set_light_rules(rule_set=LightRuleSet.objects.get(code="wuhan"), valid_from=DAY, **SIGNING)
    assert standing(project).light_text == "实际 35.0% ÷ 计划 70.44% = 49.68% < 60%"


def test_an_accepted_reason_lifts_the_light_for_its_time_and_stands_beside_the_arithmetic(project):
    waiver = accept_reason(
        project=project, item="progress", reason="台风停工", valid_from=date(2021, 10, 1), valid_to=date(2021, 12, 1),
        document="青示应急〔2021〕3 号", actor=SIGNER, at=AT, day=DAY,
    )  # fmt: skip
    assert standing(project).light == "green"
    assert standing(project).light_text.endswith("> 30;已认可理由:台风停工")
    assert (waiver.approved_by_name, waiver.document) == ("区领导", "青示应急〔2021〕3 号")
    rebuild_standing(projects=None, day=date(2021, 12, 1), at=AT)
    assert standing(project).light == "red"


def test_an_accepted_reason_can_end_earlier_and_the_light_is_back(project):
    period = {"valid_from": date(2021, 10, 1), "valid_to": date(2021, 12, 1)}
    waiver = accept_reason(project=project, item="progress", reason="台风停工", **period, **SIGNING)
    with pytest.raises(LightRefused, match="终止日应在 2021-10-01 之后、2021-12-01 之前"):
        end_reason(waiver=waiver, ended_date=date(2021, 12, 1), reason="复工", **SIGNING)
    end_reason(waiver=waiver, ended_date=DAY, reason="已复工", **SIGNING)
    assert LightWaiver.objects.get().valid_to == DAY
    assert standing(project).light == "red"


@pytest.mark.parametrize(
    ("item", "reason", "stop", "said"),
    [
        ("progress", " ", date(2021, 12, 1), "认可须写明理由"),
        ("weather", "台风", date(2021, 12, 1), "未知的亮灯项“weather”"),
        ("progress", "台风", date(2021, 10, 1), "应晚于起始日"),
    ],
)
def test_a_reason_without_words_item_or_time_is_not_accepted(project, item, reason, stop, said):
    with pytest.raises(LightRefused, match=said):
        accept_reason(
            project=project, item=item, reason=reason, valid_from=date(2021, 10, 1), valid_to=stop, **SIGNING
        )  # fmt: skip
