"""The surroundings of every test: nothing of the operator's is touched, nothing is slow that need not be.

A temporary var folder, a fast password hasher, plain static storage, jobs done at once, and a request clock that has
forgotten the demo day of the test before. Works on SQLite and, with DATABASE_URL, on PostgreSQL, and in parallel.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection

from tests.cast import Cast, District, assemble_cast, build_district

SLOW_TO_TEST = "whitenoise.middleware.WhiteNoiseMiddleware"
_VAR = Path(tempfile.mkdtemp(prefix="lutu-tests-"))


def pytest_configure(config: pytest.Config) -> None:
    """Change the settings once, before anything reads them."""
    os.environ["LUTU_VAR"] = str(_VAR)
    hypothesis.configuration.set_hypothesis_home_dir(_VAR / "hypothesis")
    hypothesis.settings.register_profile("house", database=None, deadline=None)
    hypothesis.settings.load_profile("house")
    settings.VAR = _VAR
    settings.STATIC_ROOT = _VAR / "static"
    settings.EMAIL_FILE_PATH = _VAR / "mail"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != SLOW_TO_TEST]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": _VAR / "files"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Requests of the test client are local whatever the operator's environment says.
    settings.HTTPS = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    _let_tests_empty_tables()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the temporary var folder away."""
    shutil.rmtree(_VAR, ignore_errors=True)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what needs a real PostgreSQL where there is none."""
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL (DATABASE_URL)")


def _let_tests_empty_tables() -> None:
    """Tables that may only grow refuse to be emptied; tests that commit must empty them at their end."""
    operations: Any = type(connection.ops)
    plain = operations.sql_flush
    around = _without_postgres_triggers if connection.vendor == "postgresql" else _without_sqlite_triggers

    def sql_flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        before, after = around()
        return [*before, *plain(self, *args, **kwargs), *after]

    operations.sql_flush = sql_flush


def _without_sqlite_triggers() -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%may only grow%'")
        triggers = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _sql in triggers], [sql for _name, sql in triggers]


def _without_postgres_triggers() -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_no\\_%'")
        tables = [row[0] for row in cursor.fetchall()]
    return (
        [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables],
        [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables],
    )


@pytest.fixture(autouse=True)
def _fresh_clock() -> Iterator[None]:
    """Databases differ between tests, so the demo day kept for the life of a process must go."""
    from lutu.web.clock import forget_demo_day

    forget_demo_day()
    yield
    forget_demo_day()


@pytest.fixture
def district(db: None) -> District:
    """A small district: three streets with sections, communities and grids, and its organisations."""
    return build_district()


@pytest.fixture
def cast(district: District) -> Cast:
    """The fixed cast in that district, each with an account and a dated post."""
    return assemble_cast(district)
