"""指标发现 as a case: analysed within a term, and closed only when what deviates has recovered or is waived (S2.20)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from lutu.kernel.casework.flows import (
    CLOCK,
    COMMON_LADDER,
    OWNER,
    SUPERVISOR,
    CaseView,
    ExtensionRule,
    Flow,
    Move,
    Stage,
    Term,
)

FINDING = "indicators.finding"
ANALYSIS, RECOVERING, CLOSED = "analysis", "recovering", "closed"
OPEN_STAGES = frozenset([ANALYSIS, RECOVERING])


def recovered_or_waived(case: CaseView, facts: Mapping[str, object]) -> str | None:
    """Why a finding can't be closed: the sentence of its source, unless it has recovered or is waived."""
    if facts.get("recovered") or facts.get("waived"):
        return None
    return str(facts.get("sentence") or "指标尚未恢复,也没有豁免")


def facts_of(*, case: Any, at: datetime) -> Mapping[str, object]:
    """What the guard asks: has the finding of this case recovered, is it waived today."""
    from lutu.kernel.indicators.queries.findings import state_of_case

    return state_of_case(case=case, at=at)


FLOW = Flow(
    code=FINDING,
    title=gettext_noop("指标发现"),
    prefix="FX",
    takes_referrals=False,
    initial=ANALYSIS,
    stages=(
        # 默认值: 研判 10 个工作日.
        Stage(
            ANALYSIS, gettext_noop("待研判"), Term(10, "workdays", basis="默认值"), ladder=COMMON_LADDER, tone="yellow"
        ),
        Stage(RECOVERING, gettext_noop("整改中"), clock="none", no_term_reason="以下一统计期关账的指标为准"),
        Stage(CLOSED, gettext_noop("已销号"), is_final=True, clock="none", tone="green"),
    ),
    moves=(
        Move(
            "analyse", gettext_noop("提交研判"), frozenset([ANALYSIS]), RECOVERING, frozenset([OWNER]),
            writes=("cause", "measures"), needs_reason=True, tell=(SUPERVISOR,),
            basis="闭环管理:指标收集、分析研判、结果运用",
        ),
        Move(
            "close", gettext_noop("销号"), OPEN_STAGES, CLOSED, frozenset([OWNER, SUPERVISOR, CLOCK]),
            guards=(recovered_or_waived,), tell=(OWNER, SUPERVISOR), outcome="done",
            no_evidence_reason="以关账的指标值或豁免为凭,不另附佐证",
        ),
        Move(
            "reopen", gettext_noop("重新打开"), frozenset([CLOSED]), RECOVERING, frozenset([CLOCK]),
            tell=(OWNER, SUPERVISOR),
        ),
    ),
    fields={"cause": gettext_noop("原因"), "measures": gettext_noop("措施")},
    facts=facts_of,
    extension=ExtensionRule(times=1, longest=Term(10, "workdays"), basis="最多延长一次,10 个工作日(默认值)"),
)  # fmt: skip
