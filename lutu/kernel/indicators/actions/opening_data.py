"""Making the open files (开放数据文件) of a publication: at publication and at each correction, never overwritten."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from lutu.kernel.indicators.digests import ALGORITHM_OF_PROFILE, content_digest
from lutu.kernel.indicators.models import OpenFile, Publication
from lutu.kernel.indicators.open_data import as_csv, as_json, open_rows
from lutu.kernel.periods import day_of
from lutu.kernel.rules.queries import parameter_or_none

LICENCE = "indicators.open_licence"


@transaction.atomic
def make_open_files(*, publication: Publication, at: datetime) -> list[OpenFile]:
    """Make CSV and JSON of a published publication as it stands now. Nothing is opened while no licence is set.

    The licence is the parameter `indicators.open_licence`; without it the page says 未设置开放许可.
    """
    licence = parameter_or_none(code=LICENCE, day=day_of(at))
    if licence is None or not str(licence.value).strip() or publication.published_at is None:
        return []
    entries = publication.entries.select_related(
        "fact__version__indicator", "fact__area", "fact__corrected_by__fact_new"
    )
    rows = open_rows(list(entries))
    number = (publication.files.aggregate(last=Max("number"))["last"] or 0) + 1
    algorithm, told = ALGORITHM_OF_PROFILE[settings.CRYPTO_PROFILE], str(licence.value)
    contents = {
        OpenFile.Format.CSV: as_csv(rows=rows),
        OpenFile.Format.JSON: as_json(rows=rows, title=publication.title, licence=told, digest=publication.digest_text),
    }
    return [
        OpenFile.objects.create(
            publication=publication, number=number, format=kind, content=content, algorithm=algorithm, licence=told,
            digest=content_digest(content=content, algorithm=algorithm), made_at=at,
        )
        for kind, content in contents.items()
    ]  # fmt: skip
