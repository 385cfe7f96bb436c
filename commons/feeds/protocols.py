"""The table of what other networks read us with; the catalogue tells its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from commons.core.domain.schema.concept import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """A way to harvest; `file_type` is a name of the EU's list of file types.

    `frozen_path` is where a copy made of files has it, "" where it cannot.
    """

    key: str
    path: str
    label: Words = field(hash=False)
    about: Words = field(hash=False)
    standard: str
    media_type: str
    file_type: str
    frozen_path: str = ""


PROTOCOLS: Sequence[Protocol] = (
    Protocol(
        key="ldes",
        path="/feeds/ldes",
        label={
            "fr": "Flux des versions (LDES)",
            "en": "Feed of versions (LDES)",
        },
        about={
            "fr": "Toutes les versions de toutes les fiches, dans l’ordre : créations,"
            " modifications, suppressions ; puis seulement ce qui est nouveau.",
            "en": "Every version of every sheet, in order: creations, updates and"
            " deletions; then only what is new.",
        },
        standard="https://w3id.org/ldes/specification",
        media_type="application/n-quads",
        file_type="RDF_N_QUADS",
        frozen_path="/feeds/ldes.nq",
    ),
    Protocol(
        key="oai",
        path="/oai",
        label={"fr": "OAI-PMH 2.0", "en": "OAI-PMH 2.0"},
        about={
            "fr": "L’état de chaque fiche, suppressions comprises, pour les catalogues"
            " et les bibliothèques.",
            "en": "The state of each sheet, deletions included, for catalogues and"
            " libraries.",
        },
        standard="http://www.openarchives.org/OAI/openarchivesprotocol.html",
        media_type="application/xml",
        file_type="XML",
    ),
    Protocol(
        key="atom",
        path="/feeds/atom",
        label={"fr": "Atom", "en": "Atom"},
        about={
            "fr": "Les dernières fiches, pour un lecteur de flux ; par sorte, thème ou"
            " territoire aussi.",
            "en": "The latest sheets, for a feed reader; by kind, theme or territory"
            " too.",
        },
        standard="https://www.rfc-editor.org/rfc/rfc4287",
        media_type="application/atom+xml",
        file_type="ATOM",
        frozen_path="/feeds/atom.atom",
    ),
)
"""The ways to harvest, in the order to propose them."""


FROZEN_PROTOCOLS: Sequence[Protocol] = tuple(
    replace(row, path=row.frozen_path) for row in PROTOCOLS if row.frozen_path
)
"""Those that a copy made of files answers, where it does."""
