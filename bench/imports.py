"""make bench-import: a project sheet through the import against a bare bulk_create; the journal against a bare loop.

Figures: `import_vs_bare`, `journal_verify_vs_bare` (see bench/README.md).
"""

import io
from collections.abc import Callable
from typing import Any

from bench import journal
from bench.harness import Figure, finish, medians, print_report, size, speed_figure, start
from bench.projects import AT, DAY, build_district, project_rows

LINES = {"small": 1_000, "full": 50_000}
BAR = 0.3
HEADINGS = (
    "项目代码", "项目名称", "项目类别", "行业(板块)", "街道(社区)", "地址", "建设单位", "主抓单位", "计划总投资(万元)",
    "计划开工日期", "计划竣工日期", "建设内容", "经度", "纬度",
)  # fmt: skip


def sheet_of(projects: list[Any]) -> bytes:
    """The projects as a district's workbook has them."""
    from xlsxwriter import Workbook

    from lutu.kernel.parties.models import Organisation

    names = dict(Organisation.objects.values_list("pk", "name"))
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("项目")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADINGS)
        for row, project in enumerate(projects, 1):
            cells = (
                project.code, project.name, "产业", project.sector_code, project.area_id, project.address,
                names[project.owner_party_id], names[project.lead_unit_id], project.planned_investment_fen / 1_000_000,
            )  # fmt: skip
            sheet.write_row(row, 0, cells)
            sheet.write_datetime(row, 9, project.planned_start_date, day)
            sheet.write_datetime(row, 10, project.planned_completion_date, day)
            sheet.write_row(row, 11, (project.summary, float(project.longitude), float(project.latitude)))
    return buffer.getvalue()


def loader(sheets: list[bytes]) -> Callable[[], None]:
    """Load the next previewed sheet: read, typed, judged and written, with journal, standing and search index."""
    from lutu.kernel.intake.actions import confirm, preview, receive
    from lutu.kernel.journal.actions import SYSTEM

    batches = [
        preview(batch=receive(kind="projects", name=f"{number}.xlsx", content=content, actor=SYSTEM, at=AT), day=DAY)
        for number, content in enumerate(sheets)
    ]

    def load() -> None:
        batch = confirm(batch=batches.pop(0), actor=SYSTEM, at=AT, day=DAY)
        if batch.new_count != LINES[size()]:
            raise SystemExit(f"the bench's own sheet was refused: {batch.refused_count} lines, {batch.problem}")

    return load


def bare(rows: list[list[Any]]) -> Callable[[], None]:
    """The peer: the same rows by one bulk_create in one transaction."""
    from django.db import transaction

    from lutu.domains.projects.models import Project

    def create() -> None:
        with transaction.atomic():
            Project.objects.bulk_create(rows.pop(0))

    return create


def import_figure(*, rounds: int) -> Figure:
    """Ours and the peer's take turns on rows that differ in nothing but their codes."""
    build_district()
    count = LINES[size()]
    sheets = [sheet_of(project_rows(count=count, prefix=f"20{number + 1:02}")) for number in range(rounds + 1)]
    rows = [project_rows(count=count, prefix=f"19{number + 1:02}") for number in range(rounds + 1)]
    own, peer = medians(own=loader(sheets), peer=bare(rows), rounds=rounds)
    return speed_figure(name="import_vs_bare", own=own, peer=peer, peer_name="Project.objects.bulk_create", bar=BAR)


def main() -> None:
    """Measure both figures in a database of their own."""
    folder = start()
    try:
        # The journal first, so that what it holds does not depend on the other figure.
        verifying = journal.figure()
        print_report(bench="import", figures=[import_figure(rounds=5), verifying])
    finally:
        finish(folder)


if __name__ == "__main__":
    main()
