"""Several writers at once. Only PostgreSQL has them: SQLite lets one transaction write at a time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from lutu.kernel.journal.actions import SYSTEM, close_day, record
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.verification import verify_chain
from tests.together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
AT = datetime(2021, 11, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WRITERS, ENTRIES = 4, 15


def write(number):
    for step in range(ENTRIES):
        with transaction.atomic():
            record(subject=("a.b", 1), action=f"writer.{number}.{step}", actor=SYSTEM, at=AT)


def write_and_close_the_day(number):
    if number == WRITERS:
        return close_day(day=AT.date(), at=AT)
    return write(number)


def test_writers_of_one_subject_chain_behind_each_other():
    together(write, writers=WRITERS)
    assert Entry.objects.count() == WRITERS * ENTRIES
    assert verify_chain().holds


def test_a_head_made_while_others_write_counts_only_what_it_can_see():
    together(write_and_close_the_day, writers=WRITERS + 1)
    assert verify_chain().holds
