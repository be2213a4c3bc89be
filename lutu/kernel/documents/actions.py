"""Writing files: storing and removing."""

import re
import unicodedata
import uuid
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from lutu.kernel.documents.models import StoredFile
from lutu.kernel.documents.queries import (
    ALGORITHM_OF_PROFILE,
    MEGABYTE,
    Subject,
    digest_of,
    files_of,
    largest_bytes,
    quota_bytes,
)
from lutu.kernel.documents.signatures import FileRefused, Media, media_of
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import label_action

__all__ = ["FileRefused", "forget_strays", "remove_file", "store_file"]

label_action("documents.file.stored", "上传文件")
label_action("documents.file.removed", "删除文件")

NAME_LENGTH = 200
FOLDER = "documents"
# Signs that lead out of a folder, end a header, or turn the reading direction of a name round.
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')


def store_file(
    *, subject: Subject, kind: str, name: str, content: bytes, actor: Actor, at: datetime, note: str = ""
) -> StoredFile:
    """Keep a file with a subject (上传文件). The same content a second time gives the row it already has.

    `subject` is (model label in lower case, primary key), `kind` one of StoredFile.Kind. What the content is decides
    itself (`signatures`); a name that ends otherwise gets the right ending. Raises FileRefused for an empty file, one
    larger than FILE_MAX_BYTES, one of a kind that is not taken, or where the subject's room is used up.
    """
    kind = StoredFile.Kind(kind).value
    media = _examined(name, content)
    algorithm = ALGORITHM_OF_PROFILE[settings.CRYPTO_PROFILE]
    digest = digest_of(content=content, algorithm=algorithm)
    if (known := files_of(subject=subject).filter(digest=digest).first()) is not None:
        return known
    place = default_storage.save(f"{FOLDER}/{digest[:2]}/{digest}-{uuid.uuid4().hex}", ContentFile(content))
    try:
        with transaction.atomic():
            _require_room(subject, name, len(content))
            file, made = StoredFile.objects.get_or_create(
                subject_kind=subject[0], subject_id=subject[1], digest=digest, removed_at=None,
                defaults={
                    "kind": kind, "name": _named(name, media), "media_type": media.media_type, "size": len(content),
                    "algorithm": algorithm, "place": place, "note": note.strip()[:300], "uploaded_by_id": actor.id,
                    "uploaded_by_name": actor.name, "uploaded_at": at,
                },
            )  # fmt: skip
            if made:
                _journal(file, "documents.file.stored", actor, at)
    except BaseException:
        default_storage.delete(place)
        raise
    if not made:
        default_storage.delete(place)
    return file


@transaction.atomic
def remove_file(*, file: StoredFile, reason: str, actor: Actor, at: datetime) -> StoredFile:
    """Take a file away (删除文件): its content goes, its row stays with the reason, and so does the journal.

    Raises FileRefused without a reason, or where the file has been removed before.
    """
    if not reason.strip():
        raise FileRefused(_("请写明删除理由。"))
    row = StoredFile.objects.select_for_update().get(pk=file.pk)
    if row.removed_at is not None:
        raise FileRefused(_("“{name}”已由 {who} 删除。").format(name=row.name, who=row.removed_by_name))
    row.removed_at, row.removed_by_name, row.removed_reason = at, actor.name, reason.strip()[:300]
    row.save(update_fields=["removed_at", "removed_by_name", "removed_reason"])
    _journal(row, "documents.file.removed", actor, at, reason=row.removed_reason)
    transaction.on_commit(lambda: default_storage.delete(row.place))
    return row


def forget_strays(*, before: datetime) -> int:
    """Delete contents that no file names and that were written before an instant (清理无主文件); returns how many.

    A request that fails after its file was stored takes its rows back, but not what lies in the storage.
    """
    if not default_storage.exists(FOLDER):
        return 0
    gone = 0
    for folder in sorted(default_storage.listdir(FOLDER)[0]):
        inside = f"{FOLDER}/{folder}/"
        held = {f"{inside}{name}" for name in default_storage.listdir(inside)[1]}
        named = StoredFile.objects.filter(place__startswith=inside, removed_at=None).values_list("place", flat=True)
        for place in sorted(held.difference(named)):
            if default_storage.get_modified_time(place) < before:
                default_storage.delete(place)
                gone += 1
    return gone


def _examined(name: str, content: bytes) -> Media:
    if not content:
        raise FileRefused(_("“{name}”是空文件。").format(name=name))
    if len(content) > largest_bytes():
        raise FileRefused(
            _("“{name}”大小 {size} MB,超过单个文件上限 {limit} MB。").format(
                name=name, size=_megabytes(len(content)), limit=_megabytes(largest_bytes())
            )
        )
    return media_of(content=content, name=name)


def _require_room(subject: Subject, name: str, size: int) -> None:
    """Raise FileRefused where the subject has no room left; its rows are locked, so two uploads can't both pass."""
    used = sum(files_of(subject=subject).select_for_update().values_list("size", flat=True))
    if used + size > quota_bytes():
        raise FileRefused(
            _("“{name}”放不下:本记录的文件已用 {used} MB,上限 {limit} MB,还可用 {left} MB。").format(
                name=name, used=_megabytes(used), limit=_megabytes(quota_bytes()),
                left=_megabytes(max(0, quota_bytes() - used)),
            )
        )  # fmt: skip


def _named(name: str, media: Media) -> str:
    """The name as it is kept: no folders, no signs that mislead, and the ending that fits the content."""
    plain = _UNFIT.sub("", unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])).strip(" .")
    plain = plain or _("未命名")
    if not plain.lower().endswith(media.endings):
        plain += media.endings[0]
    return plain[-NAME_LENGTH:]


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}"


def _journal(file: StoredFile, action: str, actor: Actor, at: datetime, reason: str = "") -> None:
    """Written to the subject. The name stays out of it: people put names of people into names of files."""
    with override(None):
        kind = str(file.get_kind_display())
    details = {"file": file.pk, "file_kind": kind, "digest": file.digest}
    record(
        subject=(file.subject_kind, file.subject_id),
        action=action,
        actor=actor,
        at=at,
        details={**details, **({"reason": reason} if reason else {})},
    )
