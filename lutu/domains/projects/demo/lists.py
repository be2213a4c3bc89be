"""The dated lists of the demo (示例清单) and which projects stand in them.

Pure. The municipal lists never reconcile with the 506 and overlap each other; the nesting is the mission's own (demo
district, section 4 "Municipal lists"): 27 = 23 key + preparation 1–4, 33 = 23 + preparation 1–10, 7 outside the 27.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lutu.domains.projects.demo.dates import Dates
from lutu.domains.projects.demo.outline import Outline
from lutu.engines.seeds import assert_total

CITY_KEY, CITY_PREPARATION, CHAIN = 23, 17, 7
CHAIN_SECTORS = ("轨道交通", "智能装备", "新一代信息技术", "生物医药", "新材料与新能源")
# The list of 2020 holds what was under way before its issue.
EARLIER_LIST_STARTS = date(2020, 9, 1)


@dataclass(frozen=True)
class ListPlan:
    """A register with its document and the keys of its projects, in order; `replaces` is the code of the older one."""

    code: str
    name: str
    document_number: str
    document_date: date
    valid_from: date
    members: tuple[str, ...]
    description: str
    replaces: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


def lists_of(
    *, rows: Sequence[Outline], dates: Mapping[str, Dates], investment: Mapping[str, int]
) -> tuple[ListPlan, ...]:
    """The seven lists, the older before the one that replaces it."""
    largest = sorted(rows, key=lambda row: (-investment[row.key], row.key))
    key = [row.key for row in largest if row.started and not row.accepted and not row.peculiar][:CITY_KEY]
    preparation = [row.key for row in largest if not row.started and not row.peculiar][:CITY_PREPARATION]
    promoted, bulletin = key + preparation[:4], key + preparation[:10]
    chain = [
        row.key
        for row in largest
        if row.sector in CHAIN_SECTORS and row.key not in promoted and row.key not in bulletin and not row.peculiar
    ][:CHAIN]
    earlier = [row.key for row in rows if (start := dates[row.key].start) and start < EARLIER_LIST_STARTS]
    _assert_counts(rows, key, preparation, promoted, bulletin, chain)
    order = {project: f"第 {number} 号" for number, project in enumerate(preparation, start=1)}
    return (
        ListPlan(
            "district_2020", "区级重点项目(2020 年)", "城示发〔2020〕3 号(示例)", date(2020, 2, 24), date(2020, 3, 2),
            tuple(earlier), "2020 年度区级重点项目名单,已由 2021 年名单替换",
        ),
        ListPlan(
            "district_2021", "区级重点项目(2021 年)", "城示发〔2021〕2 号(示例)", date(2021, 1, 29), date(2021, 2, 1),
            tuple(row.key for row in rows), "2021 年度区级重点项目名单,开工率的分母", replaces="district_2020",
        ),
        ListPlan(
            "city_key_2021", "市级重点建设项目(2021 年)", "市示发〔2021〕5 号(示例)", date(2021, 2, 8),
            date(2021, 2, 18), tuple(key), "全市重点项目清单中的重点建设项目",
        ),
        ListPlan(
            "city_preparation_2021", "市级重点准备项目(2021 年)", "市示发〔2021〕5 号(示例)", date(2021, 2, 8),
            date(2021, 2, 18), tuple(preparation), "全市重点项目清单中的重点准备项目", notes=order,
        ),
        ListPlan(
            "city_promoted_2021", "重点推进的市级重点项目", "市示函〔2021〕11 号(示例)", date(2021, 3, 8),
            date(2021, 3, 15), tuple(promoted), "重点建设项目加重点准备项目第 1–4 号",
        ),
        ListPlan(
            "city_chain_2021", "市级十三条产业链项目", "市示函〔2021〕12 号(示例)", date(2021, 3, 8),
            date(2021, 3, 15), tuple(chain), "市级十三条产业链项目,不在重点推进的市级重点项目之内",
        ),
        ListPlan(
            "city_bulletin_2021", "季度通报的市级项目", "市示函〔2021〕15 号(示例)", date(2021, 3, 26),
            date(2021, 4, 1), tuple(bulletin), "与区级重点项目并列通报:重点建设项目加重点准备项目第 1–10 号",
        ),
    )  # fmt: skip


def _assert_counts(
    rows: Sequence[Outline], key: Sequence[str], preparation: Sequence[str], promoted: Sequence[str],
    bulletin: Sequence[str], chain: Sequence[str],
) -> None:  # fmt: skip
    started = {row.key for row in rows if row.started}
    assert_total(subject="市级重点建设项目", expected=CITY_KEY, actual=len(key))
    assert_total(subject="其中已开工", expected=CITY_KEY, actual=len(started.intersection(key)))
    assert_total(subject="市级重点准备项目", expected=CITY_PREPARATION, actual=len(preparation))
    assert_total(subject="重点推进的市级重点项目", expected=27, actual=len(promoted))
    assert_total(subject="季度通报的市级项目", expected=33, actual=len(bulletin))
    assert_total(subject="市级十三条产业链项目", expected=CHAIN, actual=len(set(chain) - set(promoted)))
