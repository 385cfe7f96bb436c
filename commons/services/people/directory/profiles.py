"""Changes what people say of themselves: their words, place, organisation, themes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import organisations, profiles
from commons.adapters.store.people.accounts import require_active
from commons.core.domain.language.characters import clean_line
from commons.core.domain.language.folding import fold
from commons.core.domain.people.account import Account
from commons.core.domain.people.profile import (
    MOST_THEMES,
    DirectoryQuery,
    Organisation,
    Profile,
)
from commons.core.domain.schema.kind import Schema
from commons.core.kinds.places.hierarchy import codes_around, place_and_parents
from commons.core.kinds.places.register import LONGEST_TEXT, OfficialPlace, Places
from commons.errors import UnfitFormError
from commons.services.people.directory.organisations import (
    MOST_ALIKE,
    begin_organisation,
)
from commons.services.people.directory.profile_fields import (
    link_faults,
    name_faults,
    place_faults,
    read_links,
    read_words,
    words_faults,
)
from commons.settings import ReviewTerms

THEMES = "themes"
NEW = "new"
"""What is chosen among organisations of like names to begin another."""
MOST_SEARCHED = 6
"""How many words of a question are looked for."""

FAULTS = {
    "themes": "C’est trop de thèmes : 8 au plus.",
    "alike": "Dites laquelle de ces organisations est la vôtre.",
}
"""What else is wrong with a profile, in French, to translate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileForm:
    """What somebody typed; `links` are lines.

    `chosen` is the identifier of an organisation of like name, NEW for another, "" for
    no choice yet.
    """

    words: str = ""
    territory: str = ""
    organisation: str = ""
    chosen: str = ""
    themes: Sequence[str] = ()
    links: str = ""


class AlikeError(UnfitFormError):
    """Some organisations have a like name: one of them is to be chosen, or none."""

    def __init__(self, found: Sequence[Organisation]) -> None:
        super().__init__({"chosen": FAULTS["alike"]})
        self.found = tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileDesk:
    """What profiles are judged by: the themes, the places, the terms of review."""

    schema: Schema
    places: Places
    terms: ReviewTerms


def save_profile(
    desk: ProfileDesk, work: Work, account: Account, form: ProfileForm
) -> Organisation | None:
    """Keep what somebody says of themselves; return the organisation that it began.

    Raises UnfitFormError, AlikeError where the organisation is to be chosen among some,
    FullError where this account began too many, ForbiddenError for a blocked one.
    """
    require_active(work, account.id)
    words, links = read_words(form.words), read_links(form.links)
    code, name = desk.places.named(form.territory) or "", clean_line(form.organisation)
    known = desk.schema.schemes[THEMES].concepts
    themes = tuple(dict.fromkeys(known[key].key for key in form.themes if key in known))
    faults = {
        **words_faults(words),
        **place_faults(form.territory, code),
        **link_faults("links", links),
        **(name_faults("organisation", name) if name else {}),
        **({"themes": FAULTS["themes"]} if len(themes) > MOST_THEMES else {}),
    }
    if faults:
        raise UnfitFormError(faults)
    one = _chosen(desk, work, account, name, form.chosen)
    begun = None
    if one is None and name:
        one = begun = begin_organisation(work, desk.terms, account, name)
    profile = Profile(
        person=account.person.id,
        account=account.id,
        words=words,
        territory=code,
        organisation=one.id if one else "",
        themes=themes,
        links=links,
    )
    profiles.put_profile(work, profile, codes_around(desk.places, code) if code else ())
    return begun


def _chosen(
    desk: ProfileDesk, work: Work, account: Account, name: str, chosen: str
) -> Organisation | None:
    """Return the organisation that is meant, None for none, or one that is to begin.

    Raises AlikeError where it could be some that are there.
    """
    if not name or chosen == NEW:
        return None
    person = account.person.id
    alike = organisations.organisations_named(
        work, name, desk.terms, person, limit=MOST_ALIKE
    )
    folded, mine = organisations.folded_name(name), profiles.get_profile(work, person)
    same = [one for one in alike if organisations.folded_name(one.name) == folded]
    meant = (
        [one for one in alike if one.id == chosen]
        or [one for one in same if mine and one.id == mine.organisation]
        or (same if len(same) == 1 else [])
    )
    if alike and not meant:
        raise AlikeError(alike)
    return meant[0] if meant else None


def read_query(
    desk: ProfileDesk, words: str, place: str, theme: str
) -> tuple[DirectoryQuery, OfficialPlace | None]:
    """Return what is looked for, and the place that was named, if it is known."""
    code = desk.places.named(place[:LONGEST_TEXT]) if place else None
    found = desk.places.get(code) if code else None
    known = desk.schema.schemes[THEMES].concepts
    query = DirectoryQuery(
        words=tuple(dict.fromkeys(fold(words[:LONGEST_TEXT]).split()[:MOST_SEARCHED])),
        territory=found.code if found else "",
        themes=desk.schema.schemes[THEMES].found_by(theme) if theme in known else (),
    )
    return query, found


def wider_places(places: Places, place: OfficialPlace) -> Iterator[OfficialPlace]:
    """Yield the department, then the region, where a place stands."""
    for code in place_and_parents(place)[1:]:
        if found := places.get(code):
            yield found
