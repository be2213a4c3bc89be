"""The desk of the casework tests."""

import pytest

from lutu.kernel.casework.tests.sample import Desk, build_desk
from tests.cast import Cast, District


@pytest.fixture
def desk(district: District, cast: Cast) -> Desk:
    """A district with its cast, the calendar, and a supervision that may supervise."""
    return build_desk(district, cast)
