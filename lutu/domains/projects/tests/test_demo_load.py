"""The tiny demo as the actions stored it."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from lutu.domains.projects import demo
from lutu.domains.projects.models import ParcelAllocation, PlanNode, Project, ProjectStanding, TeamTerm
from lutu.domains.projects.queries import fact_history, lists_of, stage_reading, terms_on
from lutu.domains.projects.tests.demo_export import DEMO_DAY, digest
from lutu.kernel.facts.models import Fact
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.verification import verify_chain
from lutu.kernel.parties.models import Organisation
from lutu.kernel.registers.models import Membership, Register
from lutu.kernel.registers.queries import members_on
from lutu.kernel.territory.models import Area, Parcel, Population

pytestmark = pytest.mark.django_db
TINY_DIGEST = "50a6540b5889ddf60472787f50309157079c6d233f85454793fc64732f113042"


def _peculiar(name):
    code = {item.outline.peculiar: item.code for item in demo.district_plan(size="tiny").projects.values()}[name]
    return Project.objects.get(code=code)


def test_the_tiny_demo_is_the_pinned_one(tiny):
    assert digest() == TINY_DIGEST


def test_the_tiny_demo_has_about_three_hundred_rows_besides_the_cast_and_the_nodes_of_its_plans(tiny):
    models = (Area, Population, Project, Fact, Parcel, ParcelAllocation, Register, Membership)
    firms = Organisation.objects.filter(kind="firm").count()
    assert sum(model.objects.count() for model in models) + firms <= 310
    assert TeamTerm.objects.count() <= 25
    assert PlanNode.objects.count() <= 18 * Project.objects.count()


def test_the_tiny_demo_shows_a_red_two_yellow_and_a_leader_with_nine_projects(tiny):
    lights = Counter(ProjectStanding.objects.values_list("light", flat=True))
    assert lights == {"red": 1, "yellow": 2, "green": 17}
    assert {row.light_item for row in ProjectStanding.objects.exclude(light="green")} == {"progress"}
    led = terms_on(project_ids=None, day=DEMO_DAY, role="leader")
    assert {(row.person.name, row.post.code) for row in led} == {("闻致远", "leader.01")}
    assert led.count() == 9


def test_the_tasks_of_a_clerk_who_left_went_to_the_successor_on_the_day(tiny):
    before, after = (
        {row.person.code for row in terms_on(project_ids=None, day=day, role="member")}
        for day in (date(2021, 6, 30), date(2021, 7, 1))
    )
    assert "DEMO-017" in before - after
    assert "DEMO-005" in after - before


def test_every_project_on_a_key_list_has_its_leader_and_team_on_every_day_since(tiny):
    for row in Membership.objects.filter(register__kind="重点清单").select_related("register"):
        for day in (row.valid_from, date(2021, 7, 1), DEMO_DAY):
            roles = Counter(term.role for term in terms_on(project_ids=[row.subject_id], day=day))
            assert roles["leader"] == 1, (row, day)
            assert roles["member"] >= 1, (row, day)


def test_every_write_is_in_the_journal_at_its_simulated_time(tiny):
    assert verify_chain().holds
    recorded = Fact.objects.order_by("recorded_at")
    assert recorded.first().recorded_at.date() >= date(2021, 1, 13)
    assert recorded.last().recorded_at < datetime(2021, 11, 9, tzinfo=UTC)
    assert not Entry.objects.filter(at__gte=datetime(2021, 11, 9, tzinfo=UTC)).exists()
    late = Fact.objects.filter(valid_from__gte=date(2021, 1, 11), supersedes__isnull=True)
    assert {0 < (fact.recorded_at.date() - fact.valid_from).days <= 25 for fact in late} == {True}


def test_a_corrected_permit_keeps_its_wrong_date_in_the_history(tiny):
    project = _peculiar("corrected")
    wrong = next(fact for fact in fact_history(project=project) if hasattr(fact, "superseded_by"))
    right = wrong.superseded_by
    assert wrong.value_date < right.value_date
    assert right.reason
    assert stage_reading(project=project, day=DEMO_DAY).stage == "started"


def test_a_revoked_permit_lets_the_stage_fall_back(tiny):
    project = _peculiar("revoked")
    ended = next(fact for fact in fact_history(project=project) if fact.valid_to)
    assert stage_reading(project=project, day=ended.valid_from).stage == "ready_to_start"
    assert stage_reading(project=project, day=ended.valid_to).stage == "planning_permitted"


def test_a_missing_permit_is_a_gap_and_a_start_without_one_a_conflict(tiny):
    gap = ProjectStanding.objects.get(project=_peculiar("gap"))
    assert (gap.stage, gap.gap_count) == ("started", 1)
    early = ProjectStanding.objects.get(project=_peculiar("early_start"))
    assert (early.stage, early.conflict_count, early.actual_start_date) == ("planning_permitted", 1, None)
    assert ProjectStanding.objects.filter(gap_count__gt=0).count() == 1
    assert ProjectStanding.objects.filter(conflict_count__gt=0).count() == 1


def test_the_list_of_the_year_before_was_replaced_and_stays_readable(tiny):
    old = Register.objects.get(code="district_2020")
    assert old.replaced_by.code == "district_2021"
    assert members_on(register=old, day=date(2021, 1, 31)).count() > 0
    assert members_on(register=old, day=date(2021, 2, 1)).count() == 0
    member = Project.objects.get(pk=Membership.objects.filter(register=old).first().subject_id)
    assert {row.register.code for row in lists_of(project=member)} >= {"district_2020", "district_2021"}
