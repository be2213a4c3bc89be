"""Addresses of the workbench's own pages; the domains' staff pages are mounted beside them in `lutu/urls.py`."""

from django.urls import path

from lutu.fronts.workbench import (
    accounts,
    areas,
    audit,
    health,
    home,
    import_urls,
    organisations,
    parameters,
    people,
    posts,
    registers,
    search,
)
from lutu.fronts.workbench.calendars.urls import urlpatterns as calendar_urls
from lutu.fronts.workbench.casework.urls import urlpatterns as casework_urls
from lutu.fronts.workbench.documents.urls import urlpatterns as document_urls
from lutu.fronts.workbench.indicators.urls import urlpatterns as indicator_urls
from lutu.fronts.workbench.notices.urls import urlpatterns as notice_urls

app_name = "workbench"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("registers/", registers.register_list, name="registers"),
    path("registers/new/", registers.register_new, name="register_new"),
    path("registers/<int:pk>/", registers.register_record, name="register"),
    path("registers/<int:pk>/add/", registers.members_add, name="register_add"),
    path("registers/<int:pk>/replace/", registers.register_replace, name="register_replace"),
    path("registers/members/<int:pk>/end/", registers.member_end, name="member_end"),
    path("organisations/", organisations.organisation_list, name="organisations"),
    path("organisations/new/", organisations.organisation_new, name="organisation_new"),
    path("people/", people.person_list, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/", people.person_record, name="person"),
    path("people/<int:pk>/change/", people.person_change, name="person_change"),
    path("people/<int:pk>/assign/", people.person_assign, name="person_assign"),
    path("people/assignments/<int:pk>/end/", people.assignment_end, name="assignment_end"),
    path("people/<int:pk>/account/", accounts.account_open, name="account_open"),
    path("accounts/<int:pk>/password/", accounts.account_password, name="account_password"),
    path("accounts/<int:pk>/active/", accounts.account_active, name="account_active"),
    path("posts/", posts.post_list, name="posts"),
    path("posts/new/", posts.post_new, name="post_new"),
    path("posts/<int:pk>/", posts.post_record, name="post"),
    path("posts/<int:pk>/grant/", posts.post_grant, name="post_grant"),
    path("posts/grants/<int:pk>/end/", posts.grant_end, name="grant_end"),
    path("areas/", areas.area_list, name="areas"),
    path("parameters/", parameters.parameter_list, name="parameters"),
    path("parameters/<str:code>/", parameters.parameter_record, name="parameter"),
    path("parameters/<str:code>/set/", parameters.parameter_set, name="parameter_set"),
    path("audit/", audit.audit_list, name="audit"),
    path("health/", health.health, name="health"),
    *import_urls.urlpatterns,
    *calendar_urls,
    *casework_urls,
    *document_urls,
    *indicator_urls,
    *notice_urls,
]
