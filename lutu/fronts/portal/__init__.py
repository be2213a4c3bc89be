"""公众门户: the home page with its doors, search, help, and what every public site owes its readers.

Domains put their public pages and panels here by registration; the portal has no business pages of its own.
Start reading at `views.py`.
"""
