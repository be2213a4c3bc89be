"""Writing parameters."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import yaml
from django.db import transaction

from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action
from lutu.kernel.rules.models import Parameter

label_action("rules.parameter.set", "设定参数")


class ParameterRefused(ValueError):
    """A value without source, of another type, or dated before the one in force."""


@transaction.atomic
def set_parameter(
    *,
    code: str,
    value: object,
    valid_from: date,
    source: str,
    actor: Actor,
    at: datetime,
    name: str = "",
    unit: str = "",
    choices: Mapping[str, str] | None = None,
    is_default: bool = False,
    is_unverified: bool = False,
    note: str = "",
) -> Parameter:
    """Put a new value in force from a day on; the earlier value ends that day and stays readable.

    Raises ParameterRefused where the source is missing, the type differs from the value in force, the value is not one
    of the choices, or the day is not after the start of the value in force.
    """
    if not source.strip():
        raise ParameterRefused("参数须注明依据(文件、条款或“默认值”)")
    current = Parameter.objects.filter(code=code, valid_to__isnull=True).first()
    allowed = dict(choices or (current.choices if current else {}))
    if allowed and value not in allowed:
        raise ParameterRefused(f"“{name or code}”应取 {'、'.join(allowed)} 之一,实为 {value!r}")
    if current is not None:
        if type(current.value) is not type(value):
            raise ParameterRefused(f"“{current.name}”的取值应与现值 {current.value!r} 同类,实为 {value!r}")
        if valid_from <= current.valid_from:
            raise ParameterRefused(f"生效日 {valid_from} 应晚于现值的生效日 {current.valid_from}")
        current.valid_to = valid_from
        current.save(update_fields=["valid_to"])
    created = Parameter.objects.create(
        code=code,
        name=name or (current.name if current else code),
        value=value,
        unit=unit or (current.unit if current else ""),
        choices=allowed,
        valid_from=valid_from,
        source=source,
        is_default=is_default,
        is_unverified=is_unverified,
        note=note,
    )
    details = {
        "code": code,
        "value": str(value),
        "was": str(current.value) if current else "",
        "valid_from": valid_from,
    }
    record(
        subject=("rules.parameter", code),
        action="rules.parameter.set",
        actor=actor,
        at=at,
        details=details,
        basis=source,
    )
    return created


@transaction.atomic
def load_parameters(*, file: Path, actor: Actor, at: datetime) -> int:
    """Load the parameters of a YAML file that are not yet known; changed values stay. Returns how many."""
    loaded = 0
    for row in yaml.safe_load(file.read_text(encoding="utf-8"))["parameters"]:
        if Parameter.objects.filter(code=row["code"]).exists():
            continue
        set_parameter(**row, actor=actor, at=at)
        loaded += 1
    return loaded
