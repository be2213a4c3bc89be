"""工作台: what staff open first, and the administration of what every domain shares.

Pages of a domain's own nouns live in the domain. Here are home, search, registers (台账), organisations, people and
posts, accounts, parameters, audit (日志), imports, jobs and health. Start reading at `urls.py`.
"""
