from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "lutu.kernel.documents"
    label = "documents"

    def ready(self) -> None:
        from lutu.kernel.documents import policies  # noqa: F401
