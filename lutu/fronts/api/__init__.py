"""接口: the read-only API for other systems and for residents.

Version 1 lives under /api/v1/, its description under /api/v1/openapi.json and, to read and try, /api/v1/docs.
Operations belong to their domains (`api.py`); start reading at `v1.py`.
"""
