"""lutu backup: consistent copies, with digests, that can be read again."""

import shutil
import sqlite3
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from lutu.fronts.cli import backup, main
from lutu.fronts.cli.console import Refused
from lutu.kernel.jobs.models import Heartbeat
from tests.cast import AT


def test_a_sqlite_database_in_use_is_copied_whole(tmp_path: Path) -> None:
    source = tmp_path / "open.sqlite3"
    writer = sqlite3.connect(source)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE project (code TEXT)")
    writer.executemany("INSERT INTO project VALUES (?)", [(str(number),) for number in range(500)])
    writer.commit()
    copy = backup.copy_database(options={"NAME": source}, vendor="sqlite", folder=tmp_path)
    writer.close()
    reader = sqlite3.connect(copy)
    assert reader.execute("SELECT count(*) FROM project").fetchone() == (500,)
    assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    reader.close()


def test_the_folder_is_named_by_the_instant_and_closed_to_others(tmp_path: Path) -> None:
    folder = backup.make_folder(parent=tmp_path / "backups", at=AT)
    assert folder.name == "lutu-20211109-100000"
    assert folder.stat().st_mode & 0o077 == 0
    with pytest.raises(Refused, match="不能在"):
        backup.make_folder(parent=tmp_path / "backups", at=AT)


def test_without_pg_dump_the_refusal_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Refused, match="postgresql-client"):
        backup.dump(options={"NAME": "lutu"}, target=tmp_path / "lutu.dump")


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_the_database_the_files_and_their_digests_and_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = settings.VAR / "files" / "intake"
    stored.mkdir(parents=True, exist_ok=True)
    (stored / "projects.csv").write_text("项目代码\n", encoding="utf-8")
    if connection.vendor == "sqlite":
        # The tests' database lives in memory, where another connection can't reach it.
        empty = tmp_path / "empty.sqlite3"
        sqlite3.connect(empty).close()
        monkeypatch.setitem(connection.settings_dict, "NAME", str(empty))
    assert main(["backup", "--to", str(tmp_path / "kept")]) == 0
    (folder,) = (tmp_path / "kept").iterdir()
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert {line.split()[1] for line in lines} >= {"files.tar.gz"}
    assert all(backup.digest_of(folder / line.split()[1]) == line.split()[0] for line in lines)
    with tarfile.open(folder / "files.tar.gz") as archive:
        assert "files/intake/projects.csv" in archive.getnames()
    assert Heartbeat.objects.get(name="backup").detail == folder.name
    assert "备份完成" in capsys.readouterr().out
    shutil.rmtree(settings.VAR / "files")
