"""Which source of a text the address of a form asks for."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext

from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.core.kinds.types.language import language_name
from commons.services.editing.text_sources import (
    Adaptation,
    BlankSheet,
    FollowedOriginal,
    KeptDraft,
    NewTrial,
    Source,
    SourceUpdate,
    StandingVersion,
    Translation,
    WithSheet,
)
from commons.services.reuse.adaptation import MOST_ORIGINALS
from commons.web.journeys.editing.conflict import read_choices
from commons.web.request.context import components, positive_int
from commons.web.request.locale import page_language

LONGEST_TAG = 35
"""How many characters of the tag of a language are taken (BCP 47, 4.4.1)."""

LONGEST_TITLE = 120
"""How many characters of the title of a new sheet are taken."""

LONGEST_PLACE = 120
"""How many characters of the territory of an adaptation are taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a form begins from; without a `source`, the page `instead` is to answer first.

    That page also says why there is none, where no licence lets the source be taken up.
    """

    source: Source | None = None
    instead: str = ""


def source_of_new_sheet(kind: str) -> Beginning:
    """Return what a new sheet of a kind, by its key, is begun from."""
    if asked := _asked("draft"):
        return Beginning(source=_with_sheet(KeptDraft(draft=asked, kind=kind)))
    if components().schema.kinds[kind].subject is not None:
        return _trial(kind, _asked("tried"))
    if adapted := _asked("adapts"):
        return _adaptation(kind, adapted)
    if translated := _asked("translates"):
        return _translation(kind, translated)
    blank = BlankSheet(
        kind=kind, language=components().settings.language, title=asked_title()
    )
    return Beginning(source=_with_sheet(blank))


def source_of_change(sheet: str) -> Beginning:
    """Return what the next version of a sheet is begun from."""
    if asked := _asked("draft"):
        return Beginning(source=_with_sheet(KeptDraft(draft=asked, sheet=sheet)))
    if number := positive_int(request.args.get("follows")):
        return Beginning(source=FollowedOriginal(sheet=sheet, number=number))
    if source := _asked("takes"):
        return _update(sheet, source)
    return Beginning(source=_with_sheet(StandingVersion(sheet=sheet)))


def _trial(kind: str, tried: str) -> Beginning:
    """Begin to tell of a trial; what was tried is asked for first."""
    if not tried:
        return Beginning(instead=url_for("trials.choose_page"))
    return Beginning(
        source=NewTrial(
            kind=kind,
            sheet=tried,
            number=positive_int(request.args.get("version")),
            language=components().settings.language,
        )
    )


def _adaptation(kind: str, adapted: str) -> Beginning:
    """Begin an adaptation; another sheet that was named for it is looked up first."""
    also = request.args.getlist("also")[:MOST_ORIGINALS]
    territory = request.args.get("territory", "")[:LONGEST_PLACE]
    other = request.args.get("other", "").strip()
    number = positive_int(request.args.get("version"))
    where = url_for(
        "reuse.adapt_page",
        sheet=adapted,
        number=number or 1,
        also=also,
        territory=territory or None,
        other=other or None,
    )
    if other:
        return Beginning(instead=where)
    source = Adaptation(
        sheet=adapted,
        number=number,
        kind=kind,
        territory=territory,
        base=components().settings.base_url,
        further=tuple(found for one in also if (found := iri.version_of(one))),
    )
    return Beginning(source=source, instead=where)


def _update(sheet: str, source: str) -> Beginning:
    """Begin to take over what a source of a sheet says since."""
    taken = SourceUpdate(
        sheet=sheet,
        source=source,
        newest=positive_int(request.args.get("newest")),
        keys=tuple(request.args.getlist("field")),
        choices=read_choices(),
        base=components().settings.base_url,
    )
    where = url_for("updating.update_page", sheet=sheet, source=source)
    return Beginning(source=taken, instead=where)


def _translation(kind: str, sheet: str) -> Beginning:
    """Begin to translate a sheet."""
    number = positive_int(request.args.get("version"))
    language = request.args.get("language", "")[:LONGEST_TAG]
    words = language_name(language, page_language())
    note = gettext(
        "Traduction de la version %(number)s (%(language)s)",
        number=number,
        language=words,
    )
    source = Translation(
        sheet=sheet, number=number, kind=kind, language=language, note=note
    )
    where = url_for("translating.translate_page", sheet=sheet, number=number or 1)
    return Beginning(source=source, instead=where)


def _with_sheet(source: BlankSheet | StandingVersion | KeptDraft) -> Source:
    added = _asked("adds")
    return WithSheet(source=source, sheet=added) if added else source


def asked_title() -> str:
    """Return the title that the address proposes for a new sheet, "" for none."""
    asked = clean_line(request.args.get("title", ""))[:LONGEST_TITLE]
    return asked[:1].upper() + asked[1:]


def _asked(name: str) -> str:
    """Return the identifier that the address gives under a name, "" for none."""
    asked = request.args.get(name, "")
    return asked if iri.is_id(asked) else ""
