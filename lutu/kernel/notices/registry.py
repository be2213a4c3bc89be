"""What higher packages declare to notices: kinds with their titles, and who hears of an objection."""

from datetime import datetime
from typing import Protocol

from lutu.kernel.journal.actions import Actor
from lutu.kernel.notices.models import Objection
from lutu.kernel.search.queries import title_of_kind

_NOTICE_KINDS: dict[str, object] = {}
_PUBLIC_KINDS: dict[str, object] = {}
_HANDLERS: dict[str, "ObjectionHandler"] = {}


class ObjectionHandler(Protocol):
    """Hears of a new objection inside its transaction; returns (kind, id) of the case it opened, or None."""

    def __call__(self, *, objection: Objection, actor: Actor, at: datetime) -> tuple[str, int] | None: ...


def declare_notice_kind(code: str, title: object) -> None:
    """Register the title of a kind of notices (告知种类); a lazily translated text is welcome."""
    _NOTICE_KINDS[code] = title


def notice_kind_title(code: str) -> str:
    """The title of a kind of notices; that of the kind of subject, or the code, where nobody declared it."""
    return str(_NOTICE_KINDS[code]) if code in _NOTICE_KINDS else title_of_kind(code)


def declare_public_notice_kind(code: str, title: object) -> None:
    """Register the title of a kind of public notices (公示种类); a lazily translated text is welcome."""
    _PUBLIC_KINDS[code] = title


def public_notice_kinds() -> dict[str, str]:
    """Every declared kind of public notices by code."""
    return {code: str(title) for code, title in _PUBLIC_KINDS.items()}


def public_notice_kind_title(code: str) -> str:
    """The title of a kind of public notices; the code where nobody declared it."""
    return str(_PUBLIC_KINDS.get(code, code))


def on_objection(kind: str, handler: ObjectionHandler) -> None:
    """Hear of objections to public notices of a kind; a second handler of the same kind is refused."""
    if _HANDLERS.get(kind, handler) is not handler:
        raise ValueError(f"公示种类 {kind} 的异议处理已登记")
    _HANDLERS[kind] = handler


def objection_handler(kind: str) -> ObjectionHandler | None:
    """Who hears of objections to a kind of public notices."""
    return _HANDLERS.get(kind)
