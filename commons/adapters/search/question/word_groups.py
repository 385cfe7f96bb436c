"""What a query asks for: groups of forms, from any text that someone typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from commons.core.text.french.analysis import WITHOUT, Token, analyse_text
from commons.core.text.french.lexicon.words import (
    dictionary_form,
    is_english,
    rareness,
)
from commons.core.text.french.meaning.vectors import (
    DEFINED,
    NOTHING,
    Nearness,
    Vector,
    text_vector,
)
from commons.core.text.french.morphology.stemming import ENGLISH, stem_english_word
from commons.core.text.french.stop_words import (
    ENGLISH_STOP_WORDS,
    FAINT_WORDS,
    OCCASION_WORDS,
    STOP_WORDS,
)

MOST_CHARACTERS = 2_000
MOST_GROUPS = 20
"""How many words a query asks for, beside those that say nothing."""
LEAST_WORDS = 2
"""From how many telling words on a question has a meaning beside them."""
_SAY_LITTLE = STOP_WORDS | FAINT_WORDS
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 2, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One word asked for: any of its `forms` (exact form, stem) answers.

    `start` and `end` frame it in the query as typed. `plain` is its exact form, "" for
    a part of a compound and for inclusive writing. A `faint` word helps to put in order
    what the other words find, and finds nothing itself; `telling` (0 to 1) says how
    much it tells, a word that is common in French telling little. `without` is a word
    that is said not to be there: its forms are of texts that say so too.
    """

    forms: tuple[tuple[str, str], ...]
    start: int
    end: int
    plain: str = ""
    faint: bool = False
    telling: float = 1.0
    without: bool = False

    def in_language(self, language: str) -> "Group":
        """Return the group with those of its forms that texts of a language have."""
        english = language == "en"
        forms = tuple(
            form
            for form in self.forms
            if form[1].removeprefix(WITHOUT).startswith(ENGLISH) == english
        )
        return self if forms == self.forms else replace(self, forms=forms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What is put for a stretch of the query as typed."""

    start: int
    end: int
    text: str


def word_groups(words: str, *, occasions: bool = True) -> tuple[Group, ...]:
    """Give the words that a query asks for, in order, each once.

    Stop words are left out, and faint words faint, unless there is nothing else; then
    all count. A stop word in capitals among small letters is an acronym. Without
    `occasions`, words for any occasion ("réunion", "atelier") are faint as well, and
    there may be nothing else.
    """
    asked = words[:MOST_CHARACTERS]
    tokens = [token for token in analyse_text(asked) if not token.part]
    english = is_english_question(asked)
    kept = [t for t in tokens if _tells(t, asked, english=english)]
    faint = FAINT_WORDS if occasions else FAINT_WORDS | OCCASION_WORDS
    found = _group(kept, faint)[:MOST_GROUPS]
    if occasions and all(group.faint for group in found):
        every = _group([token for token in tokens if not token.without], faint)
        return tuple(replace(group, faint=False) for group in every[:MOST_GROUPS])
    return tuple(found)


def question_meaning(groups: Sequence[Group], source: Nearness = DEFINED) -> Vector:
    """Return the vector of the words of a question, empty for too few that tell.

    What says "sans voiture" is near to what speaks of cars: both are about moving.
    """
    telling = (group for group in groups if group.plain not in _SAY_LITTLE)
    if sum(not group.faint for group in telling) < LEAST_WORDS:
        return NOTHING
    roots = (group.forms[0][1].removeprefix(WITHOUT) for group in groups)
    return text_vector(((root, 1.0) for root in roots), source)


def is_english_question(words: str) -> bool:
    """Say whether more words are English alone than French alone."""
    french = english = 0
    for token in analyse_text(words[:MOST_CHARACTERS]):
        if token.part or token.without:
            continue
        word = token.text
        here = word in STOP_WORDS or bool(dictionary_form(word))
        there = word in ENGLISH_STOP_WORDS or is_english(word)
        weight = 2 if word in ENGLISH_STOP_WORDS or word in STOP_WORDS else 1
        french += weight * (here and not there)
        english += weight * (there and not here)
    return english > french


def replaced(words: str, puts: Iterable[Replacement]) -> str:
    """Write the query again with other words in some places, none within another."""
    pieces: list[str] = []
    end = 0
    for put in sorted(puts, key=lambda put: put.start):
        pieces += [words[end : put.start], put.text]
        end = put.end
    return "".join(pieces) + words[end:]


def _tells(token: Token, asked: str, *, english: bool) -> bool:
    """Say whether a token is asked for, stop words being left out."""
    if english and token.text in ENGLISH_STOP_WORDS:
        return False
    if not token.stop:
        return True
    typed = asked[token.start : token.end]
    size = len(typed)
    acronym = _SHORTEST_ACRONYM <= size <= _LONGEST_ACRONYM and typed.isupper()
    return acronym and not asked.isupper()


def _group(tokens: list[Token], faint: frozenset[str]) -> list[Group]:
    """Gather forms of one word; the whole of a compound answers for each part."""
    parts: dict[tuple[int, int], list[Token]] = {}
    wholes: list[Token] = []
    for place, token in enumerate(tokens):
        if any(_within(other, token) for other in tokens[place + 1 : place + 12]):
            wholes.append(token)
        else:
            parts.setdefault((token.start, token.end), []).append(token)
    gathered: list[Group] = []
    seen: set[str] = set()
    for (start, end), found in parts.items():
        denied = [token for token in found if token.without]
        own = [form for token in denied or found for form in _forms(token)]
        if seen.intersection(root for _, root in own):
            continue
        seen.update(root for _, root in own)
        around = [form for w in wholes if _within(found[0], w) for form in _forms(w)]
        gathered.append(
            Group(
                forms=(*own, *around) if not denied else tuple(own),
                start=start,
                end=end,
                plain=found[0].text if len(found) == 1 and not around else "",
                telling=min(rareness(token.text) for token in found),
                faint=not around and all(token.text in faint for token in found),
                without=bool(denied),
            )
        )
    return gathered


def _forms(token: Token) -> list[tuple[str, str]]:
    """Give a token with its stem, and with that of English where it may be English."""
    word = token.text.removeprefix(WITHOUT)
    stems = [token.stem]
    if is_english(word) or not dictionary_form(word):
        english = stem_english_word(word)
        stems.append(f"{WITHOUT}{english}" if token.without else english)
    return [(token.text, stem) for stem in stems]


def unwanted_stems(group: Group) -> tuple[str, ...]:
    """Give the stems of the word itself, for one that is said not to be there."""
    return tuple(root.removeprefix(WITHOUT) for _, root in group.forms)


def _within(part: Token, whole: Token) -> bool:
    """Say whether one token stands in a part of the place of the other."""
    inside = whole.start <= part.start and part.end <= whole.end
    return inside and (part.start, part.end) != (whole.start, whole.end)
