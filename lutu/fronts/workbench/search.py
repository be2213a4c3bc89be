"""工作台检索: every declared kind, as far as the reader may see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lutu.kernel.access.registry import reads_nothing
from lutu.kernel.search.queries import results
from lutu.web.guards import staff_page
from lutu.web.typed import one_line

HITS = 20


@reads_nothing("检索按读者的权限读取,见 lutu.kernel.search.queries")
@staff_page()
def search(request: HttpRequest) -> HttpResponse:
    """Everything the reader may see that holds the words."""
    text = one_line(request.GET.get("q", ""))
    groups = results(user=request.user, text=text, day=request.day, limit=HITS, staff=True) if text else []
    return render(request, "workbench/search.html", {"text": text, "groups": groups})
