"""Addresses of these pages, inside the portal's own namespace."""

from django.urls import URLPattern, path

from lutu.fronts.portal.indicators import figures, open_data

urlpatterns: list[URLPattern] = [
    path("figures/", figures.figure_list, name="figures"),
    path("figures/<str:code>/", figures.figure, name="figure"),
    path("figures/<str:code>/<str:area>/<str:period>/", figures.figure_fact, name="figure_fact"),
    path("open/", open_data.open_data, name="open_data"),
    path("open/<int:pk>/", open_data.open_file, name="open_file"),
]
