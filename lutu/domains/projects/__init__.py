"""重点项目: the register of key projects, staged by their permits; nobody types progress.

Nouns: `Project` (重点项目), `ProjectCodeAlias` (曾用代码), `ProjectPhase` (分期), `ParcelAllocation` (用地落位),
`ProjectStanding` (项目现状, computed). Permits and dates are kernel facts (`facts.py`), lists are kernel registers.
Start reading at `stages.stage_of`, then `actions`.
"""
