"""A bench runs on a small input and ends with its figures in the agreed form. How fast it is, is not judged here."""

import json
import re
import subprocess
import sys

import pytest

from tests.source import ROOT

FIGURES = {
    "bench.web": ("web", ["list_queries", "list_p95_50k_vs_500"]),
    "bench.imports": ("import", ["import_vs_bare", "journal_verify_vs_bare"]),
    "bench.casework": ("casework", ["transition_vs_bare", "todo_queries", "todo_p95_200k_vs_2k", "close_vs_sql"]),
}
KEYS = {"name", "value", "unit", "peer", "peer_value", "own_value", "bar", "holds"}


@pytest.fixture(scope="module", params=FIGURES)
def report(request):
    """(module, last line of a small run)."""
    ran = subprocess.run(
        [sys.executable, "-m", request.param], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "SIZE": "small", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    return request.param, json.loads(ran.stdout.strip().splitlines()[-1])


@pytest.mark.thorough
def test_a_small_run_ends_with_every_figure_in_the_agreed_form(report):
    module, told = report
    bench, names = FIGURES[module]
    assert (told["bench"], told["size"]) == (bench, "small")
    assert [figure["name"] for figure in told["figures"]] == names
    for figure in told["figures"]:
        assert set(figure) - {"why"} == KEYS
        assert figure["value"] is not None or figure["why"]
        assert figure["holds"] in (True, False, None)


def test_every_figure_is_explained():
    explained = re.findall(r"^\| `(\w+)` \|", (ROOT / "bench" / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert explained == [name for _bench, names in FIGURES.values() for name in names]
