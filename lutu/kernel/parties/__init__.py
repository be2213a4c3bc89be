"""主体、岗位、任职: who acts. A person is not a post, a post is not an account.

Nouns: `Organisation` (单位), `Person` (人员), `Post` (岗位), `Assignment` (任职: a person holds a post, dated).
Phone numbers are stored encrypted and found by a keyed digest. Start reading at `actions.py`.
"""
