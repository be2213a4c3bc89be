"""The frame is tested on a small site of its own, so that it stands without any domain or front."""

import pytest

from lutu.web import navigation, panels
from lutu.web.messages import compile_catalogues


@pytest.fixture(autouse=True)
def _own_site(settings, monkeypatch):
    settings.ROOT_URLCONF = "lutu.web.tests.pages"
    monkeypatch.setattr(navigation, "_ENTRIES", {})
    monkeypatch.setattr(panels, "_PANELS", {})


@pytest.fixture(scope="session", autouse=True)
def _compiled_messages():
    compile_catalogues()
