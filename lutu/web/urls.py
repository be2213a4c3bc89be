"""Addresses of the frame itself: display switches and saved views."""

from django.urls import path

from lutu.web import views

app_name = "web"
urlpatterns = [
    path("display/", views.display, name="display"),
    path("views/save/", views.save_view, name="save_view"),
    path("views/<int:view_id>/delete/", views.delete_view, name="delete_view"),
]
