"""Publishing: a window for objections, two people, whole and protected figures; corrections beside the old value."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lutu.kernel.indicators.actions.correcting import CorrectionUnneeded, ReasonEmpty, correct
from lutu.kernel.indicators.actions.definitions import SameActor
from lutu.kernel.indicators.actions.freezing import ObjectionOpen, freeze
from lutu.kernel.indicators.actions.objecting import ObjectionRefused, answer_unit_objection, object_to_fact
from lutu.kernel.indicators.actions.publishing import (
    BasisMixed,
    NotFrozen,
    ObjectionWindowOpen,
    PublicationRefused,
    draft_publication,
    publish,
    renew_fact,
)
from lutu.kernel.indicators.digests import snapshot_digest
from lutu.kernel.indicators.models import (
    Correction,
    IndicatorFact,
    IndicatorFactRecord,
    Publication,
    PublicationFact,
)
from lutu.kernel.indicators.periods import parse_period
from lutu.kernel.indicators.queries.facts import family
from lutu.kernel.indicators.suppression import SuppressionIncomplete
from lutu.kernel.indicators.tests.figures import (
    AT,
    EDITOR,
    Q3,
    SIGNER,
    calendar_2021,
    define,
    frozen,
    many_parcels,
    parcel,
    workers_in,
)
from lutu.kernel.indicators.tests.tampering import tamper
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.parties.models import Post
from lutu.kernel.territory.actions import load_population
from lutu.kernel.territory.models import Parcel
from tests.cast import STREET_CODES, District

pytestmark = pytest.mark.django_db
A, B, C = STREET_CODES
# 2021-10-08 is a Friday and 10-09 a make-up Saturday: three working days end with Tuesday the 12th.
WINDOW_ENDS = datetime(2021, 10, 13, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def root(district: District, owner: Post) -> IndicatorFact:
    calendar_2021()
    define("test.rate")
    many_parcels({A: (5, 2), B: (3, 3)})
    return frozen("test.rate")


def draft(*facts: IndicatorFact, code: str = "bulletin", **more: object) -> Publication:
    return draft_publication(code=code, title="季度通报", facts=list(facts), actor=EDITOR, at=AT, **more)


def published(*facts: IndicatorFact, code: str = "bulletin") -> Publication:
    return publish(publication=draft(*facts, code=code), actor=SIGNER, at=WINDOW_ENDS)


def test_units_have_three_working_days_and_then_somebody_else_signs(root: IndicatorFact) -> None:
    row = draft(root)
    assert row.objections_until == WINDOW_ENDS
    with pytest.raises(ObjectionWindowOpen, match="单位异议期至 2021-10-13 00:00"):
        publish(publication=row, actor=SIGNER, at=WINDOW_ENDS - timedelta(seconds=1))
    with pytest.raises(SameActor, match="请由他人签发"):
        publish(publication=row, actor=EDITOR, at=WINDOW_ENDS)
    done = publish(publication=row, actor=SIGNER, at=WINDOW_ENDS)
    facts = family(fact=root)
    assert {entry.fact_id for entry in done.entries.all()} == {fact.pk for fact in facts}
    digests = [bytes(fact.record_digest) for fact in facts]
    assert bytes(done.snapshot_digest) == snapshot_digest(digests=digests, algorithm=done.algorithm)
    assert entries_of(subject=("indicators.publication", done.pk))[0].details["digest"] == done.digest_text
    with pytest.raises(PublicationRefused, match="已于 2021-10-13 00:00 签发,只能更正"):
        publish(publication=row, actor=SIGNER, at=WINDOW_ENDS)


def test_a_publication_is_of_one_period_of_whole_figures_and_made_once(root: IndicatorFact) -> None:
    other = frozen("test.rate", period=parse_period("2021Q2"))
    with pytest.raises(PublicationRefused, match="实为:2021年二季度、2021年三季度"):
        draft(root, other)
    with pytest.raises(PublicationRefused, match="没有指标值"):
        draft()
    with pytest.raises(PublicationRefused, match="请列入汇总值"):
        draft(family(fact=root)[1])
    draft(root)
    with pytest.raises(PublicationRefused, match="2021年三季度的“季度通报”已编制"):
        draft(root)


def test_an_objection_waits_for_its_answer_and_an_upheld_one_for_a_new_run(
    root: IndicatorFact, district: District
) -> None:
    row, unit = draft(root), district.organisations["城阳街道办事处"]
    street = next(fact for fact in family(fact=root) if fact.area_id == A)
    given = {"publication": row, "fact": street, "unit": unit, "actor": SIGNER}
    with pytest.raises(ObjectionRefused, match="请写明哪里不对"):
        object_to_fact(**given, text=" ", at=AT)
    with pytest.raises(ObjectionRefused, match="异议期已于 2021-10-13 00:00 届满"):
        object_to_fact(**given, text="少计一宗", at=WINDOW_ENDS)
    objection = object_to_fact(**given, text="少计一宗", at=AT)
    with pytest.raises(ObjectionOpen, match="城阳街道办事处的异议尚未答复"):
        publish(publication=row, actor=SIGNER, at=WINDOW_ENDS)
    with pytest.raises(ObjectionOpen, match="请先答复再重新计算"):
        freeze(period=Q3, actor=SYSTEM, at=AT, indicators=["test.rate"], run=2)
    with pytest.raises(ObjectionRefused, match="请写明答复意见"):
        answer_unit_objection(objection=objection, answer="", is_upheld=True, actor=EDITOR, at=AT)
    answer_unit_objection(objection=objection, answer="核实属实", is_upheld=True, actor=EDITOR, at=AT)
    with pytest.raises(ObjectionRefused, match="已由编制员于"):
        answer_unit_objection(objection=objection, answer="再答", is_upheld=False, actor=EDITOR, at=AT)
    with pytest.raises(ObjectionOpen, match="请重新计算并更换该值"):
        publish(publication=row, actor=SIGNER, at=WINDOW_ENDS)
    parcel("forgotten", A)
    new = freeze(period=Q3, actor=SYSTEM, at=AT, indicators=["test.rate"], run=2)[0]
    renew_fact(publication=row, old=root, new=new, actor=EDITOR, at=AT)
    done = publish(publication=row, actor=SIGNER, at=WINDOW_ENDS)
    assert {entry.fact_id for entry in done.entries.all()} == {fact.pk for fact in family(fact=new)}


def test_an_objection_that_was_wrong_holds_nothing_up(root: IndicatorFact, district: District) -> None:
    row = draft(root)
    objection = object_to_fact(
        publication=row, fact=root, unit=district.organisations["城阳街道办事处"], text="多计", actor=SIGNER, at=AT
    )
    answer_unit_objection(objection=objection, answer="口径如此", is_upheld=False, actor=EDITOR, at=AT)
    assert publish(publication=row, actor=SIGNER, at=WINDOW_ENDS).published_at == WINDOW_ENDS


def test_a_figure_that_differs_from_its_rows_is_not_signed(root: IndicatorFact) -> None:
    row = draft(root)
    tamper(f"DELETE FROM {IndicatorFactRecord._meta.db_table} WHERE side = 'num' AND area_code = '{A}'")
    with pytest.raises(NotFrozen, match=r"与冻结时的明细不符:test\.rate 城阳区 2021Q3"):
        publish(publication=row, actor=SIGNER, at=WINDOW_ENDS)


def test_one_report_has_one_population_basis_unless_a_reason_is_on_record(root: IndicatorFact) -> None:
    from datetime import date

    facts = []
    for basis in ("resident", "registered"):
        load_population(
            basis=basis, as_of_date=date(2020, 12, 31), persons={A: 1000}, source="测试", actor=SYSTEM, at=AT
        )
        define(
            f"test.{basis}", name="人均", statement="{value}", aggregate="ratio_of_sums", unit="宗/千人", scale=1000,
            numerator={"selector": "test.parcels"}, population_basis=basis, direction="none",
            denominator={"selector": "territory.population", "arguments": {"basis": basis}},
        )  # fmt: skip
        facts.append(frozen(f"test.{basis}"))
    with pytest.raises(BasisMixed, match="一份报告只用一种人口口径,实有 常住、户籍"):
        draft(*facts)
    row = draft(*facts, basis_override="两项分别沿用部门口径")
    assert row.basis_override == "两项分别沿用部门口径"


def test_small_numbers_of_persons_are_hidden_with_what_would_give_them_away(
    root: IndicatorFact, district: District
) -> None:
    define("test.workers")
    people = [f"甲{number}" for number in range(40)]
    workers_in(district.organisations["督查室"], [(A, people[:3]), (B, people[3:20]), (C, people[20:])])
    fact = frozen("test.workers")
    row = draft(fact)
    hidden = {entry.fact.area_id for entry in row.entries.filter(is_suppressed=True).select_related("fact")}
    assert hidden == {A, B}
    PublicationFact.objects.filter(publication=row, fact__area=B).update(is_suppressed=False)
    with pytest.raises(SuppressionIncomplete, match=r"隐去的“在岗人数 城阳街道”可由公布的数字推出\(为 3\):各街道之和"):
        publish(publication=row, actor=SIGNER, at=WINDOW_ENDS)


def test_a_correction_stands_beside_the_old_value_and_in_the_next_bulletin(root: IndicatorFact) -> None:
    first = published(root)
    digest = bytes(first.snapshot_digest)
    with pytest.raises(ReasonEmpty):
        correct(fact=root, reason=" ", actor=SIGNER, at=WINDOW_ENDS)
    with pytest.raises(CorrectionUnneeded, match="无需更正"):
        correct(fact=root, reason="复核", actor=SIGNER, at=WINDOW_ENDS)
    assert IndicatorFact.objects.filter(run=2).count() == 0
    Parcel.objects.filter(area=A, contract_date=None).first().delete()
    made = correct(fact=root, reason="地块重复登记", actor=SIGNER, at=WINDOW_ENDS)
    pairs = {(item.fact_old.area_id, item.fact_old.dimension_value) for item in made}
    assert pairs == {(root.area_id, ""), (root.area_id, "住宅"), (A, "")}
    old = IndicatorFact.objects.get(pk=root.pk)
    new = old.corrected_by.fact_new
    assert (old.numerator, old.denominator, new.numerator, new.denominator, new.kind) == (5, 8, 5, 7, "correction")
    assert first.entries.filter(fact=new, is_correction=True).exists()
    whole = {item.pk for item in family(fact=new)}
    assert set(first.entries.filter(is_correction=True).values_list("fact", flat=True)) == whole
    first.refresh_from_db()
    assert bytes(first.snapshot_digest) == digest
    assert Correction.objects.filter(notice_publication=None).count() == 3
    later = frozen("test.rate", period=parse_period("2021Q4"), at=datetime(2022, 1, 8, 18, tzinfo=AT.tzinfo))
    row = draft_publication(
        code="bulletin", title="季度通报", facts=[later], actor=EDITOR, at=datetime(2022, 1, 8, 19, tzinfo=AT.tzinfo)
    )
    publish(publication=row, actor=SIGNER, at=row.objections_until)
    assert set(Correction.objects.values_list("notice_publication", flat=True)) == {row.pk}


def test_what_stands_corrected_is_corrected_from_its_newest_value(root: IndicatorFact) -> None:
    published(root)
    for name in ("one", "two"):
        parcel(name, A)
        correct(fact=root, reason=f"补登 {name}", actor=SIGNER, at=WINDOW_ENDS)
    chain = list(
        Correction.objects.filter(fact_old__dimension="", fact_old__root=None)
        .order_by("pk")
        .values_list("fact_old__denominator", "fact_new__denominator")
    )
    assert chain == [(8, 9), (9, 10)]
