"""lutu messages and lutu assets: what is made from the sources before the pages can be served."""

import argparse

from django.conf import settings
from django.core.management import call_command

from lutu.fronts.cli.console import Commands, Refused, say, step
from lutu.web.assets import AssetsMissing, install_assets
from lutu.web.messages import compile_catalogues, update_catalogue


def add(commands: Commands) -> None:
    """Declare both commands."""
    command = commands.add_parser("messages", help="译文目录:update 收集文字,compile 编译")
    command.add_argument("verb", choices=["update", "compile"], metavar="update|compile", help="收集或编译")
    command.set_defaults(run=messages)
    command = commands.add_parser("assets", help="整理页面素材并汇集静态文件")
    command.set_defaults(run=assets)


def assets(arguments: argparse.Namespace) -> int:
    """Copy the picked npm files and collect everything static. Raises Refused where npm has not been run."""
    try:
        with step("整理页面素材"):
            changed = install_assets(
                node_modules=settings.ROOT / "node_modules",
                target=settings.VAR / "assets",
                source=settings.ROOT / "lutu",
            )
            say(f"  新增或变更 {changed} 个文件")
    except AssetsMissing as missing:
        raise Refused(str(missing)) from None
    with step("汇集静态文件"):
        call_command("collectstatic", verbosity=0, interactive=False)
    return 0


def messages(arguments: argparse.Namespace) -> int:
    """Collect the texts into the catalogue, or compile it; status 1 where a text still lacks its English."""
    if arguments.verb == "compile":
        say(f"已编译 {compile_catalogues().relative_to(settings.ROOT)}")
        return 0
    report = update_catalogue()
    say(f"共 {report.texts} 条文字,新增 {len(report.new)} 条,缺英文 {len(report.missing)} 条")
    for text in report.missing:
        say(f"  {text}")
    return 1 if report.missing else 0
