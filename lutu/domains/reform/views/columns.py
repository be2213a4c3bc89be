"""The columns of both lists of bulletins."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.domains.reform.models import QuarterlyBulletin
from lutu.kernel.indicators.periods import Period
from lutu.web.lists import Column, Filter, ListSpec

PUBLISHED, DRAFT = "published", "draft"


def state_of(row: QuarterlyBulletin) -> tuple[str, str]:
    """The state in words and its tone."""
    return (str(_("已发布")), "green") if row.publication.published_at else (str(_("征求意见")), "yellow")


def period_of_row(row: QuarterlyBulletin) -> Period:
    """The quarter."""
    return row.publication.period


def _found(rows: QuerySet, text: str) -> QuerySet:
    return rows.filter(Q(publication__title__icontains=text) | Q(number__icontains=text))


COLUMNS = (
    Column("title", _("通报"), lambda row: row.publication.title),
    Column("period", _("季度"), lambda row: row.publication.period.name, order_by=("publication__period_stop",)),
    Column("number", _("发文字号"), lambda row: row.number, order_by=("number",)),
    Column(
        "published", _("发布时间"), lambda row: row.publication.published_at, "instant",
        order_by=("publication__published_at",),
    ),
)  # fmt: skip
EMPTY = _("还没有季度通报")


def public_spec() -> ListSpec:
    """The portal's list."""
    return ListSpec(
        key="bulletins-public", title=_("季度通报"), columns=COLUMNS, order=("-publication__period_stop", "-pk"),
        search=_found, search_title=_("标题或文号"), empty_title=EMPTY,
        empty_help=_("每季度结束后公布,届时可在这里查看。"),
        row_url=lambda row: reverse("reform:public_record", args=[row.pk]),
    )  # fmt: skip


def staff_spec() -> ListSpec:
    """The workbench's list, drafts included."""
    return ListSpec(
        key="bulletins", title=_("季度通报"),
        columns=(
            *COLUMNS[:3], Column("state", _("状态"), state_of, "badge"),
            Column("until", _("异议截止"), lambda row: row.publication.objections_until, "instant"),
            Column("editor", _("编制人"), lambda row: row.publication.edited_by_name),
            Column("signer", _("签发人"), lambda row: row.publication.signed_by_name), COLUMNS[3],
        ),
        filters=(
            Filter(
                "state", _("状态"), lambda request: [(PUBLISHED, _("已发布")), (DRAFT, _("征求意见"))],
                lambda rows, chosen, request: rows.filter(publication__published_at__isnull=DRAFT in chosen),
            ),
        ),
        order=("-publication__period_stop", "-pk"), search=_found, search_title=_("标题或文号"), empty_title=EMPTY,
        empty_help=_("季度关账后,由督查室用“编制通报”生成。"),
        row_url=lambda row: reverse("reform:record", args=[row.pk]),
    )  # fmt: skip
