"""make bench-casework: stored transitions, the to-do list over very many cases, and closing a quarter.

Figures: `transition_vs_bare`, `todo_p95_200k_vs_2k`, `todo_queries`, `close_vs_sql` (see bench/README.md).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.cases import POSTS, build_cases, build_office, worker_account
from bench.closing import closing_figure
from bench.harness import Figure, finish, medians, print_report, seconds, size, speed_figure, start
from bench.projects import AT
from bench.web import p95, use

MOVES = {"small": 50, "full": 400}
CASES = {"small": (200, 2_000), "full": (2_000, 200_000)}
ROUNDS = {"small": 3, "full": 15}
TRANSITION_BAR, QUERIES_BAR, RATIO_BAR = 0.5, 12, 3.0
LISTS = ("", "?page=2", "?flow=casework.task", "?size=100")


def transition_figure() -> Figure:
    """Moves through `fire` and bare transactions take turns, each on cases of its own."""
    count = MOVES[size()]
    build_office()
    made = build_cases(count=count * 12, posts=1)
    own, peer = medians(own=mover(made[: count * 6], count), peer=bare(made[count * 6 :], count))
    return speed_figure(
        name="transition_vs_bare", own=own, peer=peer,
        peer_name="get, update and insert of one row each through the ORM in a transaction", bar=TRANSITION_BAR,
    )  # fmt: skip


def mover(cases: list[int], count: int) -> Callable[[], None]:
    """The next so many stored moves: lock, rights, separation, guard, clock, journal, outbox, each committed."""
    from lutu.kernel.access.models import Account
    from lutu.kernel.casework.actions import fire

    waiting = list(cases)
    user = Account.objects.select_related("person").get(username=worker_account())

    def work() -> None:
        for _ in range(count):
            fired = fire(case_id=waiting.pop(), action="take_up", user=user, key="bench", at=AT)
            if fired.is_repeat or fired.stage != "working":
                raise SystemExit(f"the bench's own move went wrong: {fired}")

    return work


def bare(cases: list[int], count: int) -> Callable[[], None]:
    """The peer: one row read, one updated and one inserted, in a transaction, and nothing else."""
    from django.db import transaction

    from lutu.kernel.casework.models import Case, CaseInterval

    waiting = list(cases)

    def work() -> None:
        for _ in range(count):
            with transaction.atomic():
                case = Case.objects.get(pk=waiting.pop())
                Case.objects.filter(pk=case.pk).update(stage="working", version=case.version + 1)
                CaseInterval.objects.create(case=case, clock_number=9, starts_at=AT, ends_at=AT)

    return work


def build(database: Path, count: int) -> None:
    """A migrated database with an office and so many open cases spread over its posts."""
    from django.core.management import call_command
    from django.db import connection

    use(database)
    call_command("migrate", verbosity=0, interactive=False)
    build_office()
    build_cases(count=count, posts=POSTS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def todo_figures(folder: Path) -> list[Figure]:
    """Both databases take turns; the first round of each only warms up and counts the queries."""
    few, many = CASES[size()]
    small, large = folder / "few.sqlite3", folder / "many.sqlite3"
    build(small, few)
    build(large, many)
    queries, taken = 0, {small: [], large: []}
    for number in range(ROUNDS[size()] + 1):
        for database, found in taken.items():
            use(database)
            if number == 0:
                queries = max(queries, most_queries())
            else:
                found.extend(timings())
    own, peer = p95(taken[large]), p95(taken[small])
    ratio = own / peer
    return [
        Figure("todo_queries", queries, "queries, most of any to-do page", "", None, None, QUERIES_BAR,
               queries <= QUERIES_BAR),
        Figure(
            "todo_p95_200k_vs_2k", round(ratio, 3), "x time", f"the same pages with {few} cases", round(peer, 4),
            round(own, 4), RATIO_BAR, ratio <= RATIO_BAR,
            "" if size() == "full" else f"{many} against {few} cases",
        ),
    ]  # fmt: skip


def _client() -> Any:
    from django.test import Client

    from lutu.kernel.access.models import Account

    client = Client()
    client.force_login(Account.objects.get(username=worker_account()))
    return client


def most_queries() -> int:
    """The most queries any of the pages takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, most = _client(), 0
    for query in LISTS:
        _answer(client, query)
        with CaptureQueriesContext(connection) as captured:
            _answer(client, query)
        most = max(most, len(captured))
    return most


def timings() -> list[float]:
    """Seconds of each page, once."""
    client = _client()
    return [seconds(lambda query=query: _answer(client, query)) for query in LISTS]


def _answer(client: Any, query: str) -> None:
    response = client.get(f"/workbench/todo/{query}")
    if response.status_code != 200:
        raise SystemExit(f"/workbench/todo/{query} answered {response.status_code}")


def main() -> None:
    """Measure in a folder of its own; the moves last, since they fill their database with journal."""
    folder = start()
    from django.conf import settings

    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS = ["testserver"]
    try:
        figures = [transition_figure(), *todo_figures(folder), closing_figure(folder)]
        print_report(bench="casework", figures=figures)
    finally:
        finish(folder)


if __name__ == "__main__":
    main()
