"""What an attacker can work out about a hidden cell: the exact least and greatest value it may have. Pure.

Looking at one sum after another is not enough: rows 1 and 2 less columns 1 and 2 may leave a single cell. So the bounds
are those of the linear programme over all sums, found by the simplex method in whole numbers and exact fractions
(Bland's rule, so that it always ends). Its multipliers tell which sums the attack adds and subtracts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Number = int | Fraction


@dataclass(frozen=True)
class Bound:
    """The extreme value of a variable (None: no limit) and {equation: multiplier} that proves it."""

    value: Number | None
    multipliers: dict[int, Number]


class System:
    """Equations Σ coefficient × variable = right side over variables that are not negative."""

    def __init__(self, *, equations: Sequence[tuple[dict[int, int], int]], variables: int) -> None:
        self.variables = variables
        self.count = len(equations)
        self.rows: list[list[Number]] = []
        self.signs: list[int] = []
        for number, (coefficients, right) in enumerate(equations):
            sign = -1 if right < 0 else 1
            row: list[Number] = [0] * (variables + self.count + 1)
            for variable, coefficient in coefficients.items():
                row[variable] = sign * coefficient
            row[variables + number] = 1
            row[-1] = sign * right
            self.rows.append(row)
            self.signs.append(sign)
        self.basis = [variables + number for number in range(self.count)]
        self._find_a_solution()

    def greatest(self, variable: int) -> Bound:
        """The greatest value of a variable."""
        return self._extreme(variable, 1)

    def least(self, variable: int) -> Bound:
        """The least value of a variable."""
        return self._extreme(variable, -1)

    def _find_a_solution(self) -> None:
        """Drive the helping variables out of the basis; the true numbers show that a solution exists."""
        goal: list[Number] = [0] * (self.variables + self.count + 1)
        for row in self.rows:
            for place in (*range(self.variables), -1):
                goal[place] -= row[place]
        self._improve(goal)
        if goal[-1] != 0:
            raise ArithmeticError("各项之和自相矛盾,不能做小数抑制")
        for number, held in enumerate(self.basis):
            if held >= self.variables:
                place = next((place for place in range(self.variables) if self.rows[number][place] != 0), None)
                if place is not None:
                    self._pivot(number, place, [])

    def _extreme(self, variable: int, direction: int) -> Bound:
        goal: list[Number] = [0] * (self.variables + self.count + 1)
        goal[variable] = -direction
        for number, held in enumerate(self.basis):
            if held == variable:
                factor = goal[variable]
                goal = [one - factor * other for one, other in zip(goal, self.rows[number], strict=True)]
        if not self._improve(goal):
            return Bound(None, {})
        multipliers = {
            number: goal[self.variables + number] * self.signs[number] * direction
            for number in range(self.count)
            if goal[self.variables + number] != 0
        }
        return Bound(goal[-1] * direction, multipliers)

    def _improve(self, goal: list[Number]) -> bool:
        """Pivot until nothing gets better; False where there is no limit."""
        while True:
            place = next((place for place in range(self.variables) if goal[place] < 0), None)
            if place is None:
                return True
            leaving = self._leaving(place)
            if leaving is None:
                return False
            self._pivot(leaving, place, goal)

    def _leaving(self, place: int) -> int | None:
        best: tuple[Number, int] | None = None
        chosen = None
        for number, row in enumerate(self.rows):
            # A helping variable left in the basis stands at nought and must stay there.
            if self.basis[number] >= self.variables and row[place] != 0 and row[-1] == 0:
                return number
            if row[place] > 0:
                ratio = row[-1] if row[place] == 1 else Fraction(row[-1]) / row[place]
                if best is None or (ratio, self.basis[number]) < best:
                    best, chosen = (ratio, self.basis[number]), number
        return chosen

    def _pivot(self, leaving: int, place: int, goal: list[Number]) -> None:
        row = self.rows[leaving]
        pivot = row[place]
        if pivot == -1:
            row = [-value for value in row]
        elif pivot != 1:
            row = [Fraction(value) / pivot for value in row]
        self.rows[leaving] = row
        for number, other in enumerate(self.rows):
            if number != leaving and (factor := other[place]) != 0:
                self.rows[number] = [one - factor * two for one, two in zip(other, row, strict=True)]
        if goal and (factor := goal[place]) != 0:
            goal[:] = [one - factor * two for one, two in zip(goal, row, strict=True)]
        self.basis[leaving] = place
