"""Which source of a text the address of a form asks for."""

from flask import request
from flask_babel import gettext

from commons.core.domain import iri
from commons.core.kinds.types.language import language_name
from commons.services.editing.text_sources import (
    Adaptation,
    BlankSheet,
    FollowedOriginal,
    KeptDraft,
    NewTrial,
    Source,
    StandingVersion,
    Translation,
    WithSheet,
)
from commons.web.request.context import components, page_language, positive_int

LONGEST_TAG = 35
"""How many characters of the tag of a language are taken (BCP 47, 4.4.1)."""

LONGEST_PLACE = 120
"""How many characters of the territory of an adaptation are taken."""


def source_of_new_sheet(kind: str) -> Source | None:
    """Return what a new sheet of a kind, by its key, is begun from.

    None for one that tells of another sheet, when that is still to be chosen.
    """
    if asked := _asked("draft"):
        return _with_sheet(KeptDraft(draft=asked, kind=kind))
    if components().schema.kinds[kind].subject is not None:
        return _tell_of(kind, _asked("tried"))
    if adapted := _asked("adapts"):
        return Adaptation(
            sheet=adapted,
            number=positive_int(request.args.get("version")),
            kind=kind,
            territory=request.args.get("territory", "")[:LONGEST_PLACE],
            base=components().settings.base_url,
        )
    if translated := _asked("translates"):
        return _translation(translated, kind)
    return _with_sheet(BlankSheet(kind=kind, language=components().settings.language))


def _tell_of(kind: str, tried: str) -> NewTrial | None:
    """Return the beginning of a trial of a sheet."""
    if not tried:
        return None
    return NewTrial(
        kind=kind,
        sheet=tried,
        number=positive_int(request.args.get("version")),
        language=components().settings.language,
    )


def source_of_change(sheet: str) -> Source:
    """Return what the next version of a sheet is begun from."""
    if asked := _asked("draft"):
        return _with_sheet(KeptDraft(draft=asked, sheet=sheet))
    if number := positive_int(request.args.get("follows")):
        return FollowedOriginal(sheet=sheet, number=number)
    return _with_sheet(StandingVersion(sheet=sheet))


def _translation(sheet: str, kind: str) -> Translation:
    number = positive_int(request.args.get("version"))
    language = request.args.get("language", "")[:LONGEST_TAG]
    words = language_name(language, page_language())
    note = gettext(
        "Traduction de la version %(number)s (%(language)s)",
        number=number,
        language=words,
    )
    return Translation(
        sheet=sheet, number=number, kind=kind, language=language, note=note
    )


def _with_sheet(source: BlankSheet | StandingVersion | KeptDraft) -> Source:
    added = _asked("adds")
    return WithSheet(source=source, sheet=added) if added else source


def _asked(name: str) -> str:
    """Return the identifier that the address gives under a name, "" for none."""
    asked = request.args.get(name, "")
    return asked if iri.is_id(asked) else ""
