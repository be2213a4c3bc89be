"""台账、清单、名录: dated memberships of any subject in named registers.

Nouns: `Register` (清单), `Membership` (入列). A subject may stand in many registers; counts and denominators always
name a register and a day. Start reading at `actions.py`.
"""
