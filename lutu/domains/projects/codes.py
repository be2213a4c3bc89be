"""项目代码: the 24 characters of GB/T 40058-2021 (in force since 2021-08-01), and older codes beside them.

Form: time (4) - region (6) - department (2) - type (2) - random number (5) and check character (1). The check
algorithm and the lists of departments and types are not verified (待核): nothing is refused for them.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

GBT40058 = "gbt40058"
LEGACY = "legacy"
LENGTH = 24
PARTS = (4, 6, 2, 2, 6)
_FORM = re.compile(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9A-Z]{6}")
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


class ProjectCodeError(ValueError):
    """There is no code at all."""


@dataclass(frozen=True)
class ProjectCode:
    """A code in its normal form, the scheme it follows (gbt40058 or legacy) and what is unusual about it."""

    code: str
    scheme: str
    warnings: tuple[str, ...] = ()


def parse_project_code(*, text: str, known_regions: Container[str]) -> ProjectCode:
    """Read a project code as people write it; any other form than the standard's is accepted as a legacy code.

    Full-width characters become half-width, letters upper case, and 20 characters get their hyphens.
    `known_regions` holds six-digit region codes. Raises ProjectCodeError only for an empty text.
    """
    code = with_hyphens(text.translate(_HALF_WIDTH).strip().upper())
    if not code:
        raise ProjectCodeError(_("项目代码为空,请填写 24 位统一代码或原有代码"))
    warnings = tuple(_deviations(code, known_regions))
    return ProjectCode(code, LEGACY if warnings else GBT40058, warnings)


def with_hyphens(code: str) -> str:
    """20 characters of the standard's form with their four hyphens; anything else as it is."""
    if len(code) != sum(PARTS):
        return code
    ends = [sum(PARTS[:count]) for count in range(len(PARTS) + 1)]
    dashed = "-".join(code[start:stop] for start, stop in pairwise(ends))
    return dashed if _FORM.fullmatch(dashed) else code


def _deviations(code: str, known_regions: Container[str]) -> list[str]:
    if len(code) != LENGTH:
        text = _('代码"{code}"长度 {length},应为 24(4-6-2-2-6),按旧码登记')
        return [text.format(code=code, length=len(code))]
    if not _FORM.fullmatch(code):
        return [_('代码"{code}"不是 4-6-2-2-6 的形式,按旧码登记').format(code=code)]
    found = []
    if not "01" <= code[2:4] <= "12":
        found.append(_('代码"{code}"的月份 {month} 应为 01 至 12,按旧码登记').format(code=code, month=code[2:4]))
    if code[5:11] not in known_regions:
        found.append(_("行政区 {region} 不在区划表").format(region=code[5:11]))
    return found
