"""Who sees what: staff by area and level, everybody what is published and not hidden, rows with their own subjects."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser

from lutu.kernel.access.actions import grant_role, open_account
from lutu.kernel.access.models import Account, Role
from lutu.kernel.access.queries import visible
from lutu.kernel.indicators.actions.publishing import draft_publication, publish
from lutu.kernel.indicators.models import (
    Correction,
    Indicator,
    IndicatorFact,
    IndicatorFactRecord,
    Publication,
    PublicationFact,
)
from lutu.kernel.indicators.tests.figures import (
    AT,
    EDITOR,
    SIGNER,
    calendar_2021,
    define,
    frozen,
    many_parcels,
    workers_in,
)
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.models import Assignment, Person, Post
from lutu.kernel.territory.models import Area
from tests.cast import STREET_CODES, District

pytestmark = pytest.mark.django_db
A, B, C = STREET_CODES
DAY = date(2021, 11, 9)
LATER = datetime(2021, 10, 13, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def root(district: District, owner: Post) -> IndicatorFact:
    calendar_2021()
    define("test.rate")
    define("test.workers")
    many_parcels({A: (5, 2), B: (3, 3)})
    people = [f"甲{number}" for number in range(40)]
    workers_in(district.organisations["督查室"], [(A, people[:3]), (B, people[3:20]), (C, people[20:])])
    frozen("test.workers")
    return frozen("test.rate")


def reader(district: District, area: Area, *, permissions: list[str], clearance: str = "internal") -> Account:
    name = f"r{Account.objects.count()}"
    role = Role.objects.create(code=name, name=name, permissions=permissions, clearance=clearance)
    person = Person.objects.create(code=name, name=name)
    post = Post.objects.create(code=name, name=name, organisation=district.organisations["督查室"], area=area)
    Assignment.objects.create(person=person, post=post, valid_from=date(2021, 1, 1))
    grant_role(role=role, post=post, area=area, valid_from=date(2021, 1, 1), actor=SYSTEM, at=AT)
    return open_account(username=name, person=person, password=None, actor=SYSTEM, at=AT)


def seen(user: object, model: type) -> list:
    return list(visible(user=user, model=model, day=DAY).order_by("pk"))


def test_a_street_reads_its_own_figure_and_the_rows_of_its_own_area(root: IndicatorFact, district: District) -> None:
    rights = ["indicators.indicator.read", "territory.area.read", "parties.party.read"]
    user = reader(district, district.areas[A], permissions=rights)
    facts = seen(user, IndicatorFact)
    assert {fact.area_id for fact in facts} == {A}
    records = seen(user, IndicatorFactRecord)
    assert {record.area_code for record in records} == {A}
    # Five parcels, two of them supplied, and three persons in posts.
    assert len(records) == 5 + 2 + 3


def test_rows_show_only_with_their_subjects(root: IndicatorFact, district: District) -> None:
    user = reader(district, district.root, permissions=["indicators.indicator.read"])
    assert len(seen(user, IndicatorFact)) == IndicatorFact.objects.count()
    assert seen(user, IndicatorFactRecord) == []


def test_nobody_outside_sees_a_draft(root: IndicatorFact) -> None:
    draft_publication(code="bulletin", title="通报", facts=[root], actor=EDITOR, at=AT)
    visitor = AnonymousUser()
    for model in (IndicatorFact, IndicatorFactRecord, Publication, PublicationFact):
        assert seen(visitor, model) == []


def test_everybody_sees_what_is_published_but_no_guarded_row_and_nothing_hidden(root: IndicatorFact) -> None:
    workers = IndicatorFact.objects.get(version__indicator__code="test.workers", root=None)
    row = draft_publication(code="bulletin", title="通报", facts=[root, workers], actor=EDITOR, at=AT)
    publish(publication=row, actor=SIGNER, at=LATER)
    visitor = AnonymousUser()
    assert seen(visitor, Publication) == [row]
    shown = {(fact.version.indicator.code, fact.area_id) for fact in seen(visitor, IndicatorFact)}
    assert {("test.rate", A), ("test.rate", B), ("test.workers", C)} <= shown
    assert not {("test.workers", A), ("test.workers", B)} & shown
    assert seen(visitor, IndicatorFactRecord) == []
    hidden = PublicationFact.objects.filter(is_suppressed=True)
    assert not set(hidden) & set(seen(visitor, PublicationFact))
    assert seen(visitor, Correction) == []


def test_a_definition_shows_by_its_level(root: IndicatorFact, district: District) -> None:
    assert [row.code for row in seen(AnonymousUser(), Indicator)] == ["test.rate"]
    user = reader(district, district.root, permissions=["indicators.indicator.read"])
    assert {row.code for row in seen(user, Indicator)} == {"test.rate", "test.workers"}
