"""The chain itself, pure: canonical text of an entry and its digest under a profile."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from lutu.engines.crypto import provider

GENESIS = bytes(32)
DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "sm3": lambda data: _GM.digest(data=data),
    "sha256": lambda data: _INTL.digest(data=data),
}
_GM = provider("gm", {})
_INTL = provider("intl", {})
ALGORITHM_OF_PROFILE = {"gm": "sm3", "intl": "sha256"}
# A unit separator cannot stand in a name, an id or canonical JSON, so joined fields cannot be shifted.
SEPARATOR = "\x1f"


def canonical_json(details: Mapping[str, object]) -> str:
    """Sorted keys, no spaces, NFC; refuses floats, whose text differs between machines (TypeError)."""
    text = json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    if "." in text:
        _refuse_floats(details)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        raise TypeError("留痕内容不能含二进制")
    return str(value)


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError(f"留痕内容不能含浮点数:{value!r},请用整数、Decimal 或文本")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)


def instant_text(at: datetime) -> str:
    """UTC with microseconds, the same on every database."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def link(
    *,
    previous: bytes,
    subject_kind: str,
    subject_id: str,
    seq: int,
    at: datetime,
    actor_kind: str,
    actor_id: str,
    actor_name: str,
    on_behalf_of: str,
    action: str,
    basis: str,
    details_text: str,
    algorithm: str,
) -> bytes:
    """The 32-byte digest of an entry: H(previous, then every field in this order)."""
    fields = (
        subject_kind, subject_id, str(seq), instant_text(at), actor_kind, actor_id, actor_name, on_behalf_of, action,
        basis, details_text,
    )  # fmt: skip
    return DIGESTS[algorithm](previous + SEPARATOR.join(fields).encode())
