"""Changes the logo and the colour of the site, as its admins choose."""

from dataclasses import replace

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.site.appearance import read_appearance, write_appearance
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Account
from commons.core.domain.pictures.colour import read_colour
from commons.core.domain.pictures.media import is_image
from commons.core.domain.site.appearance import (
    LONGEST_LOGO_TEXT,
    SHIPPED_COLOUR,
    Appearance,
)
from commons.core.domain.site.audit import AuditAct
from commons.errors import ConflictError, NotFoundError, UnfitFormError

FAULTS = {
    "colour": "Ce n’est pas une couleur : écrivez # et six chiffres ou lettres de A à F.",
    "long": "C’est trop long : 120 caractères au plus.",
}
"""What is wrong with a look, in French, to translate."""


def save_appearance(work: Work, account: Account, wanted: Appearance) -> Appearance:
    """Let the site look as wanted; return what is kept of it.

    `wanted.number` is that of the look which was changed. Raises UnfitFormError (of
    `colour`, `logo_text`), NotFoundError for a logo that is no image, ConflictError
    when another look was saved meanwhile.
    """
    clean = replace(
        wanted,
        number=wanted.number + 1,
        colour=_checked_colour(wanted.colour),
        logo_text=_checked_text(wanted.logo_text) if wanted.logo else "",
    )
    if clean.logo and not is_image(clean.logo):
        raise NotFoundError(clean.logo)
    standing = read_appearance(work)
    if replace(clean, number=standing.number) == standing:
        return standing
    if wanted.number != standing.number:
        raise ConflictError(standing.number)
    write_appearance(work, clean, account.person.id)
    note_act(
        work,
        account.person.id,
        AuditAct.SETTING,
        "appearance",
        colour=clean.colour,
        logo=clean.logo,
    )
    return clean


def _checked_colour(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        colour = read_colour(typed)
    except ValueError as error:
        raise UnfitFormError({"colour": FAULTS["colour"]}) from error
    return "" if colour == SHIPPED_COLOUR else colour


def _checked_text(typed: str) -> str:
    text = clean_line(typed)
    if len(text) > LONGEST_LOGO_TEXT:
        raise UnfitFormError({"logo_text": FAULTS["long"]})
    return text
