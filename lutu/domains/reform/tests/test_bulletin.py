"""A bulletin is drafted from frozen figures, looked at by the units, signed by another hand, and never edited after."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import pdfplumber
import pytest
from docx import Document

from lutu.domains.reform.actions import BulletinRefused, count_anew, edit_bulletin, prepare_bulletin, sign_bulletin
from lutu.domains.reform.content import WordsFaulty
from lutu.domains.reform.models import QuarterlyBulletin
from lutu.domains.reform.queries import SUBJECT, bulletin_content, later_errata, published_bulletins
from lutu.domains.reform.tests.conftest import HEADING
from lutu.kernel.access.queries import actor_of
from lutu.kernel.documents.queries import content_of, files_of
from lutu.kernel.indicators.actions.correcting import correct
from lutu.kernel.indicators.actions.definitions import SameActor
from lutu.kernel.indicators.actions.freezing import ObjectionOpen, PeriodNotClosed
from lutu.kernel.indicators.actions.objecting import answer_unit_objection, object_to_fact
from lutu.kernel.indicators.actions.publishing import ObjectionWindowOpen
from lutu.kernel.indicators.models import IndicatorFact
from lutu.kernel.indicators.periods import parse_period
from lutu.kernel.indicators.tests import figures
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.notices.models import Notice
from lutu.kernel.territory.models import Parcel
from tests.cast import DAY, STREET_CODES, Cast, District

# Drafted on Friday 2021-10-08; the 9th was a working Saturday, so the three days are the 9th, 11th and 12th.
SIGNED = datetime(2021, 10, 13, 10, 0, tzinfo=figures.AT.tzinfo)


def street_fact(bulletin: QuarterlyBulletin, code: str) -> IndicatorFact:
    return bulletin.publication.facts.get(version__indicator__code="test.rate", area=code, dimension="")


def signed(bulletin: QuarterlyBulletin, cast: Cast) -> QuarterlyBulletin:
    return sign_bulletin(bulletin=bulletin, actor=actor_of(cast["leader"]), at=SIGNED)


def test_a_draft_holds_statements_a_ranking_and_groups_and_asks_the_streets(
    bulletin: QuarterlyBulletin, cast: Cast
) -> None:
    content = bulletin_content(bulletin=bulletin)
    assert content.title == "关于2021年三季度重点项目建设情况的通报"
    assert content.opening == ("现将22宗地块的供地情况通报如下,供地率68.2%。",)
    assert content.statements[1] == "截至2021年9月30日,城阳区地块22宗,已供15宗,供地率68.2%。"
    assert [(row.place, row.value) for row in content.ranking] == [("1", "90.0%"), ("2", "50.0%"), ("2", "50.0%")]
    assert {(row.name, row.value) for row in content.groups} == {("工业", "100.0%"), ("住宅", "0.0%")}
    asked = Notice.objects.filter(kind="reform.bulletin.ask").values_list("person", flat=True)
    assert cast.people["street"].pk in set(asked)
    assert bulletin.publication.objections_until == datetime(2021, 10, 13, tzinfo=figures.AT.tzinfo)


def test_a_quarter_that_is_not_closed_gives_no_bulletin(quarter: District, cast: Cast) -> None:
    with pytest.raises(PeriodNotClosed):
        prepare_bulletin(
            period=parse_period("2021Q4"), heading=HEADING, actor=actor_of(cast["supervision"]), at=figures.AT
        )
    assert not QuarterlyBulletin.objects.exists()


def test_words_with_a_typed_number_are_refused_before_anything_is_frozen(quarter: District, cast: Cast) -> None:
    heading = replace(HEADING, opening="供地率 68.2%。")
    with pytest.raises(WordsFaulty):
        prepare_bulletin(period=figures.Q3, heading=heading, actor=actor_of(cast["supervision"]), at=figures.AT)
    assert not IndicatorFact.objects.exists()


def test_it_is_signed_by_another_hand_after_the_window_and_then_public(bulletin: QuarterlyBulletin, cast: Cast) -> None:
    assert not published_bulletins(user=None, day=DAY).exists()
    with pytest.raises(ObjectionWindowOpen):
        sign_bulletin(bulletin=bulletin, actor=actor_of(cast["leader"]), at=figures.AT + timedelta(days=2))
    with pytest.raises(SameActor, match="不能签发自己编制的"):
        sign_bulletin(bulletin=bulletin, actor=actor_of(cast["supervision"]), at=SIGNED)
    done = signed(bulletin, cast)
    assert published_bulletins(user=None, day=DAY).get() == done
    assert len(done.publication.digest_text) == 64
    actions = [entry.action for entry in entries_of(subject=(SUBJECT, done.pk))]
    assert actions[0] == "reform.bulletin.signed"
    assert actions[-1] == "reform.bulletin.prepared"


def test_without_a_number_it_is_not_signed(bulletin: QuarterlyBulletin, cast: Cast) -> None:
    edit_bulletin(bulletin=bulletin, heading=replace(HEADING, number=""), actor=SYSTEM, at=figures.AT)
    with pytest.raises(BulletinRefused, match="请先填写发文字号"):
        signed(bulletin, cast)


def test_page_word_and_pdf_say_the_same(bulletin: QuarterlyBulletin, cast: Cast) -> None:
    done = signed(bulletin, cast)
    content = bulletin_content(bulletin=done)
    files = {file.name.rpartition(".")[2]: content_of(file=file) for file in files_of(subject=(SUBJECT, done.pk))}
    word = Document(BytesIO(files["docx"]))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    with pdfplumber.open(BytesIO(files["pdf"])) as pdf:
        printed = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    for row in content.ranking:
        assert {row.name, row.value, row.numerator, row.denominator} <= set(cells)
        assert row.value in printed
    for value in ("68.2%", "22宗"):
        assert value in text
        assert value in printed
    assert content.digest[:16] in printed.replace(" ", "")


def test_an_upheld_objection_brings_a_new_count_before_the_signature(
    bulletin: QuarterlyBulletin, quarter: District, cast: Cast
) -> None:
    fact = street_fact(bulletin, STREET_CODES[2])
    objection = object_to_fact(
        publication=bulletin.publication, fact=fact, unit=quarter.organisations["上马街道办事处"],
        text="另有一宗 8 月已签合同", actor=actor_of(cast["specialist"]), at=figures.AT + timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(ObjectionOpen):
        signed(bulletin, cast)
    answer_unit_objection(
        objection=objection, answer="经查属实", is_upheld=True, actor=actor_of(cast["supervision"]), at=SIGNED
    )
    with pytest.raises(ObjectionOpen, match="请重新计算"):
        signed(bulletin, cast)
    missing = Parcel.objects.filter(number__startswith=STREET_CODES[2][:9], contract_date=None).first()
    assert missing is not None
    Parcel.objects.filter(pk=missing.pk).update(contract_date=date(2021, 8, 2))
    count_anew(bulletin=bulletin, fact=fact, actor=actor_of(cast["supervision"]), at=SIGNED)
    content = bulletin_content(bulletin=signed(bulletin, cast))
    assert [(row.name, row.value) for row in content.ranking][1] == (fact.area.name, "75.0%")
    assert content.overview[1].arithmetic == "16 ÷ 22 = 72.7%"


def test_a_signed_bulletin_is_not_edited_but_corrected_and_both_stay_readable(
    bulletin: QuarterlyBulletin, cast: Cast
) -> None:
    done = signed(bulletin, cast)
    with pytest.raises(BulletinRefused, match="通报已签发"):
        edit_bulletin(bulletin=done, heading=HEADING, actor=SYSTEM, at=SIGNED)
    before = bulletin_content(bulletin=done)
    Parcel.objects.filter(contract_date=None).first().delete()  # type: ignore[union-attr]
    root = done.publication.facts.get(version__indicator__code="test.rate", root=None)
    correct(fact=root, reason="一宗地块重复登记", actor=SYSTEM, at=SIGNED + timedelta(days=5))
    assert bulletin_content(bulletin=done) == before
    (line,) = later_errata(publication=done.publication)
    assert (line.was, line.now, line.reason) == ("15 ÷ 22 = 68.2%", "15 ÷ 21 = 71.4%", "一宗地块重复登记")


def test_two_bulletins_cannot_bear_one_number(bulletin: QuarterlyBulletin) -> None:
    with pytest.raises(BulletinRefused, match="已用于另一份通报"):
        prepare_bulletin(period=parse_period("2021Q2"), heading=HEADING, actor=SYSTEM, at=figures.AT)
