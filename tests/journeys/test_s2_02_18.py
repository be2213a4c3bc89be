"""S2.02 开工率 and S2.18 进度公开, on the whole demo district.

Given 506 projects with 419 started by 2021-09-30; then the rate is 82.8%, and 356/506 = 70.4% at 2021-06-30, each
opening to its rows. Given the third quarter closed on 10-08; when it is published; then the snapshot is frozen with a
digest, and what is corrected later stands beside it.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from lutu.domains.projects.actions import correct_permit
from lutu.domains.projects.stages import ACTUAL_START
from lutu.domains.reform.models import QuarterlyBulletin
from lutu.domains.reform.queries import bulletin_content, later_errata
from lutu.fronts.cli import main
from lutu.fronts.cli.demo import load
from lutu.kernel.facts.models import Fact
from lutu.kernel.indicators.actions.correcting import correct
from lutu.kernel.indicators.models import IndicatorFact
from lutu.kernel.indicators.periods import parse_period
from lutu.kernel.indicators.queries.compute import compute
from lutu.kernel.indicators.reading import reading_of
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.territory.queries import district as whole_district
from lutu.web import clock

RATE = "projects.district_start_rate"


@pytest.fixture
def full(db: None) -> None:
    """The whole district."""
    load(size="full", report=lambda text: None)


def fact(period: str) -> IndicatorFact:
    found = parse_period(period)
    return IndicatorFact.objects.get(
        version__indicator__code=RATE, root=None, period_start=found.start, period_stop=found.stop, run=1
    )


def test_the_quarter_is_counted_frozen_published_and_corrected(full: None, client: Client, capsys) -> None:
    # S2.02: live and frozen, each with its rows.
    for period, day, told in (
        ("2021Q3", date(2021, 9, 30), "419 ÷ 506 = 82.8%"),
        ("2021Q2", date(2021, 6, 30), "356 ÷ 506 = 70.4%"),
    ):
        live = compute(indicator=RATE, area=whole_district(), period=parse_period(period), as_of=day, scope="district")
        assert live.arithmetic == told
        frozen = fact(period)
        assert reading_of(frozen).arithmetic == told
        sides = frozen.records.values_list("side", flat=True)
        assert (sides.filter(side="num").count(), sides.filter(side="den").count()) == (frozen.numerator, 506)
    # S2.18: published as a page, with Word and PDF, and a digest.
    bulletin = QuarterlyBulletin.objects.get(publication__period_start=date(2021, 7, 1))
    content = bulletin_content(bulletin=bulletin)
    page = client.get(f"/bulletins/{bulletin.pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    for row in content.ranking:
        assert row.value in text
    assert content.digest in text
    assert [row.name for row in content.ranking][:2] == ["流亭街道", "夏庄街道"]
    assert client.get(f"/bulletins/{bulletin.pk}/pdf/").headers["Content-Type"] == "application/pdf"
    # A start that was reported wrongly is corrected: a new run beside the old.
    start = Fact.objects.filter(kind=ACTUAL_START, valid_from__range=(date(2021, 9, 1), date(2021, 9, 30))).first()
    assert start is not None
    at = clock.now()
    correct_permit(
        fact=start, value=date(2021, 10, 20), reason="开工报告日期误录", actor=SYSTEM, at=at,
        day=clock.today(),
    )  # fmt: skip
    correct(fact=fact("2021Q3"), reason="一个项目的开工日期误录", actor=SYSTEM, at=at + timedelta(minutes=1))
    (line,) = [row for row in later_errata(publication=bulletin.publication) if "开工率" in row.name]
    assert (line.was, line.now) == ("419 ÷ 506 = 82.8%", "418 ÷ 506 = 82.6%")
    assert bulletin_content(bulletin=bulletin) == content
    shown = client.get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert "<s>419 ÷ 506 = 82.8%</s>" in shown
    assert "418 ÷ 506 = 82.6%" in shown
    # The same numbers out of the command, and the stored ones hold.
    capsys.readouterr()
    assert main(["verify", "--only", "F2.18"]) == 0
    assert "23 ÷ 23 = 100.0%" in capsys.readouterr().out
    assert Path(settings.ROOT / "data" / "demo" / "figures.yaml").is_file()
