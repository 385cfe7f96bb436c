"""How French text becomes tokens: the one analysis that every index shares.

A token keeps where it stands in the text as typed, so that extracts can mark
it. Analysis is by runs without spaces ("l’acteur·ice"), each analysed once and
kept; it is linear in the text.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from commons.core.domain.language.folding import APOSTROPHES, HYPHENS, fold_typography
from commons.core.text.french.morphology.inclusive import (
    MIDDLE_DOTS,
    inclusive_forms,
    split_capitals,
)
from commons.core.text.french.morphology.stemming import (
    LONGEST_WORD,
    stem_english_word,
    stem_word,
)
from commons.core.text.french.stop_words import (
    ENGLISH_STOP_WORDS,
    NEGATIONS,
    STOP_WORDS,
)
from commons.core.text.french.unspaced_scripts import script_stretches, sign_positions

_LETTER = r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060])"
_WORD = rf"[^\W_]{_LETTER}*"
_ELISIONS = frozenset(APOSTROPHES)
_COMPOUND = frozenset(APOSTROPHES + HYPHENS)
_JOINERS = re.escape("".join(_COMPOUND) + MIDDLE_DOTS + "./")
RUN = re.compile(
    rf"{_WORD}(?:[{_JOINERS}]{_WORD}"
    rf"|\({_LETTER}{{1,7}}\)(?:{_WORD})?)*"
)
PIECE = re.compile(_WORD)
BETWEEN = r"\s,;:!?"
"""What stands between two runs, and never within one."""
_KEPT_RUN = 48
_LONGEST_COMPOUND = 5
_SIGNS_ALONE = 40_000
"""How far into a text without spaces a single sign is found; two always are."""

_ARTICLES = "l d j m t s n c qu jusqu lorsqu puisqu quoiqu quelqu presqu"
_ELIDED = frozenset(_ARTICLES.split())
_JOINED = frozenset({"presqu'ile", "presqu'iles"})


WITHOUT = "sans_"
"""What begins the terms of words that are said not to be there."""


class Token(NamedTuple):
    """One form of a word of the text; a tuple because texts have so many.

    `text` is the exact form, folded; `start` and `end` frame it in the text
    as typed. The forms of one word share their `position`; a compound has the
    position of its first part and frames all its parts. `part` says that it is
    one sign of a longer stretch without spaces: to be found, and not asked for.
    `without` marks a second token of a word that follows "sans" or "ni": "sans voiture"
    is found by what says so, and is not about cars.
    """

    text: str
    stem: str
    start: int
    end: int
    position: int
    stop: bool = False
    part: bool = False
    without: bool = False


class _Piece(NamedTuple):
    """A word of a run: `sign` is what stands before it, `start` counts in the run.

    `closed` is where a parenthesis after it ends, else `end`.
    """

    raw: str
    sign: str
    start: int
    end: int
    closed: int


def analyse_text(text: str) -> list[Token]:
    """Give the tokens of the text, in the order in which their words start.

    Compounds give their parts, the joined and the hyphenated form; inclusive
    writing gives both forms. Stop words are there, and say so.

    >>> [token.text for token in analyse("L’acteur·ice du bien-vivre")]
    ['acteur', 'actrice', 'du', 'bienvivre', 'bien-vivre', 'bien', 'vivre']
    """
    tokens: list[Token] = []
    position = 0
    denied = False
    for first, last, spaceless in script_stretches(text):
        if spaceless:
            pairs = sign_pairs(text, first, last, position)
            tokens += pairs
            position += len(pairs)
            continue
        for run in RUN.finditer(text, first, last):
            raw = run[0]
            at = run.start()
            found, width = _kept(raw) if len(raw) <= _KEPT_RUN else _analyse_run(raw)
            for exact, root, start, end, place, stop, _, _ in found:
                token = Token(exact, root, at + start, at + end, position + place, stop)
                tokens.append(token)
                if denied and not stop and not place:
                    tokens.append(_denied(token))
            denied = found[-1].text in NEGATIONS or (denied and found[-1].stop)
            position += width
    return tokens


def count_tokens(text: str) -> list[tuple[Sequence[Token], int]]:
    """Give the tokens of each different run of the text, and how often it stands there.

    Together the tokens of `analyse_text`, but for where they stand: positions count
    from the start of the run. What is said not to be there comes apart.
    """
    counted: list[tuple[Sequence[Token], int]] = []
    runs: list[str] = []
    for first, last, spaceless in script_stretches(text):
        if spaceless:
            counted.append((sign_pairs(text, first, last, 0), 1))
        else:
            runs += RUN.findall(text, first, last)
    counts = Counter(runs)
    known = {raw: run_tokens(raw) for raw in counts}
    counted += zip(known.values(), counts.values(), strict=True)
    denying = {raw for raw, found in known.items() if found[-1].text in NEGATIONS}
    if denying:
        counted += [(tokens, 1) for tokens in _denied_runs(runs, known, denying)]
    return counted


def _denied_runs(
    runs: Sequence[str], known: Mapping[str, Sequence[Token]], denying: Collection[str]
) -> Iterator[list[Token]]:
    """Give the second tokens of what follows a negation, over the stop words between."""
    denied = False
    for raw in runs:
        if denied:
            yield [_denied(t) for t in known[raw] if not (t.stop or t.position)]
        denied = raw in denying or (denied and known[raw][-1].stop)


def as_english(token: Token) -> Token:
    """Give a token of a text that is in English: its stem and what says nothing are."""
    return token._replace(
        stem=_english_stem(token), stop=token.text in ENGLISH_STOP_WORDS
    )


def _english_stem(token: Token) -> str:
    if token.without:
        return f"{WITHOUT}{stem_english_word(token.text.removeprefix(WITHOUT))}"
    return stem_english_word(token.text)


def limit_words(text: str, most_words: int) -> tuple[str, int]:
    """Give the text up to where so many different words stood, and how many do."""
    seen: set[str] = set()
    for run in RUN.finditer(text):
        seen.add(run[0])
        if len(seen) > most_words:
            return text[: run.start()], most_words
    return text, len(seen)


def run_tokens(raw: str) -> Sequence[Token]:
    """Give the tokens of a run, counted from its start."""
    return (_kept(raw) if len(raw) <= _KEPT_RUN else _analyse_run(raw))[0]


def _denied(token: Token) -> Token:
    """Give the second token of a word that is said not to be there."""
    return token._replace(
        text=f"{WITHOUT}{token.text}", stem=f"{WITHOUT}{token.stem}", without=True
    )


def sign_pairs(text: str, first: int, last: int, position: int) -> list[Token]:
    """Give each two neighbouring signs of a stretch without spaces, and each alone."""
    found = sign_positions(text, first, last)
    folded = [fold_typography(text[start:end]) for start, end in found]
    if len(found) == 1:
        return [Token(folded[0], folded[0], first, last, position)]
    tokens: list[Token] = []
    for place, (start, end) in enumerate(found):
        if place + 1 < len(found):
            both = folded[place] + folded[place + 1]
            tokens.append(
                Token(both, both, start, found[place + 1][1], position + place)
            )
        if position + place < _SIGNS_ALONE:
            one = folded[place]
            tokens.append(Token(one, one, start, end, position + place, part=True))
    return tokens


def _analyse_run(raw: str) -> tuple[tuple[Token, ...], int]:
    """Give the tokens of a run, counted from its start, and its positions."""
    tokens: list[Token] = []
    position = 0
    for group in _groups(_pieces(raw)):
        found = _acronym(group, position) or _words(group, position)
        tokens += found
        position = max(token.position for token in found) + 1
    return tuple(tokens), position


_kept = lru_cache(maxsize=65_536)(_analyse_run)


def _pieces(raw: str) -> list[_Piece]:
    """Cut a run into its words, each with the sign before it."""
    pieces = []
    end = 0
    for found in PIECE.finditer(raw):
        sign = raw[end : found.start()].removeprefix(")")
        end = found.end()
        closed = end + raw.startswith(")", end)
        pieces.append(_Piece(found[0], sign, found.start(), end, closed))
    return pieces


def _groups(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Cut at the apostrophes; elided words are dropped, other words joined.

    "jusqu’ici" gives one group, "prud’homme" one whose words make a compound.
    """
    groups: list[list[_Piece]] = [[]]
    for piece in pieces:
        group = groups[-1]
        if piece.sign not in _ELISIONS or not _elides(group[-1], piece):
            group.append(piece)
            continue
        group.pop()
        if group:
            groups.append([])
        groups[-1].append(piece._replace(sign=""))
    return groups


