"""Versions of a year: two persons, one in force, everything in the journal, what rests on it recomputed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from lutu.engines.workdays import is_workday
from lutu.kernel.calendars import actions, queries, registry
from lutu.kernel.calendars.actions import (
    CalendarRefused,
    SameActor,
    load_years,
    propose_year,
    sign_year,
    withdraw_year,
)
from lutu.kernel.calendars.models import CalendarYear
from lutu.kernel.calendars.queries import current_calendar, days_to_horizon, horizon, open_proposal, versions
from lutu.kernel.calendars.reading import NoticeUnreadable
from lutu.kernel.jobs.actions import run
from lutu.kernel.jobs.models import Job
from lutu.kernel.journal.actions import SYSTEM, Actor
from lutu.kernel.journal.queries import entries_of
from tests.cast import REFERENCE

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WORKDAYS = REFERENCE / "workdays"
PROPOSER, SIGNER = Actor("account", "1", "提出人"), Actor("account", "2", "签发人")
NEW_YEAR, NATIONAL_DAY = date(2027, 1, 1), date(2027, 10, 1)


@pytest.fixture
def loaded():
    assert load_years(folder=WORKDAYS, actor=SYSTEM, at=AT) == 9


@pytest.fixture
def heard(monkeypatch):
    """What a registered handler was told, in a registry of its own."""
    calls = []

    def recompute(*, at, progress):
        progress.step(1, 1, "重算")
        calls.append((at, current_calendar().last))
        return {"recomputed": 3}

    monkeypatch.setattr(registry, "_HANDLERS", {})
    registry.on_calendar_change(recompute)
    registry.on_calendar_change(recompute)
    return calls


def proposed(year=2027, holidays=(NEW_YEAR, NATIONAL_DAY), makeup_days=(), **changes):
    fields = {
        "source": "国务院办公厅通知(示例)",
        "document_number": "",
        "issued_date": None,
        "actor": PROPOSER,
        **changes,
    }
    return propose_year(year=year, holidays=holidays, makeup_days=makeup_days, at=AT, **fields)


def signed(**changes):
    return sign_year(row=proposed(**changes), actor=SIGNER, at=AT)


def withdrawn(row, actor, reason="与通知原文不符"):
    return withdraw_year(row=row, reason=reason, actor=actor, at=AT)


def actions_of(row):
    return [entry.action.rpartition(".")[2] for entry in entries_of(subject=("calendars.calendaryear", row.pk))]


def test_without_a_year_the_calendar_is_empty_and_has_no_horizon():
    assert (current_calendar().version, horizon(), days_to_horizon(day=AT.date())) == ("空", None, None)


def test_the_reference_years_are_in_force_once_loaded_and_are_not_loaded_twice(loaded):
    assert load_years(folder=WORKDAYS, actor=SYSTEM, at=AT) == 0
    assert (current_calendar().first, horizon()) == (date(2018, 1, 1), date(2026, 12, 31))
    assert days_to_horizon(day=AT.date()) == 38
    assert not Job.objects.exists()


def test_a_folder_with_a_faulty_file_loads_nothing_and_names_the_file(tmp_path):
    (tmp_path / "2026.yaml").write_text((WORKDAYS / "2026.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "2027.yaml").write_text("year: 2027\nsource: 示例\nholidays: [国庆]", encoding="utf-8")
    with pytest.raises(NoticeUnreadable, match=r"2027\.yaml:holidays"):
        load_years(folder=tmp_path, actor=SYSTEM, at=AT)
    (tmp_path / "2027.yaml").write_text("year: 2027\nsource: 示例\nholidays: []", encoding="utf-8")
    with pytest.raises(CalendarRefused, match=r"2027\.yaml:没有填写放假日"):
        load_years(folder=tmp_path, actor=SYSTEM, at=AT)
    assert not CalendarYear.objects.exists()


def test_a_year_that_comes_with_a_later_release_recomputes_what_is_open(loaded, heard, tmp_path):
    (tmp_path / "2027.yaml").write_text("year: 2027\nsource: 示例\nholidays: [2027-01-01]", encoding="utf-8")
    assert load_years(folder=tmp_path, actor=SYSTEM, at=AT) == 1
    assert Job.objects.get().kind == "calendars.apply"


def test_a_proposal_changes_nothing_before_it_is_signed(loaded):
    row = proposed()
    assert (row.state, row.version, horizon()) == ("proposed", 1, date(2026, 12, 31))
    assert open_proposal(year=2027) == row
    entry = entries_of(subject=("calendars.calendaryear", row.pk))[0]
    assert entry.details["changed"] == ["2027-01-01", "2027-10-01"]
    assert "国务院办公厅通知" in entry.basis


def test_whoever_proposed_a_year_may_not_sign_it(loaded):
    row = proposed()
    with pytest.raises(SameActor, match="提出人 是提出人,须由另一人核对签发"):
        sign_year(row=row, actor=PROPOSER, at=AT)
    assert horizon() == date(2026, 12, 31)


def test_a_signed_year_is_in_force_and_what_rests_on_it_is_recomputed_once_and_journalled(loaded, heard):
    row = signed()
    assert (row.signed_by_name, row.signed_at) == ("签发人", AT)
    assert not is_workday(calendar=current_calendar(), day=NATIONAL_DAY)
    job = run(job_id=Job.objects.get().pk, clock=lambda: AT)
    assert (job.state, job.title) == ("done", "按2027年工作日历(第1版)重算期限")
    assert heard == [(AT, date(2027, 12, 31))]
    entry = entries_of(subject=("calendars.calendaryear", row.pk))[0]
    assert entry.action == "calendars.year.applied"
    assert list(entry.details["answers"].values()) == [{"recomputed": 3}]
    assert entry.details["calendar_version"] == current_calendar().version


def test_a_failing_handler_leaves_the_job_to_be_run_again(loaded, heard, monkeypatch):
    def fails(*, at, progress):
        raise LookupError("案件表读不到")

    registry.on_calendar_change(fails)
    signed()
    job = run(job_id=Job.objects.get().pk, clock=lambda: AT)
    assert job.state == "failed"
    assert "案件表读不到" in job.message


def test_a_correction_replaces_the_version_in_force_and_both_stay_readable(loaded):
    first = signed()
    second = signed(holidays=[NEW_YEAR, NATIONAL_DAY, date(2027, 10, 4)])
    first.refresh_from_db()
    assert (first.state, second.state, second.version) == ("replaced", "signed", 2)
    assert [row.version for row in versions(year=2027)] == [2, 1]
    assert not is_workday(calendar=current_calendar(), day=date(2027, 10, 4))
    assert actions_of(first) == ["replaced", "signed", "proposed"]


def test_a_proposal_with_faults_is_refused_with_every_reason(loaded):
    with pytest.raises(CalendarRefused) as refused:
        proposed(holidays=[], makeup_days=[date(2027, 1, 6)], source="")
    assert len(refused.value.faults) == 3
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_second_proposal_waits_for_the_first_and_an_equal_one_is_refused(loaded):
    row = proposed()
    with pytest.raises(CalendarRefused, match=r"2027年工作日历\(第1版\)待签发"):
        proposed(holidays=[NEW_YEAR])
    sign_year(row=row, actor=SIGNER, at=AT)
    with pytest.raises(CalendarRefused, match="与 2027 年现行版本完全相同"):
        proposed()


def test_a_year_that_would_leave_a_gap_is_not_signed(loaded):
    row = proposed(year=2029, holidays=[date(2029, 1, 1)])
    with pytest.raises(CalendarRefused, match="请先签发 2027、2028 年"):
        sign_year(row=row, actor=SIGNER, at=AT)


def test_only_a_waiting_version_is_signed(loaded):
    row = signed()
    with pytest.raises(CalendarRefused, match="状态是“现行”,不能签发"):
        sign_year(row=row, actor=Actor("account", "3", "另一人"), at=AT)


def test_a_proposal_is_withdrawn_with_a_reason_and_its_number_is_not_used_again(loaded):
    row = proposed()
    with pytest.raises(CalendarRefused, match="写明撤回的原因"):
        withdrawn(row, PROPOSER, reason=" ")
    assert withdrawn(row, PROPOSER).state == "withdrawn"
    assert actions_of(row) == ["withdrawn", "proposed"]
    assert proposed().version == 2
    assert not Job.objects.exists()
    with pytest.raises(CalendarRefused, match="状态是“已撤回”"):
        withdrawn(row, PROPOSER)


def test_a_version_in_force_is_withdrawn_by_another_person_and_the_one_before_comes_back(loaded):
    first, second = signed(), signed(holidays=[NEW_YEAR])
    with pytest.raises(SameActor, match="签发人 是签发人"):
        withdrawn(second, SIGNER)
    withdrawn(second, PROPOSER)
    first.refresh_from_db()
    assert first.state == "signed"
    assert not is_workday(calendar=current_calendar(), day=NATIONAL_DAY)
    assert actions_of(first) == ["restored", "replaced", "signed", "proposed"]
    assert Job.objects.count() == 3


def test_the_last_year_may_go_altogether_but_none_before_it(loaded):
    row = signed()
    withdrawn(row, PROPOSER)
    assert horizon() == date(2026, 12, 31)
    middle = CalendarYear.objects.get(year=2020)
    with pytest.raises(CalendarRefused, match="撤回会留下空缺"):
        withdrawn(middle, PROPOSER)


def test_who_proposes_a_year_a_moment_after_another_is_told_that_one_waits(loaded, monkeypatch):
    check = actions.assert_proposable

    def overtaken(*, notice):
        check(notice=notice)
        monkeypatch.undo()
        proposed(actor=SIGNER)

    monkeypatch.setattr(actions, "assert_proposable", overtaken)
    with pytest.raises(CalendarRefused, match=r"^2027年工作日历\(第1版\)待签发,请先签发或撤回$"):
        proposed()


def test_a_version_whose_number_was_taken_a_moment_before_is_refused(loaded, monkeypatch):
    monkeypatch.setattr(actions, "versions", lambda *, year: CalendarYear.objects.none())
    with pytest.raises(CalendarRefused, match="2026 年的年历刚由他人登记,请查看现有版本后再提"):
        proposed(year=2026, holidays=[date(2026, 1, 1)])
    assert open_proposal(year=2026) is None


def test_the_database_allows_one_version_in_force_and_one_waiting_a_year(loaded):
    for state in ("signed", "proposed"):
        values = {"year": 2026, "source": "示例", "proposed_by": "x", "proposed_by_name": "x", "proposed_at": AT}
        CalendarYear.objects.create(version=8, state="proposed", **values)
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarYear.objects.create(version=9, state=state, signed_at=AT, **values)
        CalendarYear.objects.filter(version=8).delete()


def test_the_calendar_is_kept_and_asked_for_with_one_small_query(loaded, django_assert_num_queries):
    first = current_calendar()
    with django_assert_num_queries(1):
        assert current_calendar() is first
    signed()
    assert current_calendar().last == date(2027, 12, 31)
    kept = current_calendar()
    queries._kept.clear()
    assert current_calendar() == kept
