"""lutu serve: the web process, Granian with WSGI workers."""

import argparse
import os
import sys

from django.conf import settings

from lutu.fronts.cli.console import Commands, Refused

# Two threads a worker were the fastest on two cores; more only wait for Python's lock.
THREADS = 2
HIGHEST_PORT = 65535


def add(commands: Commands) -> None:
    """Declare the command."""
    command = commands.add_parser("serve", help="启动网页服务")
    command.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听地址,默认 127.0.0.1(只限本机)")
    command.add_argument("--port", default=8000, type=int, metavar="端口", help="监听端口,默认 8000")
    command.add_argument("--workers", default=2, type=int, metavar="个数", help="进程数,默认 2")
    command.set_defaults(run=serve)


def serve(arguments: argparse.Namespace) -> int:
    """Become the web server: the process is replaced, so that its id and signals stay the caller's."""
    if not (settings.STATIC_ROOT / "staticfiles.json").is_file():
        raise Refused("页面素材尚未就绪,请先运行 lutu assets(./run 会自动完成)")
    command = granian_command(host=arguments.host, port=arguments.port, workers=arguments.workers)
    os.execv(command[0], command)


def granian_command(*, host: str, port: int, workers: int) -> list[str]:
    """The command line of the server. Raises Refused for a port or a number of workers that cannot be."""
    if not 0 < port <= HIGHEST_PORT:
        raise Refused(f"端口 {port} 不能使用,应在 1 至 {HIGHEST_PORT} 之间")
    if workers < 1:
        raise Refused(f"进程数 {workers} 不能使用,至少 1 个")
    options = {"interface": "wsgi", "host": host, "port": port, "workers": workers, "blocking-threads": THREADS}
    flags = [text for key, value in options.items() for text in (f"--{key}", str(value))]
    return [sys.executable, "-m", "granian", *flags, "--no-ws", "--log-level", "warning", "lutu.wsgi:application"]
