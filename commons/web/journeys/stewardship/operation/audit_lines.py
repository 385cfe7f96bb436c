"""Entries of the audit log as lines to read: what they name is told by its name."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import format_date, gettext

from commons.adapters.store.community import remarks
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation import incoming
from commons.adapters.store.log.projections import link_targets
from commons.adapters.store.people import organisations, persons
from commons.core.domain.addresses import iri
from commons.core.domain.site.audit import AuditAct, AuditEntry, split_detail
from commons.core.domain.site.site_page import SITE_PAGES
from commons.errors import NotFoundError
from commons.services.search.browsing.browse import THEMES
from commons.services.stewardship.thesaurus import term_of
from commons.settings import LANGUAGES
from commons.web.display.messages import quoted
from commons.web.display.profile_view import place_link
from commons.web.journeys.stewardship.operation.audit_words import (
    ACTS,
    DETAILS,
    Named,
    ToldDetail,
)
from commons.web.journeys.stewardship.site.chosen_settings import CHOICES, LABELS
from commons.web.request.context import components, localised

_PATH = re.compile(r"/(\w+)/([^/]+)")
_ROOMS = {
    "sheets": Named.SHEET,
    "people": Named.PERSON,
    "organisations": Named.ORGANISATION,
    "media": Named.IMAGE,
    "remarks": Named.REMARK,
    "messages": Named.MESSAGE,
}
"""The first part of the path of what is reported -> what stands there."""

_PURGED = {
    "sheet": Named.SHEET,
    "version": Named.SHEET,
    "file": Named.FILE,
    "person": Named.PERSON,
    "own_name": Named.PERSON,
}

APPEARANCE = "appearance"
"""The setting that is chosen on a page of its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """Words, and the address of what they are about, "" for none."""

    words: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """An entry to read; `actor` is None for the operator and the site itself."""

    number: int
    instant: datetime
    act: str
    target: Told | None
    details: tuple[tuple[str, Told], ...]
    actor: Told | None


def audit_lines(work: Work, entries: Sequence[AuditEntry]) -> list[AuditLine]:
    """Return entries in the words of the page's language."""
    names = _Names(work, entries)
    return [
        AuditLine(
            number=entry.number,
            instant=entry.instant,
            act=str(ACTS[entry.act].words),
            target=names.tell(_target_of(entry), entry.target),
            details=tuple(_details(names, entry)),
            actor=names.tell(Named.PERSON, entry.actor),
        )
        for entry in entries
    ]


def _target_of(entry: AuditEntry) -> Named:
    named = ACTS[entry.act].target
    if named is Named.PURGED:
        return _PURGED.get(entry.details.get("sort", ""), Named.TEXT)
    return named


def _details(names: "_Names", entry: AuditEntry) -> Iterator[tuple[str, Told]]:
    if entry.act is AuditAct.SETTING and entry.target != APPEARANCE:
        yield str(DETAILS["value"].words), _setting_value(entry)
        return
    for key, text in entry.details.items():
        detail = split_detail(key)
        told = DETAILS.get(detail.name, ToldDetail(detail.name))
        named = _target_of(entry) if told.names is Named.SAME else told.names
        said = Told(_in_words(told.values, text)) if told.values else None
        if said := said or names.tell(named, text):
            label = str(told.words)
            if detail.language:
                language = LANGUAGES.get(detail.language, detail.language)
                label = f"{label} ({language})"
            if detail.before:
                label = gettext("%(detail)s d’avant", detail=label)
            yield label, said


def _in_words(values: Mapping[str, str], text: str) -> str:
    """Return each word of a text as the table has it."""
    return ", ".join(str(values.get(word, word)) for word in text.split())


def _setting_value(entry: AuditEntry) -> Told:
    value = entry.details.get("value")
    if value is None:
        return Told(gettext("celle d’origine"))
    chosen = dict(CHOICES.get(entry.target, ()))
    return Told(str(chosen.get(value, value)) or gettext("rien"))


