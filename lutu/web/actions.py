"""Writing saved views. They are a reader's own convenience: no journal entry, seen by nobody else."""

from datetime import datetime

from django.db import transaction

from lutu.kernel.access.models import Account
from lutu.web.models import SavedView

NAME_LENGTH = 40
QUERY_LENGTH = 2000
VIEWS_PER_LIST = 30


class ViewRefused(ValueError):
    """A saved view without a usable name, or one too many."""


@transaction.atomic
def save_view(*, owner: Account, list_key: str, name: str, query: str, at: datetime) -> SavedView:
    """Keep the filters of a list page under a name (保存常用视图); the same name again replaces it.

    Raises ViewRefused, saying what was found and what to do.
    """
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise ViewRefused(f"视图名称应为1至{NAME_LENGTH}个字,实为{len(name)}个字,请修改后保存")
    if len(query) > QUERY_LENGTH:
        raise ViewRefused(f"筛选条件过长({len(query)}个字符,最多{QUERY_LENGTH}个),请减少条件后保存")
    others = SavedView.objects.filter(owner=owner, list_key=list_key).exclude(name=name)
    if others.count() >= VIEWS_PER_LIST:
        raise ViewRefused(f"每个列表最多保存{VIEWS_PER_LIST}个视图,请先删除不用的视图")
    view, _made = SavedView.objects.update_or_create(
        owner=owner, list_key=list_key, name=name, defaults={"query": query, "saved_at": at}
    )
    return view


def delete_view(*, owner: Account, view_id: int) -> bool:
    """Delete one of the account's own views (删除常用视图); whether there was one."""
    deleted, _by_model = SavedView.objects.filter(owner=owner, pk=view_id).delete()
    return deleted > 0
