"""Words derived from one verb: animer, animation, animateur and animatrice.

Endings are those by which grammars say that French makes nouns and adjectives of verbs.
"""

from functools import lru_cache

from commons.core.text.french.lexicon.words import dictionary_form
from commons.core.text.french.morphology.families import HEADS, OWN_ROOTS
from commons.core.text.french.morphology.stemming import dictionary_entry

_LEARNED = "ations ation ateurs ateur atrices atrice atifs atif atives ative"
"""Endings that say enough of what they are made of: "médiateur", "médiation"."""
_OF_VERBS = "issements issement ements ement ages age eurs eur euses euse ances ance ants ant ante ables able ures ure oirs oir er ir e"
_SHORTEST_ROOT = 4


@lru_cache(maxsize=16_384)
def derivation_root(word: str) -> str:
    """Give what is left of a folded word without its ending, "" when it has none.

    >>> derivation_root("animatrice"), derivation_root("animer")
    ('anim', 'anim')
    """
    entry = dictionary_entry(word)
    if entry in OWN_ROOTS:
        return ""
    for ending in _LEARNED.split():
        if _is_root(root := entry.removesuffix(ending), entry):
            return root
    for ending in _OF_VERBS.split():
        root = entry.removesuffix(ending)
        if _is_root(root, entry) and (_is_verb(f"{root}er") or _is_verb(f"{root}ir")):
            return root
    return ""


@lru_cache(maxsize=16_384)
def are_one_word(first: str, second: str) -> bool:
    """Say whether two folded words are forms of one word, or derived from one verb.

    Words that no dictionary has are one when they differ by the s of a plural.
    """
    one, other = dictionary_entry(first), dictionary_entry(second)
    if one == other or HEADS.get(one, one) == HEADS.get(other, other):
        return True
    if one.removesuffix("s") == other.removesuffix("s"):
        return not (dictionary_form(one) and dictionary_form(other))
    root = derivation_root(first)
    return bool(root) and root == derivation_root(second)


def _is_root(root: str, entry: str) -> bool:
    return len(entry) > len(root) >= _SHORTEST_ROOT


def _is_verb(word: str) -> bool:
    return dictionary_form(word) == word
