"""Who writes the journal when. SQLite has one writer at a time and needs none of this; PostgreSQL has many.

Two transactions that append to one subject would take the same number, so a writer holds the subject until it commits.
And an entry gets its row number before its transaction commits, so a daily head made meanwhile would count up to a
number whose entry it cannot see, and verification would later report a fault that nobody caused: a head waits for
every writer.
"""

from collections.abc import Collection

from django.db import connection

# Any constants will do; they tell these locks from other advisory locks of the database.
HEADS, SUBJECTS = 370214_01, 370214_02
# A batch over more subjects holds none of them: the server's table of locks is small. It relies on the constraint.
HELD_AT_MOST = 50


def announce_writing(*, subjects: Collection[tuple[str, str]]) -> None:
    """Share the journal with other writers, and hold these subjects, until the transaction ends."""
    if connection.vendor != "postgresql":
        return
    names = sorted({f"{kind}/{key}" for kind, key in subjects})
    held = names if len(names) <= HELD_AT_MOST else []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [HEADS])
        # Always in the order of names, so that two batches cannot wait for each other.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(name)) FROM unnest(%s::text[]) AS name", [SUBJECTS, held]
        )


def await_writers() -> None:
    """Wait for every writing transaction to end, and hold back new ones until this one does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HEADS])
