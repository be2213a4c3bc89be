"""Open data: one schema, hidden values empty, nothing for a spreadsheet to compute, never overwritten."""

import csv
import io
import json
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from lutu.kernel.indicators.actions.correcting import correct
from lutu.kernel.indicators.actions.publishing import draft_publication, publish
from lutu.kernel.indicators.models import IndicatorFact, OpenFile, Publication, PublicationFact
from lutu.kernel.indicators.open_data import COLUMNS, as_csv, open_rows
from lutu.kernel.indicators.tests.figures import (
    AT,
    EDITOR,
    SIGNER,
    calendar_2021,
    define,
    frozen,
    many_parcels,
    parcel,
)
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.models import Post
from lutu.kernel.rules.actions import set_parameter
from tests.cast import STREET_CODES, District

pytestmark = pytest.mark.django_db
A, B = STREET_CODES[:2]


@pytest.fixture
def root(district: District, owner: Post) -> IndicatorFact:
    calendar_2021()
    define("test.rate", name="=供地率")
    many_parcels({A: (5, 2), B: (3, 3)})
    return frozen("test.rate")


def published(root: IndicatorFact) -> Publication:
    row = draft_publication(code="bulletin", title="通报", facts=[root], actor=EDITOR, at=AT)
    return publish(publication=row, actor=SIGNER, at=row.objections_until)


def licence() -> None:
    set_parameter(
        code="indicators.open_licence", name="开放许可", value="CC BY 4.0", valid_from=date(2021, 1, 1),
        source="测试", actor=SYSTEM, at=AT,
    )  # fmt: skip


def test_without_a_licence_nothing_is_opened(root: IndicatorFact) -> None:
    published(root)
    assert not OpenFile.objects.exists()


def test_csv_and_json_tell_the_same_rows_in_one_schema(root: IndicatorFact) -> None:
    licence()
    row = published(root)
    table, told = OpenFile.objects.get(format="csv"), json.loads(bytes(OpenFile.objects.get(format="json").content))
    text = bytes(table.content).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert tuple(rows[0]) == COLUMNS == tuple(told["columns"])
    assert "\r\n" in text
    assert [item["area_code"] for item in rows] == [item["area_code"] for item in told["rows"]]
    first = rows[0]
    assert (first["value"], first["numerator"], first["denominator"]) == ("62.5", "5", "8")
    assert (first["name"], told["rows"][0]["name"]) == ("'=供地率", "=供地率")
    assert (first["scope"], first["as_of"], first["suppressed"]) == ("全区", "2021-09-30", "false")
    assert told["snapshot_digest"] == row.digest_text
    assert told["licence"] == "CC BY 4.0"


def test_hidden_values_are_empty_and_marked(root: IndicatorFact) -> None:
    row = draft_publication(code="bulletin", title="通报", facts=[root], actor=EDITOR, at=AT)
    PublicationFact.objects.filter(publication=row, fact__area=A).update(is_suppressed=True)
    entries = row.entries.select_related("fact__version__indicator", "fact__area")
    found = next(item for item in open_rows(list(entries)) if item["area_code"] == A)
    assert (found["numerator"], found["denominator"], found["value"], found["suppressed"]) == (None, None, None, True)
    assert ",,," in as_csv(rows=[found]).decode()


def test_a_correction_adds_a_file_that_names_what_corrects_it(root: IndicatorFact) -> None:
    licence()
    published(root)
    first = bytes(OpenFile.objects.get(format="json").content)
    parcel("forgotten", A)
    correct(fact=root, reason="补登", actor=SIGNER, at=AT)
    assert bytes(OpenFile.objects.get(format="json", number=1).content) == first
    rows = json.loads(bytes(OpenFile.objects.get(format="json", number=2).content))["rows"]
    old = next(item for item in rows if item["digest"] == root.digest_text)
    new = next(item for item in rows if item["digest"] == old["corrected_by"])
    assert (old["denominator"], new["denominator"]) == (8, 9)


def test_a_file_is_never_overwritten(root: IndicatorFact) -> None:
    licence()
    published(root)
    with pytest.raises(DatabaseError, match="may only grow"), transaction.atomic():
        OpenFile.objects.update(licence="其他")
