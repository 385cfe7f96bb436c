"""Erases the name of a person: their texts stay, credited to nobody in particular."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from commons.adapters.rdf.canonical import render_block
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.people import persons, profiles
from commons.adapters.store.site.audit_log import redact_acts
from commons.adapters.store.stewardship.purge import (
    name_traces,
    rewriting,
    surroundings,
)
from commons.core.domain.language.folding import fold
from commons.core.domain.people.name_in_text import replace_name
from commons.core.domain.schema.kind import Schema, Value, Values
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.domain.site.purge import ERASED_NAME, PurgedVersion
from commons.errors import ForbiddenError, InvalidError, UnfitSheetError
from commons.services.operations.checks.repair import replace_rows
from commons.services.publishing.publish import NewRevision, publish_version

NOTE = "Crédit réécrit à la demande d’une personne"
_CREDITS = ("name", "author")
"""The columns of rows that hold how somebody is credited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTraces:
    """Where a person is credited, as it was looked for without the write lock.

    `versions` are places in the log up to `through`; `uploads` spreadsheets.
    """

    name: str
    through: int
    versions: tuple[int, ...]
    uploads: tuple[str, ...]


def find_traces(work: Work, person: str) -> CreditTraces:
    """Find what `erase_person` will rewrite: reads the whole log. Raises NotFoundError."""
    who = persons.get_person(work, person)
    through = revisions.head_sequence(work)
    return CreditTraces(
        name=who.name,
        through=through,
        versions=tuple(
            one.sequence
            for one in rewriting.versions_naming(work, person, who.name)
            if _is_rewritten(one, _without_name(one, who))
        ),
        uploads=tuple(name_traces.uploads_saying(work, who.name)),
    )


def erase_person(
    schema: Schema,
    work: Work,
    actor: Person,
    person: str,
    known: CreditTraces | None = None,
) -> list[PurgedVersion]:
    """Credit a person as ERASED_NAME wherever they are credited; remove their account.

    Versions are rewritten in their place; a head that changes is published again, so
    that harvesters who ask for what is new read it. `known` spares reading the whole
    log under the lock. Returns what was rewritten. Raises
    NotFoundError, ForbiddenError for who erases themselves, InvalidError for who was
    erased already.
    """
    who = persons.get_person(work, person)
    if person == actor.id:
        raise ForbiddenError(person)
    if who.name == ERASED_NAME:
        raise InvalidError(f"{person} is erased already")
    if known is None or known.name != who.name:
        known = find_traces(work, person)
    surroundings.erase_account(work, person)
    profiles.erase_profile(work, person)
    rewriting.rename_person(work, person, ERASED_NAME)
    work.credited.pop(person, None)
    done = []
    for version in _versions_naming(work, who, known):
        changed = _without_name(version, who)
        if not _is_rewritten(version, changed):
            continue
        rendered = render_block(schema, changed)
        changed = replace(changed, hash=rendered.hash)
        rewriting.rewrite_version(work, changed, rendered.block)
        done.append(
            PurgedVersion(sheet=version.sheet, number=version.number, hash=version.hash)
        )
    _rewrite_around(work, who, known)
    sheets = dict.fromkeys(one.sheet for one in done)
    for head in revisions.get_heads(work, list(sheets)).values():
        replace_rows(schema, work, head)
        _publish_again(schema, work, actor, head)
    return done


def _versions_naming(
    work: Work, who: Person, known: CreditTraces
) -> Iterator[Revision]:
    """Yield the versions that were found, and those published since that may name one."""
    yield from rewriting.versions_at(work, known.versions)
    later = rewriting.versions_naming(work, who.id, who.name, after=known.through)
    yield from list(later)


def _is_rewritten(version: Revision, changed: Revision) -> bool:
    return changed != version or changed.values != version.values


def _rewrite_around(work: Work, who: Person, known: CreditTraces) -> None:
    """Rewrite what stands beside the log: drafts, letters, notices, the audit log."""

    def rewrite(text: str) -> str:
        return replace_name(text, who.name, ERASED_NAME)

    drafted = list(surroundings.drafted_texts(work, who.id, name=who.name))
    for row, identifier, values in drafted:
        surroundings.rewrite_drafted(work, row, identifier, _credited(values, who))
    name_traces.drop_uploads(work, known.uploads)
    name_traces.rewrite_traces(work, who.id, who.name, rewrite)
    redact_acts(work, name_traces.name_pattern(who.name), rewrite)


def _publish_again(schema: Schema, work: Work, actor: Person, head: Revision) -> None:
    """Say the same again; what the law forbids today stays as it was rewritten."""
    if head.deleted or head.purged:
        return
    wanted = NewRevision(
        sheet=head.sheet,
        kind=head.kind,
        parent=head.number,
        action=Action.UPDATE,
        author=actor,
        change_note=NOTE,
        values=head.values,
    )
    try:
        publish_version(schema, work, wanted, head)
    except UnfitSheetError:
        return


def _without_name(version: Revision, who: Person) -> Revision:
    author = version.author
    if author.id == who.id:
        author = Person(id=who.id, name=ERASED_NAME)
    return replace(version, author=author, values=_credited(version.values, who))


def _credited(values: Values, who: Person) -> Values:
    """Return values with a person's name rewritten in every row that credits them."""
    return {key: _rewritten(value, who) for key, value in values.items()}


def _rewritten(value: Value, who: Person) -> Value:
    if isinstance(value, list):
        return [_rewritten(one, who) for one in value]
    if not isinstance(value, dict):
        return value
    own = value.get("person") == who.id
    others = bool(value.get("person")) and not own
    row = {key: _rewritten(one, who) for key, one in value.items()}
    for key in _CREDITS:
        text = row.get(key)
        if own and key == "name":
            row[key] = ERASED_NAME
        elif isinstance(text, str) and not others:
            row[key] = ", ".join(_names(text, who))
    return row


def _names(text: str, who: Person) -> Iterator[str]:
    """Yield the names of a credit, one person's rewritten; a text of others as it is."""
    parts = text.split(", ")
    same = fold(who.name)
    if not any(fold(part) == same for part in parts):
        yield text
        return
    for part in parts:
        yield ERASED_NAME if fold(part) == same else part
