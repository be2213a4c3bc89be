"""告知、公示、异议: what people are told, what is shown before it takes effect, and who objects.

Nouns: `Notice` (告知), `PublicNotice` (公示) with its `PublicNoticeLine` (公示条目), `Objection` (异议). The rule:
nothing harmful takes effect before its window has ended and every objection to it has a written answer.
Start reading at `actions/outbox.py` (telling), then `actions/windows.py` and `queries.py` (`assert_window_ended`).
"""
