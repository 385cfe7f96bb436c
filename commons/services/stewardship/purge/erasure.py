"""Erases the name of a person: their texts stay, credited to nobody in particular."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from commons.adapters.rdf.canonical import render_block
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import link_targets
from commons.adapters.store.people import persons, profiles
from commons.adapters.store.site.audit_log import redact_acts
from commons.adapters.store.stewardship.purge import (
    name_traces,
    rewriting,
    surroundings,
)
from commons.core.domain.people.name_in_text import replace_name
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.domain.site.audit import AuditEntry
from commons.core.domain.site.purge import ERASED_NAME, PurgedVersion, PurgeSort
from commons.errors import ForbiddenError, InvalidError, UnfitSheetError
from commons.services.operations.checks.repair import replace_rows
from commons.services.publishing.publish import NewRevision, publish_version
from commons.services.stewardship.purge.credit_rewriting import (
    ErasedCredit,
    without_name,
)
from commons.services.stewardship.repair import note_about

NOTE = "Crédit réécrit à la demande d’une personne"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditTraces:
    """Where a person is credited, as it was looked for without the write lock.

    `versions` are places in the log up to `through`; `uploads` spreadsheets. `begun`
    as in ErasedCredit: None where the team decides that the name means this person
    wherever it stands.
    """

    name: str
    begun: frozenset[str] | None
    through: int
    versions: tuple[int, ...]
    uploads: tuple[str, ...]


def find_traces(work: Work, person: str) -> CreditTraces:
    """Find what erasing a person will rewrite: reads the whole log. Raises NotFoundError."""
    who = persons.get_person(work, person)
    named = rewriting.versions_naming(work, person, who.name)
    return replace(
        _traces_among(work, ErasedCredit(who=who), named),
        uploads=tuple(name_traces.uploads_saying(work, who.name)),
    )


def find_own_traces(work: Work, person: str) -> CreditTraces:
    """Find only what is known to be theirs, for who erases their own name.

    Names are free to take: else anybody could call themselves as an author without an
    account, and take their credit away. Raises NotFoundError.
    """
    who = persons.get_person(work, person)
    begun = persons.sheets_begun(work, person)
    made = link_targets.adapting_sheets(work, sorted(begun), limit=revisions.ALL)
    near = rewriting.versions_crediting(work, person, sorted(begun.union(made)))
    return _traces_among(work, ErasedCredit(who=who, begun=begun), near)


TRACES: Mapping[PurgeSort, Callable[[Work, str], CreditTraces]] = {
    PurgeSort.PERSON: find_traces,
    PurgeSort.OWN_NAME: find_own_traces,
}
"""Where a name stands, for each sort of purge that removes one."""


def _traces_among(
    work: Work, erased: ErasedCredit, versions: Iterable[Revision]
) -> CreditTraces:
    through = revisions.head_sequence(work)
    return CreditTraces(
        name=erased.who.name,
        begun=erased.begun,
        through=through,
        versions=tuple(
            one.sequence
            for one in versions
            if _is_rewritten(one, _without_name(one, erased))
        ),
        uploads=(),
    )


def _find_again(work: Work, person: str, known: CreditTraces) -> CreditTraces:
    """Find the same anew, once the name is another."""
    find = find_traces if known.begun is None else find_own_traces
    return find(work, person)


def erase_person(
    schema: Schema, work: Work, actor: Person, person: str, known: CreditTraces
) -> list[PurgedVersion]:
    """Credit a person as ERASED_NAME wherever they are credited; remove their account.

    Versions are rewritten in their place; a head that changes is published again, so
    that harvesters who ask for what is new read it. `known` is where they are credited
    (`find_traces`), found without the lock. Returns what was rewritten. Raises
    NotFoundError, ForbiddenError for who erases themselves, InvalidError for who was
    erased already.
    """
    who = persons.get_person(work, person)
    if person == actor.id:
        raise ForbiddenError(person)
    if who.name == ERASED_NAME:
        raise InvalidError(f"{person} is erased already")
    if known.name != who.name:
        known = _find_again(work, person, known)
    erased = ErasedCredit(who=who, begun=known.begun)
    surroundings.erase_account(work, person)
    profiles.erase_profile(work, person)
    rewriting.rename_person(work, person, ERASED_NAME)
    work.credited.pop(person, None)
    done = []
    for version in _versions_naming(work, who, known):
        changed = _without_name(version, erased)
        if not _is_rewritten(version, changed):
            continue
        rendered = render_block(schema, changed)
        changed = replace(changed, hash=rendered.hash)
        rewriting.rewrite_version(work, changed, rendered.block)
        done.append(
            PurgedVersion(sheet=version.sheet, number=version.number, hash=version.hash)
        )
    _rewrite_around(work, erased, known)
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


def _rewrite_around(work: Work, erased: ErasedCredit, known: CreditTraces) -> None:
    """Rewrite what stands beside the log: drafts, letters, notices, the audit log."""
    who, everywhere = erased.who, erased.begun is None

    def rewrite(text: str) -> str:
        return replace_name(text, who.name, ERASED_NAME)

    name = who.name if everywhere else ""
    for row, draft in list(surroundings.drafted_texts(work, who.id, name=name)):
        values = without_name(draft.values, draft.sheet, erased)
        surroundings.rewrite_drafted(work, row, draft.id, values)
    name_traces.drop_uploads(work, known.uploads)
    named = name_traces.ErasedName(person=who.id, name=who.name, everywhere=everywhere)
    name_traces.rewrite_traces(work, named, rewrite)
    remarked = name_traces.remarks_of(work, who.id)

    def concerned(entry: AuditEntry) -> bool:
        told = {entry.actor, entry.target, *entry.details.values()}
        return everywhere or who.id in told or entry.target in remarked

    redact_acts(work, name_traces.name_pattern(who.name), rewrite, concerned)


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


def _without_name(version: Revision, erased: ErasedCredit) -> Revision:
    author, who = version.author, erased.who
    if author.id == who.id:
        author = Person(id=who.id, name=ERASED_NAME)
    values = without_name(version.values, version.sheet, erased)
    note = version.change_note
    if note == note_about(who.name):
        note = note_about(ERASED_NAME)
    return replace(version, author=author, values=values, change_note=note)
