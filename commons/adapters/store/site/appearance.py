"""Knows the logo and the colour of the site: one row, none before the first change."""

from sqlalchemy import delete, insert, select

from commons.adapters.store.engine.tables.site.site_tables import AppearanceRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.site.appearance import Appearance

_STANDING = select(
    AppearanceRow.number,
    AppearanceRow.colour,
    AppearanceRow.logo,
    AppearanceRow.logo_text,
)


def read_appearance(work: Work) -> Appearance:
    """Return how the site looks now."""
    row = work.connection.execute(_STANDING).first()
    if row is None:
        return Appearance()
    return Appearance(
        number=row.number, colour=row.colour, logo=row.logo, logo_text=row.logo_text
    )


def write_appearance(work: Work, appearance: Appearance, person: str) -> None:
    """Let the site look so from now on."""
    row = {
        "number": appearance.number,
        "colour": appearance.colour,
        "logo": appearance.logo,
        "logo_text": appearance.logo_text,
        "person": person,
        "instant": clock.to_milliseconds(clock.now()),
    }
    work.connection.execute(delete(AppearanceRow))
    work.connection.execute(insert(AppearanceRow), row)
