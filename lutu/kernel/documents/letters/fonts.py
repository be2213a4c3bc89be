"""The faces of a letter. The standard's faces are licensed, so each has a list to fall back on (docs/decisions).

A folder with FangSong_GB2312, 方正小标宋 and KaiTi_GB2312 named by the setting LETTER_FONTS comes first; without one
the Noto faces, which `lutu assets` copies, stand for all of them.
"""

from functools import lru_cache
from pathlib import Path

import typst
from django.conf import settings

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
# 仿宋, 小标宋, 黑体, 楷体, 宋体: the names under which fonts report themselves, best first.
FACES = {
    "body": ["FangSong_GB2312", "FangSong", SERIF],
    "title": ["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", SERIF],
    "heading": ["SimHei", SANS],
    "second": ["KaiTi_GB2312", "KaiTi", SERIF],
    "number": ["SimSun", SERIF],
}
FILES = {
    "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf": "NotoSerifSC-Regular.ttf",
    "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf": "NotoSerifSC-Bold.ttf",
    "noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf": "NotoSansSC-Medium.ttf",
}
FOLDER = "fonts"
PACKAGES = Path("node_modules") / "@expo-google-fonts"


class FontsMissing(LookupError):
    """No folder holds the faces a PDF needs."""


def folders() -> tuple[Path, ...]:
    """Where the faces lie: the operator's folder, then the copied files or the packages they come from.

    Raises FontsMissing, saying what to run.
    """
    own = [Path(folder)] if (folder := getattr(settings, "LETTER_FONTS", "")) else []
    copied = settings.VAR / FOLDER
    if all((copied / name).is_file() for name in FILES.values()):
        return (*own, copied)
    packaged = [settings.ROOT / PACKAGES / origin for origin in FILES]
    if all(file.is_file() for file in packaged):
        return (*own, *(file.parent for file in packaged))
    raise FontsMissing(f"没有找到公文字体(应在 {copied}),请先运行 npm ci --ignore-scripts,再运行 lutu assets")


@lru_cache(maxsize=4)
def loaded(places: tuple[Path, ...]) -> typst.Fonts:
    """The faces in these folders, read once a process. Faces of the machine are left out: they differ."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(places))


def families(fonts: typst.Fonts) -> dict[str, list[str]]:
    """The faces that are really there, by their place in a letter."""
    known = {name.lower() for name in fonts.families()}
    return {place: [name for name in names if name.lower() in known] for place, names in FACES.items()}
