"""The five mechanisms of the project register, driven through the pages as their people use them.

S2.01 a file with a duplicate code; S2.05 one list replaced by another; S2.09 a permit sets the stage; S2.10 land is
never given twice; S2.11 the land ledger. (The mission, section S2.)
"""

from collections.abc import Sequence

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lutu.domains.projects.models import Project
from lutu.domains.projects.tests.page_cases import Made, live_on_the_day, make_project, make_projects
from lutu.kernel.intake.models import ImportBatch
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.registers.actions import open_register
from lutu.kernel.registers.models import Register
from tests.cast import AT, FROM, Cast, District

BENCH = "/workbench"
PROJECT_HEAD = "项目代码,项目名称,项目类别,街道(社区),建设单位,主抓单位,计划总投资(万元),计划开工日期"


@pytest.fixture
def made(cast: Cast, district: District) -> Made:
    live_on_the_day()
    return make_projects(district)


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast["officer"])
    return client


def _upload(client: Client, kind: str, lines: Sequence[str]) -> ImportBatch:
    """Hand in a csv file at the upload page; the batch with its preview."""
    file = SimpleUploadedFile(f"{kind}.csv", "\n".join(lines).encode())
    response = client.post(f"{BENCH}/imports/{kind}/", {"file": file})
    assert response.status_code == 302, response.content.decode()[-2000:]
    return ImportBatch.objects.latest("pk")


def _address(batch: ImportBatch) -> str:
    return f"{BENCH}/imports/batches/{batch.pk}/"


def _page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def _project_line(code: str, name: str) -> str:
    return f"{code},{name},产业,城阳街道,示例制造有限公司,发展和改革局,5000,2021-12-01"


def test_a_duplicate_code_is_refused_with_line_and_reason_and_the_rest_loads(officer: Client, made: Made) -> None:
    """S2.01."""
    first, second = "2110-370214-04-01-000101", "2110-370214-04-01-000102"
    lines = [
        PROJECT_HEAD,
        _project_line(first, "甲项目"),
        _project_line(second, "乙项目"),
        _project_line(first, "丙项目"),
    ]
    batch = _upload(officer, "projects", lines)
    assert (batch.new_count, batch.refused_count) == (2, 1)
    assert not Project.objects.filter(code=first).exists()
    refused = _page(officer, f"{_address(batch)}?tab=refused")
    assert "第 4 行:代码与第 2 行重复" in refused
    assert "丙项目" in refused
    assert officer.get(f"{_address(batch)}refusals/").status_code == 200
    officer.post(f"{_address(batch)}confirm/")
    page = _page(officer, f"{BENCH}/projects/?q=乙项目")
    assert "乙项目" in page
    assert set(Project.objects.filter(code__in=[first, second]).values_list("name", flat=True)) == {"甲项目", "乙项目"}


def test_the_same_file_twice_changes_nothing_and_a_load_can_be_undone(officer: Client, made: Made) -> None:
    """S2.01."""
    lines = [PROJECT_HEAD, _project_line("2110-370214-04-01-000101", "甲项目")]
    batch = _upload(officer, "projects", lines)
    officer.post(f"{_address(batch)}confirm/")
    again = _upload(officer, "projects", lines)
    assert (again.new_count, again.changed_count, again.unchanged_count) == (0, 0, 1)
    officer.post(f"{_address(batch)}undo/")
    assert not Project.objects.filter(name="甲项目").exists()
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.UNDONE


