"""The page for a form whose token does not fit. The pages for 400, 403, 404 and 500 are plain templates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lutu.kernel.access.registry import reads_nothing


@reads_nothing("固定内容")
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in plain words that the page stood open too long; the technical reason goes to the log only."""
    return render(request, "403_csrf.html", status=403)
