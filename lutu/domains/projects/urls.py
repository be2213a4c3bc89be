"""Addresses of the projects domain, under one namespace: the portal's pages and the workbench's."""

from django.urls import include, path

from lutu.domains.projects.views import (
    allocation,
    edit,
    land,
    lights,
    membership,
    permits,
    plans,
    public,
    staff,
    tabs,
    teams,
    templates,
)

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
    path("teams/<int:pk>/hand-over/", teams.term_hand_over, name="term_hand_over"),
    path("teams/<int:pk>/end/", teams.term_end, name="term_end"),
    path("templates/", templates.template_list, name="templates"),
    path("templates/<int:pk>/", templates.template_record, name="template"),
    path("plans/<int:pk>/approve/", plans.plan_approve, name="plan_approve"),
    path("plans/<int:pk>/discard/", plans.plan_discard, name="plan_discard"),
    path("nodes/<int:pk>/close/", plans.node_close, name="node_close"),
    path("nodes/<int:pk>/reopen/", plans.node_reopen, name="node_reopen"),
    path("light-rules/", lights.rule_set_list, name="rule_sets"),
    path("light-rules/<int:pk>/", lights.rule_set_record, name="rule_set"),
    path("light-rules/<int:pk>/draft/", lights.rule_set_draft, name="rule_set_draft"),
    path("light-rules/<int:pk>/sign/", lights.rule_set_sign, name="rule_set_sign"),
    path("reasons/<int:pk>/end/", lights.reason_end, name="reason_end"),
    path("<int:pk>/", staff.project_record, name="record"),
    path("<int:pk>/plan/", tabs.project_plan, name="plan"),
    path("<int:pk>/people/", tabs.project_people, name="people"),
    path("<int:pk>/change/", edit.project_change, name="change"),
    path("<int:pk>/join/", membership.join, name="join"),
    path("<int:pk>/leader/", teams.leader_appoint, name="leader_appoint"),
    path("<int:pk>/member/", teams.member_appoint, name="member_appoint"),
    path("<int:pk>/unit/", teams.unit_appoint, name="unit_appoint"),
    path("<int:pk>/apply/", templates.template_apply, name="apply"),
    path("<int:pk>/adjust/", plans.plan_adjust, name="plan_adjust"),
    path("<int:pk>/reason/", lights.reason_accept, name="reason_accept"),
]
urlpatterns = [
    path("projects/", include(public_urlpatterns)),
    path("workbench/projects/", include(staff_urlpatterns)),
]
