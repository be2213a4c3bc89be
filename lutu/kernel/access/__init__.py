"""权限: who may see and do what, where and when.

Nouns: `Account` (账号), `Role` (角色), `RoleGrant` (授权: a role a post carries over an area, dated). A person holds a
post, the post carries roles over areas; nothing is granted to an account directly. One predicate, `visible_to`,
serves every list, count, search, export and API. Start reading at `queries.py`.
"""
