"""The pages of figures: what stands on them, who may open them, and how many questions they ask."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lutu.kernel.indicators.models import Finding, IndicatorFact, IndicatorTarget, IndicatorVersion, PeriodClosing
from lutu.kernel.indicators.tests import figures
from lutu.kernel.jobs.models import Job
from tests.cast import STREET_CODES, District

pytestmark = pytest.mark.django_db
WALL = "/workbench/indicators/"
A, B = STREET_CODES[:2]


def text(answer: object) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def root(code: str = "test.rate", period: str = "2021-10-01") -> IndicatorFact:
    return IndicatorFact.objects.get(version__indicator__code=code, root=None, period_stop=period)


def queries(client: object, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_wall_shows_number_light_target_day_and_owner(figured: District, as_) -> None:
    page = text(as_("leader").get(WALL))
    for words in (
        "供地率",
        "62.5%",
        "5 ÷ 8 = 62.5%",
        "滞后 · 未达目标",
        "80.0%",
        "2021-09-30",
        "项目科科长",
        "2021年三季度",
    ):
        assert words in page
    assert "有未销号的发现" in page
    only_red = text(as_("leader").get(f"{WALL}?light=red"))
    assert "供地率" in only_red
    assert "地块数" not in only_red
    assert "没有符合条件的指标" in text(as_("leader").get(f"{WALL}?q=不存在"))


def test_the_wall_asks_the_same_questions_for_three_figures_and_for_twenty(figured: District, as_) -> None:
    client = as_("leader")
    few = queries(client, WALL)
    for number in range(17):
        figures.define(f"test.more{number}", name=f"指标{number}")
        figures.frozen(f"test.more{number}")
    assert queries(client, WALL) == few


def test_a_street_sees_its_own_figures_only(figured: District, as_) -> None:
    page = text(as_("street").get(WALL))
    assert "2 ÷ 5 = 40.0%" in page
    assert "5 ÷ 8 = 62.5%" not in page
    assert as_("street").get(f"/workbench/indicators/figures/{root().pk}/rows/").status_code == 404


def test_the_record_shows_trend_streets_groups_definition_versions_and_targets(figured: District, as_) -> None:
    page = text(as_("leader").get(f"{WALL}test.rate/"))
    for words in (
        "截至2021年9月30日,城阳区地块8宗,已供5宗,供地率62.5%。", "2021年二季度", "城阳街道", "夏庄街道", "工业", "住宅",
        "一宗计一次", "不涉及人口口径", "第 1 版", "签发员", "目标 80%", "年度计划", root().digest_text, "<svg viewBox",
    ):  # fmt: skip
        assert words in page, words
    assert "2 ÷ 5 = 40.0%" in page
    assert page.index("100.0%") < page.index("40.0%")


def test_an_earlier_period_and_another_area_stand_in_the_address(figured: District, as_) -> None:
    page = text(as_("leader").get(f"{WALL}test.rate/?area={A}&period=2021Q2"))
    assert "城阳街道" in page
    assert "2 ÷ 5 = 40.0%" in page
    assert as_("leader").get(f"{WALL}test.rate/?period=2019Q1").status_code == 404
    assert as_("leader").get(f"{WALL}test.none/").status_code == 404


def test_the_record_counts_the_rows_of_today_when_asked(figured: District, as_) -> None:
    figures.parcel("new", A)
    page = text(as_("leader").get(f"{WALL}test.rate/?live=1"))
    assert "今日实时值" in page
    assert "5 ÷ 9 = 55.6%" in page
    IndicatorVersion.objects.filter(indicator__code="test.count").update(numerator_selector="gone")
    assert "取数口径 gone 未登记" in text(as_("leader").get(f"{WALL}test.count/?live=1"))


def test_the_record_asks_the_same_questions_however_many_streets_and_groups(figured: District, as_) -> None:
    client = as_("leader")
    few = queries(client, f"{WALL}test.rate/")
    figures.parcel("other use", B, use="绿地")
    figures.define("test.wide")
    figures.frozen("test.wide")
    assert queries(client, f"{WALL}test.wide/") <= few


def test_the_rows_are_those_of_the_denominator_and_say_which_count(figured: District, as_) -> None:
    address = f"/workbench/indicators/figures/{root().pk}/rows/"
    page = text(as_("leader").get(address))
    assert "第1–8行,共8行" in page
    assert "受限" not in page
    missing = text(as_("leader").get(f"{address}?counted=no"))
    assert "第1–3行,共3行" in missing
    street = next(fact for fact in IndicatorFact.objects.filter(root=root(), area=B, dimension=""))
    assert "共3行" in text(as_("leader").get(f"/workbench/indicators/figures/{street.pk}/rows/"))
    group = IndicatorFact.objects.get(root=root(), dimension_value="住宅")
    assert "共3行" in text(as_("leader").get(f"/workbench/indicators/figures/{group.pk}/rows/"))


def test_rows_export_as_shown_and_cost_the_same_for_eight_and_for_three_hundred(figured: District, as_) -> None:
    client, address = as_("leader"), f"/workbench/indicators/figures/{root().pk}/rows/"
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{address}?export=xlsx").streaming_content)))
    cells = {str(cell.value) for row in book.active.iter_rows() for cell in row}
    assert {"当时名称", "计入分子", f"{A}-0"} <= cells
    few = queries(client, address)
    figures.many_parcels({f"{A[:9]}P01": (300, 100)})
    figures.define("test.many")
    big = figures.frozen("test.many")
    assert queries(client, f"/workbench/indicators/figures/{big.pk}/rows/") == few


def test_what_a_reader_may_not_see_is_counted(figured: District, as_, cast) -> None:
    from lutu.kernel.access.models import Role

    role = Role.objects.get(code="district_leader")
    role.permissions = [code for code in role.permissions if code != "territory.area.read"]
    role.save()
    page = text(as_("leader").get(f"/workbench/indicators/figures/{root().pk}/rows/"))
    assert "另有 8 条受限,计入合计,不列出。" in page
    assert "没有可以显示的明细" in page


def test_amounts_stand_beside_their_rows(figured: District, as_) -> None:
    figures.parcel("land", A, contract=figures.Q3.start, m2="2000")
    figures.define("test.big", **{**figures.DEFINITIONS["test.land"], "name": "大块供地"})
    fact = figures.frozen("test.big")
    assert "3亩" in text(as_("leader").get(f"/workbench/indicators/figures/{fact.pk}/rows/"))


def test_findings_lead_to_their_case_and_say_why_they_cannot_close(figured: District, as_) -> None:
    page = text(as_("leader").get(f"{WALL}findings/"))
    assert "供地率连续2期低于目标:城阳区" in page
    assert "待研判" in page
    finding = Finding.objects.get(area__level="district")
    page = text(as_("leader").get(f"{WALL}findings/{finding.pk}/"))
    for words in (
        "指标仍低于目标:62.5% &lt; 80.0%(2021年三季度)", "恢复或豁免前不能销号", f"/workbench/cases/{finding.case_id}/",
        "2021年二季度", "豁免", finding.case.number,
    ):  # fmt: skip
        assert words in page, words


def test_the_list_of_findings_asks_the_same_questions_for_two_and_for_twelve(figured: District, as_) -> None:
    client = as_("leader")
    few = queries(client, f"{WALL}findings/")
    first = Finding.objects.select_related("case").first()
    for number in range(10):
        case = first.case
        case.pk, case.number = None, f"FX-{number}"
        case.save(force_insert=True)
        first.pk, first.key, first.case = None, f"k{number}", case
        first.save(force_insert=True)
    assert queries(client, f"{WALL}findings/") == few


def test_a_leader_waives_a_finding_with_reason_and_end(figured: District, as_) -> None:
    finding = Finding.objects.get(area__level="district")
    address = f"{WALL}findings/{finding.pk}/waive/"
    refused = as_("leader").post(address, {"reason": "疫情", "ends_date": "2021-10-12"})
    assert refused.status_code == 422
    assert "豁免截止日应晚于" in refused.content.decode()
    assert as_("leader").post(address, {"reason": "疫情", "ends_date": "2021-12-31"}).status_code == 302
    finding.refresh_from_db()
    assert finding.outcome == "waived"
    page = text(as_("leader").get(f"{WALL}findings/{finding.pk}/"))
    assert "已豁免" in page
    assert as_("officer").get(address).status_code == 403


def test_a_target_is_set_with_its_source(figured: District, as_) -> None:
    address = f"{WALL}test.rate/target/"
    given = {"area": A, "period": "2021Q4", "value": "75.5", "source_document": "街道责任书"}
    assert as_("leader").get(address).status_code == 403
    wrong = as_("officer").post(address, {**given, "period": "明年"})
    assert (wrong.status_code, "不能识别" in wrong.content.decode()) == (422, True)
    month = as_("officer").post(address, {**given, "period": "2021-10"})
    assert (month.status_code, "按季度统计" in month.content.decode()) == (422, True)
    assert as_("officer").post(address, given).status_code == 302
    row = IndicatorTarget.objects.get(area=A)
    assert (row.target_numerator, row.target_denominator, row.source_document) == (151, 2, "街道责任书")


def test_a_proposed_version_is_signed_by_somebody_else(figured: District, as_) -> None:
    version = IndicatorVersion.objects.get(indicator__code="test.count")
    IndicatorVersion.objects.filter(pk=version.pk).update(signed_at=None, signed_by_name="", proposed_by_id="")
    assert "签发后自生效日起按新口径计算" in text(as_("leader").get(f"{WALL}test.count/"))
    assert as_("officer").post(f"{WALL}versions/{version.pk}/sign/").status_code == 403
    as_("leader").post(f"{WALL}versions/{version.pk}/sign/")
    version.refresh_from_db()
    assert version.signed_by_name == "区领导"


def test_a_correction_needs_a_reason_and_stands_on_the_record(figured: District, as_) -> None:
    fact = root()
    address = f"{WALL}figures/{fact.pk}/correct/"
    same = as_("leader").post(address, {"reason": "复核"})
    assert (same.status_code, "无需更正" in same.content.decode()) == (422, True)
    figures.parcel("forgotten", A)
    assert as_("leader").post(address, {"reason": "漏登一宗"}).status_code == 302
    page = text(as_("leader").get(f"{WALL}test.rate/"))
    for words in ("<del>5 ÷ 8 = 62.5%</del>", "<ins>5 ÷ 9 = 55.6%</ins>", "漏登一宗"):
        assert words in page
    assert as_("officer").get(address).status_code == 403


def test_a_period_is_closed_by_a_job_once_its_hour_has_come(figured: District, as_, monkeypatch) -> None:
    from datetime import datetime

    from lutu.fronts.workbench.indicators.tests.conftest import NOW
    from lutu.web import clock

    page = text(as_("supervision").get(f"{WALL}periods/"))
    assert "2021年三季度" in page
    assert "未到时间" in page
    early = as_("supervision").post(f"{WALL}periods/close/", {"period": "2021Q4"}, follow=True)
    assert "还不到关账时间" in early.content.decode()
    assert (
        "不能识别" in as_("supervision").post(f"{WALL}periods/close/", {"period": "soon"}, follow=True).content.decode()
    )
    later = datetime(2022, 1, 10, 9, 0, tzinfo=NOW.tzinfo)
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr(clock, "today", lambda: later.date())
    assert as_("leader").post(f"{WALL}periods/close/", {"period": "2021Q4"}).status_code == 403
    with_commit = as_("supervision")
    with_commit.post(f"{WALL}periods/close/", {"period": "2021Q4"})
    job = Job.objects.get(kind="indicators.closing")
    assert job.arguments["period"] == "2021Q4"
    from lutu.kernel.jobs.actions import run

    done = run(job_id=job.pk, clock=lambda: later)
    assert (done.state, done.result["facts"], done.result["refused"]) == ("done", 3, [])
    assert PeriodClosing.objects.filter(period_stop="2022-01-01").exists()
    assert "晚于规定" in text(as_("supervision").get(f"{WALL}periods/"))


@pytest.mark.parametrize("username", ["stranger", "resident", "grid"])
def test_who_has_no_right_opens_nothing(figured: District, as_, username: str) -> None:
    client = as_(username)
    for address in ("", "test.rate/", "findings/", "periods/", f"figures/{root().pk}/rows/"):
        assert client.get(f"{WALL}{address}").status_code == 403