def test_one_list_replaces_another_and_the_history_stays(officer: Client, made: Made, district: District) -> None:
    """S2.05: a project in A and C, B replaces A."""
    lists = {
        code: open_register(
            code=code, name=f"市级清单{code}", kind="市级", subject_kind="projects.project", valid_from=FROM,
            actor=SYSTEM, at=AT, document_number=f"青办〔2021〕{number}号",
        )
        for number, code in enumerate("ABC", 1)
    }  # fmt: skip
    project = make_project(district, number=50, name="挂接项目")
    for code in "AC":
        answer = {"register": lists[code].pk, "day": "2021-02-01", "document": ""}
        assert officer.post(f"{BENCH}/projects/{project.pk}/join/", answer).status_code == 302
    assert "挂接项目" in _page(officer, f"{BENCH}/projects/?register=A")
    replaced = officer.post(f"{BENCH}/registers/{lists['A'].pk}/replace/", {"new": lists["B"].pk, "day": "2021-11-01"})
    assert replaced.status_code == 302
    assert Register.objects.get(code="A").replaced_by == lists["B"]
    record = _page(officer, f"{BENCH}/projects/{project.pk}/")
    assert "曾在的清单(1)" in record
    assert "市级清单A" in record and "市级清单C" in record
    assert [officer.get(f"{BENCH}/projects/?register={code}").context["summary"].count for code in "BC"] == [0, 1]
    public = _page(officer, f"/projects/{project.code}/")
    assert "市级清单C" in public and "市级清单A" not in public


def test_a_construction_permit_from_its_authority_sets_the_stage_and_shows_its_source(
    officer: Client, made: Made
) -> None:
    """S2.09: dated 08-03, from 审批局."""
    head = "项目代码,事项,日期,证号(文号),来源单位"
    batch = _upload(
        officer,
        "project_permits",
        [head, f"{made.landless.code},施工许可,2021-08-03,370214202108030999,区行政审批服务局"],
    )
    officer.post(f"{_address(batch)}confirm/")
    record = _page(officer, f"{BENCH}/projects/{made.landless.pk}/")
    for text in ("已开工条件具备", "370214202108030999", "区行政审批服务局", "缺土地供应", "缺规划许可"):
        assert text in record, text
    public = _page(officer, f"/projects/{made.landless.code}/")
    assert "已开工条件具备" in public and "区行政审批服务局" in public
    assert made.landless.name in _page(officer, f"{BENCH}/projects/permits/")


def test_nobody_can_type_the_stage(officer: Client, made: Made) -> None:
    """S2.09: neither a form nor an import column takes it."""
    for address in (f"{BENCH}/projects/new/", f"{BENCH}/projects/{made.landless.pk}/change/"):
        assert not {"stage", "progress", "standing"} & set(officer.get(address).context["form"].fields)
    head = f"{PROJECT_HEAD},阶段"
    batch = _upload(officer, "projects", [head, f"{_project_line('2110-370214-04-01-000103', '丁项目')},已竣工验收"])
    if batch.state == ImportBatch.State.PREVIEWED:
        officer.post(f"{_address(batch)}confirm/")
        assert Project.objects.get(name="丁项目").standing.stage == "no_land"


def test_land_is_never_given_twice(officer: Client, made: Made) -> None:
    """S2.10: 60 亩, 45 taken, 20 asked."""
    answer = {"project_code": made.landless.code, "area_mu": "20", "day": "2021-11-09"}
    response = officer.post(f"{BENCH}/projects/land/{made.parcel.pk}/allocate/", answer)
    assert response.status_code == 422
    assert "超配 5.00 亩,可落位 15.00 亩" in response.content.decode()
    batch = _upload(
        officer,
        "parcel_allocations",
        ["项目代码,地块编号,落位面积(亩)", f"{made.landless.code},{made.parcel.number},20"],
    )
    assert batch.refused_count == 1
    assert "超配 5.00 亩" in _page(officer, f"{_address(batch)}?tab=refused")


def test_the_ledger_sums_land_by_contract_and_lists_parcels_without_a_project(officer: Client, made: Made) -> None:
    """S2.11."""
    head = "地块编号,街道(社区),用途,面积(亩),合同日期"
    lines = [head, "甲地,城阳街道,工业,100.25,2021-09-30", "乙地,城阳街道,工业,50,2021-10-01"]
    batch = _upload(officer, "parcels", lines)
    officer.post(f"{_address(batch)}confirm/")
    period = f"{BENCH}/projects/land/?from=2021-01-01&until=2021-09-30"
    assert "160.25亩" in _page(officer, period)
    without = _page(officer, f"{period}&allocation=none")
    assert "甲地" in without
    assert "乙地" not in without
    assert made.parcel.number not in without
