"""Asking an address as somebody, and finding whatever should not have been told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.test import Client

from lutu.domains.projects.models import LightWaiver, ParcelAllocation, PlanVersion, Project, ProjectPhase, TeamTerm
from lutu.kernel.registers.models import Membership
from tests.cast import DAY
from tests.leaks.addresses import Address
from tests.leaks.asking import Place, ask, missing, neutral, path_of, places, questions, text_of
from tests.leaks.oracle import Oracle
from tests.leaks.rules import RULES, Row
from tests.leaks.stage import World

# How many members an official list has is part of the document that set it up, and how much of a parcel is taken is a
# fact about the parcel that keeps it from being given away twice, whoever may see the members and the takers.
SIZE_IS_PUBLIC = {"workbench:registers", "projects:land"}
# The portal and the API answer everybody as they answer a visitor.
FOR_EVERYBODY = ("portal:", "api-v1:", "projects:public_", "reform:public_")
# What hangs on a project and must go before it does. Frozen figures, moves of cases and files only grow or name their
# project by number: they stay, and show the same whether it is hidden or gone.
HANGING = (TeamTerm, LightWaiver, PlanVersion, ParcelAllocation, ProjectPhase)
# One row of many: the newest of each figure.
NARROWER = {"portal:figures"}
SOME, A_FEW = 3, 2
PHONES_FOR = "access.account.write"
# Whoever answers an objection must be able to call the objector; each look leaves a trace.
OBJECTORS_PHONES_FOR = "notices.public.write"
OPENED = 200


@dataclass
class Reader:
    """One persona in front of the house, with what the oracle says may be told.

    Where only a few rows of an address are asked about, each persona asks about others by its `turn`.
    """

    name: str
    world: World
    turn: int | None = None
    asked: int = 0
    opened: set[str] = field(default_factory=set)

    @cached_property
    def client(self) -> Client:
        """Signed in, or not at all for the visitor."""
        client = Client(raise_request_exception=False)
        account = self.world.account(self.name)
        if account is not None:
            client.force_login(account)
        return client

    @property
    def is_signed_in(self) -> bool:
        """Whether this is anybody but the visitor, who asks the public pages everything once for all."""
        return self.world.accounts[self.name] is not None

    @cached_property
    def oracle(self) -> Oracle:
        """What this persona may see on the day of the world."""
        return Oracle(self.world.account(self.name), DAY)

    @cached_property
    def forbidden_numbers(self) -> set[str]:
        """Numbers that belong to hidden rows only."""
        return {
            form
            for form, owners in self.world.canaries.numbers.items()
            if not any(self.oracle.sees(owner) or owner in self.oracle.named for owner in owners)
        }

    def faults(self, address: Address, *, thorough: bool = True, counting: bool = True) -> Iterator[str]:
        """Everything wrong with what the address tells this persona; `counting` looks at counts and sums too."""
        unknown = self._missing(address)
        for row, parameters in self._some(address, thorough=thorough):
            path = path_of(address, parameters)
            if path is None:
                continue
            answer = ask(self.client, path, {})
            yield from self._judge(answer, path, {}, parameters)
            if answer.status_code == OPENED:
                self.opened.add(address.name)
            if unknown is not None and self._is_hidden(row):
                yield from self._compare(answer, unknown, path, parameters)
            elif answer.status_code == OPENED and not (address.name.startswith(FOR_EVERYBODY) and self.is_signed_in):
                for query in questions(address, answer, self.world, thorough=thorough):
                    yield from self._judge(ask(self.client, path, query), path, query, parameters)
            if not address.parameters:
                yield from self._complete(address, answer, path)
                if counting:
                    yield from self._interference(address, answer, path)

    def _some(self, address: Address, *, thorough: bool) -> Iterator[Place]:
        """Some of the hidden and some of the visible rows of an address, from the first to the last, or one by turn."""
        sorted_out: dict[bool, list[Place]] = {True: [], False: []}
        for row, parameters in places(address):
            sorted_out[self._is_hidden(row)].append((row, parameters))
        for found in sorted_out.values():
            if thorough or self.turn is None:
                yield from _spread(found, SOME if thorough else A_FEW)
            else:
                yield from found[self.turn % len(found) :][:1] if found else ()

    def _missing(self, address: Address) -> tuple[int, str] | None:
        parameters = missing(address)
        path = path_of(address, parameters) if parameters else None
        if path is None or parameters is None:
            return None
        answer = ask(self.client, path, {})
        return answer.status_code, neutral(text_of(answer), path, *parameters.values())

    def _is_hidden(self, row: Row | None) -> bool:
        return row is not None and row[0] in RULES and not self.oracle.sees(row)

    def _compare(
        self, answer: Any, unknown: tuple[int, str], path: str, parameters: dict[str, object]
    ) -> Iterator[str]:
        told = answer.status_code, neutral(text_of(answer), path, *parameters.values())
        if told != unknown:
            yield f"{self.name} {path}: a hidden row answers {told[0]}, a missing one {unknown[0]}, or with other words"

    def _judge(self, answer: Any, path: str, query: dict[str, str], parameters: dict[str, object]) -> Iterator[str]:
        self.asked += 1
        where = f"{self.name} {path} {query or ''}".rstrip()
        if answer.status_code >= 500:
            yield f"{where}: answers {answer.status_code}"
            return
        text = neutral(text_of(answer), path, *query.values(), *parameters.values())
        for row, name in sorted(self.world.canaries.found(text), key=str):
            if not self.oracle.may_tell(row, name):
                yield f"{where}: tells {name} of hidden {row[0]} {row[1]}"
        for number in self.world.canaries.numbers_found(text, self.forbidden_numbers):
            yield f"{where}: tells a hidden number {number}"
        for phone in self.world.phones:
            if phone in text and not self.oracle.may(PHONES_FOR):
                yield f"{where}: tells a phone number"
        for phone in self.world.objectors_phones:
            if phone in text and not self.oracle.may(OBJECTORS_PHONES_FOR):
                yield f"{where}: tells an objector's phone number"
        yield from self._rows(answer, where)

    def _rows(self, answer: Any, where: str) -> Iterator[str]:
        rows = answer.context.get("rows") if answer.context is not None else None
        if isinstance(rows, QuerySet) and (label := rows.model._meta.label_lower) in {*RULES, "journal.entry"}:
            extra = set(rows.values_list("pk", flat=True)) - self.oracle.visible(label)
            if extra:
                yield f"{where}: lists {len(extra)} hidden rows of {label}"

    def _interference(self, address: Address, answer: Any, path: str) -> Iterator[str]:
        """Counts, sums and shares must be those of a house in which the hidden projects never were."""
        if answer.status_code != OPENED or address.reason or address.name in SIZE_IS_PUBLIC:
            return
        before = neutral(text_of(answer), path)
        with transaction.atomic():
            hidden = set(Project.objects.values_list("pk", flat=True)) - self.oracle.visible("projects.project")
            Membership.objects.filter(subject_kind="projects.project", subject_id__in=hidden).delete()
            for model in HANGING:
                model.objects.filter(project__in=hidden).delete()
            Project.objects.filter(pk__in=hidden).delete()
            after = neutral(text_of(ask(self.client, path, {})), path)
            transaction.set_rollback(True)
        if before != after and before == neutral(text_of(ask(self.client, path, {})), path):
            yield f"{self.name} {path}: answers otherwise when the hidden projects are not there"

    def _complete(self, address: Address, answer: Any, path: str) -> Iterator[str]:
        """An unnarrowed list shows exactly the oracle's rows, and a count counts exactly those."""
        kinds = {item.model: item.path_kind for item in address.reads if item.path_kind == "list"}
        if answer.status_code != OPENED or address.name in NARROWER:
            return
        for model in kinds:
            label = model._meta.label_lower
            if label not in RULES:
                continue
            oracle = _visitor() if address.name.startswith(FOR_EVERYBODY) else self.oracle
            expected = oracle.visible(label)
            rows = answer.context.get("rows") if answer.context is not None else None
            if isinstance(rows, QuerySet) and rows.model is model:
                shown = answer.context["list"].count
                if set(rows.values_list("pk", flat=True)) != expected or shown != len(expected):
                    yield f"{self.name} {path}: shows {shown} of {label}, the oracle counts {len(expected)}"
            elif "application/json" in answer.headers.get("Content-Type", ""):
                counted = answer.json().get("count")
                if counted != len(expected):
                    yield f"{self.name} {path}: counts {counted} of {label}, the oracle counts {len(expected)}"


@cache
def _visitor() -> Oracle:
    """What is expected of the pages that answer everybody alike."""
    return Oracle(None, DAY)


def _spread(found: list[Place], most: int) -> list[Place]:
    """At most so many of a list, the first and the last among them."""
    if len(found) <= most:
        return found
    return [found[step * (len(found) - 1) // (most - 1)] for step in range(most)]
