"""An attacker with a linear programme: what the shown cells of a table say about the hidden ones. Tests only."""

from collections.abc import Iterator, Set

import numpy as np
from scipy.optimize import linprog

from lutu.kernel.indicators.suppression import Table

UNBOUNDED = 3


def bounds(table: Table, hidden: Set) -> Iterator[tuple[object, float, float | None]]:
    """(cell, least, greatest) of every hidden or implied cell; None: no limit."""
    unknown = sorted(set(hidden) | table.implied, key=str)
    place = {key: number for number, key in enumerate(unknown)}
    rows, right = [], []
    for item in table.sums:
        row, known = np.zeros(len(unknown)), 0
        for key, sign in ((item.total, -1), *((part, 1) for part in item.parts)):
            if key in place:
                row[place[key]] += sign
            else:
                known -= sign * table.cells[key]
        if row.any():
            rows.append(row)
            right.append(known)
    given = {"A_eq": rows or None, "b_eq": right or None, "bounds": (0, None), "method": "highs"}
    for key in unknown:
        goal = np.zeros(len(unknown))
        goal[place[key]] = 1
        low, high = linprog(goal, **given), linprog(-goal, **given)
        yield key, low.fun, None if high.status == UNBOUNDED else -high.fun
