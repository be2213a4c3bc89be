"""Which handler does which kind of work, and who carries a queued job to a worker."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol


class JobUnknown(LookupError):
    """Nobody declared this kind of job."""


class Reporter(Protocol):
    """What a handler reports to: raises `Cancelled` where somebody asked to stop."""

    def step(self, done: int, total: int, message: str = "") -> None: ...


class Handler(Protocol):
    """Does the work and returns the result (JSON) that the job page keeps."""

    def __call__(self, *, progress: Reporter, arguments: dict[str, Any], at: datetime) -> dict[str, Any]: ...


Dispatcher = Callable[[int], None]
_HANDLERS: dict[str, Handler] = {}
_DISPATCHER: list[Dispatcher] = []


def declare_job(kind: str, handler: Handler) -> None:
    """Register the handler of a kind; another handler under the same kind is refused."""
    if _HANDLERS.get(kind, handler) is not handler:
        raise ValueError(f"作业种类 {kind} 已登记")
    _HANDLERS[kind] = handler


def handler_of(kind: str) -> Handler:
    """The handler of a kind. Raises JobUnknown."""
    if kind not in _HANDLERS:
        raise JobUnknown(f"作业种类 {kind} 未登记,可能是升级前排队的作业")
    return _HANDLERS[kind]


def set_dispatcher(dispatcher: Dispatcher) -> None:
    """The front says how a queued job reaches a worker; called with the job's id after the transaction commits."""
    _DISPATCHER[:] = [dispatcher]


def dispatch(job_id: int) -> None:
    """Hand a queued job on. Raises LookupError where no front has set a dispatcher."""
    if not _DISPATCHER:
        raise LookupError("没有作业分发方式,请经由工作台或命令行启动")
    _DISPATCHER[0](job_id)
