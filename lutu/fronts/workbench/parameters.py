"""规则与参数: every value a policy can change, with source, period and marks."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.forms.parameters import ParameterForm
from lutu.kernel.access.queries import actor_of, can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.periods import in_force
from lutu.kernel.rules.actions import ParameterRefused, set_parameter
from lutu.kernel.rules.models import Parameter
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

READ = "rules.parameter.read"
WRITE = "rules.parameter.write"


def _marks(row: Parameter) -> str:
    return "、".join(
        str(text) for held, text in ((row.is_default, _("默认值")), (row.is_unverified, _("待核"))) if held
    )


LIST = ListSpec(
    key="parameters",
    title=_("规则与参数"),
    columns=(
        Column(key="name", title=_("参数"), value=lambda row: row.name, order_by=("name",)),
        Column(key="value", title=_("取值"), value=lambda row: row.value_text),
        Column(key="marks", title=_("标记"), value=_marks, show="badge"),
        Column(key="source", title=_("依据"), value=lambda row: row.source, order_by=("source",)),
        Column(
            key="valid_from", title=_("起"), value=lambda row: row.valid_from, show="date", order_by=("valid_from",)
        ),
        Column(key="code", title=_("代码"), value=lambda row: row.code, show="code", order_by=("code",)),
    ),
    filters=(
        Filter(
            key="mark",
            title=_("标记"),
            options=lambda request: [("default", _("默认值")), ("unverified", _("待核"))],
            apply=lambda rows, chosen, request: rows.filter(
                Q(is_default=True) if "default" in chosen else Q(is_unverified=True)
            ),
        ),
    ),
    order=("code",),
    search=lambda rows, text: rows.filter(
        Q(name__icontains=text) | Q(code__icontains=text) | Q(source__icontains=text)
    ),
    empty_title=_("还没有参数"),
    empty_help=_("参数随系统载入,取值在此调整。"),
    row_url=lambda row: reverse("workbench:parameter", args=[row.code]),
)


@reads(Parameter, "list")
@staff_page(READ)
def parameter_list(request: HttpRequest) -> HttpResponse:
    """Parameters in force on the day."""
    rows = visible(user=request.user, model=Parameter, day=request.day).filter(in_force(request.day))
    return list_response(request, spec=LIST, rows=rows)


@reads(Parameter, "detail")
@staff_page(READ)
def parameter_record(request: HttpRequest, code: str) -> HttpResponse:
    """One parameter: what holds, since when, on what basis, and every earlier value."""
    rows = list(visible(user=request.user, model=Parameter, day=request.day).filter(code=code).order_by("-valid_from"))
    if not rows:
        raise Http404
    context = {
        "parameter": next((row for row in rows if row.valid_from <= request.day), rows[-1]),
        "versions": rows,
        "audit_subject": f"rules.parameter/{code}",
        "entries": entries_of(subject=("rules.parameter", code))[:30],
        "can_write": can(user=request.user, permission=WRITE, day=request.day),
    }
    return render(request, "workbench/parameters/record.html", context)


@reads(Parameter, "form")
@staff_page(WRITE)
def parameter_set(request: HttpRequest, code: str) -> HttpResponse:
    """Put a new value in force from a day on (设定参数)."""
    current = visible(user=request.user, model=Parameter, day=request.day).filter(code=code, valid_to=None).first()
    if current is None:
        raise Http404

    def save(form: ParameterForm) -> str:
        set_parameter(code=code, **form.cleaned_data, actor=actor_of(request.user), at=request.now)
        return reverse("workbench:parameter", args=[code])

    form = ParameterForm(request.POST or None, current=current, initial={"valid_from": request.day})
    return answer_form(
        request, form=form, save=save, refused=ParameterRefused, title=_("设定参数:%(name)s") % {"name": current.name},
        submit=_("设定"), cancel=reverse("workbench:parameter", args=[code]), done=_("新值已登记,原值及期间仍可查。"),
    )  # fmt: skip
