"""The text message gateway (短信网关) as an adapter: setting LUTU_SMS_GATEWAY names a class by its dotted path.

The class is made once without arguments and needs one method, `send`. What it raises counts as a failed try and is
tried again; what it returns is kept as the receipt. Receivers may be told twice: after a crash between sending and
noting it, the message goes out again.
"""

from functools import lru_cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


class Gateway(Protocol):
    """What an adapter offers."""

    def send(self, *, phone: str, text: str) -> str:
        """Hand one message over; returns the receipt. Raises whatever went wrong."""
        ...


class GatewayMisconfigured(RuntimeError):
    """LUTU_SMS_GATEWAY names nothing that can be loaded and sends."""


def gateway_path() -> str:
    """The dotted path of the adapter; empty where none is configured."""
    return str(getattr(settings, "LUTU_SMS_GATEWAY", "") or "")


def gateway() -> Gateway | None:
    """The configured gateway, or None. Raises GatewayMisconfigured, naming the setting."""
    path = gateway_path()
    return _made(path) if path else None


@lru_cache(maxsize=4)
def _made(path: str) -> Gateway:
    try:
        made = import_string(path)()
    except Exception as error:
        raise GatewayMisconfigured(f"短信网关配置 LUTU_SMS_GATEWAY={path} 不能载入:{error}") from error
    if not callable(getattr(made, "send", None)):
        raise GatewayMisconfigured(f"短信网关 {path} 没有 send(phone, text) 方法")
    return cast(Gateway, made)