def _elides(before: _Piece, piece: _Piece) -> bool:
    """Say whether the word before the apostrophe is an elided article."""
    elided = fold_typography(before.raw)
    return elided in _ELIDED and f"{elided}'{fold_typography(piece.raw)}" not in _JOINED


def _acronym(group: list[_Piece], position: int) -> list[Token]:
    """Give S.C.I.C. as one token; [] for other words."""
    if len(group) < 2 or any(piece.sign != "." for piece in group[1:]):
        return []
    if any(len(piece.raw) != 1 or not piece.raw.isalpha() for piece in group):
        return []
    word = fold_typography("".join(piece.raw for piece in group))
    return [Token(word, stem_word(word), group[0].start, group[-1].end, position)]


def _words(group: list[_Piece], position: int) -> list[Token]:
    """Give the tokens of words joined by signs: both forms, parts, compounds."""
    tokens: list[Token] = []
    compound: list[_Piece] = []
    at = 0
    while at < len(group):
        written, size = _inclusive(group, at)
        if compound and (written or group[at].sign not in _COMPOUND):
            tokens += _compound(compound, position)
            position += len(compound)
            compound = []
        if written:
            end = group[at + size - 1].closed
            tokens += [
                Token(
                    form, stem_word(form), group[at].start, end, position, _stops(form)
                )
                for form in dict.fromkeys(written)
            ]
            position += 1
        else:
            compound.append(group[at])
        at += size
    return tokens + _compound(compound, position)


