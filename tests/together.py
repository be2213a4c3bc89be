"""Several at once, each with a connection of its own. Only PostgreSQL lets them: SQLite has one writer at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Told = TypeVar("Told")


def together(work: Callable[[int], Told], *, writers: int = 4) -> list[Told]:
    """What each of several threads comes to, by number, all starting at once."""
    start = Barrier(writers, timeout=20)

    def run(number: int) -> Told:
        try:
            start.wait()
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(writers)))
