"""The project sheet: good lines load, each bad one says why, the same file twice changes nothing."""

from datetime import date
from decimal import Decimal

import pytest

from lutu.domains.projects.actions import ProjectChange, ProjectRefused, change_projects
from lutu.domains.projects.imports import PROJECTS
from lutu.domains.projects.models import Project
from lutu.domains.projects.tests.import_cases import judged, loaded, refusal, undone
from lutu.domains.projects.tests.page_cases import make_project
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.parties.actions import register_organisation
from lutu.kernel.parties.models import Organisation
from lutu.kernel.registers.actions import NewMember, add_members, open_register
from tests.cast import AT, DAY, FROM

GOOD = {
    "code": "2108-370214-04-01-123456",
    "name": "示例智能制造产业园项目",
    "kind": "industry",
    "sector": "智能装备",
    "area": "城阳街道",
    "address": "示例路 1 号",
    "owner": "示例制造有限公司",
    "lead": "发展和改革局",
    "investment": 1_200_000_000_000,
    "start": date(2021, 3, 15),
    "completion": date(2023, 6, 30),
    "summary": "新建厂房 3 栋",
    "longitude": Decimal("120.396"),
    "latitude": Decimal("36.307"),
}


def row(number: int = 123456, **values):  # type: ignore[no-untyped-def]
    return {**GOOD, "code": f"2108-370214-04-01-{number:06}", **values}


def test_a_good_line_becomes_a_project(district):
    [effect] = loaded(PROJECTS, GOOD)
    project = Project.objects.get(pk=effect.subject_id)
    assert (project.code, project.code_scheme, project.name) == (GOOD["code"], "gbt40058", GOOD["name"])
    assert (project.area_id, project.owner_party.name) == ("370214001000", "示例制造有限公司")
    assert (project.planned_investment_fen, project.longitude) == (1_200_000_000_000, Decimal("120.396000"))
    assert (project.sensitivity, project.standing.stage) == ("public", "no_land")
    assert (effect.created, effect.seq) == (True, 1)
    entry = entries_of(subject=("projects.project", project.pk))[0]
    assert (entry.action, entry.basis, entry.actor_name) == (
        "projects.project.registered", "导入批次 7:重点项目.xlsx", "项目科员",
    )  # fmt: skip


def test_the_same_file_twice_changes_nothing(district):
    loaded(PROJECTS, GOOD, row(2))
    assert [outcome.verdict for outcome in judged(PROJECTS, GOOD, row(2))] == ["unchanged", "unchanged"]


def test_a_duplicate_code_in_the_file_is_refused_with_both_rows(district):
    rows = [row(number) for number in range(16)]
    rows[15] = {**rows[7], "name": "另一个名称"}
    outcomes = judged(PROJECTS, *rows)
    assert [outcome.verdict for outcome in outcomes[:15]] == ["new"] * 15
    column, expected = refusal(outcomes[15])
    assert column == "项目代码"
    assert "第 17 行:代码与第 9 行重复" in expected


def test_a_duplicate_written_without_hyphens_is_seen(district):
    assert refusal(judged(PROJECTS, GOOD, {**GOOD, "code": "21083702140401123456"})[1])[0] == "项目代码"


def test_a_code_that_another_project_once_had_is_refused_with_owner_and_lists(district):
    project = make_project(district, number=1, name="动车组检修基地")
    change_projects(
        changes=[ProjectChange(project, {"code": "2109-370214-04-01-000077"})],
        actor=SYSTEM,
        at=AT,
        day=DAY,
        reason="换码",
    )
    register = open_register(
        code="city",
        name="市重点项目",
        kind="市级",
        subject_kind="projects.project",
        valid_from=FROM,
        actor=SYSTEM,
        at=AT,
    )
    add_members(register=register, members=[NewMember(project.pk)], day=FROM, actor=SYSTEM, at=AT)
    [outcome] = judged(PROJECTS, row(code="2101-370214-04-01-000001"))
    column, expected = refusal(outcome)
    assert column == "项目代码"
    assert "代码已属于项目“动车组检修基地”(清单:市重点项目)" in expected
    assert "2109-370214-04-01-000077" in outcome.faults[0].remedy


def test_a_code_of_another_form_loads_as_legacy_and_says_so(district):
    [outcome] = judged(PROJECTS, row(code="2017-370214-04-01-123456"))
    assert outcome.verdict == "new"
    assert outcome.changes["提示"][1] == '代码"2017-370214-04-01-123456"的月份 17 应为 01 至 12,按旧码登记'
    loaded(PROJECTS, row(code="2017-370214-04-01-123456"))
    assert Project.objects.get().code_scheme == "legacy"


@pytest.mark.parametrize(
    ("values", "column", "expected"),
    [
        ({"area": "不存在街道"}, "街道(社区)", "在用的街道、社区名称或 12 位区划代码"),
        ({"area": "370214999000"}, "街道(社区)", "在用的区划代码"),
        ({"lead": "不存在局"}, "主抓单位", "已登记单位的全称或简称"),
        ({"completion": date(2021, 3, 14)}, "计划竣工日期", "不早于计划开工日期 2021-03-15"),
        ({"latitude": None}, "纬度", "经度和纬度都填,或都不填"),
        ({"investment": 10**15 + 1}, "计划总投资", "不超过 10 万亿元"),
    ],
)
def test_a_bad_cell_is_told_with_its_column_and_what_is_expected(district, values, column, expected):
    assert refusal(judged(PROJECTS, row(**values))[0]) == (column, expected)


