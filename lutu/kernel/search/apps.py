from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "lutu.kernel.search"
    label = "search"
