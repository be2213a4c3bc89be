"""Asking for parameters on a day."""

from datetime import date

from django.db.models import QuerySet

from lutu.kernel.periods import in_force
from lutu.kernel.rules.models import Parameter


class ParameterMissing(LookupError):
    """No value of the parameter is in force on the day."""


def parameters_on(*, day: date) -> QuerySet[Parameter]:
    """Every parameter in force on a day, by code."""
    return Parameter.objects.filter(in_force(day)).order_by("code")


def parameter_or_none(*, code: str, day: date) -> Parameter | None:
    """The parameter in force on a day, or None."""
    return parameters_on(day=day).filter(code=code).first()


def parameter(*, code: str, day: date) -> Parameter:
    """The parameter in force on a day. Raises ParameterMissing, naming code, day and what to do."""
    found = parameter_or_none(code=code, day=day)
    if found is None:
        raise ParameterMissing(f"参数 {code} 在 {day} 没有取值,请在“规则与参数”中补充")
    return found


def versions(*, code: str) -> QuerySet[Parameter]:
    """All values a parameter has had, newest first."""
    return Parameter.objects.filter(code=code).order_by("-valid_from")
