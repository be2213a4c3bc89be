from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lutu.kernel.access"
    label = "access"

    def ready(self) -> None:
        from lutu.kernel.access import policies  # noqa: F401
        from lutu.kernel.access.imports import PEOPLE
        from lutu.kernel.intake.kinds import declare_import

        declare_import(PEOPLE)
