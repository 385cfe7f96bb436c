"""How much work a text asks of the Markdown parser, told before it is parsed.

The parser's time grows with the signs at which it tries its rules, and some
cost a hundred times what a letter does. What asks for more than BUDGET is not
parsed: it is shown as it was typed, and holds no links. The densest texts
people wrote reach a third of it at 200 000 characters.
"""

import re
from dataclasses import dataclass

BUDGET = 1_000_000
"""Microseconds of a slow processor, more or less: about a second for a text.

That is 12 000 [[links|words]], 9 000 bare addresses, 50 000 headings, 27 000
items of lists or 36 000 cells of tables; what has some of each has less of each.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRow:
    """What each of these signs costs at most, in microseconds."""

    signs: str
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """What each find of a form costs at most, beyond its signs."""

    form: re.Pattern[str]
    cost: int


SIGNS = (
    SignRow(signs="$%+=@{}#!:-\\^", cost=4),
    SignRow(signs="*_~&`]", cost=8),
    SignRow(signs="\n\r", cost=12),
    SignRow(signs="|", cost=15),
    SignRow(signs="[><", cost=25),
)
FORMS = (
    FormRow(form=re.compile(r"(?:[-+*]|\d[.)])(?=\s)"), cost=20),  # items of lists
    FormRow(form=re.compile(r"!\[|\^\[|\[\^"), cost=20),  # images, notes
    FormRow(form=re.compile(r"://"), cost=100),  # addresses
)
_CELL = 12
_CHARACTERS_PER_COST = 4

_LINE_END = re.compile(r"\r\n?|\n")


def too_heavy(text: str) -> bool:
    """Say whether a text asks for more work than it may."""
    return burden(text) > BUDGET


def burden(text: str) -> int:
    """Give the most that parsing a text may cost, in the unit of BUDGET.

    Linear, and far quicker than to parse.
    """
    signs = sum(text.count(sign) * row.cost for row in SIGNS for sign in row.signs)
    forms = sum(len(row.form.findall(text)) * row.cost for row in FORMS)
    return signs + forms + cells(text) * _CELL + len(text) // _CHARACTERS_PER_COST


def cells(text: str) -> int:
    """Count the cells that the tables of a text have at most, empty ones too.

    A row has as many as the line under the head of its table, however little
    is typed in it: a small text can ask for millions. A table ends at the
    latest at an empty line.
    """
    if "|" not in text:
        return 0
    total = width = 0
    for line in _LINE_END.split(text):
        bare = line.strip(" \t>")
        if not bare:
            width = 0
        elif not bare.strip("|:- \t"):
            width = max(width, bare.count("|") + 1)
        total += width
    return total
