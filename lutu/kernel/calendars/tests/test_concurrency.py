"""Two who propose the same year at once. Only PostgreSQL lets them: SQLite lets one transaction write at a time."""

from datetime import date
from threading import Barrier

import pytest

from lutu.kernel.calendars import actions
from lutu.kernel.calendars.actions import CalendarRefused, propose_year
from lutu.kernel.calendars.models import CalendarYear
from lutu.kernel.journal.actions import Actor
from tests.cast import AT
from tests.together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_of_two_who_propose_a_year_at_once_one_is_refused_with_the_sentence(monkeypatch):
    both_checked = Barrier(2, timeout=20)
    check = actions.assert_proposable

    def checked(*, notice):
        check(notice=notice)
        both_checked.wait()

    monkeypatch.setattr(actions, "assert_proposable", checked)

    def propose(number):
        try:
            propose_year(
                year=2027, holidays=[date(2027, 1, 1 + number)], makeup_days=[], source="示例", document_number="",
                issued_date=None, actor=Actor("account", str(number), f"{number}号"), at=AT,
            )  # fmt: skip
        except CalendarRefused as refused:
            return str(refused)
        return "提出"

    said = sorted(together(propose, writers=2))
    assert said == ["2027年工作日历(第1版)待签发,请先签发或撤回", "提出"]
    assert CalendarYear.objects.get().state == "proposed"
