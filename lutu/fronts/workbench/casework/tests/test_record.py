"""A case's record and the acts on it: what is shown to whom, every reason of a refusal, and nothing done twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lutu.fronts.workbench.casework.tests.asking import address, page, send
from lutu.kernel.casework.actions import ask_extension, delegate, note_absence, pause
from lutu.kernel.casework.models import CaseInterval, Extension, FiredMove
from lutu.kernel.casework.tests.sample import PDF, Desk, at
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.notices.models import Notice
from tests.cast import AT, DAY

NEXT_WEEK = at("2021-11-16 00:00").date()


def test_the_record_says_state_light_owner_raiser_and_one_primary_action(desk: Desk, as_) -> None:
    case = desk.task(title="协调光伏路用地", summary="三日内拿出方案", due_date=at("2021-11-05 09:00").date())
    text = page(as_("teamlead"), "case", case)
    for words in ("待接收", "逾期2个工作日", "发展和改革局 项目专班组长", "现由", "专班长", "督查员", "三日内拿出方案"):
        assert words in text
    head = text[text.index('<header class="page-head') : text.index('class="page-columns"')]
    assert head.count("btn-primary") == 1
    assert "受理事项" in text
    assert case.number in text


@pytest.mark.parametrize("name", ["case", "case_move", "case_pause", "case_urge", "case_reassign", "case_refer"])
def test_a_hidden_case_is_not_there_like_one_that_never_was(desk: Desk, as_, name: str) -> None:
    case = desk.task(area=desk.district.streets[2])
    client = as_("street")
    hidden = client.get(address(name, case))
    never = client.get(reverse(f"workbench:{name}", args=[999_999]))
    assert (hidden.status_code, never.status_code) == (404, 404)
    assert send(client, name, case).status_code == (405 if name == "case" else 404)
    assert FiredMove.objects.filter(case=case).count() == 1


def test_who_has_it_now_names_deputies_and_delegates(desk: Desk, as_) -> None:
    case, people = desk.task(), desk.cast.people
    delegate(
        giver=people["teamlead"], receiver=people["street"], valid_from=DAY, valid_to=NEXT_WEEK, reason="出差",
        actor=SYSTEM, at=AT,
    )  # fmt: skip
    note_absence(
        person=people["teamlead"], deputy=people["officer"], valid_from=DAY, valid_to=NEXT_WEEK, reason="休假",
        actor=SYSTEM, at=AT,
    )  # fmt: skip
    assert "专班长缺勤,项目科员代班(街道经办代)" in page(as_("supervision"), "case", case)


def test_a_reader_without_a_part_is_offered_nothing(desk: Desk, as_) -> None:
    case = desk.task(area=desk.district.streets[0])
    text = page(as_("street"), "case", case)
    assert 'class="row-act"' not in text
    assert address("case_move", case) not in text
    assert not any(words in text for words in ("暂停计时", "申请延期", "改派", "转介</a>"))


def test_a_restricted_case_leaves_a_trace_of_each_reading(desk: Desk, as_) -> None:
    case = desk.task(sensitivity="restricted")
    page(as_("teamlead"), "case", case)
    newest = entries_of(subject=("casework.case", case.pk))[0]
    assert (newest.action, newest.actor_name) == ("access.record.read", "专班长")
    assert as_("auditor").get(address("case", case)).status_code == 404


def test_a_move_with_content_and_evidence_goes_through_one_form(desk: Desk, as_) -> None:
    case = desk.task()
    desk.make(case, "accept", "teamlead")
    client = as_("teamlead")
    form = page(client, "case_move", case, "?action=answer")
    assert "办理结果" in form
    assert "佐证材料" in form
    sent = {
        "field_result": "已与业主签约", "reason": "", "files": SimpleUploadedFile("现场.pdf", PDF), "key": "one",
        "version": case.version,
    }  # fmt: skip
    answer = client.post(address("case_move", case, "?action=answer"), sent)
    assert answer.url == address("case", case)
    case.refresh_from_db()
    assert (case.stage, case.fields) == ("answered", {"result": "已与业主签约"})
    assert StoredFile.objects.filter(subject_id=case.pk, subject_kind="casework.case").count() == 1
    sent["files"] = SimpleUploadedFile("现场.pdf", PDF)
    assert client.post(address("case_move", case, "?action=answer"), sent).status_code == 302
    assert FiredMove.objects.filter(case=case, action="answer").count() == 1
    assert StoredFile.objects.filter(subject_id=case.pk).count() == 1
    text = page(client, "case", case)
    assert "已与业主签约" in text
    assert "现场.pdf" in text


def test_all_reasons_of_a_refusal_stand_together_and_what_was_typed_stays(desk: Desk, as_) -> None:
    case = desk.task()
    desk.make(case, "accept", "teamlead")
    answer = send(as_("teamlead"), "case_move", case, "?action=answer", field_result="快好了", reason="")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "“提交办结”须附佐证" in text
    assert "快好了" in text
    desk.prove(case)
    desk.make(case, "answer", "teamlead")
    refused = send(as_("supervision"), "case_move", case, "?action=send_back", reason=" ")
    assert refused.status_code == 422
    assert "“退回重办”须写明理由" in refused.content.decode()


def test_evidence_of_a_wrong_kind_is_refused_by_name_and_nothing_moves(desk: Desk, as_) -> None:
    case = desk.task()
    desk.make(case, "accept", "teamlead")
    files = SimpleUploadedFile("脚本.exe", b"MZ\x90\x00" + b"\x00" * 64)
    answer = send(as_("teamlead"), "case_move", case, "?action=answer", files=files)
    assert answer.status_code == 422
    assert "脚本.exe" in answer.content.decode()
    case.refresh_from_db()
    assert case.stage == "in_hand"
    assert not StoredFile.objects.filter(subject_id=case.pk).exists()


def test_somebody_without_a_part_puts_no_evidence_to_a_case(desk: Desk, as_) -> None:
    case = desk.task(area=desk.district.streets[0])
    answer = send(as_("street"), "case_move", case, "?action=answer", files=SimpleUploadedFile("a.pdf", PDF))
    assert answer.status_code == 422
    assert not StoredFile.objects.filter(subject_id=case.pk).exists()


def test_who_was_slower_sees_why_and_may_send_once_more(desk: Desk, as_) -> None:
    case = desk.task()
    old = case.version
    desk.make(case, "accept", "teamlead")
    client = as_("supervision")
    sent = {"key": "slow", "version": old, "reason": "不再需要"}
    answer = client.post(address("case_move", case, "?action=cancel"), sent)
    assert "已有新的办理" in answer.content.decode()
    assert f'name="version" value="{case.version}"' in answer.content.decode()
    assert (
        client.post(address("case_move", case, "?action=cancel"), {**sent, "version": case.version}).status_code == 302
    )


def test_a_move_that_is_not_mine_is_no_page_of_mine(desk: Desk, as_) -> None:
    case = desk.task()
    answer = as_("supervision").get(address("case_move", case, "?action=accept"), follow=True)
    assert answer.redirect_chain == [(address("case", case), 302)]
    assert "这一步不需要您办理" in answer.content.decode()


def test_the_clock_is_stopped_and_goes_on_and_both_are_shown(desk: Desk, as_) -> None:
    case, client = desk.task(), as_("teamlead")
    form = page(client, "case_pause", case)
    assert "等待补充材料(最长15个工作日)" in form
    assert send(client, "case_pause", case, reason="materials", note="等业主").status_code == 302
    text = page(client, "case", case)
    assert "暂停计时" in text
    assert "等待补充材料:等业主" in text
    assert send(client, "case_resume", case).status_code == 302
    assert CaseInterval.objects.filter(case=case, runs=False, ends_at=AT).count() == 1
    assert "恢复计时" in page(client, "case", case)


def test_an_extension_is_asked_for_by_the_owner_and_granted_by_supervision(desk: Desk, as_) -> None:
    case, owner, supervision = desk.task(), as_("teamlead"), as_("supervision")
    assert send(owner, "case_extend", case, amount=10, reason="用地手续未批").status_code == 302
    text = page(supervision, "case", case)
    assert "专班长申请延长 10个工作日,待督办审批" in text
    assert address("case_extension", case) in text
    assert address("case_extension", case) not in page(owner, "case", case)
    refused = send(supervision, "case_extension", case, approve="no", decision="")
    assert "不批准延期须写明理由" in refused.content.decode()
    assert send(supervision, "case_extension", case, approve="yes", decision="同意").status_code == 302
    extension = Extension.objects.get(case=case)
    assert (extension.state, extension.decided_by) == ("approved", desk.cast.people["supervision"])
    assert "督查员 2021-11-09 10:00 审批" in page(owner, "case", case)


def test_too_long_an_extension_without_a_reason_is_refused_for_both(desk: Desk, as_) -> None:
    answer = send(as_("teamlead"), "case_extend", desk.task(), amount=31, reason="")
    text = answer.content.decode()
    assert "申请延期须写明理由" in text
    assert "延期应为 1 至 30" in text


def test_a_case_is_reassigned_by_name_and_an_unclear_name_lists_who_is_meant(desk: Desk, as_) -> None:
    case, client = desk.task(), as_("supervision")
    unclear = send(client, "case_reassign", case, post="街道办事处", reason="分工")
    assert "对应多个岗位" in unclear.content.decode()
    assert "城阳街道 经济发展办经办" in unclear.content.decode().replace("街道办事处", "街道")
    assert send(client, "case_reassign", case, post="经济发展办经办", reason="分工").status_code == 302
    case.refresh_from_db()
    assert case.owner_post == desk.post("street")


def test_one_case_is_urged_in_words_of_ones_own(desk: Desk, as_) -> None:
    case = desk.task()
    send(as_("supervision"), "case_urge", case, text="周五前必须报结果")
    notice = Notice.objects.filter(title__startswith="督办").get()
    assert "周五前必须报结果" in notice.body
    assert "周五前必须报结果" in page(as_("supervision"), "case", case)


def test_the_record_asks_a_bounded_number_of_queries(desk: Desk, as_, django_assert_max_num_queries) -> None:
    case = desk.task()
    pause(case_id=case.pk, reason_code="materials", note="", user=desk.cast["teamlead"], key="p", at=AT)
    for number in range(8):
        desk.task(title=f"派生 {number}", parent=case)
    client = as_("supervision")
    page(client, "case", case)
    with django_assert_max_num_queries(24):
        page(client, "case", case)


def test_an_extension_waiting_for_its_word_is_found_from_the_list(desk: Desk, as_) -> None:
    case = desk.task()
    ask_extension(case_id=case.pk, amount=5, reason="等批复", user=desk.cast["teamlead"], key="e", at=AT)
    answer = as_("supervision").get("/workbench/cases/", {"attention": "extension"})
    assert [line.source for line in answer.context["list"].lines] == [case]
