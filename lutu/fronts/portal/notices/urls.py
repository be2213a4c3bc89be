"""Addresses of these pages, inside the portal's own namespace."""

from django.urls import URLPattern, path

from lutu.fronts.portal.notices import views

urlpatterns: list[URLPattern] = [
    path("notices/", views.notice_list, name="public_notices"),
    path("notices/<int:pk>/", views.notice_record, name="public_notice"),
    path("notices/lines/<int:pk>/object/", views.line_object, name="line_object"),
    path("objections/", views.objection_lookup, name="objection_lookup"),
    path("objections/receipt/", views.objection_receipt, name="objection_receipt"),
]
