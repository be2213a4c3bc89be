from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "lutu.kernel.calendars"
    label = "calendars"

    def ready(self) -> None:
        from lutu.kernel.calendars import handlers, policies  # noqa: F401

        handlers.declare()
