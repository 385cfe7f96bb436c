"""What changed between two texts, word by word."""

import re
import time
from itertools import groupby
from operator import itemgetter
from typing import Literal, TypeAlias

from diff_match_patch import diff_match_patch

from commons.core.text.compare.alignment import align_units

Operation: TypeAlias = Literal["equal", "insert", "delete"]

SIGNS: dict[Operation, str] = {"equal": "=", "insert": "+", "delete": "-"}
"""The sign that stands before a piece, so that colour is not needed."""

_WORD = re.compile(r"\w+|[^\w\s]|\s+")
_SENTENCE = re.compile(r"[^\n.;!?]+[\n.;!?]*|[\n.;!?]+")
_OPERATIONS: dict[int, Operation] = {0: "equal", 1: "insert", -1: "delete"}
_FIRST_CODE = 0x4E00
_SURROGATES = (0xD800, 0xE000)
_LAST_CODE = 0x10FFFF
_LONGEST_SECONDS = 1.0


def diff_words(
    old: str, new: str, *, seconds: float = _LONGEST_SECONDS
) -> list[tuple[Operation, str]]:
    """Give the runs of words kept, put in and taken out, in reading order.

    Joining "equal" and "delete" gives the old text, "equal" and "insert" the
    new one. Sentences are compared first, then the words of those that differ;
    past `seconds` of search the rest is given as taken out and put in.
    """
    deadline = time.monotonic() + seconds
    found: list[tuple[Operation, str]] = []
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    done = (0, 0)
    for place, at in [*align_units(before, after), (len(before), len(after))]:
        gone, come = "".join(before[done[0] : place]), "".join(after[done[1] : at])
        if gone or come:
            found += _diff(gone, come, deadline)
        found.append(("equal", "".join(before[place : place + 1])))
        done = (place + 1, at + 1)
    return _joined(found)


def _diff(old: str, new: str, deadline: float) -> list[tuple[Operation, str]]:
    """Compare two texts word by word."""
    left = deadline - time.monotonic()
    if left <= 0 or not (old and new):
        return [("delete", old), ("insert", new)]
    codes: dict[str, str] = {}
    before, after = (_encode(_WORD.findall(text), codes) for text in (old, new))
    engine = diff_match_patch()
    engine.Diff_Timeout = left
    found = engine.diff_main(before, after, checklines=False)
    engine.diff_cleanupSemantic(found)
    units = {code: text for text, code in codes.items()}
    return [
        (_OPERATIONS[operation], "".join(units[code] for code in run))
        for operation, run in found
    ]


def _joined(found: list[tuple[Operation, str]]) -> list[tuple[Operation, str]]:
    """Join neighbours of one operation; drop the empty ones."""
    return [
        (operation, "".join(text for _, text in run))
        for operation, run in groupby(
            (pair for pair in found if pair[1]), key=itemgetter(0)
        )
    ]


def _encode(units: list[str], codes: dict[str, str]) -> str:
    """Write each unit as one character, the same for the same unit."""
    for unit in units:
        if unit not in codes:
            codes[unit] = _character(len(codes))
    return "".join(codes[unit] for unit in units)


def _character(count: int) -> str:
    """Give the character of the nth unit; surrogates are no characters.

    Past the last character the first ones serve, below _FIRST_CODE.
    """
    code = _FIRST_CODE + count
    if code >= _SURROGATES[0]:
        code += _SURROGATES[1] - _SURROGATES[0]
    if code > _LAST_CODE:
        code -= _LAST_CODE + 1
    return chr(code)
