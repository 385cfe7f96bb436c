"""The lines under a result: where the text answers, with the words marked."""

from collections.abc import Sequence
from typing import NamedTuple

from commons.search.port import Extract
from commons.search.words import Group
from commons.text.french import occurrences

LENGTH = 240
_LONGEST_TEXT = 20_000
_LEAD = 60
_BLANKS = str.maketrans("\n\t\u2028\u2029", "    ")


class _Mark(NamedTuple):
    """A word that answers the group of that number."""

    start: int
    end: int
    group: int


def cut(texts: Sequence[str], asked: tuple[Group, ...]) -> Extract:
    """Give the stretch of the texts that answers most of the groups.

    The first text that answers as many wins; without any answer the extract
    is how the first text that is not empty begins.
    """
    best: tuple[int, str, list[_Mark]] = (0, next(filter(None, texts), ""), [])
    for whole in texts:
        text = whole[:_LONGEST_TEXT]
        marks = _marks(text, asked)
        window = _window(marks)
        answered = len({mark.group for mark in window})
        if answered > best[0]:
            best = (answered, text, window)
        if answered == len(asked):
            break
    _, text, window = best
    return _pieces(text, window)


def _marks(text: str, asked: tuple[Group, ...]) -> list[_Mark]:
    """Give the words of the text that answer, in order, none within another."""
    stems = {form[1]: n for n, group in enumerate(asked) for form in group.forms}
    marks: list[_Mark] = []
    for token in occurrences(text, stems) if stems else ():
        if not marks or token.start >= marks[-1].end:
            marks.append(_Mark(token.start, token.end, stems[token.stem]))
    return marks


def _window(marks: list[_Mark]) -> list[_Mark]:
    """Give the run of marks, close enough for one extract, that answers most."""
    best: list[_Mark] = []
    score = (0, 0)
    first = 0
    for last, mark in enumerate(marks):
        while mark.end - marks[first].start > LENGTH - _LEAD and first < last:
            first += 1
        run = marks[first : last + 1]
        found = (len({one.group for one in run}), min(len(run), 6))
        if found > score:
            best, score = run, found
    return best


def _pieces(text: str, window: list[_Mark]) -> Extract:
    """Cut at spaces around the marks and part the text at them.

    Only what is near the marks has its line ends made spaces: for a whole text
    that took longer than finding the words.
    """
    if window:
        low = max(0, window[0].start - 2 * _LEAD)
        high = max(low + LENGTH, window[-1].end) + 4 * _LEAD
    else:
        low, high = 0, LENGTH + _LEAD
    text = text[:low] + text[low:high].translate(_BLANKS) + text[high:]
    start = _start(text, max(0, window[0].start - _LEAD)) if window else 0
    end = _end(text, max(start + LENGTH, window[-1].end if window else 0))
    pieces: list[tuple[bool, str]] = []
    at = start
    for mark in window:
        pieces += [(False, text[at : mark.start]), (True, text[mark.start : mark.end])]
        at = mark.end
    pieces.append((False, text[at:end]))
    tidy = [(asked, piece) for asked, piece in pieces if piece]
    if tidy and start > 0:
        tidy.insert(0, (False, "… "))
    if tidy and end < len(text):
        tidy.append((False, " …"))
    return _joined(tidy)


def _joined(pieces: list[tuple[bool, str]]) -> Extract:
    """Join neighbours of the same sort."""
    joined: list[tuple[bool, str]] = []
    for asked, piece in pieces:
        if joined and joined[-1][0] == asked:
            joined[-1] = (asked, joined[-1][1] + piece)
        else:
            joined.append((asked, piece))
    return tuple(joined)


def _start(text: str, start: int) -> int:
    """Move to the start of the next word, if one starts nearby."""
    if start == 0:
        return 0
    space = text.find(" ", start, start + _LEAD)
    return space + 1 if space >= 0 else start


def _end(text: str, end: int) -> int:
    """Move back to the end of the word before, if one ends nearby."""
    if end >= len(text):
        return len(text.rstrip())
    space = text.rfind(" ", end - _LEAD // 2, end)
    return space if space >= 0 else end
