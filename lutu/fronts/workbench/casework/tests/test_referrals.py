"""转介 and 同意 through the pages: on consent or not at all, and nothing but a status word comes back."""

import pytest
from django.urls import reverse

from lutu.fronts.workbench.casework.tests.asking import address, page, send
from lutu.kernel.casework.actions import open_case
from lutu.kernel.casework.flows import Flow, Move, Stage
from lutu.kernel.casework.models import Consent, Referral
from lutu.kernel.casework.registry import _FLOWS, declare_flow
from lutu.kernel.casework.tests.sample import Desk
from lutu.kernel.journal.actions import SYSTEM
from tests.cast import AT, DAY

PERSONAL = Flow(
    code="tests.support", title="帮扶", prefix="CS", initial="new", personal=True,
    fields={"need": "需求", "note": "记录"},
    stages=(Stage("new", "新", no_term_reason="测试"), Stage("done", "完", is_final=True, clock="none")),
    moves=(Move("close", "办结", frozenset(["new"]), "done", frozenset(["owner"]), no_evidence_reason="测试"),),
)  # fmt: skip


@pytest.fixture
def support(desk: Desk):
    """A case about a person, of a flow only this test knows."""
    declare_flow(PERSONAL)
    yield open_case(
        flow=PERSONAL.code, title="某人需要帮扶", area=desk.district.streets[0], owner_post=desk.post("teamlead"),
        fields={"need": "住处", "note": "不得外传"}, actor=SYSTEM, at=AT,
    )  # fmt: skip
    _FLOWS.pop(PERSONAL.code)


def test_a_case_about_a_person_is_referred_on_consent_and_shows_only_a_status_word(desk: Desk, as_, support) -> None:
    client = as_("teamlead")
    given = {"to_flow": "casework.task", "title": "安排住处", "purpose": "临时安置", "shared": ["need"]}
    refused = send(client, "case_refer", support, **given)
    assert "须取得本人同意" in refused.content.decode()
    consent = {
        "purpose": "临时安置", "receiver": "街道", "fields_given": ["need"], "given_date": "2021-11-09",
        "expires_date": "2021-12-09", "manner": "当面签字",
    }  # fmt: skip
    assert send(client, "case_consent", support, **consent).status_code == 302
    row = Consent.objects.get()
    post = desk.post("street")
    sent = {**given, "consent": row.pk, "owner_post": f"{post}({post.code})", "key": "once"}
    assert send(client, "case_refer", support, **sent).status_code == 302
    assert send(client, "case_refer", support, **sent).status_code == 302
    target = Referral.objects.get().target
    assert target.summary == "需求:住处"
    text = page(client, "case", support)
    assert "待接收" in text
    assert address("case", target) not in text
    assert "不得外传" not in page(as_("street"), "case", target)
    assert client.post(reverse("workbench:consent_withdraw", args=[row.pk]), {"key": "w"}).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_date == DAY


def test_consent_is_noted_only_by_who_has_a_part(desk: Desk, as_, support) -> None:
    assert as_("street").get(address("case_consent", support)).status_code == 403
