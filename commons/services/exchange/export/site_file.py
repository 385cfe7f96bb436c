"""Writes what a site says beside its sheets, and reads it again: themes and people.

site.json in an export holds the themes that editors changed, the organisations and the
profiles that everybody may read. What is here already stays as it is.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts, organisations, persons, profiles
from commons.adapters.store.site import theme_edits
from commons.adapters.store.site.audit_log import was_done
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.profile import (
    MOST_THEMES as MOST_OF_ONE,
    DirectoryQuery,
    Organisation,
    Profile,
)
from commons.core.domain.pictures.cover import HUES
from commons.core.domain.schema.theme import Theme
from commons.core.domain.sheet import Person
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.purge import ERASED_NAME
from commons.core.kinds.places.hierarchy import codes_around
from commons.core.kinds.places.register import Places
from commons.errors import FileFormatError, StorageError
from commons.services.exchange.foreign.survey import SITE_FILE
from commons.services.people.directory.profile_fields import (
    link_faults,
    name_faults,
    read_links,
    read_words,
    words_faults,
)
from commons.services.stewardship.themes import (
    LONGEST_HELP,
    LONGEST_NAME,
    MOST_FORMER,
    MOST_THEMES,
)
from commons.settings import LANGUAGES, ReviewTerms

LARGEST_BYTES = 100_000_000
AT_ONCE = 500
_KEY = re.compile(r"[a-z0-9_]{1,80}")

Row: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTerms:
    """Who is credited with what is read, and by what it is judged."""

    loader: Person
    places: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCounts:
    """How much of each sort was taken in; `refused` cannot be, `left` was here."""

    themes: int
    organisations: int
    people: int
    refused: int
    left: int


def write_site_file(work: Work, terms: ReviewTerms, folder: Path) -> bool:
    """Write the file into a folder; return False where there is nothing to say.

    Raises StorageError.
    """
    said: dict[str, object] = {
        "themes": [asdict(theme) for theme in theme_edits.list_themes(work)],
        "organisations": list(_each_organisation(work, terms)),
        "people": list(_each_person(work, terms)),
    }
    if not any(said.values()):
        return False
    text = json.dumps(said, ensure_ascii=False, indent=1)
    try:
        (folder / SITE_FILE).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise StorageError(f"{SITE_FILE} : {error.strerror}") from error
    return True


def _each_organisation(work: Work, terms: ReviewTerms) -> Iterator[dict[str, str]]:
    start = 0
    while some := organisations.list_organisations(
        work, DirectoryQuery(), terms, limit=AT_ONCE, offset=start
    ).organisations:
        for one in some:
            kept = ("id", "name", "words", "territory", "link")
            yield {name: getattr(one, name) for name in kept}
        start += AT_ONCE


def _each_person(work: Work, terms: ReviewTerms) -> Iterator[dict[str, object]]:
    start = 0
    while some := profiles.find_people(
        work, DirectoryQuery(), terms, limit=AT_ONCE, offset=start
    ).people:
        for one in some:
            profile = one.profile
            yield {
                "id": profile.person,
                "name": one.name,
                "words": profile.words,
                "territory": profile.territory,
                "organisation": one.organisation.id if one.organisation else "",
                "themes": list(profile.themes),
                "links": list(profile.links),
            }
        start += AT_ONCE


def read_site_file(work: Work, terms: SiteTerms, folder: Path) -> SiteCounts:
    """Take in what the file of an export says; a row that cannot be is passed over.

    Raises FileFormatError for what is no such file, StorageError.
    """
    said = _read(folder / SITE_FILE)
    persons.credit_person(work, terms.loader)
    takers: Mapping[str, Callable[[Work, SiteTerms, Row], bool | None]] = {
        "themes": _take_theme,
        "organisations": _take_organisation,
        "people": _take_person,
    }
    done: dict[str, list[bool | None]] = {
        sort: [take(work, terms, row) for row in _rows(said, sort)]
        for sort, take in takers.items()
    }
    every = [one for some in done.values() for one in some]
    return SiteCounts(
        **{sort: some.count(True) for sort, some in done.items()},
        refused=every.count(None),
        left=every.count(False),
    )


def _read(path: Path) -> Row:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise FileFormatError(f"{path} est trop grand")
        said = json.loads(path.read_bytes())
    except OSError as error:
        raise StorageError(f"{path} : {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise FileFormatError(f"{path} n’est pas du JSON") from error
    if not isinstance(said, dict):
        raise FileFormatError(f"{path} ne dit rien d’un site")
    return said


def _rows(said: Row, sort: str) -> list[Row]:
    found = said.get(sort)
    return (
        [one for one in found if isinstance(one, dict)]
        if isinstance(found, list)
        else []
    )


def _take_theme(work: Work, terms: SiteTerms, row: Row) -> bool | None:
    known = {theme.key for theme in theme_edits.list_themes(work)}
    key, label, told = _text(row, "key"), _words(row, "label"), _words(row, "help")
    named = (key, *filter(None, (_text(row, "parent"), _text(row, "replaced_by"))))
    position = row.get("position")
    fits = (
        all(map(_KEY.fullmatch, named))
        and set(label) == set(LANGUAGES)
        and all(0 < len(name) <= LONGEST_NAME for name in label.values())
        and all(len(text) <= LONGEST_HELP for text in told.values())
        and isinstance(position, int | float)
        and abs(position) < 1e9
        and len(known) < MOST_THEMES
    )
    if not fits:
        return None
    if key in known:
        return False
    theme = Theme(
        key=key,
        label=label,
        help=told,
        parent=_text(row, "parent"),
        position=float(str(position)),
        retired=row.get("retired") is True,
        replaced_by=_text(row, "replaced_by"),
        hue=_text(row, "hue") if _text(row, "hue") in HUES else "",
        former=tuple(
            name
            for name in _texts(row, "former")[:MOST_FORMER]
            if len(name) <= LONGEST_NAME
        ),
    )
    theme_edits.put_theme(work, theme, terms.loader.id, [key])
    return True


def _take_organisation(work: Work, terms: SiteTerms, row: Row) -> bool | None:
    identifier, name = _text(row, "id"), clean_line(_text(row, "name"))
    words, links = read_words(_text(row, "words")), read_links(_text(row, "link"))
    faults = (name_faults("", name), words_faults(words), link_faults("", links))
    if not iri.is_id(identifier) or any(faults):
        return None
    if organisations.is_known(work, identifier):
        return False
    code = _place(terms, row)
    one = Organisation(
        id=identifier,
        name=name,
        slug=iri.slugify(name),
        author=terms.loader.id,
        words=words,
        territory=code,
        link=links[0] if links else "",
        accepted=True,
    )
    organisations.put_organisation(work, one, _codes(terms, code))
    return True


def _take_person(work: Work, terms: SiteTerms, row: Row) -> bool | None:
    """Take in a profile of somebody who has neither an account nor a profile here.

    Nor left, nor was erased: what they took away does not come back with an export.
    """
    person, name = _text(row, "id"), clean_line(_text(row, "name"))
    words = read_words(_text(row, "words"))
    links = read_links("\n".join(_texts(row, "links")))
    if not iri.is_id(person) or any(
        (name_faults("", name), words_faults(words), link_faults("", links))
    ):
        return None
    erased = persons.names_of(work, [person]).get(person) == ERASED_NAME
    left = was_done(work, AuditAct.LEAVE, person)
    if erased or left or accounts.has_account(work, person):
        return False
    if profiles.get_profile(work, person):
        return False
    persons.mention_persons(work, [Person(id=person, name=name)])
    mine, code = _text(row, "organisation"), _place(terms, row)
    profile = Profile(
        person=person,
        account=None,
        words=words,
        territory=code,
        organisation=mine if organisations.is_known(work, mine) else "",
        themes=tuple(filter(_KEY.fullmatch, _texts(row, "themes")))[:MOST_OF_ONE],
        links=links,
    )
    profiles.put_profile(work, profile, _codes(terms, code))
    return True


def _place(terms: SiteTerms, row: Row) -> str:
    place = terms.places.get(_text(row, "territory"))
    return place.code if place else ""


def _codes(terms: SiteTerms, code: str) -> tuple[str, ...]:
    return codes_around(terms.places, code) if code else ()


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _texts(row: Row, name: str) -> list[str]:
    value = row.get(name)
    return (
        [one for one in value if isinstance(one, str)]
        if isinstance(value, list)
        else []
    )


def _words(row: Row, name: str) -> dict[str, str]:
    value = row.get(name)
    found = value if isinstance(value, dict) else {}
    return {
        tag: clean_line(found[tag])
        for tag in LANGUAGES
        if isinstance(found.get(tag), str)
    }
