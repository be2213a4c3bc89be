"""命令行: the `lutu` command of operators.

One module a command, each with `add` (its options) and a function that runs it and returns the exit status: 0 done,
1 refused or something found wrong, 2 asked wrongly, 130 interrupted. What is anticipated is one Chinese sentence on
the error stream, never a traceback. Start reading at `parsing.py`; texts are Chinese only, like the journal.
"""

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, by default the one of the process's own arguments; returns the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lutu.settings")
    import django

    django.setup()
    from lutu.fronts.cli.parsing import run

    return run(arguments=sys.argv[1:] if arguments is None else arguments)
