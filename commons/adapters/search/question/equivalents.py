"""What stands for words that no sheet has, and for those of a question in English.

The thesaurus comes first: it knows the field, where dictionaries know every sense of a
word. So a word that it names is left to it, and a synonym is only looked for where
nothing that was asked is in any sheet.
"""

from collections.abc import Callable, Iterable, Sequence

from commons.adapters.search.question.alternatives import Alternative, Substitute
from commons.adapters.search.question.word_groups import Group
from commons.core.text.french.equivalents.words import french_of, synonyms_of
from commons.core.text.french.morphology.stemming import ENGLISH

SYNONYM, TRANSLATION = 0.5, 0.5
"""What the best of the others is worth, of the word itself."""
MOST_SYNONYMS, MOST_TRANSLATIONS = 6, 2
_FALL = 4
"""The one in that place after the best is worth half of it."""


def equivalent_words(
    groups: Sequence[Group],
    named: Iterable[Substitute],
    frequency: Callable[[Group], int],
    *,
    english: bool,
) -> Iterable[Substitute]:
    """Give what dictionaries have for words, but for those that the thesaurus `named`.

    `frequency` counts the sheets that have a word.
    """
    known = {place for one in named for place in one.groups}
    lost = not any(frequency(group) for group in groups if not group.faint)
    if not (english or lost):
        return
    for place, group in enumerate(groups):
        if place in known or group.faint or group.without or not group.plain:
            continue
        others = _translations(group) if english else _synonyms(group)
        if others:
            yield Substitute(groups=(place,), alternatives=others)


def _synonyms(group: Group) -> tuple[Alternative, ...]:
    stem = group.forms[0][1]
    return _falling(synonyms_of(stem)[:MOST_SYNONYMS], SYNONYM)


def _translations(group: Group) -> tuple[Alternative, ...]:
    stems = [
        stem
        for _, root in group.forms
        if root.startswith(ENGLISH)
        for stem in french_of(root.removeprefix(ENGLISH))
    ]
    return _falling(stems[:MOST_TRANSLATIONS], TRANSLATION)


def _falling(stems: Sequence[str], worth: float) -> tuple[Alternative, ...]:
    return tuple(
        Alternative(stems=(stem,), worth=worth / (1 + place / _FALL))
        for place, stem in enumerate(stems)
    )
