"""下一步: what a project at a stage waits for, and from whom. Pure."""

from django.utils.translation import gettext_lazy as _

from lutu.domains.projects.stages import Stage

_AWAITED = {
    Stage.NO_LAND: _("等待土地合同,由自然资源部门推送"),
    Stage.LAND_SUPPLIED: _("等待建设工程规划许可,由自然资源或审批部门推送"),
    Stage.PLANNING_PERMITTED: _("等待施工许可,由审批部门推送"),
    Stage.READY_TO_START: _("等待开工记录(质监首次监督或开工报告)"),
    Stage.STARTED: _("等待竣工验收备案,由住建部门推送"),
    Stage.ACCEPTED: _("已竣工验收;投用日期由主抓单位报送"),
}


def awaited(*, stage: str) -> str:
    """The fact a project at a stage waits for and who supplies it, in words."""
    return str(_AWAITED[Stage(stage)])
