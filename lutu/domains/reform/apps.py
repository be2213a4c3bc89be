from django.apps import AppConfig


class ReformConfig(AppConfig):
    name = "lutu.domains.reform"
    label = "reform"
    verbose_name = "改革"

    def ready(self) -> None:
        from lutu.domains.reform import registrations

        registrations.register()
