from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "lutu.web"
    label = "web"
