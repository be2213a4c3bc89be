"""小数抑制: no published table lets a small number of persons be worked out. Pure.

A cell with 0 < n < k is hidden (primary); so are further cells until no hidden cell can be worked out to within k from
the shown ones (secondary). The attacker knows every sum and that no cell is negative. Start reading at `choosing.py`.
"""

from lutu.kernel.indicators.suppression.choosing import check, suppress
from lutu.kernel.indicators.suppression.tables import (
    AddsUp,
    SuppressedTable,
    SuppressionIncomplete,
    Table,
    table_of,
)

__all__ = ["AddsUp", "SuppressedTable", "SuppressionIncomplete", "Table", "check", "suppress", "table_of"]
