"""Writes down what happens, each thing once, and whom it concerns.

Versions are read from the log by a follower, whose checkpoint is in the same commit;
what is said under sheets, thanks and what a reviewer accepts are written in the
transaction that they are in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from commons.adapters.store.community import remarks
from commons.adapters.store.community.notifications import events
from commons.adapters.store.community.notifications.events import LinkingSheet
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.link_targets import named_heads
from commons.adapters.store.people.persons import named_authors
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.people.notification import (
    OWN,
    PERSON,
    SHEET,
    EventKind,
    NewEvent,
    topic_of,
)
from commons.core.domain.people.remark import MOST_REPLIES, Remark
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import ITEMS, TRANSLATION, Person, Revision
from commons.core.kinds.places.hierarchy import codes_around
from commons.core.kinds.places.register import Places
from commons.core.kinds.rules.categories import TERRITORY, THEME, categories_of
from commons.core.kinds.rules.sources import source_rows
from commons.errors import NotFoundError

MOST_CONCERNED = 50
"""How many people who wrote a sheet, or collections that list it, an event concerns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What is known around some changes: who wrote, what lists, what translates.

    `made_from` maps the identifier of a changed sheet to those that it tells of.
    """

    schema: Schema
    places: Places
    made_from: Mapping[str, tuple[str, ...]]
    writers: Mapping[str, set[str]]
    linking: Mapping[str, list[LinkingSheet]] = field(default_factory=dict)

    def own(self, sheet: str) -> set[str]:
        """Return the topics of a sheet itself, and of those who wrote it."""
        people = sorted(self.writers.get(sheet, ()))[:MOST_CONCERNED]
        return {topic_of(SHEET, sheet), *(topic_of(OWN, one) for one in people)}


def note_changes(
    schema: Schema, places: Places, work: Work, changes: Sequence[Revision]
) -> None:
    """Write down what versions of the log are to those who follow something.

    Of a deletion nothing is told: what is deleted is to be seen nowhere.
    """
    told = [one for one in changes if not one.deleted]
    around = _look_around(schema, places, work, told)
    events.add_events(work, (e for one in told for e in _of_version(work, around, one)))


def _look_around(
    schema: Schema, places: Places, work: Work, changes: Sequence[Revision]
) -> _Around:
    named = {one.sheet: _named_sheets(schema, one) for one in changes}
    known = named_heads(work, sorted({s for some in named.values() for s in some}))
    made_from = {
        sheet: tuple(one for one in some if one in known and one != sheet)
        for sheet, some in named.items()
    }
    changed = [one.sheet for one in changes if one.number > 1]
    linking: dict[str, list[LinkingSheet]] = {}
    for link in events.linking_sheets(work, changed, (ITEMS, TRANSLATION)):
        linking.setdefault(link.target, []).append(link)
    translations = (
        one.source
        for some in linking.values()
        for one in some
        if one.relation == TRANSLATION
    )
    sheets = [*named, *known, *translations]
    writers = events.writers_of(work, sheets)
    for one in changes:
        people = {person.id for person in named_authors(one)}
        writers.setdefault(one.sheet, set()).update(people)
    return _Around(
        schema=schema,
        places=places,
        made_from=made_from,
        writers=writers,
        linking=linking,
    )


def _named_sheets(schema: Schema, revision: Revision) -> tuple[str, ...]:
    """Return the sheets that a new one tells of, or was made from; () for others."""
    if revision.number > 1:
        return ()
    subject = schema.kinds[revision.kind].subject
    if subject is not None:
        named = iri.version_of(revision.text(subject.key))
        return (named[0],) if named else ()
    rows = (str(row.get("url", "")) for _, row in source_rows(revision.values))
    found = (iri.sheet_named(address) for address in rows)
    return tuple(dict.fromkeys(one[0] for one in found if one))


def _of_version(work: Work, around: _Around, revision: Revision) -> Iterator[NewEvent]:
    by = topic_of(PERSON, revision.author.id)
    if revision.number > 1:
        gained = _categories(around, revision) - _categories(
            around, _before(work, revision)
        )
        yield from _changed(around, revision, by)
        if gained:
            yield _event(EventKind.SHEET, revision, gained)
        return
    topics = {by, *_categories(around, revision)}
    subject = around.schema.kinds[revision.kind].subject
    others = around.made_from.get(revision.sheet, ())
    if subject is None:
        yield _event(EventKind.SHEET, revision, topics)
    for other in others:
        kind, more = EventKind.ADAPTATION, around.own(other)
        if subject is not None:
            kind, more = EventKind.TRIAL, more | topics
        yield _event(kind, revision, more, about=other)


def _changed(around: _Around, revision: Revision, by: str) -> Iterator[NewEvent]:
    """Yield the new version, and the translations that it leaves behind."""
    links = around.linking.get(revision.sheet, ())
    lists = [one.source for one in links if one.relation == ITEMS][:MOST_CONCERNED]
    topics = {by, *around.own(revision.sheet)}
    topics.update(topic_of(SHEET, one) for one in lists)
    yield _event(EventKind.VERSION, revision, topics)
    for link in links:
        was_level = link.version == revision.number - 1
        if link.relation == TRANSLATION and was_level:
            yield NewEvent(
                kind=EventKind.TRANSLATION,
                ref=f"{link.source}/{revision.sheet}/{revision.number}",
                sheet=link.source,
                about=revision.sheet,
                person=revision.author.id,
                instant=clock.now(),
                topics=frozenset(around.own(link.source)),
            )


def _event(
    kind: EventKind, revision: Revision, topics: Iterable[str], about: str = ""
) -> NewEvent:
    version = f"{revision.sheet}/{revision.number}"
    return NewEvent(
        kind=kind,
        ref=f"{version}/{about}" if about else version,
        sheet=revision.sheet,
        about=about,
        person=revision.author.id,
        number=revision.number,
        instant=clock.now(),
        topics=frozenset(topics),
    )


def _before(work: Work, revision: Revision) -> Revision | None:
    try:
        return revisions.get_revision(work, revision.sheet, revision.number - 1)
    except NotFoundError:
        return None


def _gone_themes(schema: Schema) -> dict[str, list[str]]:
    """Return the themes whose place each took: who follows those follows it."""
    found: dict[str, list[str]] = {}
    for theme in schema.schemes["themes"].replaced.values():
        found.setdefault(theme.replaced_by, []).append(theme.key)
    return found


def _categories(around: _Around, revision: Revision | None) -> set[str]:
    """Return the topics of themes and places, and of where those places lie."""
    found: set[str] = set()
    if revision is None or revision.deleted:
        return found
    kind, gone = around.schema.kinds[revision.kind], _gone_themes(around.schema)
    for category in categories_of(around.schema, kind, revision.values):
        root, _, name = category.partition(":")
        if root == THEME and name:
            found.update(topic_of(THEME, key) for key in (name, *gone.get(name, ())))
        elif root == TERRITORY and name:
            codes = codes_around(around.places, name)
            found.update(topic_of(TERRITORY, code) for code in codes)
    return found


def note_remark(work: Work, remark: Remark) -> None:
    """Write down what somebody asks, remarks or replies, in the same transaction."""
    writers = events.writers_of(work, [remark.sheet]).get(remark.sheet, set())
    people = set(sorted(writers)[:MOST_CONCERNED])
    kind = EventKind.QUESTION
    if remark.parent:
        kind = EventKind.ANSWER
        people |= remarks.people_of_thread(work, remark.parent, limit=MOST_REPLIES)
    topics = {topic_of(SHEET, remark.sheet), *(topic_of(OWN, one) for one in people)}
    event = NewEvent(
        kind=kind,
        ref=remark.id,
        sheet=remark.sheet,
        person=remark.author.id,
        instant=remark.instant,
        topics=frozenset(topics),
    )
    events.add_events(work, [event])


def note_thanks(work: Work, account: Account, revision: Revision) -> None:
    """Write down that somebody was thanked for a version, in the same transaction."""
    ref = f"{revision.sequence}:{account.id}"
    _tell_author(work, EventKind.THANKS, ref, account.person, revision)


def note_acceptance(work: Work, reviewer: Person, revision: Revision) -> None:
    """Write down that a reviewer published what its author sent, in that transaction."""
    ref = f"{revision.sheet}/{revision.number}"
    _tell_author(work, EventKind.ACCEPTED, ref, reviewer, revision)


def _tell_author(
    work: Work, kind: EventKind, ref: str, actor: Person, revision: Revision
) -> None:
    """Write down for the author of a version what somebody did with it."""
    event = NewEvent(
        kind=kind,
        ref=ref,
        sheet=revision.sheet,
        person=actor.id,
        number=revision.number,
        instant=clock.now(),
        topics=frozenset({topic_of(OWN, revision.author.id)}),
    )
    events.add_events(work, [event])
