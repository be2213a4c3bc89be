"""Loading the demo through the actions: exact totals, and the same rows in any database."""

from datetime import date

import pytest
from django.db import transaction

from lutu.domains.projects.queries import stage_readings
from lutu.domains.projects.tests.demo_export import DEMO_DAY, export, load_demo
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
    summary = load_demo(size="full")
    assert summary["重点项目"] == 506
    assert summary["计划总投资(万元)"] == 30_420_000
    assert m2_to_mu(land_supplied_m2(start=date(2021, 1, 1), stop=date(2021, 10, 1))) == 7068
    for day, started in ((date(2021, 3, 31), 272), (date(2021, 6, 30), 356), (date(2021, 9, 30), 419), (DEMO_DAY, 419)):
        listed = set(member_ids(register="district_2021", day=day))
        assert len(listed) == 506
        readings = stage_readings(project_ids=None, day=day)
        assert sum(readings[key].actual_start_date is not None for key in listed if key in readings) == started
    stages = [reading.stage for reading in stage_readings(project_ids=None, day=date(2021, 9, 30)).values()]
    assert (stages.count("accepted"), stages.count("started")) == (26, 393)
    assert (stages.count("land_supplied"), stages.count("planning_permitted")) == (31, 34)
    for code, members in (("city_key_2021", 23), ("city_preparation_2021", 17), ("city_promoted_2021", 27),
                          ("city_chain_2021", 7), ("city_bulletin_2021", 33)):  # fmt: skip
        assert members_on(register=code, day=DEMO_DAY).count() == members
    assert verify_chain().holds
