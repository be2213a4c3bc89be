"""The pages of the working-day calendar: two persons, preview, file, alarm, twelve months, few queries."""

import re
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lutu.fronts.workbench.calendars.alarm import SIGN, alarm_on, panel
from lutu.kernel.access.models import Role
from lutu.kernel.calendars.actions import load_years, propose_year
from lutu.kernel.calendars.models import CalendarYear
from lutu.kernel.journal.actions import SYSTEM
from lutu.web import clock
from tests.cast import AT, REFERENCE

LIST = reverse("workbench:calendars")
PROPOSE = reverse("workbench:calendar_propose")
TYPED = {
    "year": "2027", "holidays": "元旦:2027-01-01..2027-01-03\n10月1日至7日", "makeup_days": "2027-01-09",
    "source": "国务院办公厅通知(示例)", "document_number": "示例〔2026〕1号", "issued_date": "2026-11-04",
}  # fmt: skip
GOOD = {**TYPED, "holidays": "2027-01-01..2027-01-03\n10月1日至7日"}


@pytest.fixture
def people(cast, on_day):
    """The administrator proposes, supervision signs, the auditor looks; it is a day in the middle of a year."""
    on_day(date(2026, 6, 1))
    load_years(folder=REFERENCE / "workdays", actor=SYSTEM, at=AT)
    return cast


@pytest.fixture
def sign_in(client, people):
    def signed_in(username):
        client.force_login(people[username])
        return client

    return signed_in


@pytest.fixture
def on_day(monkeypatch):
    def lives_on(day):
        monkeypatch.setattr(clock, "now", lambda: datetime.combine(day, AT.timetz()))

    return lives_on


def page(client, address, **values):
    return client.get(address, values).content.decode()


def propose(client, step="propose", **changes):
    return client.post(PROPOSE, {**GOOD, **changes, "step": step})


def the_year(year=2027):
    return CalendarYear.objects.filter(year=year).latest("version")


def address(name, row):
    return reverse(f"workbench:{name}", args=[row.pk])


def test_the_list_shows_each_year_with_its_state_and_who_signed_it(sign_in):
    found = page(sign_in("auditor"), LIST)
    assert "2026年" in found
    assert "国办发明电〔2025〕7号" in found
    assert "现行" in found
    assert PROPOSE not in found


def test_a_year_is_previewed_then_proposed_then_signed_by_another_person(sign_in):
    admin = sign_in("admin")
    preview = propose(admin, step="preview").content.decode()
    assert re.search(r"\d+ 天的计算改变", preview).group() == "7 天的计算改变"
    assert "另有 4 天只改名称" in preview
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert propose(admin).url == address("calendar", the_year())
    mine = page(admin, address("calendar", the_year()))
    assert "由你提出" in mine
    assert address("calendar_sign", the_year()) not in mine
    assert admin.post(address("calendar_sign", the_year()), {"checked": "on"}).status_code == 403

    signer = sign_in("supervision")
    assert address("calendar_sign", the_year()) in page(signer, address("calendar", the_year()))
    unchecked = signer.post(address("calendar_sign", the_year()), {})
    assert unchecked.status_code == 422
    assert signer.post(address("calendar_sign", the_year()), {"checked": "on"}).status_code == 302
    assert the_year().state == "signed"
    assert the_year().signed_by_name == "督查员"


def test_whoever_may_both_propose_and_sign_is_refused_the_second_step(sign_in, people):
    role = Role.objects.get(code="system_administrator")
    role.permissions = [*role.permissions, SIGN]
    role.save()
    admin = sign_in("admin")
    propose(admin)
    refused = admin.post(address("calendar_sign", the_year()), {"checked": "on"})
    assert refused.status_code == 422
    assert "须由另一人核对签发" in refused.content.decode()


