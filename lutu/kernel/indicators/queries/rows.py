"""Reading the stored rows of a frozen figure: all of them for counting, or those of one area or group for a page."""

from django.db import connection

from lutu.kernel.indicators.models import IndicatorFactRecord
from lutu.kernel.indicators.models.fact import Side
from lutu.kernel.indicators.tallies import Bucket, buckets_of


def stored_buckets(*, fact_id: int) -> list[Bucket]:
    """The stored rows of a fact by side, kind, area and group. One query a side.

    The database puts all rows of a side into one text: a hundred thousand rows need no Python object for each column.
    What would break the text apart (line feeds, U+001E) becomes ␤ and ␞.
    """
    text = _text_of_all_rows()
    table = connection.ops.quote_name(IndicatorFactRecord._meta.db_table)
    found = []
    with connection.cursor() as cursor:
        for side in Side.values:
            cursor.execute(f"SELECT {text} FROM {table} WHERE fact_id = %s AND side = %s", [fact_id, side])
            found += buckets_of(side=side, text=bytes(cursor.fetchone()[0] or b""))
    return found


def _text_of_all_rows() -> str:
    """SQL for one text of all rows, as bytes."""
    is_postgres = connection.vendor == "postgresql"
    sign = "CHR({})" if is_postgres else "CHAR({})"
    feed, part, unit = sign.format(10), sign.format(30), sign.format(31)
    name = f"REPLACE(REPLACE(visible_text, {feed}, '␤'), {part}, '␞')"
    line = (
        f"subject_kind || {unit} || area_code || {unit} || dimension_value || {part} || subject_id || {part} || value"
        f" || {part} || {name}"
    )
    if is_postgres:
        return f"CONVERT_TO(STRING_AGG({line}, {feed}), 'UTF8')"
    return f"CAST(GROUP_CONCAT({line}, {feed}) AS BLOB)"
