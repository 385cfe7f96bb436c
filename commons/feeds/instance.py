"""Knows in which words an instance speaks to harvesters, whoever asks."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from commons.core.domain.schema.concept import Words
from commons.core.domain.schema.kind import Schema
from commons.core.kinds.places.register import Places
from commons.core.kinds.rules.categories import TERRITORY, THEME


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What a sheet is told with: an instance, in its own language.

    `name` is the site's, `contact` the e-mail or address of who keeps it, or "".
    """

    base: str
    name: str
    contact: str
    language: str
    schema: Schema
    places: Places

    @property
    def email(self) -> str:
        """Where to write: the contact, else the postmaster (RFC 5321, 4.5.1).

        OAI-PMH wants a point in the name of the host.
        """
        if "@" in self.contact and "://" not in self.contact:
            return self.contact
        host = urlsplit(self.base).hostname or ""
        return f"postmaster@{host if '.' in host else f'{host}.invalid'}"

    def said(self, words: Words) -> str:
        """Give words in the language of the instance, else in any."""
        return words.get(self.language) or next(iter(words.values()), "")

    def category(self, category: str) -> str:
        """Give the name of a category, or its last part when it has none."""
        root, _, key = category.partition(":")
        if root == TERRITORY and key:
            return self.places.label(key)
        kind = self.schema.kinds.get(key)
        concept = self.schema.schemes["themes"].concepts.get(key)
        if root == THEME and concept:
            return self.said(concept.label)
        return self.said(kind.plural) if kind else category.rpartition(":")[2]
