"""Read-only API of the projects domain; mounted by `lutu.fronts.api` under /api/v1.

Start reading at `operations.py`.
"""

from lutu.domains.projects.api.operations import router

__all__ = ["router"]
