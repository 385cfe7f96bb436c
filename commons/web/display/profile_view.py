"""Puts what people and organisations say of themselves into what a page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import lazy_gettext as _l

from commons.adapters.rdf.formats import Triples
from commons.adapters.rdf.triples.organisation_triples import profile_triples
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import organisations, profiles
from commons.core.domain.people.account import Permission, Role
from commons.core.domain.people.profile import (
    DirectoryPerson,
    DirectoryQuery,
    Organisation,
    Profile,
)
from commons.core.domain.schema.kind import Values
from commons.services.people.directory.profiles import THEMES, ProfileDesk
from commons.services.publishing.review.signals import SIGNALS, link_signals
from commons.web.display.messages import say_sentence
from commons.web.request.context import (
    components,
    current_account,
    localised,
    visitor_may,
)

MOST_SHOWN = 280
"""How many characters of somebody's words a list shows."""

ROLE_NAMES: Mapping[Role, str] = {
    Role.READER: _l("lecture"),
    Role.CONTRIBUTOR: _l("contribution"),
    Role.EDITOR: _l("équipe éditoriale"),
    Role.ADMIN: _l("administration"),
}
"""What each role is called."""

Link = tuple[str, str]
"""What a link is called, and its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileView:
    """What a profile shows: words, a place and an organisation ("" and "" for none).

    `themes` are those that are there today.
    """

    words: str
    place: Link
    organisation: Link
    themes: Sequence[Link]
    links: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A line of a list of people: the name, the address, and what they say."""

    name: str
    url: str
    profile: ProfileView


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationLine:
    """A line of a list of organisations."""

    name: str
    url: str
    place: Link
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProfile:
    """What who asks may read of a person, None for nothing.

    `waits` says that nobody else may; `signals` are the signs of spam in it, for
    reviewers; `triples` describe what everybody may read.
    """

    view: ProfileView | None = None
    waits: bool = False
    signals: Sequence[str] = ()
    triples: Triples = ()


def read_profile(work: Work, person: str) -> ReadProfile:
    """Return what who asks may read of a person: their own profile waits for others."""
    terms = components().settings.review
    profile = profiles.shown_profile(work, person, terms)
    own, reviews = _is_own(person), visitor_may(Permission.REVIEW)
    waits = profile is None and (own or reviews)
    if waits:
        profile = profiles.get_profile(work, person)
    if profile is None:
        return ReadProfile()
    organisation = organisations.shown_organisation(work, profile.organisation, terms)
    shown = replace(profile, organisation=organisation.id if organisation else "")
    return ReadProfile(
        view=view_profile(profile, organisation),
        waits=waits,
        signals=_signals(work, profile) if waits and reviews else (),
        triples=() if waits else profile_triples(shown),
    )


def _is_own(person: str) -> bool:
    me = current_account()
    return me is not None and me.person.id == person


def _signals(work: Work, profile: Profile) -> list[str]:
    values: Values = {"words": profile.words, "links": list(profile.links)}
    return [
        say_sentence(SIGNALS[name].sentence, {"count": count})
        for name, count in link_signals(work, values).items()
    ]


def directory_desk() -> ProfileDesk:
    """Return what profiles are judged by here."""
    here = components()
    return ProfileDesk(
        schema=here.schema, places=here.places, terms=here.settings.review
    )


def view_profile(profile: Profile, organisation: Organisation | None) -> ProfileView:
    """Return what a profile shows."""
    concepts = components().schema.schemes[THEMES].concepts
    return ProfileView(
        words=profile.words,
        place=place_link(profile.territory),
        organisation=organisation_link(organisation) if organisation else ("", ""),
        themes=[
            (
                localised(concepts[key].label),
                url_for("entities.theme_page", key=key),
            )
            for key in themes_today(profile)
        ],
        links=profile.links,
    )


def count_helpers(work: Work, *, territory: str = "", theme: str = "") -> int:
    """Return how many people say that they are in a place, or help on a theme."""
    scheme = components().schema.schemes[THEMES]
    themes = scheme.found_by(theme) if theme else ()
    asked = DirectoryQuery(territory=territory, themes=themes)
    return profiles.count_people(work, asked, components().settings.review)


def themes_today(profile: Profile) -> list[str]:
    """Return the keys that the themes of a profile go by today, each once."""
    concepts = components().schema.schemes[THEMES].concepts
    known = (concepts[key].key for key in profile.themes if key in concepts)
    return list(dict.fromkeys(known))


def person_line(person: DirectoryPerson) -> PersonLine:
    """Return the line of a person, whose words are cut when they are long."""
    view = view_profile(person.profile, person.organisation)
    return PersonLine(
        name=person.name,
        url=url_for("entities.person_page", person=person.profile.person),
        profile=ProfileView(
            words=cut_words(view.words),
            place=view.place,
            organisation=view.organisation,
            themes=view.themes,
            links=(),
        ),
    )


def organisation_line(organisation: Organisation) -> OrganisationLine:
    """Return the line of an organisation."""
    name, url = organisation_link(organisation)
    return OrganisationLine(
        name=name,
        url=url,
        place=place_link(organisation.territory),
        words=cut_words(organisation.words),
    )


def cut_words(words: str) -> str:
    """Return words on one line, their beginning where they are long."""
    line = " ".join(words.split())
    if len(line) <= MOST_SHOWN:
        return line
    return line[:MOST_SHOWN].rsplit(" ", 1)[0] + "…"


def place_link(code: str) -> Link:
    """Return the name of a place and the address of its page, "" and "" for none."""
    if not code:
        return ("", "")
    label = components().places.label(code)
    return label, url_for("entities.territory_page", code=code)


def organisation_link(organisation: Organisation) -> Link:
    """Return the name of an organisation and the address of its page."""
    return organisation.name, url_for(
        "organisations.organisation_page",
        organisation=organisation.id,
        slug=organisation.slug,
    )
