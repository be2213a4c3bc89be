"""What every operation of the API answers when it can't answer as asked; declared, so that callers can rely on it."""

from collections.abc import Collection
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import Field, StringConstraints

# A NUL can't be compared in PostgreSQL: it is refused where the parameters are read.
Text = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")]


class Problem(Schema):
    """一句话说明: what was wrong and what to do."""

    detail: str = Field(description="说明", examples=["没有这个项目代码,或该项目未公开"])


class Fault(Schema):
    """One parameter that was refused."""

    parameter: str = Field(description="参数")
    found: str = Field(description="实为")
    expected: str = Field(description="应为")


class Refusal(Schema):
    """参数不合要求: every refused parameter."""

    detail: str = Field(description="说明")
    faults: list[Fault] = Field(description="逐项原因")


REFUSALS: dict[int, object] = {405: None, 422: Refusal}
NOT_FOUND: dict[int, object] = {404: Problem}


def refuse_unknown(request: HttpRequest, *, known: Collection[str] = ()) -> None:
    """Refuse parameters nobody reads: a misspelt filter must not pass for one that matched everything."""
    expected = _("可用参数:{known}").format(known="、".join(known)) if known else _("此处不接受参数")
    unknown = [{"loc": ("query", name), "msg": expected} for name in request.GET if name not in known]
    if unknown:
        raise ValidationError(unknown)
