"""The demo as tests of this domain share it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from lutu.domains.projects.tests.demo_export import load_demo


@pytest.fixture(scope="module")
def tiny(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tiny demo, loaded once for the tests of a module and rolled back after them: they only read.

    The module must be marked `django_db`: without a marked test pytest-django sets no test database up.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(size="tiny")
        yield
        transaction.set_rollback(True)
