"""The tiny demo as the actions stored it."""

from datetime import UTC, date, datetime

import pytest

from lutu.domains.projects import demo
from lutu.domains.projects.models import ParcelAllocation, Project, ProjectStanding
from lutu.domains.projects.queries import fact_history, lists_of, stage_reading
from lutu.domains.projects.tests.demo_export import DEMO_DAY, digest
from lutu.kernel.facts.models import Fact
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.verification import verify_chain
from lutu.kernel.parties.models import Organisation
from lutu.kernel.registers.models import Membership, Register
from lutu.kernel.registers.queries import members_on
from lutu.kernel.territory.models import Area, Parcel, Population

pytestmark = pytest.mark.django_db
TINY_DIGEST = "09a0e0574548e146e4d711d8bafe88202bc6d77102c2037c8bdfaf6c03d4372d"


def _peculiar(name):
    code = {item.outline.peculiar: item.code for item in demo.district_plan(size="tiny").projects.values()}[name]
    return Project.objects.get(code=code)


def test_the_tiny_demo_is_the_pinned_one(tiny):
    assert digest() == TINY_DIGEST


def test_the_tiny_demo_has_at_most_three_hundred_rows_besides_the_cast(tiny):
    models = (Area, Population, Project, Fact, Parcel, ParcelAllocation, Register, Membership)
    firms = Organisation.objects.filter(kind="firm").count()
    assert sum(model.objects.count() for model in models) + firms <= 300


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
