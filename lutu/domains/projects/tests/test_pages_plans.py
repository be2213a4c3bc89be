"""Plans on the pages: baseline and actual days, closing with evidence, adjusting, templates with their preview."""

from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lutu.domains.projects.actions import load_templates
from lutu.domains.projects.models import PlanTemplate, PlanVersion, ProjectStanding
from lutu.domains.projects.tests.page_cases import (
    Made,
    allow,
    lead,
    live_on_the_day,
    load_rules,
    make_projects,
    node,
    planned,
)
from lutu.kernel.calendars.actions import load_years
from lutu.kernel.casework.models import Case
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.journal.actions import SYSTEM
from tests.cast import AT, FROM, Cast, District

LIST = "/workbench/projects/"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf"
    "c000000301010018dd8db00000000049454e44ae426082"
)


@pytest.fixture
def made(cast: Cast, district: District) -> Made:
    live_on_the_day()
    allow("project_officer", "projects.plan.write", "documents.file.read", "casework.case.read")
    load_rules()
    load_years(folder=settings.ROOT / "data" / "reference" / "workdays", actor=SYSTEM, at=AT)
    load_templates(actor=SYSTEM, at=AT, valid_from=FROM)
    return make_projects(district)


@pytest.fixture
def officer(client: Client, cast: Cast, made: Made) -> Client:
    client.force_login(cast["officer"])
    return client


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_project_without_a_plan_says_that_nothing_is_computed(officer: Client, made: Made) -> None:
    assert "还没有审定的计划,不计算进度,不亮灯" in page(officer, f"{LIST}{made.started.pk}/plan/")


def test_the_record_shows_baseline_beside_actual_days_a_drawing_and_the_next_nodes(officer: Client, made: Made) -> None:
    planned(made.started)
    record = page(officer, f"{LIST}{made.started.pk}/plan/")
    for text in ("70.4%", "35.0%", 'class="chart-plan"', "接下来的节点", "主体封顶", "逾期9天", "已办结",
                 "凭“开工”数据", "第 1 版,2021-11-09 审定", "青示重〔2021〕1 号"):  # fmt: skip
        assert text in record, text
    assert "基准计划为" not in record


def test_a_node_that_asks_for_photographs_is_closed_with_one_and_shows_it(officer: Client, made: Made) -> None:
    version = planned(made.started)
    address = f"{LIST}nodes/{node(version, 'N3').pk}/close/"
    answer = {"done_date": "2021-11-08", "evidence": "11-08 封顶照片"}
    refused = officer.post(address, answer)
    assert refused.status_code == 422
    assert "请附照片" in "".join(refused.context["form"].errors["upload"])
    photo = SimpleUploadedFile("封顶.png", PNG, content_type="image/png")
    assert officer.post(address, {**answer, "upload": photo}).status_code == 302
    file = StoredFile.objects.get()
    assert (file.subject_kind, file.note) == ("projects.plannode", "11-08 封顶照片")
    record = page(officer, f"{LIST}{made.started.pk}/plan/")
    for text in ("11-08 封顶照片", f"/workbench/files/{file.pk}/", "封顶.png", "正常"):
        assert text in record, text
    assert ProjectStanding.objects.get(project=made.started).actual_bp == 7000


def test_a_file_that_is_none_is_refused_and_the_node_stays_open(officer: Client, made: Made) -> None:
    version = planned(made.started)
    fake = SimpleUploadedFile("封顶.png", b"MZ not a picture", content_type="image/png")
    answer = {"done_date": "2021-11-08", "evidence": "照片", "upload": fake}
    assert officer.post(f"{LIST}nodes/{node(version, 'N3').pk}/close/", answer).status_code == 422
    assert node(version, "N3").done_date is None
    assert not StoredFile.objects.exists()


def test_a_node_bound_to_a_fact_offers_no_closing_and_refuses_one(officer: Client, made: Made) -> None:
    version = planned(made.started)
    bound = node(version, "N4")
    assert f"/nodes/{bound.pk}/close/" not in page(officer, f"{LIST}{made.started.pk}/plan/")
    response = officer.post(f"{LIST}nodes/{bound.pk}/close/", {"done_date": "2021-11-08", "evidence": "自行验收"})
    assert response.status_code == 422
    assert "由“竣工验收”数据自动办结" in response.content.decode()


def test_an_adjustment_keeps_the_baseline_in_its_own_column(officer: Client, made: Made) -> None:
    version = planned(made.started)
    late = node(version, "N3")
    shown = page(officer, f"{LIST}{made.started.pk}/adjust/")
    # What a fact has closed already is not put off any more.
    assert f"node_{node(version, 'N1').pk}" not in shown
    last = node(version, "N4")
    answer = {f"node_{late.pk}": "2022-01-31", f"node_{last.pk}": "2023-06-30", "reason": "", "document": ""}
    assert officer.post(f"{LIST}{made.started.pk}/adjust/", answer).status_code == 422
    assert officer.post(f"{LIST}{made.started.pk}/adjust/", answer | {"reason": "设计变更"}).status_code == 302
    record = page(officer, f"{LIST}{made.started.pk}/plan/")
    told = ("基准计划为 2021-11-09 审定的第 1 版", "2021-10-31", "2022-01-31", "+92 天", "历次版本(2)", "设计变更")
    for text in told:
        assert text in record, text


def test_a_project_without_a_plan_is_sent_back_from_adjusting(officer: Client, made: Made) -> None:
    response = officer.get(f"{LIST}{made.started.pk}/adjust/", follow=True)
    assert "还没有审定的计划,请先应用模板或导入并审定" in response.content.decode()


