"""The timeline of a record."""

from datetime import date

import pytest
from django.template import Context, Template

from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.journal.queries import entries_of, label_action
from tests.cast import AT

pytestmark = pytest.mark.django_db
SUBJECT = ("test.thing", 1)
label_action("test.thing.moved", "迁移")


def shown():
    return Template("{% timeline entries %}").render(Context({"entries": entries_of(subject=SUBJECT)}))


def test_an_entry_reads_as_what_by_whom_when_and_on_what_ground():
    actor = Actor("account", "1", "项目科员", "发展和改革局")
    details = {"reason": "合同更正", "day": date(2021, 9, 30), "count": 1234, "unknown_key": "内部", "to": ""}
    record(subject=SUBJECT, action="test.thing.moved", actor=actor, at=AT, details=details, basis="城阳发改〔2021〕1号")
    page = shown()
    for text in (
        "迁移",
        "项目科员(代发展和改革局)",
        "2021-11-09 10:00",
        "合同更正",
        "2021-09-30",
        "1,234",
        "城阳发改〔2021〕1号",
    ):
        assert text in page
    assert "内部" not in page


def test_nested_details_and_flags_are_words():
    details = {"was": {"number": "甲", "use": "工业用地"}, "fields": ["name", "phone"], "value": True}
    record(subject=SUBJECT, action="test.thing.moved", actor=Actor("system", "", "系统"), at=AT, details=details)
    page = shown()
    assert "编号 甲;用途 工业用地" in page
    assert "name、phone" in page
    assert "是" in page


def test_a_record_without_a_history_says_so():
    assert "还没有办理记录" in shown()
