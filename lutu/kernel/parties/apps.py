from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "lutu.kernel.parties"
    label = "parties"

    def ready(self) -> None:
        from lutu.kernel.intake.kinds import declare_import
        from lutu.kernel.parties.imports import ORGANISATIONS

        declare_import(ORGANISATIONS)