def test_swapped_coordinates_are_told_for_both_columns(district):
    [outcome] = judged(PROJECTS, row(longitude=Decimal("36.3"), latitude=Decimal("120.4")))
    assert [(fault.column, fault.expected) for fault in outcome.faults] == [
        ("经度", "73 至 136 度"), ("纬度", "3 至 54 度"),
    ]  # fmt: skip
    assert "是否填反" in outcome.faults[0].remedy


def test_all_faults_of_a_line_are_told_at_once(district):
    [outcome] = judged(PROJECTS, row(area="无此街道", lead="无此局", completion=date(2020, 1, 1)))
    assert [fault.column for fault in outcome.faults] == ["街道(社区)", "主抓单位", "计划竣工日期"]


def test_the_good_lines_of_a_bad_file_load(district):
    effects = loaded(PROJECTS, row(1), row(2, lead="无此局"), row(3))
    assert len(effects) == Project.objects.count() == 2


def test_a_community_is_found_inside_its_street_or_by_code(district):
    community = district.communities(district.streets[0])[0]
    outcomes = judged(PROJECTS, row(1, area=f"城阳街道{community.name}"), row(2, area=community.code))
    assert [outcome.payload.values["area_id"] for outcome in outcomes] == [community.code, community.code]


def test_an_unknown_builder_is_registered_once_as_a_firm(district):
    loaded(PROJECTS, row(1, owner="示例新材料有限公司"), row(2, owner="示例新材料有限公司"))
    firm = Organisation.objects.get(name="示例新材料有限公司")
    assert (firm.kind, firm.code) == ("firm", None)
    assert Project.objects.filter(owner_party=firm).count() == 2
    assert entries_of(subject=("parties.organisation", firm.pk))[0].basis == "导入批次 7:重点项目.xlsx"


def test_a_builder_is_known_by_its_code_as_well(district):
    register_organisation(name="示例轨道装备有限公司", kind="firm", code="91370214DEM000001X", actor=SYSTEM, at=AT)
    column, expected = refusal(judged(PROJECTS, row(owner="别的公司", owner_code="91370214DEM000001X"))[0])
    assert (column, expected) == ("建设单位", "与代码 91370214DEM000001X 一致的单位“示例轨道装备有限公司”")


def test_a_wrong_check_digit_of_the_builder_is_refused(district):
    column, expected = refusal(judged(PROJECTS, row(owner="别的公司", owner_code="91370214DEM0000018"))[0])
    assert column == "建设单位"
    assert "18 位且校验位正确" in expected


def test_a_short_name_that_two_units_share_is_refused_naming_them(district):
    for name in ("城阳发展局", "上马发展局"):
        register_organisation(name=name, kind="department", short_name="发展局", actor=SYSTEM, at=AT)
    [outcome] = judged(PROJECTS, row(lead="发展局"))
    assert refusal(outcome) == ("主抓单位", "唯一的单位,该简称有 2 个单位")
    assert outcome.faults[0].remedy in ("城阳发展局、上马发展局", "上马发展局、城阳发展局")


def test_changed_values_are_shown_old_and_new_and_loaded(district):
    loaded(PROJECTS, GOOD)
    changed = {**GOOD, "name": "示例智能制造产业园(二期)", "investment": 1_250_000_000_000, "area": "上马街道"}
    [outcome] = judged(PROJECTS, changed)
    assert outcome.verdict == "changed"
    assert outcome.changes == {
        "项目名称": ("示例智能制造产业园项目", "示例智能制造产业园(二期)"),
        "计划总投资": ("1,200,000 万元", "1,250,000 万元"),
        "街道(社区)": ("城阳街道", "上马街道"),
    }
    [effect] = loaded(PROJECTS, changed)
    assert (effect.created, effect.seq) == (False, 2)
    assert Project.objects.get().area_id == "370214005000"


def test_an_empty_cell_leaves_what_is_known(district):
    loaded(PROJECTS, GOOD)
    assert judged(PROJECTS, row(summary=None, start=None, sector=None))[0].verdict == "unchanged"


def test_a_completion_is_compared_with_the_start_on_record(district):
    loaded(PROJECTS, GOOD)
    assert refusal(judged(PROJECTS, row(start=None, completion=date(2021, 1, 1)))[0]) == (
        "计划竣工日期", "不早于计划开工日期 2021-03-15",
    )  # fmt: skip


def test_undo_withdraws_new_projects_and_puts_changed_ones_back(district):
    loaded(PROJECTS, GOOD)
    before = Project.objects.values().get()
    effects = loaded(
        PROJECTS, {**GOOD, "name": "改名", "investment": 5, "owner": "示例新公司", "start": date(2021, 4, 1),
                   "longitude": Decimal("120.5"), "latitude": Decimal("36.4")}, row(2),
    )  # fmt: skip
    assert Project.objects.count() == 2
    undone(PROJECTS, effects)
    assert Project.objects.values().get() == before


def test_undo_is_refused_once_something_happened_to_a_new_project(district):
    effects = loaded(PROJECTS, GOOD)
    change_projects(
        changes=[ProjectChange(Project.objects.get(), {"name": "改名"})], actor=SYSTEM, at=AT, day=DAY, reason="更名"
    )
    with pytest.raises(ProjectRefused, match="登记后已有其他办理记录"):
        undone(PROJECTS, effects)


def test_more_lines_do_not_take_more_queries(district, django_assert_num_queries, django_assert_max_num_queries):
    few, many = [row(number) for number in range(2)], [row(100 + number) for number in range(60)]
    with django_assert_max_num_queries(10) as asked:
        judged(PROJECTS, *few)
    with django_assert_num_queries(len(asked)):
        judged(PROJECTS, *many)
    # PostgreSQL takes a few more than SQLite: it locks by statements of its own.
    with django_assert_max_num_queries(47):
        loaded(PROJECTS, *many)
