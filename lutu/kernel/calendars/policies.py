"""Who sees the working-day calendar: staff by permission."""

from lutu.kernel.access.registry import Policy, policy
from lutu.kernel.calendars.models import CalendarYear

policy(Policy(CalendarYear, "calendars.calendar.read"))
