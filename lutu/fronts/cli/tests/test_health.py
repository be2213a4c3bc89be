"""Is the house awake? The readings, the staff page, the monitor's address."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from lutu.fronts.cli import main
from lutu.fronts.readings import STOPPED, daily_reading, queue_reading, readings, worker_reading
from lutu.kernel.calendars.actions import load_years
from lutu.kernel.jobs.models import Heartbeat, Job
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.rules.actions import set_parameter
from lutu.web.clock import DEMO_DAY, forget_demo_day
from tests.cast import AT, DAY, FROM, Cast

pytestmark = pytest.mark.django_db


def _beat(*, minutes_ago: int, detail: str = "") -> Heartbeat:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return Heartbeat.objects.create(name="worker", at=at, detail=detail)


def test_a_monitor_without_an_account_hears_only_whether_the_two_processes_live(client: Client) -> None:
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "database": "up", "worker": "down"}
    _beat(minutes_ago=1)
    assert client.get("/health/").json() == {"status": "up", "database": "up", "worker": "up"}


@pytest.mark.parametrize(("minutes", "detail", "state"), [(1, "", "good"), (5, "", "bad"), (1, STOPPED, "bad")])
def test_a_worker_is_well_while_its_heart_beats(minutes: int, detail: str, state: str) -> None:
    reading = worker_reading(beat=_beat(minutes_ago=minutes, detail=detail), at=timezone.now())
    assert reading.state == state
    assert bool(reading.remedy) == (state != "good")


def test_a_nightly_of_the_day_before_yesterday_is_late() -> None:
    beat = _beat(minutes_ago=60 * 40)
    reading = daily_reading(title="日终批处理", command="lutu nightly", beat=beat, at=timezone.now())
    assert (reading.state, "lutu nightly" in reading.remedy) == ("late", True)


def test_a_job_that_waits_too_long_or_lost_its_worker_is_shown() -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    job = Job.objects.create(kind="test", title="导入", actor_name="系统", queued_at=long_ago)
    assert queue_reading().state == "late"
    Job.objects.filter(pk=job.pk).update(state="running", beat_at=long_ago)
    assert queue_reading().state == "bad"


def test_the_command_fails_where_something_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health"]) == 1
    told = capsys.readouterr().out
    assert "作业进程:异常 从未启动" in told
    assert "工作日历:异常" in told
    _beat(minutes_ago=0)
    set_parameter(code=DEMO_DAY, value=DAY.isoformat(), valid_from=FROM, source="测试", actor=SYSTEM, at=AT)
    forget_demo_day()
    load_years(folder=settings.ROOT / "data" / "reference" / "workdays", actor=SYSTEM, at=AT)
    assert main(["health"]) == 0


def test_every_reading_that_is_wrong_says_what_to_do() -> None:
    assert all(reading.remedy for reading in readings() if reading.state in ("bad", "late"))


def test_the_page_is_for_those_who_look_after_the_system(client: Client, cast: Cast) -> None:
    client.force_login(cast["officer"])
    assert client.get("/workbench/health/").status_code == 403
    client.force_login(cast["admin"])
    page = client.get("/workbench/health/").content.decode()
    assert "作业进程" in page
    assert "从未启动" in page
