"""Files of a subject: what is taken, under which name, how much, and how a file goes."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from lutu.kernel.documents import registry
from lutu.kernel.documents.actions import FileRefused, forget_strays, remove_file, store_file
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.documents.queries import FileDamaged, content_of, files_of, has_file, used_bytes
from lutu.kernel.documents.registry import declare_fileable, fileable_kinds, may_attach
from lutu.kernel.documents.tests.contents import PDF, REFUSED, TAKEN, picture
from lutu.kernel.journal.actions import Actor
from lutu.kernel.journal.queries import action_title, entries_of
from tests.cast import AT, DAY

SUBJECT = ("casework.case", 7)
OTHER = ("casework.case", 8)
WHO = Actor("account", "3", "项目科员")

pytestmark = pytest.mark.django_db


def stored(name="照片.jpg", content=None, subject=SUBJECT, kind="evidence", **more):
    content = picture("JPEG") if content is None else content
    return store_file(subject=subject, kind=kind, name=name, content=content, actor=WHO, at=AT, **more)


@pytest.mark.parametrize(("name", "content", "media_type"), [(name, *rest) for name, rest in TAKEN.items()])
def test_the_content_says_what_a_file_is(name, content, media_type):
    assert stored(name, content).media_type == media_type
    if not media_type.startswith("text/"):
        assert stored("看不出.xyz", content, subject=OTHER).media_type == media_type


@pytest.mark.parametrize(("name", "content", "why"), [(name, *rest) for name, rest in REFUSED.items()])
def test_other_files_are_refused_with_the_reason(name, content, why):
    with pytest.raises(FileRefused, match=why) as refused:
        stored(name, content)
    assert name in str(refused.value)
    assert not StoredFile.objects.exists()


def test_an_empty_file_and_one_over_the_limit_are_refused(settings):
    with pytest.raises(FileRefused, match="空文件"):
        stored(content=b"")
    settings.FILE_MAX_BYTES = len(PDF)
    stored("a.pdf", PDF)
    with pytest.raises(FileRefused, match="超过单个文件上限"):
        stored("b.pdf", PDF + b"%")


def test_a_record_has_room_for_so_much_and_no_more(settings):
    settings.FILE_QUOTA_BYTES = 2 * len(PDF) + 2
    stored("a.pdf", PDF)
    second = stored("b.pdf", PDF + b"%")
    with pytest.raises(FileRefused, match=r"还可用 0\.0 MB"):
        stored("c.pdf", PDF + b"%%")
    stored("c.pdf", PDF + b"%%", subject=OTHER)
    remove_file(file=second, reason="重复", actor=WHO, at=AT)
    assert stored("c.pdf", PDF + b"%").name == "c.pdf"


def test_the_same_content_twice_on_a_record_is_one_row():
    first = stored(note="现场")
    again = stored("又一次.jpg")
    assert (again.pk, again.name) == (first.pk, "照片.jpg")
    assert entries_of(subject=SUBJECT).count() == 1
    assert stored(subject=OTHER).pk != first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(
            subject_kind=SUBJECT[0], subject_id=SUBJECT[1], kind="evidence", name="x", media_type="x", size=1,
            digest=first.digest, algorithm="SM3", place="x", uploaded_by_name="x", uploaded_at=AT,
        )  # fmt: skip


def test_a_file_is_kept_under_its_digest_and_given_back_as_it_came():
    file = stored("a.pdf", PDF)
    assert file.algorithm == "SM3"
    assert file.place.startswith(f"documents/{file.digest[:2]}/{file.digest}")
    assert content_of(file=file) == PDF
    assert (file.size, file.uploaded_by_name, file.uploaded_at) == (len(PDF), "项目科员", AT)


def test_a_file_of_the_other_profile_is_still_compared_by_its_own_algorithm(settings):
    settings.CRYPTO_PROFILE = "intl"
    file = stored("a.pdf", PDF)
    settings.CRYPTO_PROFILE = "gm"
    assert file.algorithm == "SHA-256"
    assert content_of(file=file) == PDF


def test_a_changed_content_is_not_given():
    file = stored("a.pdf", PDF)
    with default_storage.open(file.place, "wb") as content:
        content.write(PDF + b" ")
    with pytest.raises(FileDamaged, match="摘要不符"):
        content_of(file=file)
    default_storage.delete(file.place)
    with pytest.raises(FileDamaged, match="不在存储中"):
        content_of(file=file)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\方案.pdf", "方案.pdf"),
        ("方案.exe", "方案.exe.pdf"),
        ("方案\u202efdp.exe", "方案fdp.exe.pdf"),
        ('a"b\r\n:c?.PDF', "abc.PDF"),
        ("  .pdf", "pdf.pdf"),
        ("", "未命名.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_names_lose_what_misleads_and_end_as_their_content_does(typed, kept):
    assert stored(typed, PDF).name == kept


def test_a_removed_file_leaves_its_row_and_reason_but_no_content(django_capture_on_commit_callbacks):
    file = stored("a.pdf", PDF)
    later = AT + timedelta(hours=1)
    with pytest.raises(FileRefused, match="删除理由"):
        remove_file(file=file, reason=" ", actor=WHO, at=later)
    with django_capture_on_commit_callbacks(execute=True):
        row = remove_file(file=file, reason="传错项目", actor=WHO, at=later)
    assert (row.removed_reason, row.removed_by_name, row.removed_at) == ("传错项目", "项目科员", later)
    assert not default_storage.exists(file.place)
    assert not files_of(subject=SUBJECT).exists()
    with pytest.raises(FileDamaged):
        content_of(file=row)
    with pytest.raises(FileRefused, match="已由 项目科员 删除"):
        remove_file(file=row, reason="再删", actor=WHO, at=later)
    again = stored("a.pdf", PDF)
    assert again.pk != file.pk
    assert content_of(file=again) == PDF


def test_the_journal_of_the_record_tells_of_both_without_the_name():
    file = stored("某某身份证.jpg")
    remove_file(file=file, reason="不应上传", actor=WHO, at=AT)
    removed, came = entries_of(subject=SUBJECT)[:2]
    assert [action_title(entry.action) for entry in (came, removed)] == ["上传文件", "删除文件"]
    assert came.details == {"file": file.pk, "file_kind": "佐证材料", "digest": file.digest}
    assert removed.details["reason"] == "不应上传"
    assert "身份证" not in came.details_text + removed.details_text


def test_the_journal_is_in_chinese_whoever_reads_the_page_in_english():
    from django.utils import translation

    with translation.override("en"):
        stored()
    assert entries_of(subject=SUBJECT)[0].details["file_kind"] == "佐证材料"


def test_a_refused_file_leaves_nothing_in_the_storage(settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}}  # fmt: skip
    settings.FILE_QUOTA_BYTES = 10
    with pytest.raises(FileRefused):
        stored("a.pdf", PDF)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_files_are_counted_by_kind_and_size():
    stored("a.pdf", PDF, kind="minutes")
    assert has_file(subject=SUBJECT, kinds=("evidence", "minutes"))
    assert not has_file(subject=SUBJECT, kinds=("evidence",))
    assert not has_file(subject=OTHER, kinds=("minutes",))
    assert used_bytes(subject=SUBJECT) == len(PDF)
    assert used_bytes(subject=OTHER) == 0


def test_who_may_attach_is_decided_by_who_owns_the_kind(monkeypatch):
    monkeypatch.setattr(registry, "_FILEABLE", dict(registry._FILEABLE))
    asked = []

    def decide(*, user, subject_id, day):
        asked.append((user, subject_id, day))
        return subject_id == 7

    declare_fileable("test.thing", decide)
    assert "test.thing" in fileable_kinds()
    assert may_attach(user="甲", subject=("test.thing", 7), day=DAY)
    assert not may_attach(user="甲", subject=("test.thing", 8), day=DAY)
    assert not may_attach(user="甲", subject=("test.nothing", 7), day=DAY)
    assert asked == [("甲", 7, DAY), ("甲", 8, DAY)]
    with pytest.raises(ValueError, match="已登记"):
        declare_fileable("test.thing", lambda **_given: True)


def test_what_a_failed_request_left_in_the_storage_is_swept_away_and_nothing_else(settings, tmp_path):
    own = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": own}
    kept = stored()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        lost = stored("b.pdf", PDF).place
        raise ZeroDivisionError
    assert default_storage.exists(lost)
    now = timezone.now()
    assert forget_strays(before=now - timedelta(hours=1)) == 0
    assert forget_strays(before=now + timedelta(seconds=1)) == 1
    assert not default_storage.exists(lost)
    assert content_of(file=kept)
