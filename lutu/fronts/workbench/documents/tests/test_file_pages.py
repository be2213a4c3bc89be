"""Files on the workbench: put to a record, read, taken away; absent where the record is hidden."""

from decimal import Decimal
from urllib.parse import quote

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from lutu.fronts.workbench.documents.panel import files_panel
from lutu.kernel.access.queries import actor_of
from lutu.kernel.casework.actions import open_case
from lutu.kernel.documents import registry
from lutu.kernel.documents.actions import remove_file, store_file
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.documents.tests.contents import PDF, TAKEN, picture
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.models import Post
from lutu.kernel.territory.models import Parcel
from tests.cast import AT, DAY
from tests.leaks.asking import neutral

KIND = "territory.parcel"
OWN_PAGE = "/workbench/parameters/"


@pytest.fixture
def parcels(district, monkeypatch):
    """One parcel in the street of the street clerk, one in another; whoever sees a parcel in use may attach to it."""
    monkeypatch.setitem(
        registry._FILEABLE, KIND,
        lambda *, user, subject_id, day: Parcel.objects.filter(pk=subject_id, use="工业用地").exists(),
    )  # fmt: skip
    made = [
        Parcel.objects.create(number=f"C-{n}", area=street, use="工业用地", area_m2=Decimal(1), source="测试")
        for n, street in enumerate(district.streets[:2])
    ]
    closed = Parcel.objects.create(
        number="C-9", area=district.streets[0], use="绿地", area_m2=Decimal(1), source="测试"
    )
    return {"own": made[0], "other": made[1], "closed": closed}


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast["street"])
    return client


def add(parcel, **query):
    return reverse("workbench:file_upload", args=[KIND, parcel.pk], query=query or None)


def given(name, content):
    return SimpleUploadedFile(name, content)


def kept(parcel, cast, name="批复.pdf", content=PDF):
    return store_file(
        subject=(KIND, parcel.pk), kind="evidence", name=name, content=content, actor=actor_of(cast["street"]), at=AT
    )


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_files_and_photos_are_put_to_a_record_with_who_and_why(clerk, parcels):
    sent = {
        "upload": [given("批复.pdf", PDF), given("数据.csv", b"a,b\n1,2\n")], "kind": "minutes", "note": "示例地块现场",
        "photo": given("image.jpg", picture("JPEG")),
    }  # fmt: skip
    response = clerk.post(add(parcels["own"], next=OWN_PAGE), sent)
    assert (response.status_code, response.url) == (302, OWN_PAGE)
    assert told(response) == ["已上传文件 3 个。"]
    rows = StoredFile.objects.filter(subject_kind=KIND, subject_id=parcels["own"].pk)
    assert {(row.name, row.kind, row.note, row.uploaded_by_name) for row in rows} == {
        (name, "minutes", "示例地块现场", "街道经办") for name in ("批复.pdf", "数据.csv", "image.jpg")
    }
    page = clerk.get(add(parcels["own"])).content.decode()
    assert "批复.pdf" in page
    assert "会议纪要" in page


def test_a_refused_file_does_not_keep_the_others_out(clerk, parcels):
    sent = {"upload": [given("批复.pdf", PDF), given("x.exe", b"MZ" + bytes(60))], "kind": "evidence"}
    response = clerk.post(add(parcels["own"]), sent)
    assert response.status_code == 302
    assert sorted(told(response)) == ["“x.exe”是程序文件,不能上传。", "已上传文件 1 个。"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [("x.exe", b"MZ" + bytes(60), "是程序文件"), ("空.pdf", b"", "空文件"), ("图.svg", b"<svg/>", "网页或矢量图")],
)
def test_where_nothing_is_taken_the_form_says_why(clerk, parcels, name, content, why):
    response = clerk.post(add(parcels["own"]), {"upload": given(name, content), "kind": "evidence", "note": "留住"})
    assert response.status_code == 422
    page = response.content.decode()
    assert why in page
    assert "留住" in page


def test_no_file_at_all_is_said(clerk, parcels):
    response = clerk.post(add(parcels["own"]), {"kind": "evidence"})
    assert response.status_code == 422
    assert "请选择文件或拍照" in response.content.decode()


def test_the_same_file_again_is_said_and_not_kept_twice(clerk, parcels, cast):
    kept(parcels["own"], cast)
    response = clerk.post(add(parcels["own"]), {"upload": given("批复.pdf", PDF), "kind": "evidence"})
    assert response.status_code == 422
    assert "没有重复保存" in response.content.decode()
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("elsewhere", ["https://example.invalid/", "//example.invalid/", "javascript:alert(1)", "x"])
def test_the_way_back_stays_in_the_house(clerk, parcels, elsewhere):
    response = clerk.post(add(parcels["own"], next=elsewhere), {"upload": given("a.pdf", PDF), "kind": "evidence"})
    assert response.url == reverse("workbench:home")


