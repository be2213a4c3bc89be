"""Reading files."""

from collections.abc import Collection

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from lutu.engines.crypto import provider
from lutu.kernel.documents.models import StoredFile

MEGABYTE = 1024 * 1024
PROFILE_OF_ALGORITHM = {"SM3": "gm", "SHA-256": "intl"}
ALGORITHM_OF_PROFILE = {profile: name for name, profile in PROFILE_OF_ALGORITHM.items()}
Subject = tuple[str, int]


class FileDamaged(RuntimeError):
    """The stored content is gone, or is no longer what was uploaded."""


def files_of(*, subject: Subject) -> QuerySet[StoredFile]:
    """The files of a subject that have not been removed, oldest first."""
    kind, subject_id = subject
    rows = StoredFile.objects.filter(subject_kind=kind, subject_id=subject_id, removed_at__isnull=True)
    return rows.order_by("uploaded_at", "pk")


def has_file(*, subject: Subject, kinds: Collection[str]) -> bool:
    """Whether a subject has a file of one of these kinds (evidence, letter, minutes, attachment)."""
    return files_of(subject=subject).filter(kind__in=list(kinds)).exists()


def used_bytes(*, subject: Subject) -> int:
    """How much room the files of a subject take."""
    return int(files_of(subject=subject).aggregate(total=Sum("size"))["total"] or 0)


def largest_bytes() -> int:
    """How large one file may be (setting FILE_MAX_BYTES)."""
    return int(getattr(settings, "FILE_MAX_BYTES", 20 * MEGABYTE))


def quota_bytes() -> int:
    """How much room the files of one subject may take together (setting FILE_QUOTA_BYTES)."""
    return int(getattr(settings, "FILE_QUOTA_BYTES", 200 * MEGABYTE))


def content_of(*, file: StoredFile) -> bytes:
    """The content, compared with the digest taken when it came. Raises FileDamaged; the content is then not given."""
    if file.removed_at is not None or not default_storage.exists(file.place):
        raise FileDamaged(_("文件“{name}”的内容不在存储中。").format(name=file.name))
    with default_storage.open(file.place) as stored:
        content: bytes = stored.read()
    if digest_of(content=content, algorithm=file.algorithm) != file.digest:
        raise FileDamaged(_("文件“{name}”与上传时的摘要不符,内容可能被改动,已停止下载。").format(name=file.name))
    return content


def digest_of(*, content: bytes, algorithm: str) -> str:
    """The digest of a content in hexadecimal, by SM3 or SHA-256."""
    return provider(PROFILE_OF_ALGORITHM[algorithm], {}).digest(data=content).hex()
