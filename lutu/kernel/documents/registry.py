"""Which subjects take files: higher packages declare their kinds, and who may attach and remove there."""

from datetime import date
from typing import Any, Protocol

_FOLLOWING: set[str] = set()
_FILEABLE: dict[str, "MayAttach"] = {}


class MayAttach(Protocol):
    """Whether an account may attach files to a subject, and remove them, on a day. Seeing it is asked before."""

    def __call__(self, *, user: Any, subject_id: int, day: date) -> bool: ...


def declare_fileable(subject_kind: str, may_attach: MayAttach) -> None:
    """Register a kind of subject (model label in lower case) that takes files; a second declaration is refused."""
    known = _FILEABLE.get(subject_kind)
    if known is not None and known is not may_attach:
        raise ValueError(f"{subject_kind} 已登记为可附文件的对象")
    _FILEABLE[subject_kind] = may_attach


def fileable_kinds() -> list[str]:
    """Every declared kind."""
    return sorted(_FILEABLE)


def may_attach(*, user: Any, subject: tuple[str, int], day: date) -> bool:
    """Whether the account may attach to the subject and remove from it; False for kinds that take no files."""
    kind, subject_id = subject
    decide = _FILEABLE.get(kind)
    return decide is not None and decide(user=user, subject_id=subject_id, day=day)


def files_follow(subject_kind: str) -> None:
    """Say that whoever sees a subject of this kind sees its files: kinds seen by need, such as the cases one owns.

    Files of every other kind are for holders of documents.file.read, since a public record may have internal papers.
    """
    _FOLLOWING.add(subject_kind)


def following_kinds() -> frozenset[str]:
    """The kinds whose files follow them."""
    return frozenset(_FOLLOWING)
