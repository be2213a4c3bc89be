"""Writing bulletins: prepare, edit, count anew after an objection, sign."""

from lutu.domains.reform.actions.bulletin import (
    BulletinRefused,
    Heading,
    count_anew,
    edit_bulletin,
    prepare_bulletin,
    sign_bulletin,
)

__all__ = ["BulletinRefused", "Heading", "count_anew", "edit_bulletin", "prepare_bulletin", "sign_bulletin"]
