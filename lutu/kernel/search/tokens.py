"""Turning text into tokens that both databases index the same way.

Chinese has no spaces and neither database ships a parser for it, so runs of Chinese characters become overlapping
pairs ("重点项目" → 重点 点项 项目) and words or numbers stay whole, in lower case. A Chinese token is written as `u`
and five hexadecimal digits a character, so that no tokenizer splits it again, a word as `w` and itself.
"""

import re
import unicodedata
from functools import lru_cache

# 〇, the basic block, extension A, and the rarer characters of GB 18030 that stand in names and places.
_RUNS = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]+|[0-9a-z]+")


def tokens(text: str) -> list[str]:
    """Index tokens in order of the text: pairs and single characters of Chinese runs, whole words otherwise."""
    found: list[str] = []
    for run in _RUNS.findall(unicodedata.normalize("NFKC", text).lower()):
        if run[0] <= "z":
            found.append(_word(run))
        else:
            found.extend(_run_tokens(run))
    return found


@lru_cache(maxsize=10_000)
def _run_tokens(run: str) -> tuple[str, ...]:
    """The pairs, then the single characters of a Chinese run. Names of units and places come again and again."""
    pairs = [_code(run[start : start + 2]) for start in range(len(run) - 1)]
    return (*pairs, *map(_code, run))


def phrases(text: str) -> list[list[str]]:
    """What a query asks for: one phrase of tokens per run; all phrases must match."""
    asked: list[list[str]] = []
    for run in _RUNS.findall(unicodedata.normalize("NFKC", text).lower()):
        if run[0] <= "z":
            asked.append([_word(run)])
        elif len(run) == 1:
            asked.append([_code(run)])
        else:
            asked.append([_code(run[start : start + 2]) for start in range(len(run) - 1)])
    return asked


def _word(run: str) -> str:
    return "w" + run


@lru_cache(maxsize=100_000)
def _code(characters: str) -> str:
    return "u" + "".join(f"{ord(character):05x}" for character in characters)


def is_word(phrase: list[str]) -> bool:
    """Whether a phrase is one word or number (matched by its beginning) rather than a Chinese run."""
    return phrase[0].startswith("w")
