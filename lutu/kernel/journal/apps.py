from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "lutu.kernel.journal"
    label = "journal"