def test_a_hidden_record_takes_files_no_more_than_one_that_never_was(clerk, parcels):
    hidden, missing = add(parcels["other"]), reverse("workbench:file_upload", args=[KIND, 999_999_937])
    answers = [clerk.get(path) for path in (hidden, missing)] + [
        clerk.post(path, {"upload": given("a.pdf", PDF), "kind": "evidence"}) for path in (hidden, missing)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({neutral(answer.content.decode(), hidden, missing) for answer in answers}) == 1
    assert not StoredFile.objects.exists()


def test_other_kinds_of_records_take_none(clerk, parcels):
    for kind in ("territory.scope", "nothing.at_all", "nodot"):
        assert clerk.get(reverse("workbench:file_upload", args=[kind, 1])).status_code == 404


def test_a_record_that_shows_but_takes_none_says_so(clerk, parcels, cast):
    answer = clerk.post(add(parcels["closed"]), {"upload": given("a.pdf", PDF), "kind": "evidence"})
    assert answer.status_code == 403
    assert "不能在这条记录上增删文件" in answer.content.decode()
    file = kept(parcels["closed"], cast)
    assert clerk.post(reverse("workbench:file_remove", args=[file.pk]), {"reason": "x"}).status_code == 403
    assert clerk.get(reverse("workbench:file", args=[file.pk])).status_code == 200


def test_a_file_comes_back_under_its_name_and_is_kept_as_a_file(clerk, parcels, cast):
    content = TAKEN["a.docx"][0]
    file = kept(parcels["own"], cast, "整改报告(终稿).docx", content)
    answer = clerk.get(reverse("workbench:file", args=[file.pk]))
    assert answer.streaming
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["Content-Type"] == file.media_type
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert quote("整改报告") in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a.pdf", True), ("a.jpg", True), ("a.png", True), ("a.webp", True), ("a.heic", False), ("a.txt", False),
     ("a.csv", False), ("a.xlsx", False), ("a.mp3", False)],
)  # fmt: skip
def test_only_pictures_and_pdf_are_shown_in_place(clerk, parcels, cast, name, shown):
    file = kept(parcels["own"], cast, name, TAKEN[name][0])
    answer = clerk.get(reverse("workbench:file", args=[file.pk]))
    assert answer.headers["Content-Disposition"].startswith("inline" if shown else "attachment")


def test_hidden_missing_and_removed_files_answer_alike(clerk, parcels, cast):
    hidden, removed = kept(parcels["other"], cast), kept(parcels["own"], cast)
    remove_file(file=removed, reason="传错", actor=actor_of(cast["street"]), at=AT)
    paths = [reverse(name, args=[pk]) for name in ("workbench:file", "workbench:file_remove")
             for pk in (hidden.pk, removed.pk, 999_999_937)]  # fmt: skip
    answers = [clerk.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert len({neutral(answer.content.decode(), *paths) for answer in answers}) == 1


def test_a_changed_content_is_not_handed_out(clerk, parcels, cast):
    file = kept(parcels["own"], cast)
    with default_storage.open(file.place, "wb") as content:
        content.write(b"%PDF-forged")
    answer = clerk.get(reverse("workbench:file", args=[file.pk]))
    assert answer.status_code == 410
    assert "摘要不符" in answer.content.decode()
    assert b"forged" not in answer.content


def test_a_file_is_taken_away_with_its_reason(clerk, parcels, cast, django_capture_on_commit_callbacks):
    file = kept(parcels["own"], cast)
    path = reverse("workbench:file_remove", args=[file.pk], query={"next": OWN_PAGE})
    assert "批复.pdf" in clerk.get(path).content.decode()
    assert clerk.post(path, {"reason": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        response = clerk.post(path, {"reason": "传错项目"})
    assert response.url == OWN_PAGE
    file.refresh_from_db()
    assert (file.removed_reason, file.removed_by_name) == ("传错项目", "街道经办")
    assert not default_storage.exists(file.place)


def test_visitors_sign_in_first_and_strangers_see_nothing(client, cast, parcels):
    path = reverse("workbench:file", args=[kept(parcels["own"], cast).pk])
    assert client.get(path).url.startswith("/accounts/login/")
    client.force_login(cast["stranger"])
    assert client.get(path).status_code == 404
    assert client.get(add(parcels["own"])).status_code == 404


def test_whoever_owns_a_case_sees_its_files_without_a_right_to_files_at_large(client, cast, district):
    post = Post.objects.get(assignments__person=cast.people["mediator"])
    area = district.streets[2]
    case = open_case(flow="casework.task", title="某事", area=area, owner_post=post, actor=SYSTEM, at=AT)
    kinds = {"subject": ("casework.case", case.pk), "kind": "evidence", "actor": SYSTEM, "at": AT}
    file = store_file(name="现场.txt", content="现场情况".encode(), **kinds)
    path = reverse("workbench:file", args=[file.pk])
    for username, status in (("mediator", 200), ("grid", 404), ("resident", 404)):
        client.force_login(cast[username])
        assert client.get(path).status_code == status


def panel_of(user, parcel):
    request = RequestFactory().get("/workbench/")
    request.user, request.day = user, DAY
    return files_panel(request, subject=(KIND, parcel.pk), back=OWN_PAGE)["files_panel"]


def test_the_panel_of_a_record_says_what_is_there_and_how_much_room_is_left(cast, parcels, settings):
    settings.FILE_QUOTA_BYTES = 4 * len(PDF)
    kept(parcels["own"], cast)
    panel = panel_of(cast["street"], parcels["own"])
    assert [file.name for file in panel["files"]] == ["批复.pdf"]
    assert (panel["used"], panel["quota"], panel["share"]) == (len(PDF), 4 * len(PDF), 25)
    assert panel["may_attach"]
    assert panel["upload_url"] == add(parcels["own"], next=OWN_PAGE)
    assert not panel_of(cast["street"], parcels["closed"])["may_attach"]


def test_the_panel_is_absent_for_who_reads_no_files(cast, parcels):
    assert panel_of(cast["stranger"], parcels["own"]) is None


def test_the_panel_takes_as_many_queries_for_twenty_files_as_for_one(cast, parcels, django_assert_max_num_queries):
    def queries(count):
        for number in range(count):
            kept(parcels["own"], cast, f"{number}.pdf", PDF + str(number).encode())
        with django_assert_max_num_queries(8) as asked:
            assert len(panel_of(cast["street"], parcels["own"])["files"]) == count
        return len(asked)

    assert queries(1) == queries(20)
