"""Several who move one case at once: the first is heard, the others are told what has become of the case."""

import pytest

from lutu.kernel.casework.actions import MoveRefused, fire
from lutu.kernel.casework.models import CaseInterval, FiredMove
from lutu.kernel.casework.tests.sample import build_desk
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.journal.verification import verify_chain
from tests.cast import AT, assemble_cast, build_district
from tests.together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def accept():
    """(case, how somebody accepts it under a key): what came of it, in words."""
    district = build_district()
    desk = build_desk(district, assemble_cast(district))
    case = desk.task()

    def move(key):
        try:
            made = fire(case_id=case.pk, action="accept", user=desk.cast["teamlead"], key=key, at=AT)
        except MoveRefused as refused:
            return str(refused)
        return "再次" if made.is_repeat else "接收"

    return case, move


def test_of_several_who_accept_a_case_at_once_one_does_and_the_others_read_what_they_can_do_now(accept):
    case, move = accept
    said = sorted(together(lambda number: move(f"accept-{number}")))
    assert said[-1] == "接收"
    assert all(words.startswith("“办理中”阶段不能“接收”") for words in said[:-1])
    assert FiredMove.objects.filter(case=case, action="accept").count() == 1
    assert CaseInterval.objects.filter(case=case, ends_at=None).count() == 1
    assert verify_chain().holds


def test_the_same_request_sent_several_times_at_once_is_done_once_and_answered_each_time(accept):
    case, move = accept
    assert sorted(together(lambda number: move("accept"))) == ["再次", "再次", "再次", "接收"]
    actions = [entry.action for entry in entries_of(subject=("casework.case", case.pk))]
    assert actions == ["casework.task.accept", "casework.case.opened"]
