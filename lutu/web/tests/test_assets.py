"""Static files from npm, and the sprite of icons."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.conf import settings

from lutu.kernel.documents.letters.fonts import PACKAGES
from lutu.web.assets import FACES, OUTLINE, PICKED, AssetsMissing, icon_names, install_assets, sprite

NODE_MODULES = settings.ROOT / "node_modules"
SOURCE = settings.ROOT / "lutu"
installed = pytest.mark.skipif(not NODE_MODULES.is_dir(), reason="npm has not been run here")


@pytest.fixture
def packages(tmp_path):
    folder = tmp_path / "node_modules"
    for origin in [*PICKED, *(f"{PACKAGES.name}/{origin}" for origin in FACES)]:
        (folder / origin).parent.mkdir(parents=True, exist_ok=True)
        (folder / origin).write_text(origin)
    (folder / OUTLINE).mkdir(parents=True)
    for name in icon_names(source=SOURCE) | {"map"}:
        (folder / OUTLINE / f"{name}.svg").write_text('<svg\n class="a"><path d="M1 1" /></svg>')
    return folder


def test_the_picked_files_and_the_sprite_are_written_once(packages, tmp_path, monkeypatch):
    monkeypatch.setattr("lutu.web.assets.icons", lambda: {"map"})
    target = tmp_path / "assets"
    assert install_assets(node_modules=packages, target=target, source=SOURCE) == len(PICKED) + len(FACES) + 1
    assert install_assets(node_modules=packages, target=target, source=SOURCE) == 0
    assert (target / "tabler" / "tabler.min.css").read_text() == "@tabler/core/dist/css/tabler.min.css"


def test_the_faces_of_letters_stand_beside_what_is_served(packages, tmp_path, monkeypatch):
    monkeypatch.setattr("lutu.web.assets.icons", lambda: {"map"})
    target = tmp_path / "assets"
    install_assets(node_modules=packages, target=target, source=SOURCE)
    assert sorted(file.name for file in (tmp_path / "fonts").iterdir()) == sorted(FACES.values())
    assert not list(target.rglob("*.ttf"))


def test_without_node_modules_it_says_what_to_run(tmp_path):
    with pytest.raises(AssetsMissing, match="npm ci"):
        install_assets(node_modules=tmp_path / "none", target=tmp_path, source=SOURCE)


def test_an_icon_that_does_not_exist_is_named(packages):
    with pytest.raises(AssetsMissing, match="no-such-icon"):
        sprite(icons={"map", "no-such-icon"}, node_modules=packages)


@installed
def test_every_icon_the_pages_name_exists_and_the_sprite_is_sound():
    root = ElementTree.fromstring(sprite(icons=icon_names(source=SOURCE), node_modules=NODE_MODULES))
    assert {symbol.get("id") for symbol in root} == icon_names(source=SOURCE)
    assert all(len(symbol) for symbol in root)
