"""留痕: who did what, to which subject, when and on whose behalf. Append-only and hash-chained per subject.

Nouns: `Entry` (留痕条目), `DailyHead` (日终摘要). Writing goes through `actions.record`; checking through
`verification.verify_chain`. Start reading at `actions.py`.
"""
