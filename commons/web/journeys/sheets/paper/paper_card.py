"""Makes the cards of some sheets: four to an A4, each with a face and a back.

Turned on its long edge, a sheet of paper shows the backs behind their faces: so the two
of a line change places.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup

from commons.core.text.markdown.typography import typeset_text
from commons.web.display.sheet.images import Picture
from commons.web.journeys.sheets.paper.paper_view import PaperView, TimedStep

ON_A_PAGE, ON_A_LINE = 4, 2
MOST_PICTURES = 3
"""How many images stand on the face of a card."""

MOST_FACTS, MOST_BESIDE_PICTURES = 8, 4
"""How many facts have room on the face of a card, and how many beside images."""

_LINES, _STEP_LINES = 20, 15
"""How many lines of text a back has room for, and how many of them steps may take."""
_STEP_LETTERS, _LINE_LETTERS = 42, 48
"""How many letters stand on a line beside a time, and on a whole one."""
_BOX_LETTERS = 6
"""How many letters a box to tick takes the place of, and the space behind it."""
_TEXT_LETTERS = 620


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands on a card; `more_steps` and `more_materials` count what has no room.

    `text` is the first text of a sheet that has no steps.
    """

    paper: PaperView
    facts: tuple[tuple[str, str], ...]
    pictures: tuple[Picture, ...]
    steps: tuple[TimedStep, ...]
    more_steps: int
    materials: tuple[str, ...]
    more_materials: int
    text: str
    more_pictures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """Two sides of a sheet of paper; None where a card is missing."""

    faces: tuple[Card | None, ...]
    backs: tuple[Card | None, ...]


def lay_cards(papers: Sequence[PaperView]) -> tuple[CardPage, ...]:
    """Return the pages of cards; one sheet alone fills a page with four copies."""
    cards = [make_card(paper) for paper in papers]
    if len(cards) == 1:
        cards *= ON_A_PAGE
    pages = []
    for start in range(0, len(cards), ON_A_PAGE):
        faces: list[Card | None] = [*cards[start : start + ON_A_PAGE]]
        faces += [None] * (ON_A_PAGE - len(faces))
        lines = [faces[at : at + ON_A_LINE] for at in range(0, ON_A_PAGE, ON_A_LINE)]
        backs = [card for line in lines for card in reversed(line)]
        pages.append(CardPage(faces=tuple(faces), backs=tuple(backs)))
    return tuple(pages)


def make_card(paper: PaperView) -> Card:
    """Return what of a sheet has room on a card."""
    steps = tuple(_fitting(paper.steps))
    left = _LINES - sum(map(_lines_of, steps))
    text = "" if steps else _text(paper)
    left -= len(text) // _LINE_LETTERS
    materials = tuple(_first(paper.ticked, left * _LINE_LETTERS))
    pictures = paper.pictures[:MOST_PICTURES]
    return Card(
        paper=paper,
        facts=paper.card_facts[: MOST_BESIDE_PICTURES if pictures else MOST_FACTS],
        pictures=pictures,
        steps=steps,
        more_steps=len(paper.steps) - len(steps),
        materials=materials,
        more_materials=len(paper.ticked) - len(materials),
        text=text,
        more_pictures=len(paper.pictures) - len(pictures),
    )


def clip_text(text: str, most: int) -> str:
    """Return a text of so many letters at most, cut between words."""
    if len(text) <= most:
        return text
    return f"{text[:most].rpartition(' ')[0] or text[:most]}…"


def _fitting(steps: Sequence[TimedStep]) -> list[TimedStep]:
    left, found = _STEP_LINES, []
    for one in steps:
        left -= _lines_of(one)
        if left < 0:
            break
        found.append(one)
    return found


def _lines_of(one: TimedStep) -> int:
    return 1 + len(one.step.title) // _STEP_LETTERS


def _first(items: Sequence[Markup], letters: int) -> list[str]:
    found = []
    for item in items:
        text = item.striptags()
        letters -= len(text) + _BOX_LETTERS
        if letters < 0:
            break
        found.append(text)
    return found


def _text(paper: PaperView) -> str:
    """Return the beginning of the first text of a sheet, in plain words."""
    texts = (
        " ".join(item.striptags() for item in block.items)
        for block in paper.blocks
        if block.style in {"prose", "items"}
    )
    return typeset_text(clip_text(next(islice(texts, 1), ""), _TEXT_LETTERS))
