"""lutu nightly: closes the day, proves the standings, leaves a beat."""

from datetime import date, timedelta

import pytest

from lutu.fronts.cli import main
from lutu.fronts.cli.nightly import run_night
from lutu.kernel.jobs.models import Heartbeat
from lutu.kernel.journal.models import DailyHead
from lutu.web import clock
from tests.cast import AT, DAY, District

pytestmark = pytest.mark.django_db


def test_a_night_seals_the_day_and_leaves_a_beat(district: District) -> None:
    assert run_night(day=DAY, at=AT)
    head = DailyHead.objects.get()
    assert head.day == DAY
    assert head.subjects > 0
    assert Heartbeat.objects.get(name="nightly").detail == "2021-11-09"


def test_the_same_night_twice_changes_nothing(district: District) -> None:
    run_night(day=DAY, at=AT)
    first = DailyHead.objects.values_list("digest", "made_at").get()
    run_night(day=DAY, at=AT + timedelta(hours=1))
    assert DailyHead.objects.values_list("digest", "made_at").get() == first


def test_a_night_before_the_last_sealed_one_is_refused(district: District, capsys: pytest.CaptureFixture[str]) -> None:
    run_night(day=DAY, at=AT)
    assert main(["nightly", "--day", "2021-11-08"]) == 1
    assert "日终摘要须按日递增" in capsys.readouterr().err


def test_a_night_that_has_not_come_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    tomorrow: date = clock.today() + timedelta(days=1)
    assert main(["nightly", "--day", str(tomorrow)]) == 1
    assert "还没有到" in capsys.readouterr().err
