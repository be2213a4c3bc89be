"""Version 1: which domains answer, and how refusals read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from lutu.domains.projects.api import router as projects
from lutu.fronts.api.registers import router as registers

FOUND_LENGTH = 120

api = NinjaAPI(
    title="路图 Lutu API",
    version="1",
    description=(
        "只读接口。日期为 ISO 8601(YYYY-MM-DD),金额为整数分并注明单位,面积为平方米。"
        "列表每页最多 200 条;as_of 为数据截至日。未公开的项目与不存在的项目回答相同。"
    ),
    urls_namespace="api-v1",
)
api.add_router("", projects)
api.add_router("", registers)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, exc: Http404) -> HttpResponse:
    """404 in one sentence; the same for what is hidden and what does not exist."""
    detail = str(exc) or _("没有找到所要的内容")
    return api.create_response(request, {"detail": detail}, status=404)


@api.exception_handler(ValidationError)
def refused(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    """422 with each refused parameter: what was found and what was expected."""
    faults = [
        {
            "parameter": str(error["loc"][-1]),
            "found": request.GET.get(str(error["loc"][-1]), "")[:FOUND_LENGTH],
            "expected": str(error["msg"]),
        }
        for error in exc.errors
    ]
    return api.create_response(request, {"detail": _("参数不合要求"), "faults": faults}, status=422)
