"""Preparing, editing and signing a bulletin."""

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from lutu.domains.reform.actions import BulletinRefused, edit_bulletin, prepare_bulletin, sign_bulletin
from lutu.domains.reform.content import WordsFaulty
from lutu.domains.reform.forms import HeadingForm, PrepareForm
from lutu.domains.reform.models import QuarterlyBulletin
from lutu.domains.reform.queries import bulletin_rules
from lutu.domains.reform.views.staff import SIGN, WRITE, demo_mark, visible_bulletin
from lutu.kernel.access.queries import actor_of
from lutu.kernel.access.registry import reads
from lutu.kernel.indicators.models import PeriodClosing, Publication
from lutu.kernel.indicators.periods import Period
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page

REFUSED = (BulletinRefused, WordsFaulty, ValueError, LookupError)


@reads(QuarterlyBulletin, "form")
@staff_page(WRITE)
def bulletin_prepare(request: HttpRequest) -> HttpResponseBase:
    """Freeze the figures of a closed quarter and draft its bulletin (编制通报)."""

    def save(form: PrepareForm) -> str:
        made = prepare_bulletin(
            period=form.cleaned_data["period"], heading=form.heading(), actor=actor_of(request.user), at=request.now
        )
        return reverse("reform:record", args=[made.pk])

    periods = _free_periods()
    form = PrepareForm(request.POST or None, periods=periods, fields_offered=bulletin_rules().overview)
    return answer_form(
        request, form=form, save=save, refused=REFUSED, title=_("编制通报"), submit=_("冻结指标并征求意见"),
        cancel=reverse("reform:list"), done=_("指标已冻结,各单位可在异议期内核对。"),
        context={"intro": "" if periods else _("没有可编制的季度:请先在“指标”中关账;已编制的季度不重复编制。")},
    )  # fmt: skip


@reads(QuarterlyBulletin, "form")
@staff_page(WRITE)
def bulletin_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change the words around the figures (修改通报文字)."""
    bulletin = visible_bulletin(request, pk)
    back = reverse("reform:record", args=[pk])

    def save(form: HeadingForm) -> str:
        edit_bulletin(bulletin=bulletin, heading=form.heading(), actor=actor_of(request.user), at=request.now)
        return back

    names = ("number", "issuer", "recipient", "copies", "opening", "closing")
    form = HeadingForm(
        request.POST or None, fields_offered=bulletin_rules().overview,
        initial={name: getattr(bulletin, name) for name in names},
    )  # fmt: skip
    return answer_form(
        request, form=form, save=save, refused=REFUSED, title=_("修改通报文字"), submit=_("保存"), cancel=back,
        done=_("文字已保存,数字仍取自冻结的指标。"),
    )  # fmt: skip


@reads(QuarterlyBulletin, "form")
@staff_page(SIGN)
def bulletin_sign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sign and publish (签发)."""
    bulletin = visible_bulletin(request, pk)
    back = reverse("reform:record", args=[pk])

    def save(form: forms.Form) -> str:
        sign_bulletin(bulletin=bulletin, actor=actor_of(request.user), at=request.now, mark=demo_mark())
        return back

    form = forms.Form(request.POST if request.method == "POST" else None)
    return answer_form(
        request, form=form, save=save, refused=REFUSED,
        title=_("签发:{title}").format(title=bulletin.publication.title), submit=_("签发并发布"), cancel=back,
        done=_("已签发。通报、Word 和 PDF 已向公众发布。"),
        context={
            "intro": _("签发后指标值、文字和文件都不再改动,数据有误只能另行更正。请先核对预览。"), "no_draft": True,
        },
    )  # fmt: skip


def _free_periods() -> list[Period]:
    """The closed quarters without a bulletin, newest first."""
    taken = set(Publication.objects.filter(code=bulletin_rules().code).values_list("period_start", "period_stop"))
    closed = PeriodClosing.objects.filter(period_kind="quarter").order_by("-period_stop")
    return [
        Period(row.period_kind, row.period_start, row.period_stop) for row in closed
        if (row.period_start, row.period_stop) not in taken
    ]  # fmt: skip
