"""Row policies of the models that lie below access: territory and parties."""

from lutu.kernel.access.registry import Policy, policy
from lutu.kernel.parties.models import Assignment, Organisation, Person, Post
from lutu.kernel.territory.models import Area, Parcel

# Names and codes of areas are public knowledge; parcels, units and people are shown to staff.
policy(Policy(Area, "territory.area.read", area_field="code", public=True))
policy(Policy(Parcel, "territory.area.read", area_field="area_id"))
policy(Policy(Organisation, "parties.party.read"))
policy(Policy(Person, "parties.party.read"))
policy(Policy(Post, "parties.party.read", area_field="area_id"))
policy(Policy(Assignment, "", through=("post", Post)))
