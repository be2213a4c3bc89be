"""Addresses of the projects domain, under one namespace: the portal's pages and the workbench's."""

from django.urls import include, path

from lutu.domains.projects.views import allocation, edit, land, membership, permits, public, staff

app_name = "projects"
public_urlpatterns = [
    path("", public.project_list, name="public_list"),
    path("map/", public.project_map, name="public_map"),
    path("<str:code>/", public.project_record, name="public_record"),
]
staff_urlpatterns = [
    path("", staff.project_list, name="list"),
    path("new/", edit.project_new, name="new"),
    path("join/", membership.join_many, name="join_many"),
    path("permits/", permits.permit_changes, name="permits"),
    path("permits/<int:pk>/correct/", permits.permit_correct, name="permit_correct"),
    path("permits/<int:pk>/revoke/", permits.permit_revoke, name="permit_revoke"),
    path("permits/<int:pk>/retract/", permits.permit_retract, name="permit_retract"),
    path("land/", land.land, name="land"),
    path("land/<int:pk>/", land.parcel_record, name="parcel"),
    path("land/<int:pk>/allocate/", allocation.allocate, name="allocate"),
    path("land/allocations/<int:pk>/end/", allocation.allocation_end, name="allocation_end"),
    path("memberships/<int:pk>/leave/", membership.leave, name="leave"),
    path("<int:pk>/", staff.project_record, name="record"),
    path("<int:pk>/change/", edit.project_change, name="change"),
    path("<int:pk>/join/", membership.join, name="join"),
]
urlpatterns = [
    path("projects/", include(public_urlpatterns)),
    path("workbench/projects/", include(staff_urlpatterns)),
]
