"""Appending to the journal and what the database refuses."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from lutu.kernel.journal.actions import CLOCK, SYSTEM, Actor, HeadOutOfOrder, NewEntry, close_day, record, record_many
from lutu.kernel.journal.models import DailyHead, Entry
from lutu.kernel.journal.queries import action_title, entries_of, label_action, last_links
from lutu.kernel.journal.verification import verify_chain

pytestmark = pytest.mark.django_db
AT = datetime(2021, 11, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OFFICER = Actor("account", "3", "项目科员", on_behalf_of="专班长")
CONTENT = ("subject_kind", "subject_id", "seq", "at", "actor_name", "on_behalf_of", "action", "details_text", "digest")


def written(**conditions):
    rows = Entry.objects.filter(**conditions).order_by("id").values_list(*CONTENT)
    return [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in rows]


def test_an_entry_keeps_who_did_what_to_which_subject_when_and_for_whom():
    entry = record(subject=("a.b", 7), action="a.done", actor=OFFICER, at=AT, details={"sum": 3}, basis="第 5 条")
    entry.refresh_from_db()
    assert (entry.subject_kind, entry.subject_id, entry.seq) == ("a.b", "7", 1)
    assert (entry.actor_kind, entry.actor_id, entry.actor_name, entry.on_behalf_of) == (
        "account", "3", "项目科员", "专班长",
    )  # fmt: skip
    assert (entry.action, entry.basis, entry.details, entry.at) == ("a.done", "第 5 条", {"sum": 3}, AT)


def test_many_entries_at_once_equal_the_same_entries_one_by_one():
    new = [NewEntry(("a.b", number % 3), f"step.{number}", {"n": number}) for number in range(12)]
    for entry in new:
        record(subject=entry.subject, action=entry.action, actor=SYSTEM, at=AT, details=entry.details)
    one_by_one = written()
    record_many(
        entries=[NewEntry(("c.d", entry.subject[1]), entry.action, entry.details) for entry in new],
        actor=SYSTEM, at=AT,
    )  # fmt: skip
    at_once = written(subject_kind="c.d")
    assert [row[1:8] for row in at_once] == [row[1:8] for row in one_by_one]
    assert verify_chain().holds


def test_a_batch_continues_the_chains_that_stand():
    record(subject=("a.b", 1), action="first", actor=SYSTEM, at=AT)
    record_many(entries=[NewEntry(("a.b", 1), "second"), NewEntry(("a.b", 2), "first")], actor=CLOCK, at=AT)
    assert [(entry.seq, entry.action) for entry in entries_of(subject=("a.b", 1))] == [(2, "second"), (1, "first")]
    assert verify_chain().entries == 3


def test_a_batch_reads_the_last_links_once_and_inserts_once(django_assert_max_num_queries):
    record_many(entries=[NewEntry(("a.b", number), "x") for number in range(50)], actor=SYSTEM, at=AT)
    with django_assert_max_num_queries(6):
        record_many(entries=[NewEntry(("a.b", number), "y") for number in range(50)], actor=SYSTEM, at=AT)


def test_an_empty_batch_writes_nothing():
    assert record_many(entries=[], actor=SYSTEM, at=AT) == []


def test_last_links_name_the_newest_entry_of_each_subject():
    record_many(entries=[NewEntry(("a.b", number % 2), "x") for number in range(5)], actor=SYSTEM, at=AT)
    links = last_links(subjects=[("a.b", "0"), ("a.b", "1"), ("a.b", "9")])
    assert {key: seq for key, (seq, _digest) in links.items()} == {("a.b", "0"): 3, ("a.b", "1"): 2}


def test_the_intl_profile_chains_with_sha256_behind_sm3(settings):
    record(subject=("a.b", 1), action="x", actor=SYSTEM, at=AT)
    settings.CRYPTO_PROFILE = "intl"
    record(subject=("a.b", 1), action="y", actor=SYSTEM, at=AT)
    assert list(Entry.objects.order_by("id").values_list("algorithm", flat=True)) == ["sm3", "sha256"]
    assert verify_chain().holds


def test_an_action_is_shown_by_its_label_or_else_by_its_code():
    label_action("test.done", "办结")
    assert (action_title("test.done"), action_title("test.unknown")) == ("办结", "test.unknown")


@pytest.mark.parametrize("table", ["journal_entry", "journal_dailyhead", "facts_fact"])
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_a_table_that_only_grows_has_a_trigger_for_each_verb(table, verb):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [table])
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        names = {row[0].lower() for row in cursor.fetchall()}
    assert f"{table}_no_{verb}".lower() in names


REFUSED_WRITES = {
    "an edit through the model": lambda entry: Entry.objects.filter(pk=entry.pk).update(action="other"),
    "a save of a changed entry": lambda entry: entry.save(),
    "a deletion through the model": lambda entry: entry.delete(),
    "a deletion of everything": lambda entry: Entry.objects.all().delete(),
    "an edit by SQL": lambda entry: _execute("UPDATE journal_entry SET action = 'other'"),
    "a deletion by SQL": lambda entry: _execute("DELETE FROM journal_entry"),
    "an edit of a head": lambda entry: DailyHead.objects.update(subjects=0),
    "a deletion of a head": lambda entry: _execute("DELETE FROM journal_dailyhead"),
}


def _execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("write", REFUSED_WRITES.values(), ids=[re.sub(" ", "_", name) for name in REFUSED_WRITES])
def test_the_database_refuses(write):
    entry = record(subject=("a.b", 1), action="x", actor=SYSTEM, at=AT)
    close_day(day=date(2021, 11, 9), at=AT)
    before = written()
    with pytest.raises(DatabaseError, match="may only grow"), transaction.atomic():
        write(entry)
    assert written() == before


def test_closing_a_day_twice_gives_the_stored_head():
    record(subject=("a.b", 1), action="x", actor=SYSTEM, at=AT)
    first = close_day(day=date(2021, 11, 9), at=AT)
    record(subject=("a.b", 1), action="y", actor=SYSTEM, at=AT)
    again = close_day(day=date(2021, 11, 9), at=AT + timedelta(hours=1))
    assert (again.pk, again.subjects, bytes(again.digest)) == (first.pk, 1, bytes(first.digest))
    assert DailyHead.objects.count() == 1


def test_heads_are_chained_and_a_day_before_the_last_is_refused():
    first = close_day(day=date(2021, 11, 8), at=AT)
    second = close_day(day=date(2021, 11, 9), at=AT)
    assert bytes(second.previous) == bytes(first.digest)
    with pytest.raises(HeadOutOfOrder, match="2021-11-09"):
        close_day(day=date(2021, 11, 7), at=AT)


def test_a_head_over_an_empty_journal_verifies():
    close_day(day=date(2021, 11, 9), at=AT)
    report = verify_chain()
    assert (report.entries, report.subjects, report.heads, report.holds) == (0, 0, 1, True)
