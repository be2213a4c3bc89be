"""运行状况: the staff page, and the address a monitor asks whether the house is awake."""

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lutu.fronts.readings import WORKER, readings, worker_reading
from lutu.kernel.access.registry import reads, reads_nothing
from lutu.kernel.jobs.models import Heartbeat, Job
from lutu.web.guards import staff_page

READ_HEALTH = "jobs.health.read"


@require_safe
@never_cache
@reads(Job, "count")
@staff_page(READ_HEALTH)
def health(request: HttpRequest) -> HttpResponse:
    """Every reading with what to do about it."""
    found = readings()
    context = {
        "readings": found,
        "wrong": sum(reading.state in ("bad", "late") for reading in found),
        "checked_at": timezone.localtime(),
    }
    return render(request, "workbench/health.html", context)


@require_safe
@never_cache
@reads_nothing("只回答服务是否可用,不含业务数据")
def liveness(request: HttpRequest) -> JsonResponse:
    """Whether pages and jobs are served, for a monitor without an account: 200, or 503 without the database.

    Names the two processes only: no version, no address, no count.
    """
    try:
        beat = Heartbeat.objects.filter(name=WORKER).first()
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "down"}, status=503)
    worker = "up" if worker_reading(beat=beat, at=timezone.localtime()).state == "good" else "down"
    return JsonResponse({"status": "up" if worker == "up" else "degraded", "database": "up", "worker": worker})
