"""Verification: a changed, deleted or added row is named every time; so is a changed figure, digest or open file."""

import os
import random
from datetime import date

import pytest

from lutu.kernel.indicators.actions.publishing import draft_publication, publish
from lutu.kernel.indicators.models import IndicatorFact, IndicatorFactRecord, OpenFile, Publication
from lutu.kernel.indicators.tests.figures import (
    AT,
    EDITOR,
    SIGNER,
    calendar_2021,
    define,
    frozen,
    many_parcels,
    parcel,
    workers_in,
)
from lutu.kernel.indicators.tests.tampering import tamper
from lutu.kernel.indicators.verification import verify
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.models import Post
from lutu.kernel.rules.actions import set_parameter
from lutu.kernel.territory.models import Parcel
from tests.cast import STREET_CODES, District

pytestmark = pytest.mark.django_db
A, B = STREET_CODES[:2]
TRIES = 100 if os.environ.get("LUTU_FULL") else 24
ROWS = IndicatorFactRecord._meta.db_table
FACTS = IndicatorFact._meta.db_table
CHANGES = ("value", "subject_id", "area_code", "visible_text", "dimension_value", "side")


@pytest.fixture
def root(district: District, owner: Post) -> IndicatorFact:
    define("test.rate")
    define("test.land")
    define("test.workers")
    many_parcels({A: (12, 7), f"{A[:9]}P01": (4, 1), B: (9, 9)})
    workers_in(district.organisations["督查室"], [(A, ["甲", "乙"]), (B, ["甲", "丙"])])
    for code in ("test.land", "test.workers"):
        frozen(code)
    return frozen("test.rate")


def test_what_nobody_touched_holds(root: IndicatorFact) -> None:
    report = verify()
    assert report.holds, report.faults
    assert report.facts == IndicatorFact.objects.count()
    assert report.rows == IndicatorFactRecord.objects.count()


def one_change(source: random.Random) -> tuple[str, int]:
    """One stored row changed, deleted or added by SQL; what was done, and the root fact whose row it was."""
    row = source.choice(list(IndicatorFactRecord.objects.order_by("pk")))
    kind = source.choice(
        ["value", "subject_id", "area_code", "visible_text", "dimension_value", "side", "delete", "add"]
    )
    if kind == "delete":
        tamper(f"DELETE FROM {ROWS} WHERE id = %s", row.pk)
    elif kind == "add":
        tamper(
            f"INSERT INTO {ROWS} (fact_id, side, subject_kind, subject_id, area_code, dimension_value, value, "
            "visible_text) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            row.fact_id, row.side, row.subject_kind, row.subject_id + 900_000, row.area_code, row.dimension_value,
            row.value, row.visible_text,
        )  # fmt: skip
    else:
        new = {
            "value": row.value + 1, "subject_id": row.subject_id + 900_000, "visible_text": f"{row.visible_text}改",
            "area_code": B if row.area_code != B else A, "dimension_value": "绿地",
            "side": "den" if row.side == "num" else "num",
        }[kind]  # fmt: skip
        tamper(f"UPDATE {ROWS} SET {kind} = %s WHERE id = %s", new, row.pk)
    return kind, row.fact_id


@pytest.mark.parametrize("number", range(TRIES))
def test_one_row_changed_deleted_or_added_is_named_every_time(root: IndicatorFact, number: int) -> None:
    kind, fact_id = one_change(random.Random(f"tamper {number}"))
    code = IndicatorFact.objects.select_related("version__indicator").get(pk=fact_id).version.indicator.code
    faults = verify().faults
    assert faults, kind
    assert {fault.code for fault in faults} == {code}
    assert "城阳区" in {fault.area for fault in faults}


