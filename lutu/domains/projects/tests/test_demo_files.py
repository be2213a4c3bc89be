"""The files of the tutorial: good ones load whole, each seeded fault is refused in its own line and column."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings

from lutu.domains.projects.imports import ALLOCATIONS, PERMITS, PROJECTS
from lutu.domains.projects.tests.demo_export import DEMO_DAY
from lutu.kernel.intake.kinds import ImportKind, Outcome
from lutu.kernel.intake.reading import read_file
from lutu.kernel.intake.sheets import FileRefused

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.ROOT) / "data" / "demo"
EXPECTED = yaml.safe_load((FOLDER / "faults" / "expected.yaml").read_text(encoding="utf-8"))
KINDS = {"projects": PROJECTS, "permits": PERMITS, "allocations": ALLOCATIONS}


def _kind(name: str) -> ImportKind:
    return KINDS[name.partition("-")[0]]


def _judged(path: Path) -> list[Outcome]:
    kind = _kind(path.name)
    reading = read_file(name=path.name, content=path.read_bytes(), kind=kind)
    return [*reading.refused, *kind.assess(lines=reading.lines, day=DEMO_DAY)]


@pytest.mark.parametrize("name", EXPECTED["lines"])
def test_each_seeded_fault_is_refused_in_its_line_and_column(tiny, name):
    outcomes = _judged(FOLDER / "faults" / name)
    found = {item.line.number: {fault.column for fault in item.faults} for item in outcomes if item.faults}
    assert found == {row: {*columns.split()} for row, columns in EXPECTED["lines"][name].items()}
    assert all(item.verdict == "refused" for item in outcomes if item.faults)
    assert any(item.verdict == "new" for item in outcomes)


@pytest.mark.parametrize("name", EXPECTED["files"])
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(name):
    path = FOLDER / "faults" / name
    with pytest.raises(FileRefused, match=EXPECTED["files"][name]):
        read_file(name=name, content=path.read_bytes(), kind=_kind(name))


@pytest.mark.parametrize(
    ("name", "verdicts"),
    [
        ("projects-2021-11.csv", ["new", "new", "new", "changed"]),
        ("permits-2021-11.csv", ["new", "new", "changed", "new", "new", "new"]),
    ],
)
def test_the_good_files_have_nothing_to_refuse(tiny, name, verdicts):
    assert [item.verdict for item in _judged(FOLDER / "files" / name)] == verdicts


def test_every_fault_file_is_described(tiny):
    described = (FOLDER / "faults" / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in (FOLDER / "faults").glob("*.csv")}
    assert files == {*EXPECTED["lines"], *EXPECTED["files"]}
    assert all(f"`{name}`" in described for name in files)