class _Names:
    """Tells what entries name; people and sheets are looked up for all at once."""

    def __init__(self, work: Work, entries: Sequence[AuditEntry]) -> None:
        said = {text for entry in entries for text in _texts(entry)}
        ids = {text.rpartition("/")[2] for text in said}
        known = [one for one in ids if iri.is_id(one)]
        self._work = work
        self._people = persons.names_of(work, known)
        heads = sorted(set(known) - set(self._people))
        self._heads = link_targets.named_heads(work, heads)
        self._by: Mapping[Named, Callable[[str], Told | None]] = {
            Named.PERSON: self._person,
            Named.SHEET: self._sheet,
            Named.REMARK: self._remark,
            Named.ORGANISATION: self._organisation,
            Named.NOTICE: self._notice,
            Named.PATH: self._path,
            Named.IMAGE: _image,
            Named.FILE: lambda _: Told(gettext("un fichier")),
            Named.MESSAGE: lambda _: Told(gettext("un message privé")),
            Named.THEME: _theme,
            Named.TERM: _term,
            Named.PLACE: lambda code: Told(*place_link(code)),
            Named.SITE_PAGE: _site_page,
            Named.SETTING: _setting,
            Named.ENTRY: lambda number: Told(gettext("ligne %(n)s", n=number)),
            Named.DAY: lambda day: Told(format_date(date.fromisoformat(day), "long")),
            Named.TEXT: Told,
            Named.HIDDEN: lambda _: None,
        }

    def tell(self, named: Named, text: str) -> Told | None:
        """Return what is named in words, None where there is nothing to say."""
        return self._by[named](text) if text else None

    def _person(self, person: str) -> Told:
        if person not in self._people:
            return Told(gettext("une personne qui n’est plus là"))
        at = url_for("entities.person_page", person=person)
        return Told(self._people[person], at)

    def _sheet(self, sheet: str) -> Told:
        head = self._heads.get(sheet)
        if head is None:
            return Told(gettext("une fiche qui n’est pas publiée"))
        words = quoted(head.title) if head.title else gettext("Fiche supprimée")
        return Told(words, url_for("sheets.negotiate_sheet", sheet=sheet))

    def _remark(self, identifier: str) -> Told:
        found = remarks.find_remark(self._work, identifier)
        if found is None:
            return Told(gettext("un message qui n’est plus là"))
        words = gettext("un message écrit par %(name)s", name=found.author.name)
        return Told(words, url_for("remarks.remark_page", remark=identifier))

    def _organisation(self, identifier: str) -> Told:
        try:
            found = organisations.get_organisation(self._work, identifier)
        except NotFoundError:
            return Told(gettext("une organisation qui n’est plus là"))
        at = url_for("organisations.organisation_page", organisation=identifier)
        return Told(found.name, at)

    def _notice(self, identifier: str) -> Told | None:
        try:
            found = incoming.get_incoming(self._work, identifier)
        except NotFoundError:
            return None
        title = found.made.title if found.made else ""
        return Told(quoted(title) if title else found.subject, found.subject)

    def _path(self, path: str) -> Told:
        found = _PATH.fullmatch(path)
        room = _ROOMS.get(found[1]) if found else None
        return (self._by[room](found[2]) if found and room else None) or Told(path)


def _texts(entry: AuditEntry) -> Iterator[str]:
    yield entry.actor
    yield entry.target
    yield from map(str, entry.details.values())


def _image(name: str) -> Told:
    return Told(gettext("une image"), url_for("media.serve_file", name=name))


def _theme(key: str) -> Told:
    scheme = components().schema.schemes[THEMES]
    concept = scheme.concepts.get(key)
    if concept is None:
        return Told(quoted(key))
    words = localised(concept.label) if concept.key == key else key  # another's today
    return Told(quoted(words), url_for("entities.theme_page", key=key))


def _term(key: str) -> Told:
    try:
        term = term_of(components().schema, key)
    except NotFoundError:
        return Told(quoted(key))
    at = url_for("thesaurus.term_page", concept=key)
    return Told(quoted(localised(term.label)), at)


def _site_page(page: str) -> Told:
    key, _, language = page.partition("/")
    title = localised(SITE_PAGES[key].title) if key in SITE_PAGES else key
    words = quoted(title)
    if language in LANGUAGES:
        words = f"{words} ({LANGUAGES[language]})"
    return Told(words, url_for("site_pages.site_page", page=key))


def _setting(name: str) -> Told:
    if name == APPEARANCE:
        words = gettext("L’apparence du site")
        return Told(words, url_for("appearance.edit_appearance"))
    at = url_for("chosen_settings.settings_page", _anchor=f"f-{name}")
    return Told(str(LABELS[name][0]) if name in LABELS else name, at)
