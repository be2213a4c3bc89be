"""journal_verify_vs_bare: checking the whole journal against a loop that only reads and hashes the same rows."""

from datetime import UTC, datetime, timedelta

from bench.harness import Figure, medians, size, speed_figure

ENTRIES = {"small": 2_000, "full": 100_000}
ENTRIES_A_SUBJECT = 8
BATCH = 2_000
HEADS = 5
BAR = 0.4
BEGIN = datetime(2021, 11, 1, 1, 0, tzinfo=UTC)
COLUMNS = (
    "subject_kind, subject_id, seq, at, actor_kind, actor_id, actor_name, on_behalf_of, action, basis, details_text, "
    "previous, digest, algorithm"
)


def fill() -> int:
    """Write a journal as imports write it, closing a day now and then; returns how many entries stand."""
    from lutu.kernel.journal.actions import Actor, NewEntry, close_day, record_many

    actor = Actor("account", "3", "项目科员")
    total = ENTRIES[size()]
    batches = total // BATCH
    for number in range(batches):
        at = BEGIN + timedelta(hours=number)
        entries = [_entry(NewEntry, number * BATCH + place, total // ENTRIES_A_SUBJECT) for place in range(BATCH)]
        record_many(entries=entries, actor=actor, at=at)
        if (number + 1) % max(1, batches // HEADS) == 0:
            close_day(day=(BEGIN + timedelta(days=number)).date(), at=at)
    return total


def _entry(make: type, number: int, subjects: int) -> object:
    details = {
        "fact": number, "kind": "project.construction_permit", "value": "2021-08-03", "source": "行政审批局报送",
        "source_reference": f"GD-{number:07}",
    }  # fmt: skip
    return make(("projects.project", number % subjects), "facts.fact.stated", details)


def verify() -> None:
    """The real check; a fault would make the figure worthless."""
    from lutu.kernel.journal.verification import verify_chain

    report = verify_chain()
    if not report.holds:
        raise SystemExit(f"the bench's own journal does not verify: {report.faults[0]}")


def read_and_hash() -> None:
    """The peer: every row through the bare database cursor, every column through the same hash, nothing checked."""
    from django.db import connection

    from lutu.kernel.journal.chain import DIGESTS

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM journal_entry ORDER BY id")
        while rows := cursor.fetchmany(5000):
            for row in rows:
                DIGESTS[row[13]](row[11] + "\x1f".join(map(str, row[:11])).encode())


def figure() -> Figure:
    """Fill, measure and give the figure."""
    fill()
    own, peer = medians(own=verify, peer=read_and_hash)
    return speed_figure(name="journal_verify_vs_bare", own=own, peer=peer, peer_name="bare cursor and hash", bar=BAR)
