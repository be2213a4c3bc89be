"""List pages (列表): one description, one answer.

`ListSpec` says what a list shows and how it may be filtered; `list_response` answers a request: page, export, saved
views. Start reading at `spec.py`.
"""

from lutu.web.lists.response import list_response
from lutu.web.lists.spec import BulkAction, Column, Filter, ListSpec

__all__ = ["BulkAction", "Column", "Filter", "ListSpec", "list_response"]
