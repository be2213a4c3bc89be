"""Bulk writing: the same rows as `bulk_create` writes, under the same constraints."""

from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from lutu.kernel.bulk import VALUES_A_STATEMENT, insert_values, update_values
from lutu.kernel.facts.models import Fact
from lutu.kernel.search.models import Indexed

COLUMNS = tuple(field.attname for field in Fact._meta.concrete_fields if not field.primary_key)
INDEXED = ("subject_kind", "subject_id", "tokens")

pytestmark = pytest.mark.django_db


def facts(count: int) -> list[Fact]:
    return [
        Fact(
            kind="a.b", subject_kind="a.b", subject_id=number, value_decimal=Decimal("1.5"), source="测试",
            valid_from=date(2021, 1, 1), valid_to=date(2021, 1, 2 + number % 20), recorded_by_name="甲",
            recorded_at=datetime(2021, 1, 1, 8, 30, 0, 5, tzinfo=UTC), attributes={"号": number, "空": None},
        )
        for number in range(count)
    ]  # fmt: skip


def stored() -> list[dict[str, object]]:
    return list(Fact.objects.order_by("subject_id").values(*COLUMNS))


def test_the_rows_equal_those_of_bulk_create():
    count = 2 * (VALUES_A_STATEMENT // len(COLUMNS)) + 3
    with transaction.atomic():
        Fact.objects.bulk_create(facts(count))
        expected = stored()
        transaction.set_rollback(True)
    insert_values(model=Fact, columns=COLUMNS, rows=map(attrgetter(*COLUMNS), facts(count)))
    assert stored() == expected
    assert len(expected) == count


def test_a_row_that_stands_there_takes_the_new_values_where_that_is_asked():
    insert_values(model=Indexed, columns=INDEXED, rows=[("a.b", 1, "wx"), ("a.b", 2, "wy")])
    insert_values(model=Indexed, columns=INDEXED, rows=[("a.b", 2, "wz"), ("a.b", 3, "wq")], replace_on=INDEXED[:2])
    assert list(Indexed.objects.order_by("subject_id").values_list("tokens", flat=True)) == ["wx", "wz", "wq"]


def test_the_constraints_of_the_database_hold():
    insert_values(model=Indexed, columns=INDEXED, rows=[("a.b", 1, "wx")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_values(model=Indexed, columns=INDEXED, rows=[("a.b", 1, "wy")])


def test_no_rows_ask_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_values(model=Indexed, columns=INDEXED, rows=[])


def test_one_row_is_updated_with_values_in_the_databases_own_form():
    (fact,) = Fact.objects.bulk_create(facts(1))
    Indexed.objects.create(subject_kind="a.b", subject_id=1, tokens="甲")
    (row,) = Indexed.objects.all()
    assert update_values(model=Indexed, pk=row.pk, values={"tokens": "乙", "subject_id": 7}) == 1
    row.refresh_from_db()
    assert (row.tokens, row.subject_id) == ("乙", 7)
    assert update_values(model=Indexed, pk=row.pk + 1, values={"tokens": "丙"}) == 0
    with pytest.raises(DatabaseError, match="may only grow"), transaction.atomic():
        update_values(model=Fact, pk=fact.pk, values={"attributes": {"号": 2}})
