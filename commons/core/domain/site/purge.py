"""What is removed for good, on which legal basis; nothing here says what it said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commons.core.domain.language.reserved_names import NOBODY


class PurgeSort(StrEnum):
    """What a purge removes.

    The name of a person goes wherever it stands when the team decides so (PERSON), and
    only where it is known to be theirs when they leave (OWN_NAME).
    """

    VERSION = "version"
    SHEET = "sheet"
    FILE = "file"
    PERSON = "person"
    OWN_NAME = "own_name"


class LegalBasis(StrEnum):
    """Why something must be removed for good; the audit log keeps these words."""

    PERSONAL_DATA = "personal_data"
    PRIVACY = "privacy"
    COPYRIGHT = "copyright"
    INSULT = "insult"
    UNLAWFUL = "unlawful"
    COURT = "court"


BASES: Mapping[LegalBasis, str] = {
    LegalBasis.PERSONAL_DATA: "Effacement de données personnelles (RGPD, article 17)",
    LegalBasis.PRIVACY: "Atteinte à la vie privée ou à l’image (Code civil, article 9)",
    LegalBasis.COPYRIGHT: "Contrefaçon : droit d’auteur ou droits voisins",
    LegalBasis.INSULT: "Diffamation ou injure (loi du 29 juillet 1881)",
    LegalBasis.UNLAWFUL: "Contenu manifestement illicite (LCEN, article 6 ; DSA)",
    LegalBasis.COURT: "Décision de justice",
}
"""Each basis in French, to translate."""

ERASED_NAME = NOBODY
"""How somebody is credited whose name was erased."""

OF_THEMSELVES = frozenset({"organisation", "url"})
"""The columns beside a name that tell who somebody is: they go with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgedVersion:
    """A version whose text was removed; `hash` is that of the payload it had."""

    sheet: str
    number: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """One removal: by whom ("" for the operator), why, of what (an identifier or name).

    `also` are the copies that were chosen to go as well (PurgeOrder). `cleaned` is when the files of the data folder were clean of it too, None until then.
    """

    id: str
    instant: datetime
    actor: str
    basis: LegalBasis
    sort: PurgeSort
    target: str
    also: frozenset[str] = frozenset()
    cleaned: datetime | None = None
