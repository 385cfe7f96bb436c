"""How much work texts ask of the Markdown parser, told before they are parsed.

The parser's time grows with the signs at which it tries its rules, and some
cost a hundred times what a letter does. The texts of a page share BUDGET, the
lightest first: what asks for more than is left is not parsed, but shown as it was
typed, and holds no links. The densest texts people wrote reach a half of it at
200 000 characters.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

BUDGET = 600_000
"""Microseconds of a slow processor, more or less, for all the texts of a page.

That is 7 000 [[links|words]], 5 000 bare addresses, 30 000 headings, 16 000
items of lists or 21 000 cells of tables; what has some of each has less of each.
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
    SignRow(signs="*_~&`]", cost=10),
    SignRow(signs="\n\r", cost=20),
    SignRow(signs="|", cost=15),
    SignRow(signs="[><", cost=36),
)
FORMS = (
    FormRow(
        form=re.compile(r"(?:[-+*•·▪‣◦●○■∙]|\d[.)])(?=\s)"), cost=20
    ),  # items of lists
    FormRow(form=re.compile(r"!\[|\^\[|\[\^"), cost=36),  # images, notes
    FormRow(form=re.compile(r"://"), cost=100),  # addresses
)
_TEXT = 200
_CELL = 12
_CHARACTERS_PER_COST = 4
_MOST_PER_CHARACTER = 40
"""What no character costs more than, where there are no tables."""

_LINE_END = re.compile(r"\r\n?|\n")


def too_heavy(text: str, most: int = BUDGET) -> bool:
    """Say whether a text asks for more work than it may."""
    return _at_most(text) > most and parse_cost(text) > most


def most_each(texts: Iterable[str], budget: int = BUDGET) -> int:
    """Give the most that each of the texts of a page may cost.

    All those that cost no more keep within the budget together.
    """
    every = list(texts)
    if sum(map(_at_most, every)) <= budget:
        return budget
    spent = 0
    for cost in sorted(map(parse_cost, every)):
        spent += cost
        if spent > budget:
            return cost - 1
    return budget


def parse_cost(text: str) -> int:
    """Give the most that parsing a text may cost, in the unit of BUDGET.

    Linear, and far quicker than to parse.
    """
    signs = sum(text.count(sign) * row.cost for row in SIGNS for sign in row.signs)
    forms = sum(len(row.form.findall(text)) * row.cost for row in FORMS)
    letters = len(text) // _CHARACTERS_PER_COST
    return _TEXT + signs + forms + letters + count_cells(text) * _CELL


def _at_most(text: str) -> int:
    """Give what a text of this length and these tables costs at most, at a glance."""
    return _TEXT + len(text) * _MOST_PER_CHARACTER + count_cells(text) * _CELL


def count_cells(text: str) -> int:
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
