from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lutu.kernel.access"
    label = "access"
