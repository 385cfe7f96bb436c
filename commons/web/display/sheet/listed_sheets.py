"""Shows the sheets that a collection lists, as they stand today, in its order."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.schema.kind import Kind, Schema, Values
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.credits import CreditedPerson, authors_of, contributors_of
from commons.core.kinds.rules.sheet_lists import listed_sheets
from commons.web.request.answers.deleted_sheets import shown_head

MOST_LISTED = 100
"""How many sheets of a list a page shows (schemas/collection.ttl)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCard:
    """A sheet of a list: its head, which may be a tombstone, and what is noted of it.

    `licence` is how its licence is called in short, with the address of that.
    """

    head: Revision
    kind: Kind
    address: str
    note: str
    authors: tuple[CreditedPerson, ...]
    licence: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCredits:
    """Who wrote the sheets of a list, each once, and under which licences.

    `licences` are rows of short name, address and number of sheets, most used first.
    """

    people: tuple[CreditedPerson, ...]
    licences: tuple[tuple[str, str, int], ...]


def list_cards(
    schema: Schema, work: Work, kind: Kind, values: Values
) -> tuple[list[ListedCard], int]:
    """Return the cards of a list, and how many of its sheets have none here.

    What no version of this commons bears (in a preview) is left out.
    """
    listed = list(listed_sheets(kind, values))
    shown = listed[:MOST_LISTED]
    heads = revisions.get_heads(work, list({one.sheet: None for one in shown}))
    cards = [
        _card(schema, shown_head(heads[one.sheet]), one.note)
        for one in shown
        if one.sheet in heads
    ]
    return cards, len(listed) - len(shown)


def credit_all(schema: Schema, cards: Iterable[ListedCard]) -> ListCredits:
    """Return the credits of all sheets of a list that still stand."""
    live = [card for card in cards if not card.head.deleted]
    people = {
        (who.person or who.name): who
        for card in live
        for who in (*card.authors, *contributors_of(schema, card.head))
    }
    licences = Counter(card.licence for card in live)
    return ListCredits(
        people=tuple(people.values()),
        licences=tuple((*one, count) for one, count in licences.most_common()),
    )


def _card(schema: Schema, head: Revision, note: str) -> ListedCard:
    kind = schema.kinds[head.kind]
    licence = schema.licences.get(head.licence)
    return ListedCard(
        head=head,
        kind=kind,
        address=url_for("sheets.sheet_page", sheet=head.sheet, slug=head.slug),
        note=note,
        authors=authors_of(schema, head),
        licence=(licence.short, licence.iri) if licence else (head.licence, ""),
    )
