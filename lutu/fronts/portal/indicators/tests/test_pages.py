"""Public figures: each opens to its arithmetic, rows and digest; corrections struck through; files with ranges."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lutu.kernel.indicators.actions.correcting import correct
from lutu.kernel.indicators.models import IndicatorFact, OpenFile, Publication
from lutu.kernel.indicators.tests import figures
from tests.cast import DISTRICT_CODE, STREET_CODES, Cast, District

pytestmark = pytest.mark.django_db
A, B, C = STREET_CODES
FACT = f"/figures/test.rate/{DISTRICT_CODE}/2021Q3/"


def text(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_list_holds_every_published_figure_once(publication: Publication) -> None:
    page = text("/figures/")
    for words in ("供地率", "5 ÷ 8 = 62.5%", "滞后", "80.0%", "2021年三季度", "在岗人数", "40人"):
        assert words in page
    assert "3 条" in page.replace("<strong>3</strong>", "3")


def test_before_anything_is_published_the_pages_say_so(district: District) -> None:
    assert "没有公布的指标" in text("/figures/")
    assert "未设置开放许可" in text("/open/")
    assert Client().get(FACT).status_code == 404
    assert Client().get("/figures/test.rate/").status_code == 404


def test_a_draft_has_no_public_page(district: District) -> None:
    figures.owner_post(district)
    figures.define("test.rate")
    figures.frozen("test.rate")
    assert Client().get(FACT).status_code == 404
    assert Client().get("/figures/test.rate/").status_code == 404


def test_the_page_of_a_figure_has_its_whole_definition_one_click_away(publication: Publication) -> None:
    page = text("/figures/test.rate/")
    for words in (
        "截至2021年9月30日,城阳区地块8宗,已供5宗,供地率62.5%。", "一宗计一次", "全区", "项目科科长", "第 1 版", FACT,
        f"/figures/test.rate/{A}/2021Q3/", "?group=%E5%B7%A5%E4%B8%9A", 'id="definition"',
    ):  # fmt: skip
        assert words in page, words


def test_the_permanent_address_shows_arithmetic_digests_and_counts_what_is_restricted(publication: Publication) -> None:
    page = text(FACT)
    fact = IndicatorFact.objects.get(version__indicator__code="test.rate", root=None)
    for words in (
        "5 ÷ 8 = 62.5%", fact.digest_text, publication.digest_text, "三季度通报", "另有 8 条受限", FACT, "CSV 表格",
    ):  # fmt: skip
        assert words in page, words
    assert f"{A}-0" not in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"/figures/test.rate/{A}/2021Q3/", "2 ÷ 5 = 40.0%"),
        (f"{FACT}?group=住宅", "0 ÷ 3 = 0.0%"),
        (f"/figures/test.per_capita/{DISTRICT_CODE}/2021Q3/", "8宗 ÷ 4,000人 × 1,000 = 2.0宗/千人"),
    ],
)
def test_streets_groups_and_per_capita_figures_have_addresses_of_their_own(
    publication: Publication, address: str, words: str
) -> None:
    assert words in text(address)


def test_the_rows_of_a_population_are_shown_to_everybody(publication: Publication) -> None:
    page = text(f"/figures/test.per_capita/{DISTRICT_CODE}/2021Q3/?side=den")
    assert "城阳街道" in page
    assert "1,000人" in page


def test_what_is_hidden_is_named_without_its_number_and_has_no_address(publication: Publication) -> None:
    page = text("/figures/test.workers/")
    assert "以下各项人数过少或可由他项推出,不公布:" in page
    assert "17人" not in page
    assert Client().get(f"/figures/test.workers/{A}/2021Q3/").status_code == 404
    assert "涉及个人的记录只公布数,不列明细" in text(f"/figures/test.workers/{DISTRICT_CODE}/2021Q3/")


@pytest.mark.parametrize("period", ["2021Q9", "2020Q1", "soon"])
def test_an_address_that_never_was_is_not_found(publication: Publication, period: str) -> None:
    assert Client().get(f"/figures/test.rate/{DISTRICT_CODE}/{period}/").status_code == 404


def test_a_correction_strikes_the_old_value_through_and_keeps_the_other_streets(publication: Publication) -> None:
    figures.parcel("forgotten", A)
    fact = IndicatorFact.objects.get(version__indicator__code="test.rate", root=None)
    correct(fact=fact, reason="漏登一宗", actor=figures.SIGNER, at=publication.published_at)
    page = text(FACT)
    for words in ("<del>5 ÷ 8 = 62.5%</del>", "<ins>5 ÷ 9 = 55.6%</ins>", "漏登一宗"):
        assert words in page
    assert "<del>" not in text(f"/figures/test.rate/{B}/2021Q3/")
    whole = text("/figures/test.rate/")
    assert "夏庄街道" in whole
    assert "5 ÷ 9 = 55.6%" in whole


def test_signed_in_or_not_the_portal_shows_the_same(publication: Publication, cast: Cast) -> None:
    client = Client()
    client.force_login(cast["leader"])
    assert f"{A}-0" not in text(FACT, client)


def test_open_files_answer_with_etag_ranges_and_a_byte_order_mark_where_asked(publication: Publication) -> None:
    page = text("/open/")
    assert "CC BY 4.0" in page
    file = OpenFile.objects.get(format="csv")
    address = f"/open/{file.pk}/"
    assert address in page
    whole = Client().get(address)
    content = bytes(file.content)
    assert whole.content == content
    assert whole["ETag"] == f'"{file.digest_text}"'
    assert 'filename="bulletin-2021Q3-1.csv"' in whole["Content-Disposition"]
    assert Client().get(address, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    part = Client().get(address, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content, part["Content-Range"]) == (206, content[:10], f"bytes 0-9/{len(content)}")
    assert Client().get(address, headers={"Range": "bytes=-5"}).content == content[-5:]
    assert Client().get(address, headers={"Range": "bytes=99999999-"}).status_code == 416
    assert Client().get(f"{address}?bom=1").content == "\ufeff".encode() + content
    rows = json.loads(Client().get(f"/open/{OpenFile.objects.get(format='json').pk}/").content)["rows"]
    assert {row["value"] for row in rows if row["code"] == "test.workers" and row["area_code"] in (A, B)} == {None}
    assert Client().get("/open/999/").status_code == 404


@pytest.mark.parametrize("address", ["/figures/", "/figures/test.rate/", FACT, "/open/"])
def test_public_pages_ask_the_same_questions_for_few_and_many_rows(publication: Publication, address: str) -> None:
    def asked() -> int:
        Client().get(address)
        with CaptureQueriesContext(connection) as seen:
            text(address)
        return len(seen)

    few = asked()
    figures.many_parcels({f"{A[:9]}P01": (60, 20)})
    fact = IndicatorFact.objects.get(version__indicator__code="test.rate", root=None)
    correct(fact=fact, reason="补登", actor=figures.SIGNER, at=publication.published_at)
    assert asked() <= few + 1
