"""开放下载: publications as CSV and JSON, through a view that asks who may see them, with ETag and byte ranges."""

import re

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import condition, require_safe

from lutu.kernel.access.queries import visible
from lutu.kernel.access.registry import reads
from lutu.kernel.indicators.actions.opening_data import LICENCE
from lutu.kernel.indicators.models import OpenFile, Publication
from lutu.kernel.rules.queries import parameter_or_none

VISITOR = AnonymousUser()
BYTE_ORDER_MARK = "\ufeff".encode()
MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
PARTIAL, UNSATISFIABLE = 206, 416


@reads(Publication, "list")
@reads(OpenFile, "list")
@require_safe
def open_data(request: HttpRequest) -> HttpResponseBase:
    """Every publication with its files, newest first; what was corrected has a further file."""
    day = request.day
    licence = parameter_or_none(code=LICENCE, day=day)
    files: dict[int, list[OpenFile]] = {}
    for file in visible(user=VISITOR, model=OpenFile, day=day).defer("content").order_by("-number", "format"):
        files.setdefault(file.publication_id, []).append(file)
    publications = visible(user=VISITOR, model=Publication, day=day).order_by("-published_at")
    context = {
        "publications": [(row, files.get(row.pk, [])) for row in publications],
        "licence": str(licence.value) if licence else "",
        "trail": [(_("开放下载"), "")],
    }
    return render(request, "portal/indicators/open.html", context)


def _file(request: HttpRequest, pk: int) -> OpenFile:
    day = request.day  # type: ignore[attr-defined]
    rows = visible(user=VISITOR, model=OpenFile, day=day).select_related("publication")
    return get_object_or_404(rows, pk=pk)


def _etag(request: HttpRequest, pk: int) -> str:
    return f'"{_file(request, pk).digest_text}{"-bom" if "bom" in request.GET else ""}"'


@reads(OpenFile, "attachment")
@require_safe
@condition(etag_func=_etag)
def open_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One file, whole or the bytes asked for; `bom` puts a byte order mark before a CSV, for old spreadsheets."""
    file = _file(request, pk)
    content = bytes(file.content)
    if file.format == "csv" and "bom" in request.GET:
        content = BYTE_ORDER_MARK + content
    response = _ranged(request, content, MEDIA[file.format])
    publication = file.publication
    name = f"{publication.code}-{publication.period.code}-{file.number}.{file.format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _ranged(request: HttpRequest, content: bytes, media: str) -> HttpResponse:
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None or not any(match.groups()):
        return HttpResponse(content, content_type=media)
    first, last = match.groups()
    start = int(first) if first else max(len(content) - int(last), 0)
    stop = min(int(last) + 1, len(content)) if first and last else len(content)
    if start >= stop:
        response = HttpResponse(status=UNSATISFIABLE)
        response["Content-Range"] = f"bytes */{len(content)}"
        return response
    response = HttpResponse(content[start:stop], status=PARTIAL, content_type=media)
    response["Content-Range"] = f"bytes {start}-{stop - 1}/{len(content)}"
    return response
