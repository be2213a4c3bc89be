"""What the rows of the leak test stand on: the district, its people, the canaries, and words everybody may know."""

from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from lutu.domains.projects.models import Project
from lutu.kernel.access.models import Account, Sensitivity
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.documents.queries import digest_of
from lutu.kernel.parties.models import Post
from tests.cast import AT, Cast, District
from tests.leaks.canaries import Canaries

ANONYMOUS = "visitor"
LEVELS = [level.value for level in Sensitivity]
# Lists of values to choose from, not statements about a row.
SECTOR, USE, REGISTER_KIND, ROLE_NAME, SERIES = "轨道交通", "工业", "项目清单", "测试角色", "专班会议"
PHONE = "1009876{number:04}"


@dataclass
class World:
    """The district, its people and the rows, with the canaries that give them away.

    `posts` has a post of each street whose name, holder and unit are canaries; `projects` one project of each street
    and level, by (street code, level).
    """

    district: District
    cast: Cast
    canaries: Canaries
    accounts: dict[str, Account | None] = field(default_factory=dict)
    phones: dict[str, int] = field(default_factory=dict)
    objectors_phones: set[str] = field(default_factory=set)
    posts: dict[str, Post] = field(default_factory=dict)
    projects: dict[tuple[str, str], Project] = field(default_factory=dict)

    def account(self, persona: str) -> Account | None:
        """A fresh copy of the account; None for the visitor."""
        held = self.accounts[persona]
        return None if held is None else Account.objects.select_related("person").get(pk=held.pk)


def put_file(world: World, *, subject: tuple[str, int], ending: str = "", removed: bool = False) -> StoredFile:
    """A file of a subject whose content is a canary, under the digest its row says; or a row whose file is gone."""
    told = {} if removed else {"removed_by_name": "", "removed_reason": ""}
    file: StoredFile = world.canaries.filled(
        StoredFile, subject_kind=subject[0], subject_id=subject[1], kind="evidence", media_type="text/plain",
        algorithm="SM3", uploaded_at=AT, removed_at=AT if removed else None, **told,
    )  # fmt: skip
    if removed:
        return file
    content = world.canaries.text((file._meta.label_lower, file.pk), "content").encode()
    file.place = default_storage.save(f"documents/{file.pk}", ContentFile(content))
    file.digest = digest_of(content=content, algorithm=file.algorithm)
    file.name += ending
    file.save(update_fields=["place", "digest", "name"])
    return file
