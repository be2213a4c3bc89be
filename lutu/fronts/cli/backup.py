"""lutu backup: a consistent copy of the database and of the stored files, while the house stays open."""

import argparse
import hashlib
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from lutu.fronts.cli.console import Commands, Refused, say, step
from lutu.fronts.readings import BACKUP
from lutu.kernel.jobs.actions import beat

CHUNK = 1024 * 1024


def add(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser("backup", help="备份数据库与上传的文件(运行中可用)")
    command.add_argument("--to", metavar="目录", help="备份放在哪个目录下,默认 var/backups")
    command.set_defaults(run=back_up)


def back_up(arguments: argparse.Namespace) -> int:
    """Write one folder with the database, the files and their digests; note it for the health page."""
    connection.ensure_connection()
    at = timezone.now()
    folder = make_folder(parent=Path(arguments.to or settings.VAR / "backups"), at=at)
    with step("备份数据库"):
        files = [copy_database(options=connection.settings_dict, vendor=connection.vendor, folder=folder)]
    stored = settings.VAR / "files"
    if stored.is_dir() and any(stored.iterdir()):
        with step("备份上传的文件"):
            files.append(pack(source=stored, target=folder / "files.tar.gz"))
    lines = [f"{digest_of(file)}  {file.name}" for file in files]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")
    beat(name=BACKUP, at=at, detail=folder.name)
    size = sum(file.stat().st_size for file in files)
    say(f"备份完成:{folder}({size / CHUNK:.1f} MB)。恢复步骤见 docs/operations.md")
    if not os.environ.get("LUTU_SECRET_KEY"):
        say(f"密钥不在备份内:请另行妥善保管 {settings.VAR / 'secret_key'},缺了它加密的手机号无法还原")
    return 0


def make_folder(*, parent: Path, at: datetime) -> Path:
    """A new folder named by the instant, readable by the operator alone. Raises Refused."""
    folder = parent / f"lutu-{timezone.localtime(at):%Y%m%d-%H%M%S}"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise Refused(f"不能在 {parent} 下建立备份目录:{error.strerror}") from error
    return folder


def copy_database(*, options: Mapping[str, Any], vendor: str, folder: Path) -> Path:
    """The database as one file: SQLite by VACUUM INTO (a live WAL file must not be copied), PostgreSQL by pg_dump."""
    if vendor == "sqlite":
        target = folder / "lutu.sqlite3"
        source = sqlite3.connect(str(options["NAME"]), timeout=60)
        try:
            source.execute("VACUUM INTO ?", [str(target)])
        finally:
            source.close()
        return target
    return dump(options=options, target=folder / "lutu.dump")


def dump(*, options: Mapping[str, Any], target: Path) -> Path:
    """PostgreSQL's own dump in its compressed form. Raises Refused where pg_dump is missing or fails."""
    program = shutil.which("pg_dump")
    if program is None:
        raise Refused("找不到 pg_dump,请安装与服务器同版本的 PostgreSQL 客户端(Debian:apt install postgresql-client)")
    command = [program, "--format=custom", "--no-owner", f"--file={target}", str(options["NAME"])]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {name: str(options[key]) for name, key in names.items() if options.get(key)}
    done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"pg_dump 未完成:{(done.stderr.strip().splitlines() or ['无说明'])[-1]}")
    return target


def pack(*, source: Path, target: Path) -> Path:
    """A folder as one compressed archive."""
    with tarfile.open(target, "w:gz") as archive:
        archive.add(source, arcname=source.name)
    return target


def digest_of(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()
