"""开放数据: a publication as CSV and JSON in one schema. Pure bytes; the files are kept by `actions.opening_data`."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from lutu.kernel.indicators.arithmetic import scaled_text
from lutu.kernel.indicators.models import IndicatorFact, PublicationFact

COLUMNS = (
    "code", "name", "area_code", "area_name", "scope", "period_from", "period_to", "as_of", "numerator", "denominator",
    "unit", "value", "colour", "version", "population_basis", "suppressed", "digest", "corrected_by",
)  # fmt: skip
FIGURES = ("numerator", "denominator", "value", "suppressed")
# A spreadsheet would take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@")


def open_rows(entries: Sequence[PublicationFact]) -> list[dict[str, Any]]:
    """One row a figure of an area, in the order of code, area and run. Suppressed values are empty.

    A later run that came out the same is told once. `entries` need fact, definition, indicator, area and correction
    selected with them.
    """
    shown = [entry for entry in entries if not entry.fact.dimension]
    shown.sort(key=lambda entry: (entry.fact.version.indicator.code, entry.fact.area_id, entry.fact.run))
    once = {bytes(entry.fact.record_digest): entry for entry in reversed(shown)}
    return [_row(entry) for entry in shown if once[bytes(entry.fact.record_digest)] is entry]


def as_json(*, rows: Sequence[dict[str, Any]], title: str, licence: str, digest: str) -> bytes:
    """The rows with what they are, in UTF-8."""
    told = {"title": title, "licence": licence, "snapshot_digest": digest, "columns": list(COLUMNS), "rows": list(rows)}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def as_csv(*, rows: Sequence[dict[str, Any]]) -> bytes:
    """The rows as RFC 4180, UTF-8 without a byte order mark; a cell a spreadsheet would compute gets an apostrophe."""
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    return kept.getvalue().encode()


def file_rows(*, content: bytes, format: str) -> list[dict[str, str]]:
    """The rows of a file read back, every value as text."""
    if format == "json":
        return [plain_row(row) for row in json.loads(content)["rows"]]
    found = csv.DictReader(io.StringIO(content.decode(), newline=""))
    return [{name: text.removeprefix("'") for name, text in row.items()} for row in found]


def plain_row(row: Mapping[str, Any]) -> dict[str, str]:
    """A row with every value as a file tells it."""
    return {name: _cell(value).removeprefix("'") for name, value in row.items()}


def _row(entry: PublicationFact) -> dict[str, Any]:
    fact, hidden = entry.fact, entry.is_suppressed
    version = fact.version
    later = getattr(fact, "corrected_by", None)
    return {
        "code": version.indicator.code, "name": version.indicator.name, "area_code": fact.area_id,
        "area_name": fact.area.name, "scope": fact.scope_name, "period_from": fact.period_start.isoformat(),
        "period_to": fact.period_stop.isoformat(), "as_of": fact.as_of.isoformat(),
        "numerator": None if hidden else fact.numerator, "denominator": None if hidden else fact.denominator,
        "unit": version.indicator.unit, "value": None if hidden else _value(fact), "colour": fact.colour,
        "version": version.version, "population_basis": version.population_basis, "suppressed": hidden,
        "digest": fact.digest_text, "corrected_by": later.fact_new.digest_text if later else "",
    }  # fmt: skip


def _value(fact: IndicatorFact) -> str | None:
    if fact.value_scaled is None:
        return None
    return scaled_text(scaled=fact.value_scaled, decimals=fact.version.decimals).replace(",", "")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
