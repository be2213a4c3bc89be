"""Addresses of the reform domain, under one namespace: the portal's pages and the workbench's."""

from django.urls import include, path

from lutu.domains.reform.views import drafting, objecting, public, staff

app_name = "reform"
public_urlpatterns = [
    path("", public.bulletin_list, name="public_list"),
    path("<int:pk>/", public.bulletin_record, name="public_record"),
    path("<int:pk>/docx/", public.bulletin_docx, name="public_docx"),
    path("<int:pk>/pdf/", public.bulletin_pdf, name="public_pdf"),
]
staff_urlpatterns = [
    path("", staff.bulletin_list, name="list"),
    path("new/", drafting.bulletin_prepare, name="prepare"),
    path("<int:pk>/", staff.bulletin_record, name="record"),
    path("<int:pk>/edit/", drafting.bulletin_edit, name="edit"),
    path("<int:pk>/sign/", drafting.bulletin_sign, name="sign"),
    path("<int:pk>/docx/", staff.bulletin_docx, name="docx"),
    path("<int:pk>/pdf/", staff.bulletin_pdf, name="pdf"),
    path("<int:pk>/object/", objecting.bulletin_object, name="object"),
    path("objections/<int:pk>/answer/", objecting.objection_answer, name="answer"),
    path("objections/<int:pk>/recount/", objecting.objection_recount, name="recount"),
]
urlpatterns = [
    path("bulletins/", include(public_urlpatterns)),
    path("workbench/bulletins/", include(staff_urlpatterns)),
]
