"""lutu guide: the address, the demo accounts, and where to look first."""

import argparse

from lutu.fronts.cli.console import Commands, say
from lutu.kernel.access.demo import cast
from lutu.web import clock

PASSWORD = "lutu-demo-2021"
SIGHTS = (
    ("/projects/", "公众看到的重点项目:筛选、地图、每个项目的进展节点"),
    ("/workbench/projects/", "工作台项目台账(officer):阶段由土地、规划、施工、竣工等许可算出,无人填报进度"),
    ("/workbench/imports/", "导入(officer):试传 data/demo/faults/projects-faults.csv,逐行看原因,再确认载入"),
    ("/workbench/projects/land/", "土地供应台账与未落位地块(officer)"),
    ("/workbench/todo/", "待办(teamlead、street、officer):按期限排,逾期在前,行内一键办理"),
    ("/bulletins/", "公众看到的季度通报:开工率 419 ÷ 506 = 82.8%,每个数字可查到明细,附 Word 和 PDF"),
    ("/workbench/indicators/", "指标墙与发现(supervision):红灯立为发现,指标恢复才能销号"),
    ("/workbench/audit/", "谁在何时改过、看过哪条记录(admin)"),
    ("/workbench/health/", "运行状况(admin)"),
    ("/api/v1/docs", "只读接口说明"),
)


def add(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser("guide", help="打印网址、演示账号和先看什么")
    command.add_argument("--address", default="http://127.0.0.1:8000", metavar="网址", help="网页服务的地址")
    command.set_defaults(run=guide)


def guide(arguments: argparse.Namespace) -> int:
    """Print the guide; in real use only the addresses."""
    for line in lines(address=arguments.address.rstrip("/"), is_demo=clock.demo_day() is not None):
        say(line)
    return 0


def lines(*, address: str, is_demo: bool) -> list[str]:
    """The guide line by line."""
    doors = ["", f"  门户    {address}/", f"  工作台  {address}/workbench/", ""]
    if not is_demo:
        return doors
    accounts = [f"  {member.username:<12}{member.title}{_unit(member.organisation)}" for member in cast()]
    sights = [f"  {address}{path}\n      {what}" for path, what in SIGHTS]
    heading = f"演示账号(口令都是 {PASSWORD};人员、企业、项目和金额均为虚构)"
    return [*doors, heading, *accounts, "", "先看什么", *sights, ""]


def _unit(organisation: str) -> str:
    return f"({organisation})" if organisation else ""
