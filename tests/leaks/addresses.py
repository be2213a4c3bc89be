"""Every address of the house with what its view says it reads, found by walking the URL configuration."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from lutu.fronts.api.v1 import api
from lutu.kernel.access.registry import Reads

# Views we did not write and cannot mark, each with the reason why it shows no guarded row.
UNMARKED = {
    "account_": "sign-in pages of allauth: the reader's own account only",
    "mfa_": "two-factor pages of allauth: the reader's own authenticators only",
    "socialaccount_": "pages of allauth after an identity provider refused or gave up",
    "openid_connect_": "the way to and from the identity provider",
    "api-v1:openapi-json": "the description of the API, made from its types",
    "api-v1:openapi-view": "the page that shows that description",
    "api-v1:api-root": "redirects nowhere; ninja keeps it to build addresses",
}


@dataclass(frozen=True)
class Address:
    """A path: its name with namespaces, the converters it takes, its view, and what the view declares."""

    name: str
    parameters: tuple[str, ...]
    view: Callable[..., Any]
    reads: tuple[Reads, ...]

    @property
    def models(self) -> tuple[type[Model], ...]:
        """The guarded models the view declares, each once."""
        return tuple(dict.fromkeys(item.model for item in self.reads if item.model is not None))

    @property
    def identified(self) -> type[Model] | None:
        """The model whose row the address names: the outermost mark speaks for it."""
        return self.reads[-1].model if self.reads else None

    @property
    def reason(self) -> str:
        """Why an unmarked view needs no mark; empty where it does."""
        return next((why for start, why in UNMARKED.items() if self.name.startswith(start)), "")


def addresses() -> list[Address]:
    """All of them, by name."""
    operations = _operations()
    return sorted(_walk(get_resolver().url_patterns, "", (), operations), key=lambda address: address.name)


def _walk(
    patterns: list[URLPattern | URLResolver],
    namespace: str,
    above: tuple[str, ...],
    operations: dict[str, tuple[Reads, ...]],
) -> Iterator[Address]:
    for pattern in patterns:
        parameters = (*above, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, parameters, operations)
        else:
            name = f"{namespace}{pattern.name or pattern.lookup_str}"
            marked = getattr(pattern.callback, "lutu_reads", ())
            yield Address(name, parameters, pattern.callback, marked or operations.get(name, ()))


def _operations() -> dict[str, tuple[Reads, ...]]:
    """{name: marks} of the API's operations, whose marks stand on the functions behind ninja's own views."""
    found: dict[str, tuple[Reads, ...]] = {}
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                name = getattr(operation, "url_name", "") or api.get_operation_url_name(operation, router)
                found[f"{api.urls_namespace}:{name}"] = getattr(operation.view_func, "lutu_reads", ())
    return found
