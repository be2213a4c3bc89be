"""Every address of the house: the fronts' pages, and each domain's pages for both fronts in one namespace."""

from django.urls import include, path

from lutu.fronts.workbench.health import liveness

urlpatterns = [
    path("", include("lutu.fronts.portal.urls")),
    path("workbench/", include("lutu.fronts.workbench.urls")),
    path("", include("lutu.domains.projects.urls")),
    path("", include("lutu.domains.reform.urls")),
    path("health/", liveness, name="health"),
    path("api/", include("lutu.fronts.api.urls")),
    path("accounts/", include("lutu.web.account_urls")),
]
