"""Knows in which words an instance speaks to harvesters, whoever asks."""

from dataclasses import dataclass

from commons.domain.kind import Schema, Words
from commons.kinds.places import Places
from commons.kinds.shelves import TERRITORY, THEME


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """What a sheet is told with: an instance, in its own language.

    `name` is the site's, `contact` the e-mail of who keeps it.
    """

    base: str
    name: str
    contact: str
    language: str
    schema: Schema
    places: Places

    def said(self, words: Words) -> str:
        """Give words in the language of the instance, else in any."""
        return words.get(self.language) or next(iter(words.values()), "")

    def shelf(self, shelf: str) -> str:
        """Give the name of a shelf, or its last part when it has none."""
        root, _, key = shelf.partition(":")
        if root == TERRITORY and key:
            return self.places.label(key)
        kind = self.schema.kinds.get(key)
        concept = self.schema.schemes["themes"].concepts.get(key)
        if root == THEME and concept:
            return self.said(concept.label)
        return self.said(kind.plural) if kind else shelf.rpartition(":")[2]
