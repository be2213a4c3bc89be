"""What is asked of an address: which rows of its parameters, which query strings, and how an answer is read."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from lutu.fronts.api.v1 import api
from lutu.kernel.access.models import Account, RoleGrant
from lutu.kernel.documents.registry import fileable_kinds
from lutu.kernel.facts.models import Fact
from lutu.kernel.indicators.models import IndicatorFact
from lutu.kernel.intake.kinds import import_kinds
from lutu.kernel.registers.models import Membership
from tests.leaks.addresses import Address
from tests.leaks.rules import Row
from tests.leaks.stage import World

# Addresses whose number is that of another row than the one their view declares: (model of the number, path from there
# to the row that decides, label of that row).
ROW_BEHIND = {
    "projects:permit_correct": (Fact, "subject_id", "projects.project"),
    "projects:permit_revoke": (Fact, "subject_id", "projects.project"),
    "projects:permit_retract": (Fact, "subject_id", "projects.project"),
    "projects:leave": (Membership, "pk", "registers.membership"),
    "workbench:account_password": (Account, "person_id", "parties.person"),
    "workbench:account_active": (Account, "person_id", "parties.person"),
    "workbench:grant_end": (RoleGrant, "post_id", "parties.post"),
}
# Addresses that name no row but a word of a fixed list.
WORDS_OF = {
    "workbench:import_upload": lambda: [kind.code for kind in import_kinds()],
    "workbench:import_template": lambda: [kind.code for kind in import_kinds()],
}
Place = tuple[Row | None, dict[str, object]]


def _figures() -> Iterator[Place]:
    """The permanent address of every figure that is no group of another."""
    for fact in IndicatorFact.objects.filter(dimension="", run=1).select_related("version__indicator").order_by("pk"):
        told = {"code": fact.version.indicator.code, "area": fact.area_id, "period": fact.period.code}
        yield (fact._meta.label_lower, fact.pk), told


def _fileable() -> Iterator[Place]:
    """Every record files may be put to."""
    for kind in fileable_kinds():
        for key in apps.get_model(kind)._default_manager.order_by("pk").values_list("pk", flat=True):
            yield (kind, key), {"kind": kind, "subject_id": key}


MISSING_NUMBER, MISSING_TEXT = 999_999_937, "zq-missing"
# Addresses that name a row by several words: (all of them, words under which nothing stands).
SEVERAL = {
    "portal:figure_fact": (_figures, {"code": MISSING_TEXT, "area": "370214001000", "period": "2021Q2"}),
    "workbench:file_upload": (_fileable, {"kind": "casework.case", "subject_id": MISSING_NUMBER}),
}
OPTIONS_ASKED = 3
NOT_BY_GET = 405
SHORTEST_ECHO = 4
# Asks for every kind of guarded row at once.
SLOW = {"workbench:audit"}
# What every canary begins with: a search for it finds whatever is not hidden, and is too short to be taken for an echo.
EVERY_CANARY = "zq"
# Form tokens and request numbers, which differ from answer to answer.
PASSING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|"[0-9A-Za-z]{64}"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
)


def places(address: Address) -> Iterator[Place]:
    """(row named, parameters) for every row of the model an address names; once without for a plain one."""
    if not address.parameters:
        yield None, {}
        return
    if address.name in SEVERAL:
        yield from SEVERAL[address.name][0]()
        return
    if address.name in WORDS_OF:
        yield from ((None, {address.parameters[0]: word}) for word in WORDS_OF[address.name]())
        return
    model, lookup, label = ROW_BEHIND.get(address.name, (address.identified, "pk", ""))
    if model is None or len(address.parameters) != 1:
        return
    (name,) = address.parameters
    by_text = name != "pk" and any(field.name == name for field in model._meta.concrete_fields)
    for key, value in model._default_manager.order_by("pk").values_list(lookup, name if by_text else "pk"):
        yield (label or model._meta.label_lower, key), {name: value}


def missing(address: Address) -> dict[str, object] | None:
    """Parameters under which nothing stands; None where the address names no row of ours."""
    if address.name in SEVERAL:
        return SEVERAL[address.name][1]
    if len(address.parameters) != 1 or address.identified is None or address.name in WORDS_OF:
        return None
    (name,) = address.parameters
    return {name: MISSING_NUMBER if name in ("pk", "view_id", "id") else MISSING_TEXT}


def path_of(address: Address, parameters: dict[str, object]) -> str | None:
    """The path, or None where the converters do not take the parameters."""
    try:
        return reverse(address.name, kwargs=parameters)
    except NoReverseMatch:
        return None


def questions(address: Address, answer: Any, world: World, *, thorough: bool) -> Iterator[dict[str, str]]:
    """Query strings worth asking, from the list page, the API description or the search box the address has."""
    thorough = thorough and address.name not in SLOW
    words = _words(world) if thorough else [EVERY_CANARY]
    if shown := _list_of(answer):
        columns = ",".join(column.key for column in shown.spec.columns)
        yield {"cols": columns, "size": "100"}
        yield {"cols": columns, "export": "csv"}
        if thorough:
            yield {"cols": columns, "export": "xlsx"}
            yield from _narrowings(shown, words[1])
            sortable = [column.key for column in shown.spec.columns if column.order_by]
            yield from ({"sort": sort} for sort in (sortable[:1] + [f"-{key}" for key in sortable[-1:]]))
        yield from ({"q": word} for word in words[:3])
    elif address.name.startswith("api-v1:"):
        yield from _parameters_of_operation(address, words)
    elif address.name.endswith(("search", "suggest")):
        yield from ({"q": word} for word in words)


def _list_of(answer: Any) -> Any:
    context = getattr(answer, "context", None)
    shown = context.get("list") if context is not None else None
    return shown if hasattr(shown, "spec") else None


def _words(world: World) -> list[str]:
    """What every canary begins with; names, codes and titles of hidden and of visible rows; two characters."""
    owners = world.canaries.owners

    def told(label: str, name: str, place: int) -> str:
        return [text for text, (row, told_field) in owners.items() if row[0] == label and told_field == name][place]

    return [
        EVERY_CANARY, told("projects.project", "name", 2), told("projects.project", "code", 5),
        told("projects.project", "name", 0), told("projects.projectcodealias", "code", 1),
        told("parties.organisation", "name", 1), told("parties.person", "name", 0), told("casework.case", "title", 2),
        told("indicators.indicator", "name", 3), "街道",
    ]  # fmt: skip


def _narrowings(shown: Any, word: str) -> Iterator[dict[str, str]]:
    for item in shown.filters:
        if item.filter.kind == "choice":
            for choice in item.choices[:OPTIONS_ASKED]:
                yield {item.filter.key: choice.value}
            yield {item.filter.key: word}
        else:
            yield {item.filter.key: "2021-06-30" if item.filter.kind == "date" else word}


def _parameters_of_operation(address: Address, words: list[str]) -> Iterator[dict[str, str]]:
    schema = api.get_openapi_schema()
    for operations in schema["paths"].values():
        operation = operations.get("get", {})
        if not operation.get("operationId", "").endswith(address.name.partition(":")[2]):
            continue
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query":
                for value in _values(parameter, words):
                    yield {parameter["name"]: value}


def _values(parameter: dict[str, Any], words: list[str]) -> list[str]:
    kinds = [parameter["schema"], *parameter["schema"].get("anyOf", [])]
    offered = [str(value) for kind in kinds for value in kind.get("enum", [])]
    if offered:
        return offered
    if any(kind.get("type") == "integer" for kind in kinds):
        return ["1", "2", "200", "-1"]
    return [*words, "370214001", "2021-06-30"]


def ask(client: Client, path: str, query: dict[str, str]) -> Any:
    """The answer to a GET or, where only a POST is taken, to an empty one, whatever it did being undone."""
    address = f"{path}?{urlencode(query)}" if query else path
    answer = client.get(address)
    if answer.status_code == NOT_BY_GET:
        cookies = client.cookies.copy()
        with transaction.atomic():
            answer = client.post(address)
            transaction.set_rollback(True)
        # What it had to say to the next page is not said.
        client.cookies = cookies
    return answer


def text_of(answer: Any) -> str:
    """Everything an answer tells: headers, body, and the parts of a packed file."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    parts = [str(sorted(answer.headers.items())), body.decode("utf-8", "replace")]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    return "\n".join(parts)


def neutral(text: str, *echoes: object) -> str:
    """The text without tokens and without what the request itself put into it; very short values are left alone."""
    text = PASSING.sub("", text)
    forms = {form for echo in map(str, echoes) for form in (echo, quote(echo), quote(echo, safe=""))}
    for form in sorted(forms, key=len, reverse=True):
        if len(form) >= SHORTEST_ECHO:
            text = text.replace(form, "·")
    return text
