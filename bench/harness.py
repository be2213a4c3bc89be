"""What every bench needs: a database of its own, interleaved medians, and the one form of the last line.

`start()` must run before anything of `lutu` is imported, because it decides which database the settings name: a new
SQLite file in a temporary folder, never the operator's.
"""

import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

SIZES = ("small", "full")
ROUNDS = 5


@dataclass(frozen=True)
class Figure:
    """One measured claim: `value` in `unit` against `bar`; what the peer and we took, and why nothing was measured."""

    name: str
    value: float | None
    unit: str
    peer: str
    peer_value: float | None
    own_value: float | None
    bar: float
    holds: bool | None
    why: str = ""


def size() -> str:
    """The size asked for by SIZE: small runs in seconds, full is the default. Raises SystemExit for another."""
    asked = os.environ.get("SIZE", "full")
    if asked not in SIZES:
        raise SystemExit(f"SIZE={asked} 不存在,应为 small 或 full")
    return asked


def start() -> Path:
    """Give Django a new, empty, migrated database in a temporary folder, which the caller hands to `finish`."""
    folder = Path(tempfile.mkdtemp(prefix="lutu-bench-"))
    os.environ.update(LUTU_VAR=str(folder), DJANGO_SETTINGS_MODULE="lutu.settings", LUTU_LOG="ERROR")
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    return folder


def finish(folder: Path) -> None:
    """Close the database and take the folder away."""
    from django.db import connection

    connection.close()
    shutil.rmtree(folder, ignore_errors=True)


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def medians(*, own: Callable[[], object], peer: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """(own, peer) median seconds of `rounds` interleaved calls after one warm-up of each."""
    own()
    peer()
    taken = [(seconds(own), seconds(peer)) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in taken), statistics.median(pair[1] for pair in taken)


def speed_figure(*, name: str, own: float, peer: float, peer_name: str, bar: float) -> Figure:
    """Our speed as a multiple of the peer's over the same work, from seconds; it holds from `bar` up."""
    ratio = peer / own
    return Figure(name, round(ratio, 3), "x speed", peer_name, round(peer, 4), round(own, 4), bar, ratio >= bar)


def print_report(*, bench: str, figures: list[Figure]) -> None:
    """Print each figure for a reader and, as the last line, all of them as one JSON object."""
    for figure in figures:
        verdict = {True: "holds", False: "MISSED", None: "not measured"}[figure.holds]
        print(f"{figure.name}: {figure.value} {figure.unit} (bar {figure.bar}) {verdict} {figure.why}".rstrip())
    listed = []
    for figure in figures:
        fields = asdict(figure)
        if not figure.why:
            del fields["why"]
        listed.append(fields)
    print(json.dumps({"bench": bench, "size": size(), "figures": listed}, ensure_ascii=False))
