"""A batch from the file to its undoing: what loads, what is refused, what is remembered."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from lutu.kernel.intake.actions import (
    ImportRefused,
    UndoRefused,
    confirm,
    discard,
    forget_files,
    preview,
    receive,
    undo,
)
from lutu.kernel.intake.effects import effects_of, objections
from lutu.kernel.intake.kinds import ImportKindUnknown
from lutu.kernel.intake.models import ImportBatch, ImportLine
from lutu.kernel.intake.queries import lines_of, loaded_before
from lutu.kernel.intake.sheets import FileRefused
from lutu.kernel.intake.templates import refusals_sheet
from lutu.kernel.intake.tests.sample import ACTOR, AT, DAY, HEADINGS, SUBJECT, csv_of, with_row, xlsx
from lutu.kernel.jobs.models import Heartbeat
from lutu.kernel.journal.actions import CLOCK, record
from lutu.kernel.journal.queries import entries_of

pytestmark = pytest.mark.usefixtures("sample")
State = ImportBatch.State


def previewed(rows, *, name="项目.xlsx"):
    content = xlsx([HEADINGS, *rows]) if name.endswith("xlsx") else csv_of([HEADINGS, *rows])
    return preview(batch=receive(kind="sample", name=name, content=content, actor=ACTOR, at=AT), day=DAY, at=AT)


def loaded(rows, **options):
    return confirm(batch=previewed(rows, **options), actor=ACTOR, at=AT, day=DAY)


def counts(batch):
    return batch.new_count, batch.changed_count, batch.unchanged_count, batch.refused_count


def test_a_preview_counts_and_writes_no_row():
    batch = previewed([with_row(), with_row(code="A-2", start="2021-02-30"), with_row(code="A-3")])
    assert (batch.state, batch.line_count, counts(batch)) == (State.PREVIEWED, 3, (2, 0, 0, 1))
    assert not Heartbeat.objects.exists()


def test_the_good_lines_load_and_the_others_keep_their_reasons():
    batch = loaded([with_row(), with_row(code="A-2", start="2021-02-30"), with_row(name="又一次")])
    assert (batch.state, counts(batch), batch.loaded_at) == (State.LOADED, (1, 0, 0, 2), AT)
    assert list(Heartbeat.objects.values_list("name", "detail")) == [("A-1", "甲项目")]
    kept = {line.number: line for line in lines_of(batch=batch, verdict="refused")}
    assert kept[3].faults == [["开工日期", "2021-02-30", "真实存在的日期", "核对月份和日子"]]
    assert kept[4].faults[0][2] == "每个代码一行,与第 2 行重复"
    assert dict(kept[3].raw)["计划总投资(万元)"] == "1200"


def test_the_same_file_twice_changes_nothing_and_says_when_it_was_loaded():
    rows = [with_row(), with_row(code="A-2")]
    first = loaded(rows, name="项目.csv")
    again = previewed(rows, name="改了名.csv")
    assert counts(again) == (0, 0, 2, 0)
    assert loaded_before(batch=again) == first
    assert not ImportLine.objects.filter(batch=again).exists()
    confirm(batch=again, actor=ACTOR, at=AT, day=DAY)
    assert Heartbeat.objects.count() == 2


def test_another_file_with_the_same_name_was_not_loaded_before():
    loaded([with_row()], name="项目.csv")
    assert loaded_before(batch=previewed([with_row(code="A-2")], name="项目.csv")) is None


def test_changes_are_shown_with_old_and_new():
    loaded([with_row()])
    batch = previewed([with_row(name="甲项目二期")])
    assert counts(batch) == (0, 1, 0, 0)
    assert lines_of(batch=batch, verdict="changed").get().changes == [["名称", "甲项目", "甲项目二期"]]


def test_confirming_judges_anew_against_what_stands_by_then():
    batch = previewed([with_row(), with_row(code="A-2")])
    loaded([with_row()], name="先.csv")
    batch = confirm(batch=batch, actor=ACTOR, at=AT, day=DAY)
    assert counts(batch) == (1, 0, 1, 0)
    assert [line.number for line in lines_of(batch=batch, verdict="new")] == [3]


def test_a_batch_loads_only_once():
    batch = loaded([with_row()])
    with pytest.raises(ImportRefused, match="已载入"):
        confirm(batch=batch, actor=ACTOR, at=AT, day=DAY)
    stale = ImportBatch.objects.get(pk=batch.pk)
    stale.state = State.PREVIEWED
    with pytest.raises(ImportRefused, match="已载入"):
        confirm(batch=stale, actor=ACTOR, at=AT, day=DAY)


def test_a_file_that_does_not_do_is_kept_with_the_reason():
    batch = receive(kind="sample", name="表.csv", content="甲,乙\n1,2".encode(), actor=ACTOR, at=AT)
    batch = preview(batch=batch, day=DAY, at=AT)
    assert batch.state == State.REFUSED
    assert "表头缺少“代码、名称”" in batch.problem
    assert preview(batch=batch, day=DAY, at=AT).state == State.REFUSED


def test_headings_without_lines_are_told():
    batch = previewed([])
    assert (batch.state, batch.problem) == (State.REFUSED, "表头下面没有数据行,请填好后再上传")


@pytest.mark.parametrize(("content", "said"), [(b"", "空的"), (b"a" * 2000, "上限")])
def test_a_file_that_can_not_be_kept_is_not(settings, content, said):
    settings.IMPORT_MAX_BYTES = 1000
    with pytest.raises(FileRefused, match=said):
        receive(kind="sample", name="表.csv", content=content, actor=ACTOR, at=AT)
    assert not ImportBatch.objects.exists()


def test_an_unknown_kind_names_those_there_are():
    with pytest.raises(ImportKindUnknown, match="sample"):
        receive(kind="nothing", name="表.csv", content=b"a", actor=ACTOR, at=AT)


def test_undoing_puts_everything_back_and_the_journal_keeps_the_way():
    loaded([with_row()], name="先.csv")
    batch = loaded([with_row(name="新名"), with_row(code="A-2")])
    undone = undo(batch=batch, actor=ACTOR, at=AT, day=DAY)
    assert undone.state == State.UNDONE
    assert list(Heartbeat.objects.values_list("name", "detail")) == [("A-1", "甲项目")]
    actions = [entry.action for entry in entries_of(subject=("intake.importbatch", batch.pk))]
    assert actions == [
        "intake.batch.undone", "intake.batch.loaded", "intake.batch.previewed", "intake.batch.received",
    ]  # fmt: skip


def test_a_batch_stays_when_something_happened_to_its_rows_since():
    batch = loaded([with_row(), with_row(code="A-2")])
    row = Heartbeat.objects.get(name="A-2")
    record(subject=(SUBJECT, row.pk), action="sample.row.changed", actor=ACTOR, at=AT)
    count, first = objections(batch=batch)
    assert (count, [item.subject_id for item in first]) == (1, [str(row.pk)])
    with pytest.raises(UndoRefused, match="已有 1 个对象另有变动"):
        undo(batch=batch, actor=ACTOR, at=AT, day=DAY)
    assert Heartbeat.objects.count() == 2


def test_a_later_batch_over_the_same_rows_must_be_undone_first():
    first = loaded([with_row()])
    second = loaded([with_row(name="新名")])
    with pytest.raises(UndoRefused):
        undo(batch=first, actor=ACTOR, at=AT, day=DAY)
    undo(batch=second, actor=ACTOR, at=AT, day=DAY)
    assert Heartbeat.objects.get().detail == "甲项目"


def test_effects_come_back_as_they_were():
    batch = loaded([with_row(), with_row(code="A-2")])
    effects = effects_of(batch=ImportBatch.objects.get(pk=batch.pk))
    assert [(item.subject_kind, item.seq, item.created) for item in effects] == [(SUBJECT, 1, True)] * 2


def test_a_batch_given_up_keeps_neither_file_nor_lines(django_capture_on_commit_callbacks):
    batch = previewed([with_row()])
    place = batch.file
    assert default_storage.exists(place)
    with django_capture_on_commit_callbacks(execute=True):
        discard(batch=batch, actor=ACTOR, at=AT)
    assert not default_storage.exists(place)
    assert not ImportLine.objects.exists()
    with pytest.raises(ImportRefused):
        discard(batch=ImportBatch.objects.get(), actor=ACTOR, at=AT)


def test_refused_lines_can_be_put_right_and_uploaded_again():
    wrong = [with_row(start="2021-02-30"), with_row(code="A-2"), with_row(code="", money="3亿元")]
    batch = loaded(wrong)
    sheet = preview(
        batch=receive(kind="sample", name="拒收.xlsx", content=refusals_sheet(batch), actor=ACTOR, at=AT),
        day=DAY,
        at=AT,
    )
    assert (sheet.state, counts(sheet), sheet.ignored) == (State.PREVIEWED, (0, 0, 0, 2), [])
    assert [line.number for line in lines_of(batch=sheet, verdict="refused")] == [2, 3]


def test_loading_takes_the_same_number_of_queries_whatever_the_number_of_lines(django_assert_max_num_queries):
    # Twenty-five on SQLite; the journal of PostgreSQL takes its turn with one more.
    rows = [with_row(code=f"B-{number}") for number in range(300)]
    with django_assert_max_num_queries(26):
        previewed(rows)


@pytest.mark.parametrize("name", ["项目.xlsx", "项目.csv"])
def test_both_kinds_of_file_give_the_same(name):
    assert counts(loaded([with_row(), with_row(code="A-2", people="三")], name=name)) == (1, 0, 0, 1)


def test_files_past_their_time_go_with_the_cells_of_refused_lines_and_the_outcome_stays(
    django_capture_on_commit_callbacks,
):
    batch = loaded([with_row(), with_row(code="A-2", start="2021-02-30")])
    waiting = previewed([with_row(code="A-9")])
    assert forget_files(before=AT, actor=CLOCK, at=AT) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_files(before=AT + timedelta(seconds=1), actor=CLOCK, at=AT) == 2
    assert not default_storage.exists(batch.file)
    batch.refresh_from_db()
    waiting.refresh_from_db()
    assert (batch.state, batch.file, counts(batch)) == (State.LOADED, "", (1, 0, 0, 1))
    assert waiting.state == State.DISCARDED
    line = lines_of(batch=batch, verdict="refused").get()
    assert (line.raw, line.faults[0][0]) == ([], "开工日期")
    assert refusals_sheet(batch)
    undo(batch=batch, actor=ACTOR, at=AT, day=DAY)
    assert not Heartbeat.objects.exists()
    assert forget_files(before=AT + timedelta(days=1), actor=CLOCK, at=AT) == 0
