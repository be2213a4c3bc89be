"""Objections of the units to their figures in a draft, the answers, and counting anew."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lutu.domains.reform.actions import BulletinRefused, count_anew
from lutu.domains.reform.forms import AnswerForm, ObjectForm
from lutu.domains.reform.models import QuarterlyBulletin
from lutu.domains.reform.views.staff import READ, WRITE, visible_bulletin
from lutu.kernel.access.queries import actor_of, grants_on, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.indicators.actions.objecting import ObjectionRefused, answer_unit_objection, object_to_fact
from lutu.kernel.indicators.models import IndicatorFact, UnitObjection
from lutu.kernel.indicators.reading import reading_of
from lutu.kernel.parties.models import Assignment, Organisation
from lutu.kernel.periods import in_force
from lutu.kernel.territory.models import Area
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page


@reads(QuarterlyBulletin, "form")
@staff_page(READ)
def bulletin_object(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Object to a figure of one's own area in a draft (提出异议)."""
    bulletin = visible_bulletin(request, pk)
    back = reverse("reform:record", args=[pk])
    facts = _own_facts(request, bulletin)

    def save(form: ObjectForm) -> str:
        fact = next(fact for fact in facts if str(fact.pk) == form.cleaned_data["fact"])
        object_to_fact(
            publication=bulletin.publication, fact=fact, unit=_unit(request), text=form.cleaned_data["text"],
            actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return back

    offered = [(fact.pk, _titled(fact)) for fact in facts]
    return answer_form(
        request, form=ObjectForm(request.POST or None, facts=offered), save=save, refused=ObjectionRefused,
        title=_("提出异议"), submit=_("提交异议"), cancel=back, done=_("异议已提交,答复前不会签发。"),
        context={"intro": _("只列本单位所在区划的指标值;明细可在指标页逐条核对。")},
    )  # fmt: skip


@reads(UnitObjection, "form")
@reads(QuarterlyBulletin, "form")
@staff_page(WRITE)
def objection_answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer an objection in writing (答复异议)."""
    objection, bulletin = _objection(request, pk)
    back = reverse("reform:record", args=[bulletin.pk])

    def save(form: AnswerForm) -> str:
        answer_unit_objection(
            objection=objection, answer=form.cleaned_data["answer"], is_upheld=form.cleaned_data["is_upheld"] == "yes",
            actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return back

    return answer_form(
        request, form=AnswerForm(request.POST or None), save=save, refused=ObjectionRefused, title=_("答复异议"),
        submit=_("答复"), cancel=back, done=_("已答复。认定成立的,请随后重新计算。"),
        context={"intro": _("{unit}:{text}").format(unit=objection.unit, text=objection.text)},
    )  # fmt: skip


@reads(UnitObjection, "form")
@reads(QuarterlyBulletin, "form")
@staff_page(WRITE)
@require_POST
def objection_recount(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Count the figure anew and put it in the old one's place (重新计算)."""
    objection, bulletin = _objection(request, pk)
    try:
        new = count_anew(bulletin=bulletin, fact=objection.fact, actor=actor_of(request.user), at=request.now)
    except (BulletinRefused, ValueError, LookupError) as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("已重新计算:{arithmetic}").format(arithmetic=reading_of(new).arithmetic)
        messages.success(request, said)
    return redirect("reform:record", bulletin.pk)


def _titled(fact: IndicatorFact) -> str:
    return f"{fact.area.name} {fact.version.indicator.name}:{reading_of(fact).arithmetic}"


def _objection(request: HttpRequest, pk: int) -> tuple[UnitObjection, QuarterlyBulletin]:
    rows = visible(user=request.user, model=UnitObjection, day=request.day)
    objection = get_object_or_404(rows.select_related("unit", "fact__version__indicator"), pk=pk)
    bulletin = QuarterlyBulletin.objects.filter(publication=objection.publication_id).first()
    if bulletin is None:
        raise Http404
    return objection, visible_bulletin(request, bulletin.pk)


def _own_facts(request: HttpRequest, bulletin: QuarterlyBulletin) -> list[IndicatorFact]:
    """The figures of the areas the account reads bulletins for: everything for the district, else its own streets."""
    rows = bulletin.publication.facts.filter(dimension="").select_related("version__indicator", "area")
    areas = {grant.area for grant in grants_on(user=request.user, day=request.day) if READ in grant.permissions}
    if not any(area.level == Area.Level.DISTRICT for area in areas):
        rows = rows.filter(area__in=areas)
    return list(rows.order_by("area_id", "version__indicator__code"))


def _unit(request: HttpRequest) -> Organisation:
    """The unit the account speaks for: that of its first post today."""
    held = Assignment.objects.filter(in_force(request.day), person=request.user.person_id)
    assignment = held.select_related("post__organisation").order_by("pk").first()
    if assignment is None:
        raise ObjectionRefused(_("当前账号没有在任岗位,不能代表单位提出异议"))
    return assignment.post.organisation