def test_every_fault_is_told_and_what_was_typed_is_kept(sign_in):
    refused = propose(sign_in("admin"), holidays="国庆\n2026-10-01", makeup_days="2027-01-06").content.decode()
    assert "第 1 行“国庆”不是日期" in refused
    refused = propose(sign_in("admin"), holidays="2026-10-01", makeup_days="2027-01-06").content.decode()
    assert "2026-10-01 不在 2027 年" in refused
    assert "2027-01-06 是星期三,本来就上班" in refused
    assert "示例〔2026〕1号" in refused
    refused = propose(sign_in("admin"), holidays="1月1日至3日放假。1月4日上班。").content.decode()
    assert "请把放假和上班的日子分别填写" in refused
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_file_fills_the_form_and_is_previewed_but_proposes_nothing(sign_in):
    text = "year: 2027\nsource: 国务院办公厅通知(示例)\nholidays: [2027-01-01..2027-01-03]\nmakeup_days: []\n"
    file = SimpleUploadedFile("2027.yaml", text.encode())
    found = sign_in("admin").post(PROPOSE, {"step": "file", "file": file})
    assert found.status_code == 200
    assert "2027-01-01..2027-01-03</textarea>" in found.content.decode()
    assert "1 天的计算改变" in found.content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"year: [", "不是有效的 YAML"),
        ("年度:二〇二七".encode("gb18030"), "不是 UTF-8 文本"),
        (b"#" * 70_000, "超过 64 KB"),
        (b"", "不能为空|空|没有"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(sign_in, content, sentence):
    file = SimpleUploadedFile("2027.yaml", content)
    refused = sign_in("admin").post(PROPOSE, {"step": "file", "file": file})
    assert refused.status_code == 422
    assert re.search(sentence, refused.content.decode())


def test_a_correction_begins_with_the_days_of_the_version_in_force(sign_in):
    admin = sign_in("admin")
    found = page(admin, PROPOSE, **{"from": the_year(2026).pk})
    assert "2026-02-15..2026-02-23" in found
    assert "2026-02-28" in found
    assert 'value="2027"' in page(admin, PROPOSE)


def test_a_proposal_is_withdrawn_with_a_reason_and_one_in_force_by_another_signer(sign_in):
    admin = sign_in("admin")
    propose(admin)
    assert admin.post(address("calendar_withdraw", the_year()), {"reason": ""}).status_code == 422
    assert admin.post(address("calendar_withdraw", the_year()), {"reason": "录错"}).status_code == 302
    assert the_year().state == "withdrawn"
    propose(admin)
    signer = sign_in("supervision")
    signer.post(address("calendar_sign", the_year()), {"checked": "on"})
    refused = signer.post(address("calendar_withdraw", the_year()), {"reason": "录错"})
    assert "须由另一人核对撤回" in refused.content.decode()
    assert sign_in("admin").post(address("calendar_withdraw", the_year()), {"reason": "录错"}).status_code == 403


def test_twelve_months_say_in_words_what_colours_say(sign_in):
    found = page(sign_in("auditor"), address("calendar", the_year(2025)))
    assert found.count('class="calendar-month"') == 12
    assert found.count('<time datetime="2025-') == 365
    day = re.search(r'<td class="calendar-holiday"><time datetime="2025-10-06">.*?</td>', found).group()
    assert "休" in day
    assert "放假" in day
    makeup = re.search(r'<td class="calendar-makeup"><time datetime="2025-09-28">.*?</td>', found).group()
    assert "班" in makeup
    assert "调休上班" in makeup
    assert "2024年" in found
    assert "2026年" in found


def test_december_is_shown_as_the_notice_of_the_next_year_has_it(sign_in):
    client = sign_in("auditor")
    assert '<td class="calendar-holiday"><time datetime="2018-12-31">' in page(
        client, address("calendar", the_year(2018))
    )
    assert "2018-12-29 调休上班" in page(client, address("calendar", the_year(2019)))


def test_the_alarm_begins_sixty_days_before_the_horizon_and_names_what_to_do(sign_in, on_day):
    client = sign_in("admin")
    on_day(date(2026, 10, 31))
    assert "日历截至" not in page(client, LIST)
    on_day(date(2026, 11, 1))
    found = page(client, LIST)
    assert "工作日历截至 2026-12-31,还有 60 天" in found
    assert "国务院办公厅 2027 年放假安排" in found
    assert "工作日历截至 2026-12-31" in page(client, reverse("workbench:home"))
    propose(client)
    assert "2027年工作日历(第1版)待签发" in page(client, LIST)
    on_day(date(2027, 1, 1))
    assert "已于 2026-12-31 用尽" in page(client, LIST)


def test_the_home_panel_is_for_those_who_can_act(people):
    day = date(2026, 12, 1)
    assert panel(user=people["admin"], day=day)["alarm"].level == "warning"
    assert panel(user=people["supervision"], day=day) is not None
    assert panel(user=people["auditor"], day=day) is None
    assert panel(user=people["admin"], day=date(2026, 6, 1)) is None


def test_without_a_calendar_the_alarm_says_so(db):
    alarm = alarm_on(day=date(2026, 5, 6))
    assert (alarm.level, alarm.waiting) == ("error", None)
    assert "还没有工作日历" in alarm.finding
    assert "2026 年" in alarm.remedy


@pytest.mark.parametrize("name", ["calendars", "calendar_propose"])
def test_those_without_the_permission_see_nothing(sign_in, name):
    assert sign_in("stranger").get(reverse(f"workbench:{name}")).status_code == 403
    row = the_year(2026)
    assert sign_in("stranger").get(address("calendar", row)).status_code == 403
    assert sign_in("auditor").get(PROPOSE).status_code == 403
    assert sign_in("auditor").get(address("calendar_sign", row)).status_code == 403
    assert sign_in("auditor").get(address("calendar_withdraw", row)).status_code == 403


def test_a_version_that_does_not_exist_is_not_found(sign_in):
    assert sign_in("auditor").get(reverse("workbench:calendar", args=[999_999])).status_code == 404


def test_pages_take_few_queries_whatever_the_number_of_versions(sign_in, django_assert_max_num_queries):
    client = sign_in("auditor")
    page(client, LIST)
    with django_assert_max_num_queries(12) as seen:
        page(client, LIST, size=100)
    few = len(seen)
    for year in range(2027, 2047):
        propose_year(
            year=year, holidays=[date(year, 1, 1)], makeup_days=[], source="示例", document_number="",
            issued_date=None, actor=SYSTEM, at=AT,
        )  # fmt: skip
    with django_assert_max_num_queries(few):
        assert page(client, LIST, size=100).count("待签发") >= 20
    with django_assert_max_num_queries(14):
        page(client, address("calendar", the_year(2040)))
