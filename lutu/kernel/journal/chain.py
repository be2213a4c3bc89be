"""The chain itself, pure: canonical text of an entry and its digest under a profile."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils.functional import Promise

from lutu.engines.crypto import CryptoProvider, provider

GENESIS = bytes(32)
_GM: CryptoProvider = provider("gm", {})
_INTL: CryptoProvider = provider("intl", {})
DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "sm3": lambda data: _GM.digest(data=data),
    "sha256": lambda data: _INTL.digest(data=data),
}
ALGORITHM_OF_PROFILE = {"gm": "sm3", "intl": "sha256"}
# Joined fields cannot be shifted into one another: `link` refuses a field that holds the separator.
SEPARATOR = "\x1f"


def canonical_json(details: Mapping[str, object]) -> str:
    """Sorted keys, no spaces, NFC; TypeError for floats and for objects whose text differs between machines."""
    _refuse_floats(details)
    text = json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _plain(value: object) -> str:
    if isinstance(value, date | Decimal | Promise):
        return str(value)
    raise TypeError(f"留痕内容只能含文本、整数、Decimal、日期和它们的列表或字典,实为 {type(value).__name__}")


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError(f"留痕内容不能含浮点数:{value!r},请用整数、Decimal 或文本")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)


@lru_cache(maxsize=64)
def instant_text(at: datetime) -> str:
    """UTC with microseconds, the same on every database."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


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
    """The 32-byte digest of an entry: H(previous, then every field in this order).

    Raises ValueError for a field that holds the separator, so that no text can pass from one field to the next.
    """
    fields = (
        subject_kind, subject_id, str(seq), instant_text(at), actor_kind, actor_id, actor_name, on_behalf_of, action,
        basis, details_text,
    )  # fmt: skip
    return digest_of(previous=previous, fields=fields, algorithm=algorithm)


def digest_of(*, previous: bytes, fields: tuple[str, ...], algorithm: str) -> bytes:
    """H(previous, fields), the fields in the order of `link`. Raises ValueError for a field with the separator."""
    joined = SEPARATOR.join(fields)
    if joined.count(SEPARATOR) != len(fields) - 1:
        raise ValueError(f"{fields[0]}/{fields[1]} 的留痕字段含分隔符 U+001F,请去掉后重试")
    return DIGESTS[algorithm](previous + joined.encode())


def head_key(*, subject: tuple[str, str]) -> str:
    """A subject as one text; daily heads list subjects in the order of these texts."""
    return SEPARATOR.join(subject)


def head_line(*, key: str, last: tuple[int, bytes]) -> str:
    """What a daily head says of a subject: its key, and number and digest (hexadecimal) of its last entry."""
    return f"{key}{SEPARATOR}{last[0]}{SEPARATOR}{last[1].hex()}"


def head_link(*, lines: Iterable[str], previous: bytes, day: date, algorithm: str) -> bytes:
    """The 32-byte digest of a daily head: H(head before, day, the lines of all subjects in the order of their keys)."""
    return DIGESTS[algorithm](previous + day.isoformat().encode() + "\n".join(lines).encode())
