"""Addresses of these pages, inside the workbench's own namespace."""

from django.urls import URLPattern, path

from lutu.fronts.workbench.notices import inbox, objections, outbox, public_notices

urlpatterns: list[URLPattern] = [
    path("inbox/", inbox.inbox_list, name="inbox"),
    path("inbox/read/", inbox.inbox_read, name="inbox_read"),
    path("inbox/<int:pk>/", inbox.notice_record, name="notice"),
    path("outbox/", outbox.outbox_list, name="outbox"),
    path("outbox/<int:pk>/", inbox.notice_record, name="outbox_notice"),
    path("outbox/resend/", outbox.outbox_resend, name="outbox_resend"),
    path("public-notices/", public_notices.notice_list, name="public_notices"),
    path("public-notices/new/", public_notices.notice_new, name="public_notice_new"),
    path("public-notices/<int:pk>/", public_notices.notice_record, name="public_notice"),
    path("public-notices/<int:pk>/withdraw/", public_notices.notice_withdraw, name="public_notice_withdraw"),
    path("public-notices/lines/<int:pk>/object/", objections.line_object, name="line_object"),
    path("objections/", objections.objection_list, name="objections"),
    path("objections/<int:pk>/", objections.objection_record, name="objection"),
    path("objections/<int:pk>/answer/", objections.objection_answer, name="objection_answer"),
]
