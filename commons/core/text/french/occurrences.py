"""Where a text has some words: picked without analysing all of it."""

import re
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import islice

from commons.core.domain.language.folding import fold_typography
from commons.core.text.french.analysis import (
    BETWEEN,
    PIECE,
    RUN,
    Token,
    run_tokens,
    sign_pairs,
)
from commons.core.text.french.morphology.stemming import (
    ENGLISH,
    ODD_HEADS,
    stem_english_word,
)
from commons.core.text.french.unspaced_scripts import script_stretches

_HEAD = 2
"""How many letters a word and its stem begin with alike, but for ODD_HEADS."""
MOST_SPELT = 20_000
"""Among how many words of a text the spelling of one is looked for."""
_FOLDED_AWAY = 8
"""How many signs folding may add (ligatures) or take away (marks) in a word."""


_SPELT = {
    **{letter: letter for letter in "abcdefghijklmnopqrstuvwxyz"},
    "a": "aàâä",
    "c": "cç",
    "e": "eéèêë",
    "i": "iîï",
    "o": "oôö",
    "u": "uùûü",
}
"""A letter -> how French writes it; what is written otherwise is looked at."""
_PLAIN = "a-zA-ZàâäçéèêëîïôöùûüÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ"
_ELISION = "(?:(?:[ldjmtsncLDJMTSNC]|[qQ]u)['`´‘’])?+"  # noqa: RUF001 - as typed


@lru_cache(maxsize=256)
def _run_starts(begun: frozenset[str]) -> re.Pattern[str]:
    """Give what finds where runs start, and passes over plain words that begin otherwise.

    What is passed over has no group 1; where a word that it cannot tell starts is found.
    """
    heads = "|".join(
        "".join(f"[{_SPELT.get(sign, re.escape(sign))}]" for sign in head)
        for head in sorted(begun)
    )
    plain = rf"{_ELISION}(?!(?i:{heads}))[{_PLAIN}]++(?=[{BETWEEN}]|\Z)[{BETWEEN}]*+"
    return re.compile(rf"(?:{plain})++|([^\W_])")


@lru_cache(maxsize=256)
def _heads_of(stems: frozenset[str]) -> frozenset[str]:
    """Give how the words may begin that have one of the stems."""
    heads = {root.removeprefix(ENGLISH)[:_HEAD] for root in stems}
    return frozenset(heads | {word for word, root in ODD_HEADS if root in heads})


def stem_occurrences(
    text: str,
    stems: Collection[str],
    most: int = sys.maxsize,
    among: Collection[str] = (),
) -> list[Token]:
    """Give the tokens of the text that have one of the stems, their position 0.

    The same as picking them from `analyse_text`, but only among words that begin as one
    of the stems does, and among so many of these at most. Who looks for several sets of
    stems says `among` which they all are: what finds such words takes a millisecond to
    make.
    """
    tokens: list[Token] = []
    english = any(root.startswith(ENGLISH) for root in stems)
    search = _run_starts(_heads_of(frozenset(among or stems))).search
    for first, last, spaceless in script_stretches(text):
        if spaceless:
            pairs = sign_pairs(text, first, last, 0)
            tokens += [token for token in pairs if token.stem in stems]
            continue
        at = first
        while start := search(text, at, last):
            at = start.end()
            if not start.lastindex:
                continue
            if not most:
                return tokens
            most -= 1
            run = RUN.match(text, start.start(), last)
            if run is None:
                continue
            at = run.end()
            found = run_tokens(run[0])
            if english or any(token.stem in stems for token in found):
                tokens += _tokens_with(found, stems, run.start(), english=english)
    return tokens


def spelling_of(text: str, form: str) -> str:
    """Give the first word of a text whose folded form this is, as it was typed.

    "" when the text has none among its first MOST_SPELT words. Looks at the words alone,
    which takes no analysis.
    """
    for found in islice(PIECE.finditer(text), MOST_SPELT):
        raw = found[0]
        if abs(len(raw) - len(form)) <= _FOLDED_AWAY and fold_typography(raw) == form:
            return raw
    return ""


def _tokens_with(
    found: Iterable[Token], stems: Collection[str], at: int, *, english: bool
) -> Iterator[Token]:
    """Give the tokens of a run that have one of the stems, where the text has them."""
    for token in found:
        root = token.stem
        if english and root not in stems:
            root = stem_english_word(token.text)
        if root in stems:
            start, end = at + token.start, at + token.end
            yield Token(token.text, root, start, end, 0, token.stop)
