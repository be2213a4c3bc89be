"""摘要: what a frozen figure, a publication and a file are recognised by. Pure.

The digest of a figure covers a header line `code|version|area|scope|period|as_of|num|den` and one line a row,
`side|kind|number|value`, sorted bytewise. A second digest at the root covers where each row stood and what it was
called: otherwise a row could be moved to another street, or renamed, without anybody noticing.
"""

from collections.abc import Iterable

from lutu.kernel.journal.chain import ALGORITHM_OF_PROFILE, DIGESTS

__all__ = ["ALGORITHM_OF_PROFILE", "content_digest", "header_of", "record_digest", "snapshot_digest", "text_digest"]


def header_of(
    *, code: str, version: int, area: str, scope: str, period: str, as_of: str, numerator: int,
    denominator: int | None, dimension: str = "", group: str = "",
) -> bytes:  # fmt: skip
    """The line that says what the rows were counted for; a group of a dimension stands behind the area."""
    place = f"{area}/{dimension}={group}" if dimension else area
    den = "" if denominator is None else denominator
    return f"{code}|{version}|{place}|{scope}|{period}|{as_of}|{numerator}|{den}".encode()


def record_digest(*, header: bytes, lines: Iterable[bytes], algorithm: str) -> bytes:
    """The digest of a header and of lines that are sorted already, joined by line feeds."""
    return DIGESTS[algorithm](b"\n".join((header, *lines)))


def text_digest(*, parts: Iterable[tuple[bytes, list[bytes]]], algorithm: str) -> bytes:
    """The digest of places and names: (`side|kind|area|group`, its lines of number, value and name), places in order.

    Lines are sorted here; each part stands behind a blank line, so that no line can pass to another place.
    """
    told = (b"\n".join((place, *sorted(lines))) for place, lines in parts)
    return DIGESTS[algorithm](b"\n\n".join(told))


def snapshot_digest(*, digests: Iterable[bytes], algorithm: str) -> bytes:
    """The digest of a publication: over the sorted digests of its figures, in hexadecimal, joined by line feeds."""
    return DIGESTS[algorithm]("\n".join(sorted(digest.hex() for digest in digests)).encode())


def content_digest(*, content: bytes, algorithm: str) -> bytes:
    """The digest of a file."""
    return DIGESTS[algorithm](content)
