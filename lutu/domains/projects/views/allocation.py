"""Giving land to a project and taking it back."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from lutu.domains.projects.actions import AllocationRefused, allocate_parcel, end_allocation
from lutu.domains.projects.forms import AllocateForm, ReasonedForm
from lutu.domains.projects.models import ParcelAllocation
from lutu.domains.projects.queries import project_by_code
from lutu.domains.projects.views.land import free_m2, parcel_url, visible_parcel
from lutu.domains.projects.views.permissions import LAND_WRITE
from lutu.kernel.access.queries import actor_of, require, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.territory.measures import m2_to_mu, mu_to_m2
from lutu.kernel.territory.models import Parcel
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page


@reads(Parcel, "form")
@staff_page(LAND_WRITE)
def allocate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a project a share of a parcel (落位); more than is left is refused with what is left."""
    parcel = visible_parcel(request, pk)
    require(user=request.user, permission=LAND_WRITE, day=request.day, area=parcel.area)

    def save(form: AllocateForm) -> str:
        code = form.cleaned_data["project_code"].strip().upper()
        project = project_by_code(user=request.user, day=request.day, code=code)
        if project is None:
            raise AllocationRefused(_("没有代码为 %(code)s 的项目,请核对后重填") % {"code": code})
        allocate_parcel(
            project=project, parcel=parcel, area_m2=mu_to_m2(form.cleaned_data["area_mu"]),
            day=form.cleaned_data["day"], actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return parcel_url(parcel)

    initial = {"day": request.day, "area_mu": m2_to_mu(free_m2(parcel)), "project_code": request.GET.get("project", "")}
    form = AllocateForm(request.POST or None, initial=initial)
    title = _("落位:%(parcel)s") % {"parcel": parcel.number}
    return answer_form(
        request, form=form, save=save, refused=AllocationRefused, title=title,
        submit=_("落位"), cancel=parcel_url(parcel), done=_("已落位。"), template="projects/allocate_form.html",
        context={"parcel": parcel, "free_m2": free_m2(parcel)},
    )  # fmt: skip


@reads(ParcelAllocation, "form")
@staff_page(LAND_WRITE)
def allocation_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End a project's share of a parcel on a day (解除落位); it stays as history."""
    rows = visible(user=request.user, model=ParcelAllocation, day=request.day).select_related("project", "parcel__area")
    allocation = get_object_or_404(rows, pk=pk)
    require(user=request.user, permission=LAND_WRITE, day=request.day, area=allocation.parcel.area)

    def save(form: ReasonedForm) -> str:
        end_allocation(
            allocation=allocation, day=form.cleaned_data["day"], reason=form.cleaned_data["reason"],
            actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return parcel_url(allocation.parcel)

    title = _("解除落位:%(project)s 在 %(parcel)s") % {
        "project": allocation.project.name,
        "parcel": allocation.parcel.number,
    }
    form = ReasonedForm(request.POST or None, day_label=_("解除日"), initial={"day": request.day})
    return answer_form(
        request, form=form, save=save, refused=AllocationRefused, title=title, submit=_("解除"),
        cancel=parcel_url(allocation.parcel), done=_("已解除,原期间仍可查。"),
    )  # fmt: skip