def _inclusive(group: list[_Piece], at: int) -> tuple[tuple[str, ...], int]:
    """Give the forms of the inclusive word that starts here, and its pieces.

    The forms are () and the pieces 1 when it is a plain word.
    """
    base = fold_typography(group[at].raw)
    cut = split_capitals(group[at].raw)
    if cut:
        return inclusive_forms(
            fold_typography(cut[0]), [fold_typography(end) for end in cut[1:] if end]
        ), 1
    after = group[at + 1 : at + 3]
    if not after or after[0].sign in _ELISIONS:
        return (), 1
    endings = [fold_typography(after[0].raw)]
    if after[1:] and after[1].sign in (after[0].sign, ""):
        endings += ["s"] * (after[1].raw in {"s", "S"})
    loose = after[0].sign in MIDDLE_DOTS
    written = inclusive_forms(base, endings, loose=loose)
    return written, 1 + len(endings) if written else 1


def _compound(pieces: list[_Piece], position: int) -> list[Token]:
    """Give the parts and, before them, the whole in both spellings."""
    parts = [_token(piece, position + n) for n, piece in enumerate(pieces)]
    if not 1 < len(parts) <= _LONGEST_COMPOUND:
        return parts
    if all(part.text.isdigit() for part in parts):
        return parts
    start, end = parts[0].start, parts[-1].end
    joined = "".join(part.text for part in parts)[:LONGEST_WORD]
    hyphenated = "-".join(part.text for part in parts)[:LONGEST_WORD]
    stops = all(part.stop for part in parts)  # est-ce, peut-être, celle-ci
    wholes = [
        Token(joined, stem_word(joined), start, end, position, stops),
        Token(hyphenated, hyphenated, start, end, position, stops),
    ]
    return wholes + parts


def _token(piece: _Piece, position: int) -> Token:
    """Give the token of a plain word."""
    word = fold_typography(piece.raw)[:LONGEST_WORD]
    return Token(word, stem_word(word), piece.start, piece.end, position, _stops(word))


def _stops(word: str) -> bool:
    """Say whether the folded word says nothing alone."""
    return word in STOP_WORDS
