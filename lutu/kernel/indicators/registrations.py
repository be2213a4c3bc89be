"""What the package tells those below it at start: its flow, its source of findings, its job, its own selector."""

from lutu.kernel.casework.registry import declare_flow
from lutu.kernel.indicators import territories  # noqa: F401
from lutu.kernel.indicators.actions.detecting import SOURCE, closing_job
from lutu.kernel.indicators.flows import FLOW
from lutu.kernel.indicators.queries.findings import indicator_recovered
from lutu.kernel.indicators.registry import FindingSource, declare_finding_source
from lutu.kernel.jobs.registry import declare_job

CLOSING_JOB = "indicators.closing"


def register() -> None:
    """Called once, from `IndicatorsConfig.ready`."""
    declare_flow(FLOW)
    declare_finding_source(FindingSource(SOURCE, "指标偏离", indicator_recovered))
    declare_job(CLOSING_JOB, closing_job)
