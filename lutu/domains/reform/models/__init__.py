"""The quarterly bulletin."""

from lutu.domains.reform.models.bulletin import QuarterlyBulletin

__all__ = ["QuarterlyBulletin"]
