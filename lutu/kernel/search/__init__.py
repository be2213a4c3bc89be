"""检索: one index of overlapping character bigrams, the same on SQLite and PostgreSQL.

Nouns: `Document` (a subject's searchable text). Results are always filtered by `visible_to` by whoever asks.
Start reading at `index.py`.
"""
