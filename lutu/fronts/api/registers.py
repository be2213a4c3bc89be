"""Public registers (清单): their documents and how many members stand in them."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from lutu.kernel.access.queries import visible
from lutu.kernel.access.registry import reads
from lutu.kernel.periods import in_force
from lutu.kernel.registers.models import Membership, Register
from lutu.web.problems import REFUSALS, refuse_unknown

router = Router(tags=["registers"])
VISITOR = AnonymousUser()


class RegisterOut(Schema):
    """清单: one register."""

    code: str = Field(description="清单代码")
    name: str = Field(description="名称")
    kind: str = Field(description="类别")
    document_number: str = Field(description="文号")
    document_date: date | None = Field(description="发文日期")
    valid_from: date = Field(description="起")
    valid_to: date | None = Field(description="止(不含)")
    replaced_by: str | None = Field(description="替换为(清单代码)")
    members: int = Field(description="截至日在列数")


class RegisterList(Schema):
    """清单一览, with the day the counts are taken on."""

    as_of: date = Field(description="截至")
    count: int = Field(description="清单数")
    items: list[RegisterOut]


@router.get("/registers", response={200: RegisterList, **REFUSALS}, summary="清单一览")
@reads(Register, "list")
@reads(Membership, "count")
def registers(request: HttpRequest) -> dict[str, Any]:
    """公开清单及截至日公开成员数 (public registers; closed ones stay, with what replaced them)."""
    refuse_unknown(request)
    day = request.day  # type: ignore[attr-defined]
    rows = visible(user=VISITOR, model=Register, day=day).filter(valid_from__lte=day).select_related("replaced_by")
    counts = _members(day)
    items = [
        {
            "code": row.code,
            "name": row.name,
            "kind": row.kind,
            "document_number": row.document_number,
            "document_date": row.document_date,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "replaced_by": row.replaced_by.code if row.replaced_by and row.replaced_by.is_public else None,
            "members": counts.get(row.pk, 0),
        }
        for row in rows.order_by("code")
    ]
    return {"as_of": day, "count": len(items), "items": items}


def _members(day: date) -> dict[int, int]:
    """{register: members on the day that are public themselves}."""
    rows = visible(user=VISITOR, model=Membership, day=day).filter(in_force(day))
    return dict(rows.order_by().values_list("register").annotate(count=Count("pk")))