def test_the_first_row_that_differs_is_told(root: IndicatorFact) -> None:
    row = IndicatorFactRecord.objects.filter(fact=root, side="num").order_by("subject_id").first()
    tamper(f"DELETE FROM {ROWS} WHERE id = %s", row.pk)
    fault = verify(facts=[root]).faults[0]
    assert fault.stored == "17 ÷ 25(25 条)"
    assert fault.recomputed == "16 ÷ 25(25 条)"
    assert (
        fault.first_record
        == f"分子 {row.visible_text}(编号 {row.subject_id},区划 {row.area_code},计入 1)取数口径给而未存"
    )
    assert fault.sentence.startswith("test.rate 城阳区 2021Q3 第 1 轮:存 17 ÷ 25")


def test_a_renamed_row_is_told_with_its_name_of_today(root: IndicatorFact) -> None:
    row = IndicatorFactRecord.objects.filter(fact=root, side="den").first()
    tamper(f"UPDATE {ROWS} SET visible_text = '别的' WHERE id = %s", row.pk)
    (fault,) = verify(facts=[root]).faults
    assert "区划与名称摘要" in fault.stored
    assert f"别的(编号 {row.subject_id}" in fault.first_record
    assert f"今名“{row.visible_text}”" in fault.first_record


@pytest.mark.parametrize("column", ["numerator", "denominator", "value_scaled", "n"])
def test_a_changed_figure_is_named(root: IndicatorFact, column: str) -> None:
    tamper(f"UPDATE {FACTS} SET {column} = {column} + 1 WHERE id = %s", root.pk)
    assert [fault.code for fault in verify().faults] == ["test.rate"]


def test_a_row_that_changed_at_its_source_changes_nothing_frozen(root: IndicatorFact) -> None:
    Parcel.objects.filter(area=A).delete()
    parcel("new", B, contract=date(2021, 8, 1))
    assert verify().holds


def test_a_changed_publication_and_a_changed_file_are_named(root: IndicatorFact) -> None:
    calendar_2021()
    set_parameter(
        code="indicators.open_licence", name="开放许可", value="CC BY 4.0", valid_from=date(2021, 1, 1),
        source="测试", actor=SYSTEM, at=AT,
    )  # fmt: skip
    row = draft_publication(code="bulletin", title="通报", facts=[root], actor=EDITOR, at=AT)
    done = publish(publication=row, actor=SIGNER, at=row.objections_until)
    report = verify()
    assert (report.holds, report.publications, report.files) == (True, 1, 2)
    Publication.objects.update(snapshot_digest=bytes(32))
    assert "发布摘要" in verify().faults[0].stored
    Publication.objects.update(snapshot_digest=done.snapshot_digest)
    file = OpenFile.objects.get(format="csv")
    _rewrite(file, bytes(file.content).replace(b",17,", b",18,"))
    assert "开放数据第 1 份 csv" in verify().faults[0].area


def test_a_file_with_a_digest_of_its_own_is_compared_with_its_facts(root: IndicatorFact) -> None:
    from lutu.kernel.indicators.digests import content_digest

    calendar_2021()
    set_parameter(
        code="indicators.open_licence", name="开放许可", value="CC BY 4.0", valid_from=date(2021, 1, 1),
        source="测试", actor=SYSTEM, at=AT,
    )  # fmt: skip
    row = draft_publication(code="bulletin", title="通报", facts=[root], actor=EDITOR, at=AT)
    publish(publication=row, actor=SIGNER, at=row.objections_until)
    for kind, old, new in (("csv", b",17,", b",18,"), ("json", b'"numerator": 17', b'"numerator": 18')):
        file = OpenFile.objects.get(format=kind)
        content = bytes(file.content).replace(old, new)
        _rewrite(file, content, content_digest(content=content, algorithm=file.algorithm))
        (fault,) = [fault for fault in verify().faults if kind in fault.area]
        assert (fault.code, fault.area) == ("test.rate", f"开放数据第 1 份 {kind} 城阳区")


def _rewrite(file: OpenFile, content: bytes, digest: bytes | None = None) -> None:
    table = OpenFile._meta.db_table
    tamper(f"UPDATE {table} SET content = %s, digest = %s WHERE id = %s", content, digest or file.digest, file.pk)
