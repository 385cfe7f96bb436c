"""Says in a line each what happened, for the page and for e-mails.

The sentences are in the language of the sources, to be translated; words in braces stand
for what is known when one is said.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from commons.adapters.store.community.notifications.inbox import read_events
from commons.adapters.store.community.notifications.searches import find_searches
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.projections.link_targets import named_heads
from commons.adapters.store.people import persons
from commons.core.domain.people.followed_search import FollowedSearch
from commons.core.domain.people.notification import (
    PERSON,
    SEARCH,
    SHEET,
    TERRITORY,
    THEME,
    EventGroup,
    EventKind,
    SeenEvent,
    read_topic,
)
from commons.core.domain.schema.concept import Words
from commons.core.domain.schema.kind import Schema
from commons.core.kinds.places.register import Places
from commons.services.search.browsing.browse import PLACE_CODE
from commons.services.search.facets import Facets, list_facets

MOST_NAMED = 5
"""How many events of a group are named; the others are counted."""
THEMES = "themes"

OF_SHEET: Mapping[EventKind, tuple[str, str]] = {
    EventKind.SHEET: ("Nouvelle fiche : {named}", "{count} nouvelles fiches : {named}"),
    EventKind.VERSION: (
        "Nouvelle version de {named}",
        "{count} nouvelles versions de {named}",
    ),
    EventKind.QUESTION: (
        "Question ou remarque sous {named}",
        "{count} questions ou remarques sous {named}",
    ),
    EventKind.ANSWER: ("Réponse sous {named}", "{count} réponses sous {named}"),
    EventKind.TRIAL: ("Essai de {named}", "{count} essais de {named}"),
    EventKind.ADAPTATION: (
        "Adaptation ou traduction de {named}",
        "{count} adaptations ou traductions de {named}",
    ),
    EventKind.THANKS: ("Un merci pour {named}", "{count} mercis pour {named}"),
    EventKind.TRANSLATION: (
        "{named} est en retard sur l’original",
        "{named} est en retard sur l’original",
    ),
    EventKind.ACCEPTED: (
        "Votre texte est relu et publié : {named}",
        "{count} de vos textes sont relus et publiés : {named}",
    ),
}
"""What is said of a sheet: of one event, of several."""

OF_TOPIC: Mapping[EventKind, tuple[str, str]] = {
    EventKind.SHEET: (
        "{named} : une nouvelle fiche",
        "{named} : {count} nouvelles fiches",
    ),
    EventKind.VERSION: (
        "{named} : une nouvelle version",
        "{named} : {count} nouvelles versions",
    ),
    EventKind.QUESTION: ("{named} : une question", "{named} : {count} questions"),
    EventKind.ANSWER: ("{named} : une réponse", "{named} : {count} réponses"),
    EventKind.TRIAL: ("{named} : un nouvel essai", "{named} : {count} nouveaux essais"),
    EventKind.ADAPTATION: (
        "{named} : une adaptation",
        "{named} : {count} adaptations",
    ),
    EventKind.THANKS: ("{named} : un merci", "{named} : {count} mercis"),
    EventKind.TRANSLATION: (
        "{named} : une traduction en retard",
        "{named} : {count} traductions en retard",
    ),
    EventKind.ACCEPTED: (
        "{named} : un texte relu et publié",
        "{named} : {count} textes relus et publiés",
    ),
}
"""What is said of a theme, a place, a person or a collection that is followed."""

_SEARCHES = {
    "fr": ("Recherche %s", "«\u00a0%s\u00a0»"),
    "en": ("Search for %s", "“%s”"),
}
"""Language -> what a search is called, and how its words are quoted."""

_UNNAMED = (EventKind.THANKS, EventKind.ACCEPTED)
"""Of what it is not told who did it."""

QUOTED = "« {title} »"
BY = "{title}, par {name}"

SENTENCES: tuple[str, ...] = (
    QUOTED,
    BY,
    *(one for table in (OF_SHEET, OF_TOPIC) for pair in table.values() for one in pair),
)

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One thing that happened: what it is called, who did it, where to look.

    `person` is "" where it is not told who.
    """

    event: SeenEvent
    title: str
    person: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """A sentence on a group, where to look, and some of its events; `more` are others."""

    group: EventGroup
    sentence: str
    path: str
    events: tuple[EventLine, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicName:
    """What is followed as it is called today, and the path of its page.

    `words` is the same in each language, or under "" alone; `quoted` says that it is
    the title of a sheet. Nothing has a name that does not stand.
    """

    words: Words
    path: str
    quoted: bool = False


_SOMETHING = TopicName(
    words={"fr": "Ce que vous suivez", "en": "What you follow"}, path="/notifications"
)
"""What is said for a collection, a theme or a search that is gone meanwhile."""


def name_topics(
    schema: Schema, places: Places, work: Work, topics: Iterable[str]
) -> dict[str, TopicName]:
    """Return the names of those topics whose sheet, person, theme or place is there."""
    by_root: dict[str, list[str]] = {}
    for topic in dict.fromkeys(topics):
        root, name = read_topic(topic)
        by_root.setdefault(root, []).append(name)
    concepts = schema.schemes[THEMES].concepts
    found = {
        f"{SHEET}:{one.sheet}": TopicName(
            words={"": one.title}, path=f"/sheets/{one.sheet}", quoted=True
        )
        for one in named_heads(work, by_root.get(SHEET, [])).values()
        if not one.deleted
    }
    for person, name in persons.names_of(work, by_root.get(PERSON, [])).items():
        found[f"{PERSON}:{person}"] = TopicName(
            words={"": name}, path=f"/people/{person}"
        )
    for key in by_root.get(THEME, []):
        concept = concepts.get(key)  # that which took its place, for one that is gone
        if concept is not None:
            found[f"{THEME}:{key}"] = TopicName(
                words=concept.label, path=f"/themes/{concept.key}"
            )
    for name, search in find_searches(work, by_root.get(SEARCH, [])).items():
        found[f"{SEARCH}:{name}"] = TopicName(
            words=_words_of(list_facets(schema, places), search), path=search.address
        )
    codes = (one for one in by_root.get(TERRITORY, []) if PLACE_CODE.fullmatch(one))
    for code in codes:
        found[f"{TERRITORY}:{code}"] = TopicName(
            words={"": places.label(code)}, path=f"/territories/{code}"
        )
    return found


def _words_of(facets: Facets, search: FollowedSearch) -> Words:
    """Return what a search is called in each language: its words, then its filters."""
    found = {}
    for language, (said, quoted) in _SEARCHES.items():
        filters = [
            facets[name].words(value).get(language) or value
            for name, values in search.filters.items()
            if name in facets
            for value in values
        ]
        numbers = [str(number) for number in search.fits.values()]
        words = [quoted % search.words] if search.words else []
        found[language] = said % ", ".join([*words, *filters, *numbers])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """How lines are said: the language, what translates, what picks its words."""

    language: str
    translate: Translate

    def name(self, named: TopicName) -> str:
        """Return what is followed in the language, between quotes for a title."""
        words = named.words
        said = words.get(self.language) or words.get("fr") or next(iter(words.values()))
        return self.translate(QUOTED).format(title=said) if named.quoted else said


def say_groups(
    schema: Schema,
    places: Places,
    work: Work,
    speaker: Speaker,
    groups: Sequence[EventGroup],
) -> list[GroupLine]:
    """Return lines on groups; what does not stand any more is not among them."""
    names = name_topics(schema, places, work, (one.group for one in groups))
    asked = [event for one in groups for event in one.ids[:MOST_NAMED]]
    seen = {event.id: event for event in read_events(work, asked)}
    lines = []
    for group in groups:
        shown = [seen[one] for one in group.ids[:MOST_NAMED] if one in seen]
        if shown:
            named = names.get(group.group, _SOMETHING)
            lines.append(_group_line(speaker, group, named, shown))
    return lines


def _group_line(
    speaker: Speaker, group: EventGroup, named: TopicName, shown: Sequence[SeenEvent]
) -> GroupLine:
    table = OF_SHEET if named.quoted and _is_about(group, shown[0]) else OF_TOPIC
    count = len(group.ids)
    sentence = speaker.translate(table[group.kind][count > 1])
    events = tuple(_event_line(one) for one in shown)
    return GroupLine(
        group=group,
        sentence=sentence.format(named=speaker.name(named), count=count),
        path=events[0].path if count == 1 else named.path,
        events=events,
        more=count - len(events),
    )


def _is_about(group: EventGroup, event: SeenEvent) -> bool:
    """Say whether a group is of the sheet that it is named by, not of one in it."""
    return group.group in {f"{SHEET}:{event.sheet}", f"{SHEET}:{event.about}"}


def _event_line(event: SeenEvent) -> EventLine:
    return EventLine(
        event=event,
        title=event.title,
        person="" if event.kind in _UNNAMED else event.name,
        path=_path_of(event),
    )


def _path_of(event: SeenEvent) -> str:
    """Return where to look at an event, on this site."""
    if event.kind in {EventKind.QUESTION, EventKind.ANSWER}:
        return f"/remarks/{event.ref}"
    if event.kind is EventKind.VERSION and event.number > 1:
        return f"/sheets/{event.sheet}/diff/{event.number - 1}..{event.number}"
    return f"/sheets/{event.sheet}"
