"""Whoever gets past the triggers is found out: 600 random tamperings of six kinds, clumsy and skilled."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from lutu.kernel.journal.actions import SYSTEM, NewEntry, close_day, record, record_many
from lutu.kernel.journal.chain import GENESIS, link
from lutu.kernel.journal.models import DailyHead, Entry
from lutu.kernel.journal.verification import verify_chain

pytestmark = pytest.mark.django_db
AT = datetime(2021, 11, 8, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TRIES = 100
SUBJECTS = 6
LINKED = (
    "subject_kind", "subject_id", "seq", "at", "actor_kind", "actor_id", "actor_name", "on_behalf_of", "action",
    "basis", "details_text", "algorithm",
)  # fmt: skip
EDITS = {
    "subject_id": "other",
    "actor_kind": "clock",
    "actor_id": "99",
    "actor_name": "别人",
    "on_behalf_of": "别人",
    "action": "other",
    "basis": "别的依据",
    "details_text": '{"n":0}',
    "algorithm": "md5",
    "at": AT + timedelta(days=30),
    "digest": b"\x01" * 32,
    "previous": b"\x02" * 32,
    "seq": 900,
}


class Undone(Exception):
    """Rolls a tampering back."""


def seal_a_small_journal():
    """Six subjects with three to eight entries each, over two closed days; then the triggers are taken off."""
    lengths = random.Random(7)
    for day in (0, 1):
        at = AT + timedelta(days=day)
        new = [
            NewEntry(("a.b", key), f"step.{number}", {"n": number, "day": day, "key": key})
            for key in range(SUBJECTS)
            for number in range(lengths.randint(2, 4))
        ]
        lengths.shuffle(new)
        record_many(entries=new, actor=SYSTEM, at=at)
        close_day(day=at.date(), at=at)
    on_table = " ON journal_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in ("UPDATE", "DELETE"):
            cursor.execute(f"DROP TRIGGER journal_entry_no_{verb}{on_table}")


def chain_again(subject_id):
    """What a skilled forger does: number and link the whole subject anew."""
    previous = GENESIS
    rows = list(Entry.objects.filter(subject_id=subject_id).order_by("seq"))
    for position, entry in enumerate(rows):
        Entry.objects.filter(pk=entry.pk).update(seq=1000 + position)
    for position, entry in enumerate(rows, 1):
        entry.seq, entry.previous = position, previous
        entry.digest = link(previous=previous, **{name: getattr(entry, name) for name in LINKED})
        previous = entry.digest
        Entry.objects.filter(pk=entry.pk).update(seq=entry.seq, previous=entry.previous, digest=entry.digest)


def edit(dice):
    entry = dice.choice(Entry.objects.order_by("id"))
    name = dice.choice(sorted(EDITS))
    Entry.objects.filter(pk=entry.pk).update(**{name: EDITS[name]})
    if name in ("actor_name", "action", "basis", "details_text", "at") and dice.random() < 0.5:
        chain_again(entry.subject_id)


def delete(dice):
    subject = str(dice.randrange(SUBJECTS))
    rows = list(Entry.objects.filter(subject_id=subject).order_by("seq"))
    dice.choice(rows[:-1]).delete()
    if dice.random() < 0.5:
        chain_again(subject)


def insert(dice):
    subject = str(dice.randrange(SUBJECTS))
    rows = list(Entry.objects.filter(subject_id=subject).order_by("-seq"))
    place = dice.choice(rows).seq
    for row in rows:
        if row.seq >= place:
            Entry.objects.filter(pk=row.pk).update(seq=row.seq + 1)
    forged = rows[0]
    forged.pk = dice.choice([None, -5])
    forged.seq, forged.action = place, "forged"
    forged.save(force_insert=True)
    if dice.random() < 0.5:
        chain_again(subject)


def swap(dice):
    one, other = dice.sample(list(Entry.objects.order_by("id")), 2)
    whole = dice.random() < 0.5
    names = ["at", "action", "details_text", *(["digest", "previous"] if whole else [])]
    for target, source in ((one, other), (other, one)):
        Entry.objects.filter(pk=target.pk).update(**{name: getattr(source, name) for name in names})
    if dice.random() < 0.3:
        chain_again(one.subject_id)
        chain_again(other.subject_id)


def cut_tail(dice):
    rows = list(Entry.objects.filter(subject_id=str(dice.randrange(SUBJECTS))).order_by("-seq"))
    for entry in rows[: dice.randint(1, len(rows) - 1)]:
        entry.delete()


def drop_subject(dice):
    Entry.objects.filter(subject_id=str(dice.randrange(SUBJECTS))).delete()


@pytest.mark.parametrize("tamper", [edit, delete, insert, swap, cut_tail, drop_subject])
def test_every_tampering_of_a_hundred_is_found(tamper):
    seal_a_small_journal()
    assert verify_chain().holds
    unnoticed = []
    for seed in range(TRIES):
        try:
            with transaction.atomic():
                tamper(random.Random(seed))
                if verify_chain().holds:
                    unnoticed.append(seed)
                raise Undone
        except Undone:
            continue
    assert unnoticed == []
    assert verify_chain().holds


def test_an_edit_is_named_with_its_subject_and_number():
    seal_a_small_journal()
    Entry.objects.filter(subject_id="3", seq=2).update(details_text='{"n":0}')
    fault = verify_chain().faults[0]
    assert (fault.subject_kind, fault.subject_id, fault.seq, fault.found) == ("a.b", "3", 2, "内容与摘要不符")


def test_a_cut_tail_is_named_with_the_day_that_counted_it():
    seal_a_small_journal()
    Entry.objects.filter(subject_id="3").order_by("-seq").first().delete()
    fault = verify_chain().faults[0]
    assert (fault.subject_kind, fault.subject_id) == ("journal.dailyhead", "2021-11-09")


def test_a_changed_head_is_found():
    seal_a_small_journal()
    on_table = " ON journal_dailyhead" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER journal_dailyhead_no_UPDATE{on_table}")
    for change in ({"subjects": 5}, {"digest": b"x" * 32}, {"algorithm": "md5"}, {"last_entry_id": 3}):
        head = DailyHead.objects.order_by("day").first()
        before = {name: getattr(head, name) for name in change}
        DailyHead.objects.filter(pk=head.pk).update(**change)
        assert not verify_chain().holds, change
        DailyHead.objects.filter(pk=head.pk).update(**before)
    assert verify_chain().holds


def test_since_leaves_older_heads_uncomputed_but_chained():
    seal_a_small_journal()
    record(subject=("a.b", 1), action="late", actor=SYSTEM, at=AT + timedelta(days=2))
    first = DailyHead.objects.order_by("day").first()
    Entry.objects.filter(pk=first.last_entry_id).delete()
    assert "2021-11-08" in [fault.subject_id for fault in verify_chain().faults]
    assert "2021-11-08" not in [fault.subject_id for fault in verify_chain(since=date(2021, 11, 9)).faults]
