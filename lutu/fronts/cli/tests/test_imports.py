"""lutu import: counts and reasons on the terminal, nothing written without --confirm."""

from pathlib import Path

import pytest

from lutu.fronts.cli import main
from lutu.kernel.intake.models import ImportBatch
from lutu.kernel.parties.models import Organisation
from tests.cast import District

pytestmark = pytest.mark.django_db
HEAD = "单位名称,类别,统一社会信用代码\n"


def _file(folder: Path, *lines: str) -> str:
    file = folder / "units.csv"
    file.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(file)


def test_a_file_is_only_previewed_until_it_is_confirmed(
    district: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _file(tmp_path, "示例科技中心,事业单位,")
    assert main(["import", "organisations", file]) == 0
    assert "1 行,新增 1,变更 0,不变 0,拒收 0" in capsys.readouterr().out
    assert not Organisation.objects.filter(name="示例科技中心").exists()
    assert main(["import", "organisations", file, "--confirm"]) == 0
    assert Organisation.objects.filter(name="示例科技中心").exists()


def test_the_same_file_a_second_time_changes_nothing(
    district: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _file(tmp_path, "示例科技中心,事业单位,")
    main(["import", "organisations", file, "--confirm"])
    capsys.readouterr()
    assert main(["import", "organisations", file, "--confirm"]) == 0
    spoken = capsys.readouterr().out
    assert "新增 0,变更 0,不变 1" in spoken
    assert "没有可载入的行" in spoken


def test_refused_lines_are_told_one_by_one_kept_in_a_sheet_and_end_with_status_1(
    district: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _file(tmp_path, "示例科技中心,事业单位,", "示例商贸中心,商店,")
    sheet = tmp_path / "refused.xlsx"
    assert main(["import", "organisations", file, "--confirm", "--refusals", str(sheet)]) == 1
    spoken = capsys.readouterr().out
    assert "第 3 行“单位类别”:实为 商店,应为 " in spoken
    assert sheet.read_bytes().startswith(b"PK")
    assert Organisation.objects.filter(name="示例科技中心").exists()
    assert not Organisation.objects.filter(name="示例商贸中心").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["unknown", "x.csv"], "没有导入种类“unknown”"),
        (["organisations"], "缺少文件"),
        (["organisations", "/nowhere/x.csv"], "不能读取 /nowhere/x.csv"),
    ],
)
def test_what_cannot_be_imported_is_refused_in_a_sentence(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", *words]) == 1
    assert sentence in capsys.readouterr().err


def test_a_file_that_is_no_sheet_is_refused_whole(
    district: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "picture.xlsx"
    file.write_bytes(b"\x89PNG\r\n")
    assert main(["import", "organisations", str(file), "--confirm"]) == 1
    assert "picture.xlsx 不能导入:" in capsys.readouterr().err


def test_a_preview_leaves_no_file_waiting(district: District, tmp_path: Path) -> None:
    main(["import", "organisations", _file(tmp_path, "示例科技中心,事业单位,")])
    assert [batch.state for batch in ImportBatch.objects.all()] == ["discarded"]


def test_the_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "list"]) == 0
    listed = capsys.readouterr().out
    assert all(code in listed for code in ("projects", "project_permits", "people"))
