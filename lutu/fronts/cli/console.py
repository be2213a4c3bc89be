"""Speaking on the terminal: lines that appear at once, steps with their seconds, refusals."""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

# What a module adds its command to; argparse has a type for it, but under a private name.
if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = argparse._SubParsersAction


class Refused(Exception):
    """A command does not do what was asked; the text says what was found and what to do."""


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


def indented(text: str) -> None:
    """Print a line below the step it belongs to."""
    say(f"  {text}")


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step and, once done, the seconds it took."""
    say(f"· {title} …")
    started = time.monotonic()
    yield
    say(f"  {title}:{time.monotonic() - started:.1f} 秒")


def day_of(text: str) -> date:
    """A day given as an option. Raises Refused."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"日期“{text}”不能识别,应为 YYYY-MM-DD,例如 2021-11-09") from None
