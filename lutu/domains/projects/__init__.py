"""重点项目: the register of key projects, staged by their permits and lit by a published rule; nobody types progress.

Nouns: `Project` (重点项目), `ProjectCodeAlias` (曾用代码), `ProjectPhase` (分期), `ParcelAllocation` (用地落位),
`TeamTerm` (包联与专班), `PlanTemplate` (计划模板), `PlanVersion` (计划版本), `PlanNode` (计划节点), `LightRuleSet`
(亮灯规则), `LightWaiver` (已认可理由), `ProjectStanding` and `EarlierStart` (项目现状, computed). Permits and dates are
kernel facts (`facts.py`), lists are kernel registers. Start reading at `stages.stage_of`, `plans.plan_bp` and
`lights.read_lights`, then `actions`.
"""
