"""事项、流程、时限、督办: work that has an owner, a deadline and a closing that needs evidence.

Nouns: `Flow` (流程, a table of moves declared in code), `Case` (事项), `CaseInterval` (计时), `FiredMove` (办理动作),
`Extension` (延期), `Delegation` (代理), `Absence` (缺勤), `Meeting` (会议), `Decision` (议定事项), `Referral` (转介).
Every change of a case is a move of its flow, fired in one transaction. Start reading at `flows.py`, then
`actions/firing.py`.
"""
