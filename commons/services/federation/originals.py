"""What is found at another site's address, before anything of it is taken up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Revision

NOT_HERE = (
    "Cette adresse n’est ni une fiche d’un autre site comme celui-ci, ni une page qui"
    " décrit son contenu (schema.org)."
)
DAMAGED = "Ce que %(host)s envoie n’a pas l’empreinte annoncée : rien n’en est repris."
OWN_SITE = "Cette adresse est celle d’une fiche d’ici."
LICENCE_UNKNOWN = "Dites sous quelle licence cette page est publiée."
LINK_ONLY = (
    "Cette licence ne permet pas d’adapter le texte : vous pouvez le citer et mettre"
    " un lien vers lui, pas le reprendre."
)
NOT_ALLOWED = (
    "La licence de la source ne permet pas %(licence)s pour ce qui en est tiré."
)

REFUSALS = (NOT_HERE, DAMAGED, OWN_SITE, LICENCE_UNKNOWN, LINK_ONLY, NOT_ALLOWED)
"""Why nothing is taken up, to translate."""

MOVED_ON = "La version %(number)s a paru depuis celle que vous reprenez."
UNKNOWN_KIND = "Cette sorte de fiche n’existe pas ici : la plus proche est prise."
UNKNOWN_PARTS = "Ce qui n’entre dans aucun champ est gardé dans le texte."
FOREIGN_SHEETS = "Les liens vers les autres fiches de ce site mènent toujours chez lui."
FILE_LEFT = "« %(name)s » n’a pas pu être apporté ; un lien y mène."
IMAGES_ASKED = (
    "Les images de la page n’ont ni autrice, ni auteur, ni licence : indiquez-les."
)

NOTES = (
    MOVED_ON,
    UNKNOWN_KIND,
    UNKNOWN_PARTS,
    FOREIGN_SHEETS,
    FILE_LEFT,
    IMAGES_ASKED,
)
"""What whoever adapts is told, to translate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence for whoever adapts, one of NOTES, and what goes into it."""

    sentence: str
    details: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.sentence % self.details if self.details else self.sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignOriginal:
    """What another site publishes, as far as it can be adapted here.

    `url` is the address that the source row names: of a version, or of a page.
    `licence` is the key of one that we know, "" when it must be asked. `revision` is
    the version of a commons, None for a page; `values` are what a new sheet of `kind`
    begins with, in our own words, without authors, licence and source. `files` maps
    the names of the files that they name to their addresses, and `images` are
    addresses of pictures that no hash names.
    """

    url: str
    host: str
    base: str
    title: str
    authors: str
    licence: str
    kind: str
    language: str
    values: Values = field(hash=False)
    revision: Revision | None = None
    files: Mapping[str, str] = field(default_factory=dict, hash=False)
    images: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def is_sheet(self) -> bool:
        """Whether it is a version of a commons, whose hash was verified."""
        return self.revision is not None
