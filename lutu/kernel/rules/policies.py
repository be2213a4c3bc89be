"""Who sees the parameters."""

from lutu.kernel.access.registry import Policy, policy
from lutu.kernel.rules.models import Parameter

policy(Policy(Parameter, "rules.parameter.read"))
