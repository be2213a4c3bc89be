"""What is told, what is shown publicly, and what is objected to."""

from lutu.kernel.notices.models.notice import Notice
from lutu.kernel.notices.models.objection import Objection
from lutu.kernel.notices.models.public_notice import PublicNotice, PublicNoticeLine

__all__ = ["Notice", "Objection", "PublicNotice", "PublicNoticeLine"]
