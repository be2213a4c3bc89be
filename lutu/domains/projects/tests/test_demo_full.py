"""Loading the demo through the actions: exact totals, and the same rows in any database."""

from collections import Counter
from datetime import date, datetime

import pytest
from django.db import transaction

from lutu.domains.projects.demo.days import office_instant
from lutu.domains.projects.models import PlanNode, Project, ProjectStanding
from lutu.domains.projects.queries import stage_readings, started_on, terms_on
from lutu.domains.projects.tests.demo_export import DEMO_DAY, export, load_demo
from lutu.engines.replay import Event
from lutu.kernel.journal.verification import verify_chain
from lutu.kernel.parties.models import Organisation, Person
from lutu.kernel.registers.queries import member_ids, members_on
from lutu.kernel.territory.measures import m2_to_mu
from lutu.kernel.territory.queries import land_supplied_m2


@pytest.mark.django_db
def test_two_loads_in_different_databases_export_the_same_rows():
    with transaction.atomic():
        load_demo(size="tiny")
        first = export()
        transaction.set_rollback(True)
    # Other keys everywhere: what is written must not depend on them.
    made = [Organisation.objects.create(name=f"占位 {number}", kind="other") for number in range(3)]
    Person.objects.create(code="占位", name="占位").delete()
    for row in made:
        row.delete()
    load_demo(size="tiny")
    assert export() == first


@pytest.mark.django_db
def test_the_full_district_hits_the_figures_of_the_article():
    evenings: dict[date, tuple[date, int]] = {}

    def close(at: datetime) -> None:
        """As whoever freezes a quarter sees it: the standing of the evening, projects started by the quarter's end."""
        [computed] = set(ProjectStanding.objects.values_list("computed_for_day", flat=True))
        last = {7: date(2021, 6, 30), 10: date(2021, 9, 30)}[at.month]
        evenings[at.date()] = computed, Project.objects.filter(started_on(day=last)).count()

    also = [Event(office_instant(day, 18), close) for day in (date(2021, 7, 8), date(2021, 10, 8))]
    summary = load_demo(size="full", also=also)
    assert summary["重点项目"] == 506
    assert summary["计划总投资(万元)"] == 30_420_000
    assert m2_to_mu(land_supplied_m2(start=date(2021, 1, 1), stop=date(2021, 10, 1))) == 7068
    for day, started in ((date(2021, 3, 31), 272), (date(2021, 6, 30), 356), (date(2021, 9, 30), 419), (DEMO_DAY, 419)):
        listed = set(member_ids(register="district_2021", day=day))
        assert len(listed) == 506
        readings = stage_readings(project_ids=None, day=day)
        assert sum(readings[key].actual_start_date is not None for key in listed if key in readings) == started
    lights = Counter(ProjectStanding.objects.values_list("light", flat=True))
    assert lights == {"red": 7, "yellow": 17, "green": 482}
    led = Counter(row.post.code for row in terms_on(project_ids=None, day=DEMO_DAY, role="leader"))
    assert (sum(led.values()), sorted(led.values())) == (188, [9] * 12 + [10] * 8)
    topped = PlanNode.objects.filter(name="主体封顶", done_date__lte=DEMO_DAY)
    assert topped.filter(version__project__standing__stage="started").count() == 41
    assert not Project.objects.exclude(plans__frozen=True).exists()
    for day, started in ((date(2021, 3, 31), 272), (date(2021, 6, 30), 356), (date(2021, 9, 30), 419)):
        listed = member_ids(register="district_2021", day=day)
        assert Project.objects.filter(started_on(day=day), pk__in=listed).count() == started
    assert evenings == {date(2021, 7, 8): (date(2021, 7, 8), 356), date(2021, 10, 8): (date(2021, 10, 8), 419)}
    stages = [reading.stage for reading in stage_readings(project_ids=None, day=date(2021, 9, 30)).values()]
    assert (stages.count("accepted"), stages.count("started")) == (26, 393)
    assert (stages.count("land_supplied"), stages.count("planning_permitted")) == (31, 34)
    for code, members in (("city_key_2021", 23), ("city_preparation_2021", 17), ("city_promoted_2021", 27),
                          ("city_chain_2021", 7), ("city_bulletin_2021", 33)):  # fmt: skip
        assert members_on(register=code, day=DEMO_DAY).count() == members
    assert verify_chain().holds
