"""The sample kind, declared for one test at a time."""

import pytest

from lutu.kernel.intake import kinds
from lutu.kernel.intake.tests.sample import KIND


@pytest.fixture
def sample(monkeypatch, db):
    monkeypatch.setitem(kinds._KINDS, KIND.code, KIND)
    return KIND
