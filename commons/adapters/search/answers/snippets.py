"""The lines under a result: where the text answers, with the words marked."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from commons.adapters.search.port import Extract
from commons.adapters.search.question.word_groups import Group
from commons.core.text.french.occurrences import stem_occurrences

LENGTH = 240
LONGEST_START = 320
BREAK = "\n\n"
"""What stands between the paragraphs of a text."""
_LONGEST_TEXT = 20_000
_MOST_WORDS = 150
"""How many words of a text, of those that begin as one asked, are looked at."""
_LEAD = 60
_BLANKS = str.maketrans("\n\t\u2028\u2029", "    ")


class _Mark(NamedTuple):
    """A word that answers the group of that number."""

    start: int
    end: int
    group: int


def opening_words(text: str, asked: Sequence[Group]) -> Extract:
    """Give how a text begins, with the words that answer marked."""
    end = _end(text, LONGEST_START)
    return _parted(text.translate(_BLANKS), _marks(text[:end], asked), 0, end)


def groups_answered(texts: Sequence[str], asked: Sequence[Group]) -> set[Group]:
    """Give the groups that the texts answer."""
    return {asked[mark.group] for text in texts for mark in _marks(text, asked)}


def best_stretch(
    texts: Sequence[str], asked: Sequence[Group], among: Sequence[Group] = ()
) -> Extract:
    """Give the stretch of the texts that answers most of the groups.

    The first text that answers as many wins; () when none answers. It keeps
    within a paragraph, or it would run over the headings. `among` are all the groups of
    the question, where `asked` are some.
    """
    others = {form[1] for group in among for form in group.forms}
    best: tuple[int, str, list[_Mark]] = (0, "", [])
    for whole in texts:
        text = whole[:_LONGEST_TEXT]
        window = _window(text, _marks(text, asked, others))
        found = len({mark.group for mark in window})
        if found > best[0]:
            best = (found, text, window)
        if found == len(asked):
            break
    _, text, window = best
    return _around(text, window) if window else ()


def _marks(
    text: str, asked: Sequence[Group], among: Collection[str] = ()
) -> list[_Mark]:
    """Give the words of the text that answer, in order, none within another."""
    stems = {form[1]: n for n, group in enumerate(asked) for form in group.forms}
    marks: list[_Mark] = []
    end = 0  # pairs of signs overlap: what the one before marked is left out
    for token in stem_occurrences(text, stems, _MOST_WORDS, among) if stems else ():
        if token.end > end:
            start = max(token.start, end)
            marks.append(_Mark(start, token.end, stems[token.stem]))
            end = token.end
    return marks


def _window(text: str, marks: list[_Mark]) -> list[_Mark]:
    """Give the run of marks, close enough for one extract, that answers most."""
    best: list[_Mark] = []
    score = (0, 0)
    first = 0
    for last, mark in enumerate(marks):
        if last and text.find(BREAK, marks[last - 1].end, mark.start) >= 0:
            first = last
        while mark.end - marks[first].start > LENGTH - _LEAD and first < last:
            first += 1
        run = marks[first : last + 1]
        found = (len({one.group for one in run}), min(len(run), 6))
        if found > score:
            best, score = run, found
    return best


def _around(text: str, window: list[_Mark]) -> Extract:
    """Cut at spaces around the marks, within their paragraph."""
    low = text.rfind(BREAK, 0, window[0].start)
    low = low + len(BREAK) if low >= 0 else 0
    high = text.find(BREAK, window[-1].end)
    paragraph = text[low : high if high >= 0 else None].translate(_BLANKS)
    marks = [_Mark(m.start - low, m.end - low, m.group) for m in window]
    start = _start(paragraph, max(0, marks[0].start - _LEAD))
    end = _end(paragraph, max(start + LENGTH, marks[-1].end))
    return _parted(paragraph, marks, start, end)


def _parted(text: str, marks: list[_Mark], start: int, end: int) -> Extract:
    """Part a stretch of a text at the marks, and say where it was cut."""
    pieces: list[tuple[bool, str]] = [(False, "… ")] if start > 0 else []
    at = start
    for mark in marks:
        pieces += [(False, text[at : mark.start]), (True, text[mark.start : mark.end])]
        at = mark.end
    pieces.append((False, text[at:end]))
    if end < len(text.rstrip()):
        pieces.append((False, " …"))
    return _joined([(asked, piece) for asked, piece in pieces if piece])


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
