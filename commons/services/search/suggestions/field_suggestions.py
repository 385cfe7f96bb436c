"""Proposes words that exist already while somebody types: sheets, places, keywords.

Accents are forgiven everywhere, typing errors for sheets and places.
"""

from collections.abc import Callable
from dataclasses import dataclass

from commons.adapters.search.port import Index, Query
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import titles_keywords
from commons.core.domain.schema.kind import Schema
from commons.core.kinds.places.register import Places

MOST = 8
FEWEST_SIGNS = 2
LONGEST_TEXT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What is looked through."""

    schema: Schema
    places: Places
    index: Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A proposal: `text` is what is put into the form, `label` what is shown.

    `hint` tells those of one label apart: a key of a kind or of a sort of
    place with its department. `link` is what a [[link]] holds.
    """

    text: str
    label: str
    hint: str = ""
    link: str = ""


def suggest_words(
    sources: Sources, work: Work, what: str, typed: str
) -> list[Suggestion]:
    """Give the best proposals; `what` is a key of WHAT, else there are none."""
    text = " ".join(typed[:LONGEST_TEXT].split())
    if what not in WHAT or len(text) < FEWEST_SIGNS:
        return []
    return WHAT[what](sources, work, text)


def _sheets(sources: Sources, work: Work, text: str) -> list[Suggestion]:
    """Give sheets by their title, then those that the search finds."""
    found = {
        one.sheet: (one.title, one.kind)
        for one in titles_keywords.titles_starting(work, text, limit=MOST)
    }
    if len(found) < MOST:
        asked = Query(words=text, size=MOST, counted=(), bare=True)
        hits = sources.index.search(asked).hits
        heads = revisions.get_heads(work, [hit.id for hit in hits])
        for head in heads.values():
            if not head.deleted:
                found.setdefault(head.sheet, (head.title, head.kind))
    return [
        _sheet(work, sheet, title, kind)
        for sheet, (title, kind) in list(found.items())[:MOST]
    ]


def _sheet(work: Work, sheet: str, title: str, kind: str) -> Suggestion:
    """Write a sheet by its title where that names it alone, else by its id."""
    alone = revisions.sheets_titled(work, title) == [sheet] and not set(title) & set(
        "[]|"
    )
    shown = title.translate(str.maketrans("[]|", "()/"))
    return Suggestion(
        text=title if alone else sheet,
        label=title,
        hint=kind,
        link=title if alone else f"{sheet}|{shown}",
    )


def _places(sources: Sources, _work: Work, text: str) -> list[Suggestion]:
    return [
        Suggestion(
            text=sources.places.written(place.code),
            label=place.name,
            hint=f"{place.code.partition(':')[0]}:{place.department}",
        )
        for place in sources.places.complete(text, MOST)
    ]


def _keywords(_sources: Sources, work: Work, text: str) -> list[Suggestion]:
    words = titles_keywords.keywords_starting(work, text, limit=MOST)
    return [Suggestion(text=word, label=word) for word in words]


WHAT: dict[str, Callable[[Sources, Work, str], list[Suggestion]]] = {
    "sheets": _sheets,
    "places": _places,
    "keywords": _keywords,
}
"""What can be proposed, by its name in addresses."""
