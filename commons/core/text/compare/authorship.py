"""Who wrote each word of a text, told from its versions one after the other."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from commons.core.text.compare.alignment import align_units
from commons.core.text.compare.three_way_merge import split_sentences

Owned: TypeAlias = tuple[str, tuple[int, ...]]
"""A sentence, and the version that each of its tokens came with."""

MOST_EFFORT = 600_000
"""Characters of changed passages that are looked into, in all."""

LONGEST_PASSAGE = 10_000
"""Tokens of a passage that are looked at one by one."""

_TOKEN = re.compile(r"\w+|[^\w\s]+|\s+")
_WORD = re.compile(r"\w")


@dataclass(slots=True, kw_only=True)
class AuthoredText:
    """Follows one text; `owned` is how it stands after the last version.

    A text that comes back, as after a revert, belongs to whom it did; so does
    a sentence that only moved. Past MOST_EFFORT all is new between the first
    and the last sentence that changed.
    """

    owned: list[Owned] = field(default_factory=list)
    effort: int = 0
    _known: dict[str, list[Owned]] = field(default_factory=dict)

    def write(self, text: str, version: int) -> None:
        """Take the text as a version has it."""
        if text not in self._known:
            self._known[text] = self._next(text, version)
        self.owned = self._known[text]

    def _next(self, text: str, version: int) -> list[Owned]:
        old, new = [sentence for sentence, _ in self.owned], split_sentences(text)
        known = {sentence.strip(): owners for sentence, owners in self.owned}
        tired = self.effort > MOST_EFFORT
        pairs = _ends(old, new) if tired else align_units(old, new)
        found: list[Owned] = []
        done = (0, 0)
        for place, at in [*pairs, (len(old), len(new))]:
            if at > done[1]:
                gone, come = self.owned[done[0] : place], new[done[1] : at]
                self.effort += sum(map(len, come)) + sum(len(s) for s, _ in gone)
                found += _passage([] if tired else gone, come, known, version)
            found += self.owned[place : place + 1]
            done = (place + 1, at + 1)
        return found


def _ends(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pair the sentences that both begin with, and that both end with."""
    most = min(len(old), len(new))
    first = next((n for n in range(most) if old[n] != new[n]), most)
    left = most - first
    last = next((n for n in range(left) if old[-n - 1] != new[-n - 1]), left)
    pairs = [(n, n) for n in range(first)]
    return pairs + [(len(old) - n, len(new) - n) for n in range(last, 0, -1)]


def _passage(
    gone: Sequence[Owned],
    come: Sequence[str],
    known: Mapping[str, tuple[int, ...]],
    version: int,
) -> list[Owned]:
    """Give the sentences that came, word by word with those that went."""
    before = [
        (token, owner)
        for sentence, owners in gone
        for token, owner in zip(split_tokens(sentence), owners, strict=True)
    ]
    after = [split_tokens(sentence) for sentence in come]
    words = [token for parts in after for token in parts]
    short = len(before) + len(words) <= LONGEST_PASSAGE
    pairs = align_units([token for token, _ in before], words) if short and gone else []
    owner_of = {at: before[place][1] for place, at in pairs}
    found: list[Owned] = []
    start = 0
    for sentence, parts in zip(come, after, strict=True):
        own = tuple(owner_of.get(start + n, version) for n in range(len(parts)))
        moved = known.get(sentence.strip(), ())[: len(parts)]
        found.append((sentence, moved + own[len(moved) :]))
        start += len(parts)
    return found


def split_tokens(text: str) -> list[str]:
    """Cut a text into words, signs and spaces."""
    return _TOKEN.findall(text)


def words_by_version(owned: Sequence[Owned]) -> dict[int, int]:
    """Count the words that came with each version."""
    counts: dict[int, int] = {}
    for sentence, owners in owned:
        for token, owner in zip(split_tokens(sentence), owners, strict=True):
            if _WORD.match(token):
                counts[owner] = counts.get(owner, 0) + 1
    return counts


def paragraph_origins(owned: Sequence[Owned]) -> list[tuple[str, int]]:
    """Give the paragraphs, and the last version that a word of each came with."""
    found: list[tuple[str, int]] = []
    text, last = "", 0
    for sentence, owners in [*owned, ("\n\n", ())]:
        if sentence.startswith("\n\n"):
            found += [(text.strip(), last)] if text.strip() else []
            text, last = "", 0
        else:
            text, last = text + sentence, max((last, *owners))
    return found
