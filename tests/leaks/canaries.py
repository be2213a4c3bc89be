"""Values that give their row away: a unique text in every text field, a unique prime in every number.

`filled` makes a row with them and remembers whose they are; `Canaries.found` tells which stand in an answer.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db import models

from lutu.kernel.territory.measures import m2_to_mu

Owner = tuple[str, object]
TEXT = re.compile(r"zq[a-z]{6}")
SHORTEST_NUMBER = 5
FIRST_PRIME = 1_000_003


def _texts() -> Iterator[str]:
    """zqaaaaab, zqaaaaac, …: letters only, so that no code or number can hold one by chance."""
    number = 0
    while True:
        number += 1
        rest, letters = number, ""
        for _ in range(6):
            rest, digit = divmod(rest, 26)
            letters = chr(ord("a") + digit) + letters
        yield f"zq{letters}"


def _primes() -> Iterator[int]:
    candidate = FIRST_PRIME
    while True:
        if all(candidate % divisor for divisor in range(3, int(candidate**0.5) + 1, 2)):
            yield candidate
            # Far apart, so that two numbers never round to one text.
            candidate += 9_000
        candidate += 2


class Canaries:
    """Every canary of a world, by its text."""

    def __init__(self) -> None:
        self.owners: dict[str, tuple[Owner, str]] = {}
        self.numbers: dict[str, set[Owner]] = {}
        self._next_text, self._next_prime = _texts(), _primes()

    def text(self, owner: Owner, field: str) -> str:
        """A new text canary of a field of a row."""
        canary = next(self._next_text)
        self.owners[canary] = (owner, field)
        return canary

    def prime(self) -> int:
        """A new prime of at least seven digits."""
        return next(self._next_prime)

    def note_number(self, owner: Owner, number: int | Decimal) -> None:
        """Remember the ways a number of a row may be written: plain, with commas, in 亩."""
        forms = {f"{number}", f"{number:,}", f"{Decimal(number).normalize():f}"}
        if isinstance(number, Decimal):
            forms |= {f"{m2_to_mu(number)}", f"{m2_to_mu(number):,}"}
        for form in forms:
            if sum(sign.isdigit() for sign in form) >= SHORTEST_NUMBER:
                self.numbers.setdefault(form, set()).add(owner)

    def found(self, answer: str) -> set[tuple[Owner, str]]:
        """(row, field) of every text canary in an answer, whatever its case."""
        return {self.owners[text] for text in set(TEXT.findall(answer.lower())) if text in self.owners}

    def numbers_found(self, answer: str, forbidden: Iterable[str]) -> list[str]:
        """Which of the forbidden numbers stand in an answer as whole numbers."""
        written = set(re.findall(r"\d[\d,]*(?:\.\d+)?", answer))
        return sorted(written & set(forbidden))

    def filled(self, model: type[models.Model], **given: Any) -> Any:
        """A saved row: what is given, and canaries in every other text and number."""
        label = model._meta.label_lower
        row = model(**given)
        waiting: list[tuple[models.Field, Any]] = []
        for field in model._meta.concrete_fields:
            if field.name in given or field.attname in given or field.primary_key or field.choices:
                continue
            if isinstance(field, models.CharField | models.TextField):
                value: Any = next(self._next_text)
            elif isinstance(field, models.DecimalField):
                value = Decimal(self.prime()).scaleb(-2)
            elif isinstance(field, models.IntegerField) and not isinstance(field, models.PositiveSmallIntegerField):
                value = self.prime() * (1_000_003 if field.name.endswith("_fen") else 1)
            else:
                continue
            setattr(row, field.attname, value)
            waiting.append((field, value))
        row.save(force_insert=True)
        for field, value in waiting:
            if isinstance(value, str):
                self.owners[value] = ((label, row.pk), field.name)
            else:
                self.note_number((label, row.pk), value)
        return row
