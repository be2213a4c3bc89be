"""The import pages: who may load what, what a preview shows, what confirming and undoing do, and jobs beside them."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from lutu.fronts.tasks import run_job
from lutu.fronts.workbench import batches, imports
from lutu.kernel.intake.models import ImportBatch
from lutu.kernel.jobs import registry
from lutu.kernel.jobs.models import Job
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.actions import change_person
from lutu.kernel.parties.models import Organisation, Person
from lutu.kernel.rules.actions import set_parameter
from lutu.web.clock import DEMO_DAY, forget_demo_day
from tests.cast import AT, DAY

HEADINGS = ("工号", "姓名", "单位", "岗位代码", "岗位", "任职日")
ROWS = [
    ("N-1", "新人甲", "督查室", "DC-1", "督查经办", "2021-06-01"),
    ("N-2", "新人乙", "没有的单位", "DC-2", "督查经办", "2021-06-01"),
]


@pytest.fixture(autouse=True)
def _day(db):
    set_parameter(
        code=DEMO_DAY, name="演示日", value=DAY.isoformat(), valid_from=DAY, source="测试", actor=SYSTEM, at=AT
    )
    forget_demo_day()


def file_of(rows=ROWS, *, name="人员.csv", headings=HEADINGS):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    return SimpleUploadedFile(name, text.getvalue().encode())


@pytest.fixture
def admin(client, cast):
    client.force_login(cast["admin"])
    return client


def uploaded(client, **options):
    answer = client.post(reverse("workbench:import_upload", args=["people"]), {"file": file_of(**options)}, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer, ImportBatch.objects.latest("pk")


def address(name, batch):
    return reverse(f"workbench:{name}", args=[batch.pk])


def test_the_home_offers_what_the_reader_may_load(client, cast, admin):
    text = admin.get(reverse("workbench:imports")).content.decode()
    assert "人员与岗位" in text and reverse("workbench:import_template", args=["people"]) in text
    client.force_login(cast["auditor"])
    text = client.get(reverse("workbench:imports")).content.decode()
    assert "没有可导入的数据种类" in text


def test_a_template_comes_under_its_chinese_name(admin):
    answer = admin.get(reverse("workbench:import_template", args=["people"]))
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    assert load_workbook(io.BytesIO(answer.content)).sheetnames == ["人员与岗位", "填写说明"]


@pytest.mark.parametrize("name", ["import_upload", "import_template"])
def test_without_the_permission_neither_template_nor_upload(client, cast, name):
    client.force_login(cast["officer"])
    answer = client.get(reverse(f"workbench:{name}", args=["people"]))
    assert answer.status_code == 403
    assert "导入人员与岗位需要" in answer.content.decode()
    assert client.get(reverse(f"workbench:{name}", args=["nothing"])).status_code == 404


def test_a_preview_shows_reasons_and_writes_nothing(admin):
    answer, batch = uploaded(admin)
    text = answer.content.decode()
    assert batch.state == "previewed"
    for words in ("没有的单位", "已登记的单位全称、简称或信用代码", "确认载入 1 行", "下载拒收行"):
        assert words in text
    assert not Person.objects.filter(code="N-1").exists()
    assert "督查室 督查经办,2021-06-01" in admin.get(f"{address('import_batch', batch)}?tab=new").content.decode()


def test_confirming_loads_the_good_lines_and_the_page_says_so(admin):
    _answer, batch = uploaded(admin)
    answer = admin.post(address("import_confirm", batch), follow=True)
    assert "新增 1 行,变更 0 行,不变 0 行,拒收 1 行" in answer.content.decode()
    assert Person.objects.get(code="N-1").name == "新人甲"
    again, _batch = uploaded(admin)
    assert "同一个文件已由 系统管理员 于 2021年11月9日 载入" in again.content.decode()


def test_refused_lines_are_handed_back_with_their_reasons(admin):
    _answer, batch = uploaded(admin)
    answer = admin.get(address("import_refusals", batch))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0] == (*HEADINGS, "行号", "问题列", "发现", "应为", "怎么改")
    assert rows[1][:3] + rows[1][6:9] == ("N-2", "新人乙", "没有的单位", "3", "单位", "没有的单位")


def test_undoing_asks_first_and_says_what_stands_against_it(admin):
    _answer, batch = uploaded(admin)
    admin.post(address("import_confirm", batch))
    assert "新增的登记删去" in admin.get(address("import_undo", batch)).content.decode()
    person = Person.objects.get(code="N-1")
    change_person(person=person, name="手改", actor=SYSTEM, at=AT)
    text = admin.get(address("import_undo", batch)).content.decode()
    assert "载入后有 1 个对象另有变动" in text and "变更人员" in text
    admin.post(address("import_undo", batch))
    assert ImportBatch.objects.get(pk=batch.pk).state == "loaded"


def test_undoing_takes_the_lines_back(admin):
    _answer, batch = uploaded(admin)
    admin.post(address("import_confirm", batch))
    answer = admin.post(address("import_undo", batch), follow=True)
    assert "已撤销,登记恢复到载入之前" in answer.content.decode()
    assert not Person.objects.filter(code="N-1").exists()


def test_a_batch_given_up_can_not_be_loaded(admin):
    _answer, batch = uploaded(admin)
    assert "没有写入任何数据" in admin.post(address("import_discard", batch), follow=True).content.decode()
    answer = admin.post(address("import_confirm", batch), follow=True)
    assert "已放弃" in answer.content.decode()
    assert not Person.objects.filter(code="N-1").exists()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("表.xls", b"x"), "旧版 .xls"),
        (SimpleUploadedFile("图.png", b"x"), "不是表格"),
        (SimpleUploadedFile("表.csv", b""), "空的"),
        (None, "请选择一个"),
    ],
)
def test_a_file_that_does_not_do_is_told_on_the_form(admin, file, said):
    answer = admin.post(reverse("workbench:import_upload", args=["people"]), {"file": file} if file else {})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_headings_that_do_not_do_are_told_on_the_batch(admin):
    answer, batch = uploaded(admin, headings=("甲", "乙"), rows=[("1", "2")])
    assert batch.state == "refused"
    assert "读到的列:甲、乙" in answer.content.decode()


def test_readers_of_batches_see_counts_but_no_lines_of_kinds_they_may_not_load(client, cast, admin):
    _answer, batch = uploaded(admin)
    client.force_login(cast["auditor"])
    text = client.get(address("import_batch", batch)).content.decode()
    assert "逐行内容只对有该类数据导入权限的账号显示" in text
    assert "没有的单位" not in text
    assert client.get(address("import_refusals", batch)).status_code == 403
    assert client.post(address("import_confirm", batch)).status_code == 403
    client.force_login(cast["officer"])
    assert client.get(address("import_batch", batch)).status_code == 200
    client.force_login(cast["street"])
    assert client.get(address("import_batch", batch)).status_code == 404


def test_a_large_file_runs_as_a_job_whose_page_stays(admin, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(imports, "INLINE_BYTES", 10)
    monkeypatch.setattr(batches, "INLINE_BYTES", 10)
    monkeypatch.setattr(registry, "_DISPATCHER", [run_job.call])
    with django_capture_on_commit_callbacks(execute=True):
        _answer, batch = uploaded(admin)
    batch.refresh_from_db()
    assert (batch.state, batch.job.state) == ("previewed", Job.State.DONE)
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(address("import_confirm", batch))
    batch.refresh_from_db()
    assert (batch.state, batch.job.kind, batch.job.result["new"]) == ("loaded", "intake.load", 1)
    text = admin.get(reverse("workbench:job", args=[batch.job_id])).content.decode()
    assert "载入 人员.csv" in text and address("import_batch", batch) in text
    assert "核对 人员.csv" in admin.get(reverse("workbench:jobs")).content.decode()


@pytest.fixture
def waiting(admin, monkeypatch):
    """A batch whose job waits in the queue: nothing commits in this test, so nobody has taken it."""
    monkeypatch.setattr(imports, "INLINE_BYTES", 10)
    return uploaded(admin)[1]


def test_a_waiting_job_shows_its_progress_and_can_be_cancelled_and_run_again(admin, waiting):
    text = admin.get(address("import_batch", waiting)).content.decode()
    assert "正在排队" in text and 'hx-trigger="every 2s"' in text
    fragment = admin.get(reverse("workbench:job_progress", args=[waiting.job_id]), headers={"hx-request": "true"})
    assert "HX-Refresh" not in fragment
    assert (
        "作业已取消" in admin.post(reverse("workbench:job_cancel", args=[waiting.job_id]), follow=True).content.decode()
    )
    fragment = admin.get(reverse("workbench:job_progress", args=[waiting.job_id]), headers={"hx-request": "true"})
    assert fragment["HX-Refresh"] == "true"
    answer = admin.post(reverse("workbench:job_restart", args=[waiting.job_id]), follow=True)
    assert "作业已重新排队" in answer.content.decode()


def test_without_htmx_the_progress_is_the_jobs_page(admin, waiting):
    answer = admin.get(reverse("workbench:job_progress", args=[waiting.job_id]))
    assert answer.url == reverse("workbench:job", args=[waiting.job_id])


def test_a_job_is_seen_by_whoever_started_it_and_those_who_look_after_the_house(client, cast, waiting):
    for username, status in (("officer", 404), ("street", 404), ("admin", 200)):
        client.force_login(cast[username])
        assert client.get(reverse("workbench:job", args=[waiting.job_id])).status_code == status


def test_a_batch_in_work_is_neither_loaded_nor_given_up(admin, waiting):
    answer = admin.post(address("import_discard", waiting), follow=True)
    assert "正在处理" in answer.content.decode()


def test_pages_take_few_queries_whatever_the_number_of_lines(admin, django_assert_max_num_queries):
    rows = [(f"M-{number}", f"人{number}", "督查室", f"M-{number}", "岗", "2021-06-01") for number in range(120)]
    _answer, batch = uploaded(admin, rows=rows)
    with django_assert_max_num_queries(14):
        admin.get(f"{address('import_batch', batch)}?tab=new&page=2")
    with django_assert_max_num_queries(14):
        admin.get(reverse("workbench:imports"))


def test_organisations_are_imported_by_the_same_pages(admin):
    file = file_of([("样例中心", "事业单位")], name="单位.csv", headings=("单位名称", "单位类别"))
    admin.post(reverse("workbench:import_upload", args=["organisations"]), {"file": file})
    admin.post(address("import_confirm", ImportBatch.objects.get()))
    assert Organisation.objects.filter(name="样例中心", kind="institution").exists()
