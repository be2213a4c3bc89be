"""单位: departments, street offices, firms and institutions."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.forms.people import OrganisationForm
from lutu.kernel.access.queries import actor_of, can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.parties.actions import PartyRefused, register_organisation
from lutu.kernel.parties.models import Organisation
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

READ = "parties.party.read"
WRITE = "parties.party.write"

LIST = ListSpec(
    key="organisations",
    title=_("单位"),
    columns=(
        Column(key="name", title=_("名称"), value=lambda row: row.name, order_by=("name",)),
        Column(key="short_name", title=_("简称"), value=lambda row: row.short_name, order_by=("short_name",)),
        Column(key="kind", title=_("类别"), value=lambda row: row.get_kind_display(), order_by=("kind",)),
        Column(key="code", title=_("统一社会信用代码"), value=lambda row: row.code, show="code", order_by=("code",)),
        Column(key="area", title=_("区划"), value=lambda row: row.area and row.area.name, order_by=("area",)),
    ),
    filters=(
        Filter(
            key="kind",
            title=_("类别"),
            options=lambda request: Organisation.Kind.choices,
            apply=lambda rows, chosen, request: rows.filter(kind__in=chosen),
            multiple=True,
        ),
    ),
    order=("kind", "name"),
    search=lambda rows, text: rows.filter(
        Q(name__icontains=text) | Q(short_name__icontains=text) | Q(code__istartswith=text)
    ),
    empty_title=_("还没有单位"),
    empty_help=_("用“登记单位”登记。"),
    row_url=None,
)


@reads(Organisation, "list")
@staff_page(READ)
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Every organisation the account may see."""
    rows = visible(user=request.user, model=Organisation, day=request.day).select_related("area")
    context = {
        "actions_template": "workbench/people/organisation_actions.html",
        "can_write": can(user=request.user, permission=WRITE, day=request.day),
    }
    return list_response(request, spec=LIST, rows=rows, context=context)


@reads(Organisation, "form")
@staff_page(WRITE)
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Register an organisation (登记单位)."""

    def save(form: OrganisationForm) -> str:
        register_organisation(**form.cleaned_data, actor=actor_of(request.user), at=request.now)
        return reverse("workbench:organisations")

    return answer_form(
        request, form=OrganisationForm(request.POST or None), save=save, refused=PartyRefused, title=_("登记单位"),
        submit=_("登记"), cancel=reverse("workbench:organisations"), done=_("单位已登记。"),
    )  # fmt: skip
