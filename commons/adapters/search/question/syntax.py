"""The signs that experts type: "a phrase", -word, titre:word.

Places in the text stay what they were: what is taken out leaves blanks.
"""

import re
from dataclasses import dataclass
from itertools import islice

from commons.core.domain.language.folding import fold_typography

MOST_SIGNS = 10
_QUOTED = re.compile(r'"([^"]{2,200})"|«\s?([^«»]{2,200}?)\s?»|“([^“”]{2,200})”')
_MINUS = re.compile(r"(?<!\S)[-\u2212\u2013](\w{2,60})(?!\S)")
_TITLE = re.compile(r"(?<!\S)(?:titre|title):(\w{2,60})", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """What was typed with signs, folded; `plain` is the text without the signs.

    `phrases` must stand in a text word for word, `excluded` words may not stand there,
    and `titled` words must stand in the title. `quoted` are the places of the phrases.
    """

    plain: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    titled: tuple[str, ...] = ()
    quoted: tuple[tuple[int, int], ...] = ()

    @property
    def has_signs(self) -> bool:
        """Say whether anything is demanded or refused by signs."""
        return bool(self.phrases or self.excluded or self.titled)

    def is_quoted(self, place: int) -> bool:
        """Say whether a place of the text is within quotation marks."""
        return any(start <= place < end for start, end in self.quoted)


def read_syntax(words: str) -> Syntax:
    """Take the signs out of what was typed; what has none is as it was."""
    quoted = list(_QUOTED.finditer(words))[:MOST_SIGNS]
    phrases = [flat_words(next(filter(None, found.groups()))) for found in quoted]
    places = tuple(found.span() for found in quoted)

    signs = Syntax(plain=words, quoted=places)

    def outside(pattern: re.Pattern[str]) -> list[re.Match[str]]:
        found = (f for f in pattern.finditer(words) if not signs.is_quoted(f.start()))
        return list(islice(found, MOST_SIGNS))

    minus, titles = outside(_MINUS), outside(_TITLE)
    if minus and not _LETTERS.search(_MINUS.sub(" ", words)):
        minus = []  # nothing is left to ask for: they were dashes
    plain = list(words)
    for found in minus:
        plain[found.start() : found.end()] = " " * len(found[0])
    for found in titles:
        plain[found.start() : found.start(1)] = " " * (found.start(1) - found.start())
    return Syntax(
        plain="".join(plain),
        phrases=tuple(dict.fromkeys(filter(None, phrases))),
        excluded=tuple(dict.fromkeys(fold_typography(found[1]) for found in minus)),
        titled=tuple(dict.fromkeys(fold_typography(found[1]) for found in titles)),
        quoted=places,
    )


def flat_words(text: str) -> str:
    """Give the words of a text folded, a blank between them, as phrases are compared."""
    return " ".join(_LETTERS.findall(fold_typography(text)))
