"""What demo projects and their owner firms are called (示例名称): natural Chinese, every firm invented and marked 示例.

Pure apart from the word lists of data/demo/names.yaml. Start reading at `names_of`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from lutu.domains.projects.demo.outline import Outline
from lutu.engines.seeds import choose, draw

WORDS_FILE = Path(settings.ROOT) / "data" / "demo" / "names.yaml"
PUBLIC_OWNERS = 6
# Lower numbers stay free for examples in templates.
FIRST_OWNER = 1001
# Units of a street's own lead about one project in five.
STREET_LED = 5


@dataclass(frozen=True)
class Name:
    """How a project is called, who builds it and who looks after it; `owner` is the number of an invented firm."""

    name: str
    owner: int
    owner_name: str
    lead_unit: str
    community: str
    content: str


def names_of(rows: Sequence[Outline], *, communities: Mapping[str, Mapping[str, str]]) -> dict[str, Name]:
    """{project key: name}, all different. `communities` is {street: {code: name}} of those counted in the street."""
    words = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    brands = _brands(words)
    seconds = {row.partner: row.key for row in rows if row.partner}
    owners = _public_owners(words, brands)
    taken: set[str] = set()
    names: dict[str, Name] = {}
    for position, row in enumerate(row for row in rows if not row.partner):
        home = _community(row, communities[row.street])
        content = choose(f"content|{row.key}", dict.fromkeys(words["sectors"][row.sector]["contents"], 1))
        if row.kind == "industry":
            brand = brands[len(owners) + position]
            stem, usual = brand + _product(row, words), words["lead_units"][row.sector]
            firm = f"青岛{brand}{words['sectors'][row.sector]['firm']}有限公司(示例)"
            owner = (FIRST_OWNER + PUBLIC_OWNERS * 2 + position, firm)
        else:
            stem, usual = _public_work(row, words, communities[row.street][home], taken)
            owner = owners[row.sector][int(draw(f"owner|{row.key}") * PUBLIC_OWNERS)]
        taken.add(stem)
        rest = (*owner, _lead_unit(row, usual), home, content)
        second = seconds.get(row.key)
        names[row.key] = Name(stem + ("(一期)" if second else ""), *rest)
        if second:
            names[second] = Name(f"{stem}(二期)", *rest)
    return names


def _brands(words: Mapping[str, Any]) -> list[str]:
    every = [first + second for first in words["brand_first"] for second in words["brand_second"]]
    return sorted(every, key=lambda brand: draw(f"brand|{brand}"))


def _public_owners(words: Mapping[str, Any], brands: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """The building companies of 城市建设 and 社会民生: (number, name), six each."""
    owners: dict[str, list[tuple[int, str]]] = {}
    number = FIRST_OWNER
    for sector in ("城市建设", "社会民生"):
        owners[sector] = []
        for _ in range(PUBLIC_OWNERS):
            firm = f"青岛{brands[FIRST_OWNER - number - 1]}{words['sectors'][sector]['firm']}集团有限公司(示例)"
            owners[sector].append((number, firm))
            number += 1
    return owners


def _community(row: Outline, communities: Mapping[str, str]) -> str:
    return choose(f"community|{row.key}", dict.fromkeys(sorted(communities), 1))


def _lead_unit(row: Outline, usual: Sequence[str]) -> str:
    """Short name of the unit that looks after the project; empty for the street office itself."""
    units = dict.fromkeys(usual, STREET_LED - 1)
    return choose(f"lead|{row.key}", units | {"": len(units)})


def _product(row: Outline, words: Mapping[str, Any]) -> str:
    sector = words["sectors"][row.sector]
    product: str = choose(f"product|{row.key}", dict.fromkeys(sector["products"], 1))
    form: str = choose(f"form|{row.key}", dict.fromkeys(sector["forms"], 1))
    return product + form


def _public_work(row: Outline, words: Mapping[str, Any], community: str, taken: set[str]) -> tuple[str, list[str]]:
    """A work in a community and its usual lead unit: the first by its draws that no other project has."""
    place = community.removesuffix("社区")
    works = words["sectors"][row.sector]["works"]
    for work in sorted(works, key=lambda work: draw(f"work|{row.key}|{work}")):
        if f"{place}{work}" not in taken:
            return f"{place}{work}", [works[work]]
    raise ValueError(f"{row.key}:{place}的{row.sector}项目名称已用尽")
