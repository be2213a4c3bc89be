"""任务: the plainest kind of case, for decisions of meetings and items of a work plan (the mission, S1.12, S2.17)."""

from django.utils.translation import gettext_noop

from lutu.kernel.casework.flows import (
    COMMON_LADDER,
    OWNER,
    RAISER,
    SUPERVISOR,
    ExtensionRule,
    Flow,
    Move,
    PauseReason,
    Separation,
    Stage,
    Term,
)

TASK = "casework.task"
EVIDENCE = ("evidence", "minutes", "letter")
HANDLING = frozenset(["assigned", "in_hand"])
WHOEVER_ASKED = frozenset([RAISER, SUPERVISOR])

FLOW = Flow(
    code=TASK,
    title=gettext_noop("任务"),
    prefix="RW",
    initial="assigned",
    stages=(
        # 默认值: 没有指定期限的任务 10 个工作日办完.
        Stage("assigned", gettext_noop("待接收"), Term(10, "workdays", basis="默认值"), ladder=COMMON_LADDER),
        Stage("in_hand", gettext_noop("办理中"), ladder=COMMON_LADDER, no_term_reason="时限自交办起算,接收后继续计"),
        Stage(
            "answered", gettext_noop("待核实"), Term(5, "workdays", basis="默认值"), ladder=COMMON_LADDER, tone="yellow"
        ),
        Stage("closed", gettext_noop("已销号"), is_final=True, clock="none", tone="green"),
        Stage("cancelled", gettext_noop("已撤销"), is_final=True, clock="none", tone="grey"),
    ),
    moves=(
        Move("accept", gettext_noop("接收"), frozenset(["assigned"]), "in_hand", frozenset([OWNER])),
        Move(
            "answer", gettext_noop("提交办结"), HANDLING, "answered", frozenset([OWNER]), writes=("result",),
            evidence=EVIDENCE, tell=(RAISER, SUPERVISOR),
        ),
        Move(
            "confirm", gettext_noop("核实销号"), frozenset(["answered"]), "closed", WHOEVER_ASKED, evidence=EVIDENCE,
            tell=(OWNER,), outcome="done",
        ),
        Move(
            "send_back", gettext_noop("退回重办"), frozenset(["answered"]), "in_hand", WHOEVER_ASKED, needs_reason=True,
            term=Term(5, "workdays", basis="默认值"), tell=(OWNER,),
        ),
        Move(
            "cancel", gettext_noop("撤销"), frozenset(["assigned", "in_hand", "answered"]), "cancelled", WHOEVER_ASKED,
            needs_reason=True, tell=(OWNER,), outcome="cancelled", no_evidence_reason="撤销须写明理由,不需佐证",
        ),
        Move(
            "reopen", gettext_noop("重新办理"), frozenset(["closed"]), "assigned", WHOEVER_ASKED, needs_reason=True,
            tell=(OWNER,),
        ),
    ),
    separations=(Separation("answer", "confirm", gettext_noop("办理人不得核实自己办结的事项")),),
    fields={"result": gettext_noop("办理结果")},
    pauses=(
        PauseReason("materials", gettext_noop("等待补充材料"), Term(15, "workdays", basis="默认值")),
        PauseReason("higher_decision", gettext_noop("等待上级决定"), Term(30, "workdays", basis="默认值")),
    ),
    extension=ExtensionRule(times=1, longest=Term(30, "workdays"), basis="最多延长一次,30 个工作日(默认值)"),
)  # fmt: skip
