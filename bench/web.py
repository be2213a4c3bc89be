"""make bench-web: project list and record with 50,000 projects against 500, and how many queries they take.

Figures: `list_queries`, `list_p95_50k_vs_500` (see bench/README.md).
"""

import statistics
from pathlib import Path
from typing import Any

from bench.harness import Figure, finish, print_report, seconds, size, start
from bench.projects import build_district, build_projects

COUNTS = {"small": (50, 500), "full": (500, 50_000)}
ROUNDS = {"small": 2, "full": 12}
QUERIES_BAR, RATIO_BAR = 12, 3.0
LISTS = (
    "", "?page=3", "?size=100", "?street=370214001", "?stage=started", "?q=产业园", "?q=2101-370214-04-01-000007",
    "?sort=name", "?sort=-investment", "?sort=stage",
)  # fmt: skip


def use(database: Path) -> None:
    """Turn the connection to another file."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = str(database)


def build(database: Path, count: int) -> None:
    """A migrated database with the district, an officer's account and so many projects."""
    from django.core.management import call_command

    use(database)
    call_command("migrate", verbosity=0, interactive=False)
    build_district()
    _officer()
    build_projects(count=count)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _officer() -> None:
    from django.conf import settings

    from bench.projects import AT, FROM
    from lutu.kernel.access.actions import grant_role, load_roles, open_account
    from lutu.kernel.access.models import Role
    from lutu.kernel.journal.actions import SYSTEM
    from lutu.kernel.parties.actions import assign, register_person, set_up_post
    from lutu.kernel.parties.models import Organisation
    from lutu.kernel.territory.queries import district

    load_roles(file=settings.ROOT / "data" / "reference" / "roles.yaml", actor=SYSTEM, at=AT)
    person = register_person(code="B1", name="测速", actor=SYSTEM, at=AT)
    post = set_up_post(
        code="B1", name="项目科", organisation=Organisation.objects.get(name="发展和改革局"), area=district(),
        actor=SYSTEM, at=AT,
    )  # fmt: skip
    assign(person=person, post=post, valid_from=FROM, actor=SYSTEM, at=AT)
    role = Role.objects.get(code="project_officer")
    grant_role(role=role, post=post, area=district(), valid_from=FROM, actor=SYSTEM, at=AT)
    open_account(username="bench", person=person, password=None, actor=SYSTEM, at=AT)


def clients() -> list[tuple[Any, list[str]]]:
    """(signed-in or not, addresses): the portal's list and record for a visitor, the workbench's for the officer."""
    from django.test import Client

    from lutu.domains.projects.models import Project
    from lutu.kernel.access.models import Account

    project = Project.objects.order_by("code")[3]
    officer = Client()
    officer.force_login(Account.objects.get(username="bench"))
    portal = [f"/projects/{query}" for query in LISTS]
    bench = [f"/workbench/projects/{query}" for query in LISTS]
    return [
        (Client(), [*portal, f"/projects/{project.code}/"]),
        (officer, [*bench, f"/workbench/projects/{project.pk}/"]),
    ]


def most_queries() -> int:
    """The most queries any of the pages takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    most = 0
    for client, addresses in clients():
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                _require(client.get(address), address)
            most = max(most, len(captured))
    return most


def timings() -> list[float]:
    """Seconds of each list page, once."""
    taken = []
    for client, addresses in clients():
        for address in addresses[:-1]:
            taken.append(seconds(lambda client=client, address=address: _require(client.get(address), address)))
    return taken


def _require(response: Any, address: str) -> None:
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]


def measure(folder: Path) -> list[Figure]:
    """Both databases take turns; the first round of each only warms up."""
    few, many = COUNTS[size()]
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
        Figure(
            "list_queries", queries, "queries, most of any list or record page", "", None, None, QUERIES_BAR,
            queries <= QUERIES_BAR,
        ),
        Figure(
            "list_p95_50k_vs_500", round(ratio, 3), "x time", f"the same pages with {few} projects", round(peer, 4),
            round(own, 4), RATIO_BAR, ratio <= RATIO_BAR,
            "" if size() == "full" else f"{many} against {few} projects",
        ),
    ]  # fmt: skip


def main() -> None:
    """Measure in a folder of its own."""
    folder = start()
    from django.conf import settings

    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS = ["testserver"]
    try:
        print_report(bench="web", figures=measure(folder))
    finally:
        finish(folder)


if __name__ == "__main__":
    main()
