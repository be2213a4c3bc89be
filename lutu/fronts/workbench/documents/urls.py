"""Addresses of these pages, inside the workbench's own namespace."""

from django.urls import URLPattern, path

from lutu.fronts.workbench.documents import views

urlpatterns: list[URLPattern] = [
    path("files/<int:pk>/", views.file_download, name="file"),
    path("files/<int:pk>/remove/", views.file_remove, name="file_remove"),
    path("files/<str:kind>/<int:subject_id>/add/", views.file_upload, name="file_upload"),
]
