"""改革: the quarter and its bulletin (季度通报), told by figures of the kernel and never by figures of its own.

Nouns: `QuarterlyBulletin` (季度通报). Which figures a bulletin holds is data (`rules/bulletin.yaml`); it asks for them
by code and knows no other domain. Start reading at `actions`, then `content.py` (what a bulletin says, once for page,
Word and PDF).
"""
