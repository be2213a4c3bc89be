from django.apps import AppConfig


class FrontsConfig(AppConfig):
    name = "lutu.fronts"
    label = "fronts"
    verbose_name = "前台"

    def ready(self) -> None:
        from lutu.fronts import tasks
        from lutu.fronts.workbench import import_policies, registrations
        from lutu.fronts.workbench.calendars import registrations as calendar_pages
        from lutu.fronts.workbench.casework import registrations as casework_pages
        from lutu.fronts.workbench.documents import registrations as document_pages
        from lutu.fronts.workbench.indicators import registrations as indicator_pages
        from lutu.fronts.workbench.notices import registrations as notice_pages
        from lutu.kernel.jobs.registry import set_dispatcher

        set_dispatcher(tasks.start)
        registrations.register()
        import_policies.register()
        for pages in (calendar_pages, casework_pages, document_pages, indicator_pages, notice_pages):
            pages.register()
