"""Finding areas by what a sheet calls them: the official code, or the name of a street, section, community or grid."""

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext as _

from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import STREET_DIGITS, areas_on

# Committee and office are left off: the name says the place, as in the reference file.
_OFFICES = re.compile(r"(居委会|居民委员会|村委会|村民委员会|办事处|街道办)$")
_BETWEEN = re.compile(r"[\s/\\·,、\-]+")
SHOWN = 4


class AreaNotFound(LookupError):
    """No area of this code or name, or several: `expected` says what would do, `remedy` what to put there."""

    def __init__(self, *, expected: str, remedy: str) -> None:
        super().__init__(f"{expected};{remedy}")
        self.expected = expected
        self.remedy = remedy


class AreaLookup:
    """Every area in force on a day, read once for a whole file."""

    def __init__(self, *, day: date) -> None:
        rows = list(areas_on(day=day))
        self.by_code = {area.code: area for area in rows}
        self.by_name: dict[str, list[Area]] = {}
        self.streets: dict[str, str] = {}
        self.seen: dict[str, Area] = {}
        for area in rows:
            self.by_name.setdefault(_plain(area.name), []).append(area)
            if area.level == Area.Level.STREET:
                self.streets[_plain(area.name)] = area.code[:STREET_DIGITS]

    def find(self, text: str) -> Area:
        """The area of a code, a name, or a street's name followed by a name inside it. Raises AreaNotFound."""
        if text not in self.seen:
            self.seen[text] = self._find(text)
        return self.seen[text]

    def _find(self, text: str) -> Area:
        plain = _plain(text)
        if plain.isdigit():
            known = self.by_code.get(plain) or self.by_code.get(plain.ljust(12, "0"))
            if known is None:
                raise AreaNotFound(expected=_("在用的区划代码"), remedy=_("核对代码,或改填街道、社区名称"))
            return known
        found = self.by_name.get(plain) or self._inside_street(plain)
        if not found:
            streets = "、".join(sorted(area.name for area in self.by_code.values() if area.level == Area.Level.STREET))
            raise AreaNotFound(
                expected=_("在用的街道、社区名称或 12 位区划代码"),
                remedy=_("核对名称;街道有:{streets}").format(streets=streets or _("尚未载入")),
            )
        if len(found) > 1:
            names = {code: name for name, code in self.streets.items()}
            listed = "、".join(
                f"{names.get(area.code[:STREET_DIGITS], '')}{area.name}({area.code})" for area in found[:SHOWN]
            )
            raise AreaNotFound(
                expected=_("唯一的区划,同名的有 {count} 处").format(count=len(found)),
                remedy=_("改填代码:{listed}").format(listed=listed),
            )
        return found[0]

    def _inside_street(self, plain: str) -> list[Area]:
        for name, digits in self.streets.items():
            if plain.startswith(name) and len(plain) > len(name):
                rest = _plain(plain[len(name) :])
                return [area for area in self.by_name.get(rest, []) if area.code.startswith(digits)]
        return self.by_name.get(plain + "街道", []) or self.by_name.get(plain + "社区", [])


def _plain(text: str) -> str:
    """A name without spaces, full-width forms and the ending of its office."""
    return _OFFICES.sub("", _BETWEEN.sub("", unicodedata.normalize("NFKC", text)))
