"""指标、口径、快照、通报: a figure with its definition, its rows, its freezing and its publication.

Nouns: `Indicator` (指标), `IndicatorVersion` (口径版本), `IndicatorTarget` (目标), `IndicatorFact` (指标值),
`IndicatorFactRecord` (指标明细), `PeriodClosing` (关账), `Publication` (发布), `Correction` (更正), `UnitObjection`
(单位异议), `Finding` (发现), `Waiver` (豁免). A domain registers selectors (named querysets); a definition in
data/reference/indicators names them. A figure that can't print every part of its definition is refused at
registration; a published one opens to the rows it was counted from and never changes. Start reading at `registry.py`
(what a domain declares), then `definitions.py`, `queries/compute.py` (live) and `actions/freezing.py` (kept).
"""
