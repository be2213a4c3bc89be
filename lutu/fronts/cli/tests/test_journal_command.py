"""journal verify says what it looked at and what it found."""

import pytest
from django.db import connection

from lutu.fronts.cli import main
from lutu.fronts.cli.journal import sentences
from lutu.kernel.journal.actions import SYSTEM, record
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.verification import ChainFault, ChainReport
from tests.cast import AT

pytestmark = pytest.mark.django_db


def test_a_journal_that_holds_is_status_0(capsys: pytest.CaptureFixture[str]) -> None:
    record(subject=("parties.post", 1), action="parties.post.set_up", actor=SYSTEM, at=AT)
    assert main(["journal", "verify"]) == 0
    assert "留痕完整:已校验 1 条留痕、1 个对象" in capsys.readouterr().out


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="takes the trigger away the way SQLite does")
def test_an_entry_changed_behind_the_houses_back_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    record(subject=("parties.post", 1), action="parties.post.set_up", actor=SYSTEM, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {Entry._meta.db_table}_no_UPDATE")
        cursor.execute(f"UPDATE {Entry._meta.db_table} SET actor_name = '别人'")
    assert main(["journal", "verify"]) == 1
    assert "parties.post/1 第 1 条" in capsys.readouterr().out


def test_a_wrong_day_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "verify", "--since", "yesterday"]) == 1
    assert "应为 YYYY-MM-DD" in capsys.readouterr().err


def test_of_many_faults_twenty_are_shown_and_the_rest_counted() -> None:
    faults = tuple(ChainFault("parties.post", str(number), 1, "内容与摘要不符") for number in range(23))
    lines = sentences(report=ChainReport(23, 23, 0, faults), seconds=0.0)
    assert lines[0].startswith("留痕有 23 处不符")
    assert "  另有 3 处" in lines
    assert len(lines) == 1 + 20 + 1 + 1
