"""Several writers at once. Only PostgreSQL has them: SQLite lets one transaction write at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from lutu.kernel.journal.actions import SYSTEM, close_day, record
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.verification import verify_chain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
AT = datetime(2021, 11, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WRITERS, ENTRIES = 4, 15


@pytest.fixture(autouse=True)
def _only_on_postgres(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL (DATABASE_URL)")


def write(number):
    try:
        for step in range(ENTRIES):
            with transaction.atomic():
                record(subject=("a.b", 1), action=f"writer.{number}.{step}", actor=SYSTEM, at=AT)
    finally:
        connection.close()


def test_writers_of_one_subject_chain_behind_each_other():
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    assert Entry.objects.count() == WRITERS * ENTRIES
    assert verify_chain().holds


def test_a_head_made_while_others_write_counts_only_what_it_can_see():
    with ThreadPoolExecutor(WRITERS) as pool:
        running = [pool.submit(write, number) for number in range(WRITERS)]
        close_day(day=AT.date(), at=AT)
        for writer in running:
            writer.result()
    assert verify_chain().holds
