"""Reading figures: live (`compute`), frozen (`facts`), what is said of them (`definitions`), and what was published."""

from lutu.kernel.indicators.queries.compute import compute, compute_groups, compute_tree
from lutu.kernel.indicators.queries.definitions import NoDefinitionInForce, definition_on, definitions_on
from lutu.kernel.indicators.reading import Reading

__all__ = [
    "NoDefinitionInForce",
    "Reading",
    "compute",
    "compute_groups",
    "compute_tree",
    "definition_on",
    "definitions_on",
]
