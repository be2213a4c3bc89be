"""数据项: sourced, bitemporal values about any subject. A value is typed once and corrected by a new row.

Nouns: `FactKind` (数据项种类, declared in code), `Fact` (数据项). Valid time says when a value holds in the world,
recorded time when the house learned it; rows are only ever added. Start reading at `actions.py`.
"""
