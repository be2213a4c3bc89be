"""The world of these tests: a district, a post that answers for figures."""

import pytest

from lutu.kernel.indicators.tests import figures
from lutu.kernel.parties.models import Post
from tests.cast import District


@pytest.fixture
def owner(district: District) -> Post:
    """The post that answers for the figures, with somebody in it."""
    return figures.owner_post(district)
