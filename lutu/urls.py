"""Every address of the house: each front mounts what it offers."""

from django.urls import include, path

urlpatterns = [
    path("", include("lutu.fronts.portal.urls")),
    path("workbench/", include("lutu.fronts.workbench.urls")),
    path("api/", include("lutu.fronts.api.urls")),
    path("accounts/", include("allauth.urls")),
]
