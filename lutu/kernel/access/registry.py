"""What higher packages declare to access: permissions, row policies, relations, and what each view reads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, Q

T = TypeVar("T")
PATH_KINDS = frozenset(
    [
        "list",
        "detail",
        "search",
        "count",
        "aggregate",
        "export",
        "attachment",
        "expand",
        "autocomplete",
        "feed",
        "notification",
        "print",
        "tile",
        "form",
    ]
)
_PERMISSIONS: dict[str, str] = {}
_POLICIES: dict[type[Model], "Policy"] = {}
_RELATIONS: dict[type[Model], list[Callable[..., Q]]] = {}


@dataclass(frozen=True)
class Policy:
    """How rows of a model are guarded (权限规则).

    `area_field` leads to the area code column, `sensitivity_field` to the data level (None: internal),
    `permission` lets staff see the rows, `public` shows rows of level 公开 to everyone. `through` guards a dependent
    model by the rows of another: (field leading there, that model). `of_subject` marks rows about any subject, named by
    `subject_kind` and `subject_id`: they are absent where the subject is hidden.
    """

    model: type[Model]
    permission: str
    area_field: str | None = None
    sensitivity_field: str | None = None
    public: bool = False
    through: tuple[str, type[Model]] | None = None
    of_subject: bool = False


@dataclass(frozen=True)
class Reads:
    """What a view reads: the model, the kind of path; `model` None with a reason where it reads no scoped row."""

    model: type[Model] | None
    path_kind: str
    reason: str = ""


def declare_permission(code: str, title: str) -> None:
    """Register a permission code with its Chinese title."""
    _PERMISSIONS[code] = title


def permissions() -> dict[str, str]:
    """Every declared permission by code."""
    return dict(_PERMISSIONS)


def policy(rule: Policy) -> None:
    """Register the policy of a model; a second one for the same model is refused."""
    if rule.model in _POLICIES:
        raise ValueError(f"{rule.model._meta.label} 已登记权限规则")
    _POLICIES[rule.model] = rule


def policy_of(model: type[Model]) -> Policy:
    """The policy of a model; LookupError where none is registered: an unguarded model can't be listed."""
    if model not in _POLICIES:
        raise LookupError(f"{model._meta.label} 未登记权限规则,不能读取")
    return _POLICIES[model]


def guarded_models() -> list[type[Model]]:
    """Every model with a policy."""
    return list(_POLICIES)


def relation_provider(model: type[Model], provider: Callable[..., Q]) -> None:
    """Register rows a person may see by a relation: `provider(*, user, day) -> Q` over the model."""
    _RELATIONS.setdefault(model, []).append(provider)


def relations_of(model: type[Model], *, user: Any, day: date) -> list[Q]:
    """The relation predicates of a model for a user on a day."""
    return [provider(user=user, day=day) for provider in _RELATIONS.get(model, [])]


def reads(model: type[Model], path_kind: str) -> Callable[[T], T]:
    """Declare that a view (function or class) shows rows of the model on this kind of path."""
    if path_kind not in PATH_KINDS:
        raise ValueError(f"未知的读取路径 {path_kind}")

    def mark(view: T) -> T:
        declared = (*view.__dict__.get("lutu_reads", ()), Reads(model, path_kind))
        view.lutu_reads = declared  # type: ignore[attr-defined]
        return view

    return mark


def reads_nothing(reason: str) -> Callable[[T], T]:
    """Declare that a view shows no guarded row, and why."""

    def mark(view: T) -> T:
        view.lutu_reads = (Reads(None, "", reason),)  # type: ignore[attr-defined]
        return view

    return mark