def test_a_template_shows_its_nodes_and_leads_to_a_project_by_its_code(officer: Client, made: Made) -> None:
    template = PlanTemplate.objects.get(code="industry")
    assert "工业项目" in page(officer, f"{LIST}templates/")
    shown = page(officer, f"{LIST}templates/{template.pk}/")
    for text in ("17 个节点", "主体封顶", "48.0%", "-240 天", "“施工许可”数据"):
        assert text in shown, text
    response = officer.get(f"{LIST}templates/{template.pk}/?project={made.started.code}")
    assert response.headers["Location"] == f"{LIST}{made.started.pk}/apply/?template={template.pk}"
    assert "没有代码为 X-1 的项目" in page(officer, f"{LIST}templates/{template.pk}/?project=X-1")


def test_applying_a_template_previews_every_dated_node_before_anything_is_written(officer: Client, made: Made) -> None:
    template = PlanTemplate.objects.get(code="industry")
    address = f"{LIST}{made.started.pk}/apply/"
    assert "选择模板" in page(officer, address)
    asked = {"template": str(template.pk), "start": "2021-08-01", "completion": "2023-06-30"}
    assert 'value="2021-08-01"' in page(officer, f"{address}?template={template.pk}")
    preview = officer.get(address, {**asked, "preview": "1"}).content.decode()
    for text in ("将编制 17 个节点", "2020-12-04", "G01 立项备案", "2023-06-30", "确认,生成草案"):
        assert text in preview, text
    assert not PlanVersion.objects.exists()
    assert officer.post(address, asked).status_code == 302
    draft = PlanVersion.objects.get()
    record = page(officer, f"{LIST}{made.started.pk}/plan/")
    assert "第 1 版草案由项目科员编制,审定后生效" in record
    assert "G11 主体封顶" in page(officer, f"{LIST}plans/{draft.pk}/approve/")
    answer = {"document": "青示重〔2021〕8 号"}
    assert officer.post(f"{LIST}plans/{draft.pk}/approve/", answer).status_code == 302
    draft.refresh_from_db()
    assert (draft.frozen, draft.document) == (True, "青示重〔2021〕8 号")


def test_days_in_the_wrong_order_are_refused_beside_the_field(officer: Client, made: Made) -> None:
    template = PlanTemplate.objects.get(code="industry")
    asked = {"template": template.pk, "start": "2021-08-01", "completion": "2021-07-01", "preview": "1"}
    response = officer.get(f"{LIST}{made.started.pk}/apply/", asked)
    assert response.status_code == 422
    assert "计划竣工应晚于计划开工" in response.content.decode()


def test_a_draft_can_be_thrown_away(officer: Client, made: Made) -> None:
    template = PlanTemplate.objects.get(code="road")
    asked = {"template": template.pk, "start": "2021-08-01", "completion": "2023-06-30"}
    officer.post(f"{LIST}{made.started.pk}/apply/", asked)
    draft = PlanVersion.objects.get()
    assert officer.post(f"{LIST}plans/{draft.pk}/discard/", {"reason": "改用工业模板"}).status_code == 302
    assert not PlanVersion.objects.exists()
    assert officer.get(f"{LIST}plans/{draft.pk}/approve/").status_code == 404


def test_granting_land_becomes_twelve_tasks_with_owner_and_date(officer: Client, made: Made, cast: Cast) -> None:
    lead(cast, made.landless)
    template = PlanTemplate.objects.get(code="land_grant")
    address = f"{LIST}{made.landless.pk}/apply/"
    asked = {"template": str(template.pk), "land": "2022-06-01"}
    preview = officer.get(address, {**asked, "preview": "1"}).content.decode()
    for text in ("将交办 12 项任务", "2022-02-16", "T11 签订出让合同", "确认交办", "发展和改革局 项目科科员"):
        assert text in preview, text
    assert not Case.objects.exists()
    assert officer.post(address, asked).status_code == 302
    assert Case.objects.count() == 12
    assert Case.objects.order_by("fixed_due_date").first().fixed_due_date == date(2022, 2, 16)
    record = page(officer, f"{LIST}{made.landless.pk}/people/")
    assert "地块权属核查" in record
    again = officer.post(address, asked)
    assert again.status_code == 422
    assert "任务还在办理,不能重复应用" in again.content.decode()


def test_visitors_see_planned_and_actual_nodes_and_no_evidence_or_draft(client: Client, made: Made, cast: Cast) -> None:
    planned(made.started)
    shown = page(client, f"/projects/{made.started.code}/")
    told = ("计划与进度", "70.4%", "35.0%", "主体封顶", "计划 70.44% − 实际 35.0% = 35.44 个百分点 &gt; 30", "滞后")
    for text in told:
        assert text in shown, text
    for text in ("/close/", "应用模板", "责任人"):
        assert text not in shown, text


def test_who_may_not_plan_is_refused_and_offered_nothing(client: Client, made: Made, cast: Cast) -> None:
    version = planned(made.started)
    client.force_login(cast["auditor"])
    assert "/close/" not in page(client, f"{LIST}{made.started.pk}/plan/")
    for path in (f"nodes/{node(version, 'N3').pk}/close/", f"{made.started.pk}/adjust/", f"{made.started.pk}/apply/"):
        assert client.get(f"{LIST}{path}").status_code == 403
    hidden = planned(made.restricted)
    client.force_login(cast["officer"])
    assert client.get(f"{LIST}nodes/{node(hidden, 'N3').pk}/close/").status_code == 404
