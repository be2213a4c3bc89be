"""Who looks after a project: one leader, a team on key lists, hand-overs without a gap (the mission, S2.14, S2.16)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from lutu.domains.projects.actions import (
    NewTerm,
    TeamIncomplete,
    TeamRefused,
    appoint_many,
    appoint_unit,
    end_term,
    hand_over,
    hand_over_all,
    set_key,
    withdraw_terms,
)
from lutu.domains.projects.models import TeamTerm
from lutu.domains.projects.queries import terms_of, terms_on
from lutu.domains.projects.stages import COMPLETION_ACCEPTANCE
from lutu.domains.projects.tests.page_cases import PERMITS, lead, make_project, permit, post_of, work_on
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.parties.actions import PartyRefused, assign, end_assignment
from lutu.kernel.parties.models import Assignment
from lutu.kernel.registers.actions import open_register
from lutu.kernel.registers.models import Membership
from lutu.kernel.registers.queries import members_on
from lutu.kernel.rules.actions import set_parameter
from tests.cast import AT, DAY, FROM

DOING = {"actor": SYSTEM, "at": AT}
HANDED = date(2021, 8, 2)


@pytest.fixture
def projects(district, cast):  # type: ignore[no-untyped-def]
    return [make_project(district, number=number, name=f"{number}号项目") for number in range(1, 10)]


@pytest.fixture
def key_list(district):  # type: ignore[no-untyped-def]
    return open_register(
        code="key", name="重点项目清单", kind="重点清单", subject_kind="projects.project", valid_from=FROM, **DOING
    )


def leaders(project, day):  # type: ignore[no-untyped-def]
    return [term.person.name for term in terms_on(project_ids=[project.pk], day=day, role="leader")]


def test_a_leader_is_appointed_by_document_and_stands_in_the_journal_without_a_name(projects, cast):
    term = lead(cast, projects[0])
    assert (term.role, str(term), term.valid_from) == ("leader", "包联领导 区领导", FROM)
    entry = entries_of(subject=("projects.project", projects[0].pk)).first()
    assert (entry.action, entry.basis) == ("projects.team.appointed", "青示包联〔2021〕1 号")
    assert entry.details["person"] == cast.people["leader"].code
    assert "区领导" not in entry.details_text


def test_a_second_leader_is_refused_naming_the_first(projects, cast):
    lead(cast, projects[0])
    with pytest.raises(TeamRefused, match=r"已有领导 区领导\(自 2021-01-01 起\),请先交接"):
        lead(cast, projects[0], username="supervision")
    assert leaders(projects[0], DAY) == ["区领导"]


def test_two_leaders_in_one_batch_are_refused_and_nobody_is_appointed(projects, cast):
    terms = [
        NewTerm(projects[0], "leader", FROM, cast.people[name], post_of(cast, name))
        for name in ("leader", "supervision")
    ]
    with pytest.raises(TeamRefused, match="请先交接"):
        appoint_many(terms=terms, **DOING)
    assert not TeamTerm.objects.exists()


def test_the_database_itself_refuses_a_second_open_leader(projects, cast):
    lead(cast, projects[0])
    other = {"person": cast.people["officer"], "post": post_of(cast, "officer")}
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamTerm.objects.create(project=projects[0], role="leader", valid_from=DAY, **other)


def test_a_leader_of_a_later_day_is_refused_while_the_present_one_has_no_end(projects, cast):
    lead(cast, projects[0])
    with pytest.raises(TeamRefused, match="请先交接"):
        lead(cast, projects[0], username="supervision", day=DAY)


def test_who_does_not_hold_the_post_cannot_lead_in_it(projects, cast):
    wrong = NewTerm(projects[0], "leader", FROM, cast.people["leader"], post_of(cast, "officer"))
    with pytest.raises(TeamRefused, match="区领导在 2021-01-01 未任"):
        appoint_many(terms=[wrong], **DOING)
    early = NewTerm(projects[0], "leader", FROM - timedelta(days=1), cast.people["leader"], post_of(cast, "leader"))
    with pytest.raises(TeamRefused, match="请先办理任职"):
        appoint_many(terms=[early], **DOING)


def test_the_same_member_or_unit_twice_is_refused(projects, cast, district):
    work_on(cast, projects[0])
    with pytest.raises(TeamRefused, match="专班长自 2021-01-01 起已在"):
        work_on(cast, projects[0], day=DAY)
    unit = district.organisations["发展和改革局"]
    appoint_unit(project=projects[0], unit=unit, day=FROM, **DOING)
    with pytest.raises(TeamRefused, match="发展和改革局自 2021-01-01 起已在"):
        appoint_unit(project=projects[0], unit=unit, day=DAY, **DOING)


def test_a_project_without_a_leader_does_not_become_a_key_project(projects, cast, key_list):
    with pytest.raises(TeamIncomplete) as refused:
        set_key(register=key_list, projects=[projects[0]], day=DAY, **DOING)
    assert str(refused.value) == "须一名领导;须至少一名专班成员"
    lead(cast, projects[0])
    with pytest.raises(TeamIncomplete) as refused:
        set_key(register=key_list, projects=[projects[0]], day=DAY, **DOING)
    assert str(refused.value) == "须至少一名专班成员"
    assert not Membership.objects.exists()


def test_a_project_without_a_leader_is_told_so_in_plain_words(projects, cast, key_list):
    work_on(cast, projects[0])
    with pytest.raises(TeamIncomplete, match=r"^须一名领导$"):
        set_key(register=key_list, projects=[projects[0]], day=DAY, **DOING)


def test_of_many_each_that_lacks_something_is_named_and_none_is_set(projects, cast, key_list):
    lead(cast, projects[0])
    work_on(cast, projects[0])
    lead(cast, projects[1])
    with pytest.raises(TeamIncomplete) as refused:
        set_key(register=key_list, projects=projects[:3], day=DAY, **DOING)
    assert refused.value.projects == (projects[1].pk, projects[2].pk)
    assert "“2号项目”须至少一名专班成员" in str(refused.value)
    assert not members_on(register=key_list, day=DAY).exists()


def test_with_a_leader_and_a_team_a_project_becomes_a_key_project(projects, cast, key_list):
    lead(cast, projects[0])
    work_on(cast, projects[0])
    set_key(register=key_list, projects=[projects[0]], day=DAY, document="青政办〔2021〕9 号", **DOING)
    assert members_on(register=key_list, day=DAY).get().document == "青政办〔2021〕9 号"


def test_the_team_must_stand_on_the_day_of_joining(projects, cast, key_list):
    lead(cast, projects[0], day=DAY)
    work_on(cast, projects[0], day=DAY)
    with pytest.raises(TeamIncomplete):
        set_key(register=key_list, projects=[projects[0]], day=HANDED, **DOING)


def test_an_accepted_project_needs_no_team_any_more(projects, cast, key_list):
    permit(projects[0], [*PERMITS, (COMPLETION_ACCEPTANCE, date(2021, 10, 20), "竣备2021-01")])
    set_key(register=key_list, projects=[projects[0]], day=DAY, **DOING)
    assert members_on(register=key_list, day=DAY).exists()


def test_other_lists_ask_for_no_team_unless_the_parameter_says_so(projects, cast, district):
    plain = open_register(
        code="plain", name="市重点", kind="市级", subject_kind="projects.project", valid_from=FROM, **DOING
    )
    set_key(register=plain, projects=[projects[0]], day=DAY, **DOING)
    set_parameter(
        code="projects.key_register_kind", value="市级", valid_from=FROM, source="测试", name="重点清单类别", **DOING
    )
    with pytest.raises(TeamIncomplete):
        set_key(register=plain, projects=[projects[1]], day=DAY, **DOING)


def test_a_key_project_keeps_its_leader_and_its_last_member(projects, cast, key_list):
    leader, member = lead(cast, projects[0]), work_on(cast, projects[0])
    set_key(register=key_list, projects=[projects[0]], day=FROM, **DOING)
    with pytest.raises(TeamRefused, match="须一名领导,请用“交接”换人"):
        end_term(term=leader, day=DAY, reason="调离", **DOING)
    with pytest.raises(TeamRefused, match="至少一名成员"):
        end_term(term=member, day=DAY, reason="调离", **DOING)
    work_on(cast, projects[0], username="officer")
    assert end_term(term=member, day=DAY, reason="调离", **DOING).valid_to == DAY


def test_a_leader_of_a_project_on_no_key_list_may_simply_end(projects, cast):
    term = end_term(term=lead(cast, projects[0]), day=DAY, reason="项目移交市级", **DOING)
    assert term.valid_to == DAY
    assert leaders(projects[0], DAY) == []
    with pytest.raises(TeamRefused, match="已于 2021-11-09 结束"):
        end_term(term=term, day=DAY, reason="再次", **DOING)


def test_a_term_cannot_end_before_it_began(projects, cast):
    with pytest.raises(TeamRefused, match="应晚于起始日"):
        end_term(term=lead(cast, projects[0]), day=FROM, reason="误", **DOING)


def test_a_leader_with_nine_projects_hands_all_of_them_over_and_no_day_is_without_one(projects, cast):
    for project in projects:
        lead(cast, project)
    work_on(cast, projects[0], username="leader")
    successor = cast.people["supervision"]
    handed = hand_over_all(from_person=cast.people["leader"], to_person=successor, day=HANDED, **DOING)
    assert handed == 10
    for project in projects:
        for day in (FROM, HANDED - timedelta(days=1), HANDED, DAY):
            assert leaders(project, day) == ["区领导" if day < HANDED else "督查员"]
    assert {term.post for term in terms_on(project_ids=None, day=DAY)} == {post_of(cast, "supervision")}
    entry = entries_of(subject=("projects.project", projects[1].pk)).first()
    assert (entry.action, entry.details["to"]) == ("projects.team.handed_over", successor.code)


def test_a_successor_in_the_same_post_takes_over_in_it(projects, cast):
    lead(cast, projects[0])
    post = post_of(cast, "leader")
    assign(person=cast.people["supervision"], post=post, valid_from=HANDED, **DOING)
    hand_over_all(from_person=cast.people["leader"], to_person=cast.people["supervision"], day=HANDED, **DOING)
    assert terms_on(project_ids=[projects[0].pk], day=DAY).get().post == post


def test_who_holds_no_post_cannot_take_over_and_nothing_is_handed_over(projects, cast):
    lead(cast, projects[0])
    with pytest.raises(TeamRefused, match="居民在 2021-08-02 没有任职"):
        hand_over_all(from_person=cast.people["leader"], to_person=cast.people["resident"], day=HANDED, **DOING)
    assert leaders(projects[0], DAY) == ["区领导"]


def test_handing_over_to_nobody_new_or_an_ended_term_is_refused(projects, cast):
    term = lead(cast, projects[0])
    heir = {"person": cast.people["leader"], "post": post_of(cast, "leader")}
    with pytest.raises(TeamRefused, match="不能交接给本人"):
        hand_over(terms=[term], day=HANDED, **heir, **DOING)
    ended = end_term(term=term, day=HANDED, reason="误", **DOING)
    heir = {"person": cast.people["officer"], "post": post_of(cast, "officer")}
    with pytest.raises(TeamRefused, match="已于 2021-08-02 结束"):
        hand_over(terms=[ended], day=DAY, **heir, **DOING)


def test_who_is_in_the_team_already_takes_no_second_place_in_it(projects, cast):
    term = work_on(cast, projects[0])
    work_on(cast, projects[0], username="officer")
    hand_over(
        terms=[term], person=cast.people["officer"], post=post_of(cast, "officer"), day=HANDED, **DOING
    )  # fmt: skip
    assert [row.person.name for row in terms_on(project_ids=[projects[0].pk], day=DAY)] == ["项目科员"]


def test_a_term_yet_to_begin_goes_to_the_successor_as_it_stands(projects, cast):
    lead(cast, projects[0], day=DAY)
    hand_over_all(from_person=cast.people["leader"], to_person=cast.people["supervision"], day=HANDED, **DOING)
    term = TeamTerm.objects.get()
    assert (term.person.name, term.valid_from, term.valid_to) == ("督查员", DAY, None)


def test_a_post_is_not_left_while_projects_led_in_it_have_no_heir(projects, cast):
    lead(cast, projects[0])
    assignment = Assignment.objects.get(person=cast.people["leader"])
    with pytest.raises(PartyRefused, match="包联或参与 1 个项目,请先交接"):
        end_assignment(assignment=assignment, day=HANDED, **DOING)
    hand_over_all(from_person=cast.people["leader"], to_person=cast.people["supervision"], day=HANDED, **DOING)
    assert end_assignment(assignment=assignment, day=HANDED, **DOING).valid_to == HANDED


def test_the_history_of_a_team_stays_readable(projects, cast):
    lead(cast, projects[0])
    hand_over_all(from_person=cast.people["leader"], to_person=cast.people["supervision"], day=HANDED, **DOING)
    told = [(term.holder_text, term.valid_from, term.valid_to) for term in terms_of(project=projects[0])]
    assert told == [("督查员", HANDED, None), ("区领导", FROM, HANDED)]


def test_a_mistaken_term_is_taken_back_and_only_the_journal_keeps_it(projects, cast):
    withdraw_terms(terms=[lead(cast, projects[0])], reason="录错项目", **DOING)
    assert not TeamTerm.objects.exists()
    assert entries_of(subject=("projects.project", projects[0].pk)).first().action == "projects.team.withdrawn"


def test_appointing_many_takes_no_more_queries_than_appointing_few(projects, cast, django_assert_max_num_queries):
    def terms(rows):  # type: ignore[no-untyped-def]
        post = post_of(cast, "leader")
        return [NewTerm(project, "leader", FROM, cast.people["leader"], post) for project in rows]

    with django_assert_max_num_queries(13):
        appoint_many(terms=terms(projects[:1]), **DOING)
    with django_assert_max_num_queries(13):
        appoint_many(terms=terms(projects[1:]), **DOING)
