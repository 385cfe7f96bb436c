"""Versions of sheets of another commons, served without one running."""

from typing import Any

from commons.adapters.rdf.canonical import render_block
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Action, Person, Revision
from commons.services.federation.foreign_sheet import N_QUADS
from tests.adapters.store.makers import NOON
from tests.federated import OtherSites

SITE = "https://ailleurs.exemple"


def foreign_version(
    values: dict[str, Any], kind: str = "method", sheet: str = "0123456789ab"
) -> Revision:
    """Make the first version of a sheet there."""
    return Revision(
        sheet=sheet,
        kind=kind,
        number=1,
        parent=None,
        sequence=1,
        instant=NOON,
        action=Action.CREATE,
        author=Person(id="dddddddddddd", name="Mona"),
        change_note="",
        values={"title": "Le banc", "licence": "CC0-1.0", "language": "fr", **values},
    )


def serve_version(sites: OtherSites, schema: Schema, version: Revision) -> str:
    """Have SITE answer a version; give its address."""
    block = render_block(schema, version).block
    for place in (
        iri.sheet_iri(version.sheet, SITE),
        iri.version_iri(version.sheet, version.number, SITE),
    ):
        sites.page(f"{place}.nq?canonical", block, N_QUADS)
    return iri.version_iri(version.sheet, version.number, SITE)
