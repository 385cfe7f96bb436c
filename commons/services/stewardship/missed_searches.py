"""Keeps what readers looked for in vain, and what they say is missing, for editors.

Nothing is kept of who asked, and what could name somebody is left out.
"""

import re

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.site import missed_searches
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line, clean_text
from commons.core.domain.site.missed_search import LONGEST_WISH, Outcome, WantedSheet
from commons.errors import BusyError, FullError, StorageError, UnfitFormError

MOST_MISSED = 2_000
MOST_WANTED = 1_000
WANTED = "wanted sheets"
"""The sort of a FullError of wishes."""

FAULTS = {
    "empty": "Dites ce qui manque, même en quelques mots.",
    "long": "C’est trop long : 500 caractères au plus.",
}
"""What is wrong with a wish, in French, to translate."""

_LONGEST_WORDS, _LONGEST_READ = 100, 2_000
_LONG_NUMBER = re.compile(r"\d[\d\s.-]{4,}\d")
_MARK = "\x00"


def anonymous_words(words: str) -> str:
    """Return words without what could name somebody: an address, a long number.

    What follows the first 2,000 characters is left out.
    """
    text = _LONG_NUMBER.sub(_MARK, words[:_LONGEST_READ])
    kept = ("…" if _MARK in one or "@" in one else one for one in text.split())
    return " ".join(kept)[:_LONGEST_WORDS]


def note_search(store: Store, words: str, outcome: Outcome) -> None:
    """Count a search that found little.

    No reader waits for it: while somebody holds the write lock it is left out.
    """
    told = clean_line(anonymous_words(words))
    if not told.strip("… "):
        return
    try:
        with store.write(quiet=True, durable=False, patient=False) as work:
            missed_searches.note_missed(work, told, outcome, most=MOST_MISSED)
    except (BusyError, StorageError):
        return  # nobody's search fails for it


def wish_for_sheet(work: Work, text: str, words: str) -> WantedSheet:
    """Write down what somebody says is missing.

    Raises UnfitFormError (of `text`), FullError when as many wait as may.
    """
    told = clean_text(text).strip()
    if not told:
        raise UnfitFormError({"text": FAULTS["empty"]})
    if len(told) > LONGEST_WISH:
        raise UnfitFormError({"text": FAULTS["long"]})
    if missed_searches.count_wanted(work) >= MOST_WANTED:
        raise FullError(WANTED, MOST_WANTED)
    wanted = WantedSheet(
        id=iri.new_id(),
        text=told,
        words=clean_line(anonymous_words(words)),
        instant=clock.now(),
    )
    missed_searches.add_wanted(work, wanted)
    return wanted
