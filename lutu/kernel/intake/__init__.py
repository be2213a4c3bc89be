"""导入: files from outside become rows, line by line: what is good loads, what is not comes back with its reasons.

Nouns: `ImportKind` (导入种类, declared in code), `ImportBatch` (导入批次), `Fault` (问题). A kind says which columns it
knows, judges lines without writing, and loads the good ones through its own actions; the engine reads the file, keeps
the books and undoes. Start reading at `kinds.py`, then `actions.py`.
"""
