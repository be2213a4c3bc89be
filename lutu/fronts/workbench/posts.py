"""岗位、授权: posts, who holds them, and the roles they carry over areas."""

from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.forms.people import EndAssignmentForm, GrantForm, PostForm
from lutu.kernel.access.actions import end_grants, grant_role
from lutu.kernel.access.models import RoleGrant
from lutu.kernel.access.queries import actor_of, can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.journal.queries import entries_of
from lutu.kernel.parties.actions import PartyRefused, set_up_post
from lutu.kernel.parties.models import Assignment, Organisation, Post
from lutu.kernel.periods import in_force
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

READ = "parties.party.read"
WRITE = "parties.party.write"
ACCOUNTS = "access.account.write"


def _by_holder(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    held = Assignment.objects.filter(in_force(request.day)).values("post")
    return rows.filter(pk__in=held) if "held" in chosen else rows.exclude(pk__in=held)


def _organisations(request: HttpRequest) -> list[tuple[str, str]]:
    rows = visible(user=request.user, model=Organisation, day=request.day).filter(posts__isnull=False).distinct()
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


LIST = ListSpec(
    key="posts",
    title=_("岗位"),
    columns=(
        Column(key="name", title=_("岗位"), value=lambda row: row.name, order_by=("name",)),
        Column(
            key="organisation",
            title=_("单位"),
            value=lambda row: row.organisation.name,
            order_by=("organisation__name",),
        ),
        Column(key="area", title=_("区划"), value=lambda row: row.area.name, order_by=("area",)),
        Column(
            key="holders",
            title=_("现任"),
            value=lambda row: "、".join(item.person.name for item in row.held) or _("空缺"),
        ),
        Column(
            key="roles",
            title=_("角色"),
            value=lambda row: "、".join(f"{grant.role.name}({grant.area.name})" for grant in row.granted),
        ),
        Column(
            key="code", title=_("岗位代码"), value=lambda row: row.code, show="code", order_by=("code",), shown=False
        ),
        Column(key="duty", title=_("职责"), value=lambda row: row.duty, shown=False),
    ),
    filters=(
        Filter(
            key="holder",
            title=_("任职情况"),
            options=lambda request: [("held", _("有人任职")), ("vacant", _("空缺"))],
            apply=_by_holder,
        ),
        Filter(
            key="organisation",
            title=_("单位"),
            options=_organisations,
            apply=lambda rows, chosen, request: rows.filter(organisation__in=[key for key in chosen if key.isdigit()]),
            multiple=True,
        ),
    ),
    order=("code",),
    search=lambda rows, text: rows.filter(
        Q(name__icontains=text) | Q(code__icontains=text) | Q(organisation__name__icontains=text)
    ),
    empty_title=_("还没有岗位"),
    empty_help=_("请先设立岗位。"),
    row_url=lambda row: reverse("workbench:post", args=[row.pk]),
)


@reads(Post, "list")
@staff_page(READ)
def post_list(request: HttpRequest) -> HttpResponse:
    """Posts with who holds them and which roles they carry on the day."""
    held = Assignment.objects.filter(in_force(request.day)).select_related("person")
    granted = RoleGrant.objects.filter(in_force(request.day)).select_related("role", "area")
    rows = (
        visible(user=request.user, model=Post, day=request.day)
        .select_related("organisation", "area")
        .prefetch_related(
            Prefetch("assignments", queryset=held, to_attr="held"),
            Prefetch("grants", queryset=granted, to_attr="granted"),
        )
    )
    context = {
        "actions_template": "workbench/people/post_actions.html",
        "can_write": can(user=request.user, permission=WRITE, day=request.day),
    }
    return list_response(request, spec=LIST, rows=rows, context=context)


@reads(Post, "detail")
@staff_page(READ)
def post_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: holders now and before, roles now and before."""
    post = _post(request, pk)
    context = {
        "post": post,
        "assignments": post.assignments.select_related("person").order_by("-valid_from"),
        "grants": post.grants.select_related("role", "area").order_by("-valid_from"),
        "audit_subject": f"parties.post/{pk}",
        "entries": entries_of(subject=("parties.post", pk))[:30],
        "can_grant": can(user=request.user, permission=ACCOUNTS, day=request.day),
    }
    return render(request, "workbench/people/post.html", context)


@reads(Post, "form")
@staff_page(WRITE)
def post_new(request: HttpRequest) -> HttpResponse:
    """Set up a post (设立岗位)."""

    def save(form: PostForm) -> str:
        post = set_up_post(**form.cleaned_data, actor=actor_of(request.user), at=request.now)
        return reverse("workbench:post", args=[post.pk])

    return answer_form(
        request, form=PostForm(request.POST or None), save=save, refused=PartyRefused, title=_("设立岗位"),
        submit=_("设立"), cancel=reverse("workbench:posts"), done=_("岗位已设立,可继续授权、安排任职。"),
    )  # fmt: skip


@reads(Post, "form")
@staff_page(ACCOUNTS)
def post_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the post carry a role over an area (授权)."""
    post = _post(request, pk)

    def save(form: GrantForm) -> str:
        grant_role(post=post, **form.cleaned_data, actor=actor_of(request.user), at=request.now)
        return reverse("workbench:post", args=[pk])

    form = GrantForm(request.POST or None, initial={"valid_from": request.day, "area": post.area_id})
    return answer_form(
        request, form=form, save=save, refused=PartyRefused, title=_("授权:%(name)s") % {"name": post},
        submit=_("授权"), cancel=reverse("workbench:post", args=[pk]), done=_("已授权。"),
    )  # fmt: skip


@reads(Post, "form")
@staff_page(ACCOUNTS)
def grant_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a grant (收回授权)."""
    rows = visible(user=request.user, model=Post, day=request.day)
    grant = get_object_or_404(
        RoleGrant.objects.filter(post__in=rows).select_related("role", "post__organisation"), pk=pk
    )

    def save(form: EndAssignmentForm) -> str:
        end_grants(grants=[grant], day=form.cleaned_data["day"], actor=actor_of(request.user), at=request.now)
        return reverse("workbench:post", args=[grant.post_id])

    form = EndAssignmentForm(request.POST or None, initial={"day": request.day})
    form.fields["day"].label, form.fields["day"].help_text = _("自哪天起收回"), ""
    return answer_form(
        request, form=form, save=save, refused=PartyRefused,
        title=_("收回授权:%(role)s") % {"role": grant.role.name}, submit=_("收回"),
        cancel=reverse("workbench:post", args=[grant.post_id]), done=_("已收回,授权期间仍可查。"),
    )  # fmt: skip


def _post(request: HttpRequest, pk: int) -> Post:
    rows = visible(user=request.user, model=Post, day=request.day).select_related("organisation", "area")
    return get_object_or_404(rows, pk=pk)
