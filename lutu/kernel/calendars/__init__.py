"""工作日历: which days are worked, year by year, as the State Council's notices say; versions, two persons, horizon.

Noun: `CalendarYear` (工作日历年度). A year is proposed by one person and signed by another; signing recomputes what
rests on the calendar, in one job. Arithmetic with working days is `lutu.engines.workdays`. Start reading at
`queries.py` (`current_calendar`), then `actions.py`.
"""
