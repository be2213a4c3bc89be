"""区划、统计范围、地块: where things are, who counts where, and the land they stand on.

Nouns: `Area` (区划: 区, 街道, 街道片, 社区/村, 网格), `AreaPlacement` (隶属: under which area, dated),
`Scope` (统计范围), `Population` (人口, with basis and date), `Parcel` (地块). Coordinates are CGCS2000, equal to
WGS-84 at the scale of a district.
Start reading at `queries.inside`.
"""
