from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "lutu.kernel.territory"
    label = "territory"
