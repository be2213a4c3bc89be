"""The request clock, in real use and in a demo district."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.rules.models import Parameter
from lutu.web import clock

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")


def make_demo():
    Parameter.objects.create(
        code=clock.DEMO_DAY, name="演示日", value="2021-11-09", valid_from=date(2021, 1, 1), source=SYSTEM.name
    )
    clock.forget_demo_day()


def test_in_real_use_the_clock_is_the_wall_clock_in_china():
    assert clock.demo_day() is None
    assert abs((datetime.now(tz=CHINA) - clock.now()).total_seconds()) < 5
    assert clock.today() == clock.now().date()


def test_a_demo_district_lives_on_its_day_at_the_present_time_of_day():
    make_demo()
    assert clock.today() == clock.now().date() == date(2021, 11, 9)
    assert clock.now().utcoffset() == datetime.now(tz=CHINA).utcoffset()


def test_the_demo_day_is_read_once_a_process(django_assert_num_queries):
    make_demo()
    with django_assert_num_queries(1):
        clock.today()
        clock.now()


def test_every_page_of_a_demo_district_says_so(client):
    assert "演示数据" not in client.get("/display/").content.decode()
    make_demo()
    page = client.get("/display/").content.decode()
    assert "演示数据" in page
    assert "2021年11月9日" in page
