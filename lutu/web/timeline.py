"""The timeline of a record: journal entries in words.

What an action's details mean is known by whoever wrote them: `label_details` gives keys their Chinese words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.kernel.facts.kinds import kinds
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.queries import action_title
from lutu.web.formats import m2, money, mu, number

_WORDS: dict[str, Any] = {
    "name": gettext_lazy("名称"),
    "code": gettext_lazy("代码"),
    "number": gettext_lazy("编号"),
    "kind": gettext_lazy("类别"),
    "reason": gettext_lazy("理由"),
    "source": gettext_lazy("来源"),
    "count": gettext_lazy("数量"),
    "value": gettext_lazy("取值"),
    "was": gettext_lazy("原值"),
    "from": gettext_lazy("由"),
    "to": gettext_lazy("至"),
    "day": gettext_lazy("日期"),
    "area": gettext_lazy("区划"),
    "area_m2": gettext_lazy("面积"),
    "use": gettext_lazy("用途"),
    "post": gettext_lazy("岗位"),
    "role": gettext_lazy("角色"),
    "document": gettext_lazy("依据文件"),
    "valid_from": gettext_lazy("起"),
    "valid_to": gettext_lazy("止"),
    "fields": gettext_lazy("变更项"),
}


@dataclass(frozen=True)
class Step:
    """One entry, ready to be read."""

    title: str
    actor: str
    at: datetime
    details: tuple[tuple[str, str], ...]
    basis: str
    seq: int


def label_details(words: Mapping[str, Any]) -> None:
    """Register the words for keys of journal details; lazily translated texts are welcome."""
    _WORDS.update(words)


def steps(entries: Iterable[Entry]) -> list[Step]:
    """Entries as steps, in the order given. Keys nobody named and empty values are left out."""
    return [
        Step(
            title=_(action_title(entry.action)),
            actor=_("{actor}(代{behalf})").format(actor=entry.actor_name, behalf=entry.on_behalf_of)
            if entry.on_behalf_of
            else entry.actor_name,
            at=entry.at,
            details=tuple(
                (str(_WORDS[key]), _worded(key, value))
                for key, value in entry.details.items()
                if key in _WORDS and value not in (None, "", [], {})
            ),
            basis=entry.basis,
            seq=entry.seq,
        )
        for entry in entries
    ]


def _worded(key: str, value: object) -> str:
    """Amounts and areas as pages write them, everything else as text."""
    if key.endswith("_fen") and isinstance(value, int):
        return money(value)
    if key.endswith("_m2"):
        return f"{mu(Decimal(str(value)))}({m2(Decimal(str(value)))})"
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, int):
        return number(value)
    if isinstance(value, Mapping):
        return _(";").join(f"{_WORDS.get(str(key), key)} {_worded(str(key), inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return _("、").join(_text(inner) for inner in value)
    kind = kinds().get(str(value))
    return _(kind.name) if kind else str(value)
