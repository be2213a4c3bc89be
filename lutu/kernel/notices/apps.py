from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lutu.kernel.notices"
    label = "notices"

    def ready(self) -> None:
        from lutu.kernel.notices import policies, registrations

        policies.register()
        registrations.register()
