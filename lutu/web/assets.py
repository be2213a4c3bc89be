"""Static files from npm: a small list of picked files goes to VAR/assets, never whole packages.

The icons are one sprite, made of those outline icons that templates, Python files and menu entries name. The faces of
letters go beside the assets, not among them: pages use system fonts, and 40 MB need be neither served nor compressed.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from lutu.kernel.documents.letters.fonts import FILES as FACES
from lutu.kernel.documents.letters.fonts import FOLDER, PACKAGES
from lutu.web.navigation import icons

# Tabler's files name their .map files, and manifest storage follows every name: they come along.
PICKED = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/css/tabler.min.css.map": "tabler/tabler.min.css.map",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl.mjs.map": "maplibre/maplibre-gl.mjs.map",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs.map": "maplibre/maplibre-gl-worker.mjs.map",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre/maplibre-gl.css",
}
OUTLINE = "@tabler/icons/icons/outline"
SPRITE = "icons.svg"
_IN_TEMPLATES = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""")
_IN_PYTHON = re.compile(r"""\bicon=["']([a-z0-9-]+)["']""")
_SVG = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
# Every Tabler icon begins with an invisible square; 1 KB of nothing in a sprite of eighty.
_FRAME = re.compile(r"""<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>""")


class AssetsMissing(FileNotFoundError):
    """npm has not been run, or a package lacks a file it should have."""


def install_assets(*, node_modules: Path, target: Path, source: Path) -> int:
    """Copy the picked files and write the sprite; returns how many files were new or changed.

    `source` is the folder whose templates and Python files name the icons. The faces of letters go to `fonts` beside
    `target`. Raises AssetsMissing, saying what to run.
    """
    if not node_modules.is_dir():
        raise AssetsMissing(f"没有找到 {node_modules},请先在项目目录运行 npm ci --ignore-scripts")
    changed = sum(_copy(node_modules / origin, target / name) for origin, name in PICKED.items())
    packages, faces = node_modules / PACKAGES.name, target.with_name(FOLDER)
    changed += sum(_copy(packages / origin, faces / name) for origin, name in FACES.items())
    return changed + _write(
        target / SPRITE, sprite(icons=icon_names(source=source) | icons(), node_modules=node_modules)
    )


def icon_names(*, source: Path) -> set[str]:
    """Every icon that a template names in `{% icon "…" %}` or a Python file in `icon="…"`."""
    found: set[str] = set()
    for file in _files(source, ".html"):
        found.update(_IN_TEMPLATES.findall(file.read_text(encoding="utf-8")))
    for file in _files(source, ".py"):
        found.update(_IN_PYTHON.findall(file.read_text(encoding="utf-8")))
    return found


def sprite(*, icons: set[str], node_modules: Path) -> str:
    """The sprite: one symbol an icon, in alphabetical order. Raises AssetsMissing for a name Tabler does not have."""
    symbols = []
    for name in sorted(icons):
        file = node_modules / OUTLINE / f"{name}.svg"
        if not file.exists():
            raise AssetsMissing(f"Tabler 没有图标“{name}”,请改用 {OUTLINE} 中的名称,或重新运行 npm ci --ignore-scripts")
        drawing = _SVG.search(file.read_text(encoding="utf-8"))
        body = " ".join(_FRAME.sub("", drawing.group(1)).split()) if drawing else ""
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _files(source: Path, suffix: str) -> Iterator[Path]:
    return (file for file in sorted(source.rglob(f"*{suffix}")) if "tests" not in file.parts)


def _copy(origin: Path, target: Path) -> int:
    if not origin.exists():
        raise AssetsMissing(f"缺少文件 {origin},请重新运行 npm ci --ignore-scripts")
    same = target.exists() and target.stat().st_size == origin.stat().st_size
    if same and target.read_bytes() == origin.read_bytes():
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(origin, target)
    return 1


def _write(target: Path, text: str) -> int:
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return 1
