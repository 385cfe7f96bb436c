"""Saves what an author wrote as the next version of a sheet."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from commons.adapters.store.drafts.draft_shares import DraftWriters
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import first_refused
from commons.core.domain.language.folding import fold
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Kind, Schema, Values
from commons.core.domain.schema.problem import Problem, Rule, Severity
from commons.core.domain.sheet import Action, Revision
from commons.core.kinds.rules.validation import check_values
from commons.errors import ConflictError, DeletedError, NotFoundError, UnfitSheetError
from commons.services.publishing.authors import keep_credits
from commons.services.publishing.law.source_law import (
    dropped_sources,
    relicensing_problems,
    source_problems,
    unknown_sources,
)
from commons.services.publishing.law.source_records import SourceRecords, read_records
from commons.services.publishing.law.translation_law import (
    complete_credits,
    translation_problems,
)
from commons.services.publishing.links import (
    keep_versions,
    make_resolver,
    resolve_links,
    sheets_alone,
)
from commons.services.publishing.publish import NewRevision, judged, publish_version
from commons.services.publishing.sheet_references import References, reference_problems

NOTE = "change_note"
NOTE_LENGTHS = (3, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedVersion:
    """A version that somebody wants, with what it names looked up in this unit of work.

    `sources` are what the log has of those that it names.
    """

    wanted: NewRevision
    references: References
    sources: SourceRecords


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedVersion:
    """A version against which nothing stands, to be published in this unit of work.

    `head` is the version that stands, None for a new sheet; `changes` is whether
    anything is said that it does not say.
    """

    wanted: NewRevision
    head: Revision | None
    sources: SourceRecords
    changes: bool = True


def save_sheet(
    schema: Schema,
    work: Work,
    new_revision: NewRevision,
    *,
    confirmed: bool = False,
    head: Revision | None = None,
) -> Revision:
    """Publish the next version, or give the head when nothing changed.

    Takes and raises what `prepare_version` does.
    """
    prepared = prepare_version(
        schema, work, new_revision, confirmed=confirmed, head=head
    )
    return publish_prepared(schema, work, prepared)


def publish_prepared(schema: Schema, work: Work, prepared: PreparedVersion) -> Revision:
    """Publish what was prepared, or give the head when nothing changed."""
    if prepared.head and not prepared.changes:
        return prepared.head
    return publish_version(
        schema, work, prepared.wanted, prepared.head, prepared.sources
    )


def prepare_version(
    schema: Schema,
    work: Work,
    new_revision: NewRevision,
    *,
    confirmed: bool = False,
    head: Revision | None = None,
) -> PreparedVersion:
    """Look up what a version names, and see that nothing stands against it.

    `confirmed` accepts what is only to be completed. Of that, a kind with a short form
    asks for what stands in it alone, and what the version before lacked already is not
    asked again. `head` is the version that stands, where it was
    read in this unit of work; else it is read. Raises UnfitSheetError (only warnings in
    it when a confirmation would do), ConflictError, DeletedError, NotFoundError.
    """
    references = references_of(schema, work, new_revision)
    if new_revision.action is Action.CREATE:
        head = None
    else:
        head = _standing(work, new_revision, head)
    completed = complete_version(schema, new_revision, references)
    values = keep_credits(work, completed.wanted.values, new_revision, head)
    wanted = replace(completed.wanted, values=values)
    if head and head.number == wanted.parent and head.values == values:
        return PreparedVersion(
            wanted=wanted, head=head, sources=completed.sources, changes=False
        )
    problems = (
        *problems_of(schema, replace(completed, wanted=wanted), head),
        *title_warnings(work, wanted, head),
    )
    grave = any(p.severity is Severity.VIOLATION for p in problems)
    kind = schema.kinds[wanted.kind]
    asked = () if confirmed else [p for p in problems if _asked(kind, p)]
    if not grave and asked:
        known = _known_lacks(schema, head)
        problems = tuple(p for p in problems if _place(p) not in known)
        asked = [p for p in asked if p in problems]
    if grave or asked:
        raise UnfitSheetError(problems)
    if head and head.number != wanted.parent:
        raise ConflictError(head.number)
    return PreparedVersion(wanted=wanted, head=head, sources=completed.sources)


def references_of(schema: Schema, work: Work, new_revision: NewRevision) -> References:
    """Return how what a version names is looked up, its sheets in one question."""
    kind = schema.kinds[new_revision.kind]
    named = sheets_alone(kind, new_revision.values)
    return References(work=work, resolve=make_resolver(work, named=named))


def complete_version(
    schema: Schema,
    new_revision: NewRevision,
    references: References,
    stood: Values | None = None,
) -> CompletedVersion:
    """Look up what a version names, and credit its sources as the log has them.

    The versions of `stood`, the values of the version that stands, are kept where a
    sheet alone was named.
    """
    kind, typed = schema.kinds[new_revision.kind], new_revision.values
    named = resolve_links(kind, typed, references.resolve)
    if stood is not None:
        named = keep_versions(kind, typed, named, stood)
    sources = read_records(references.work, named)
    values = complete_credits(schema, sources, named)
    return CompletedVersion(
        wanted=replace(new_revision, values=values),
        references=references,
        sources=sources,
    )


def _known_lacks(
    schema: Schema, head: Revision | None
) -> set[tuple[str, int, str, Rule]]:
    """Return what the version that stands lacks already, and nobody is asked again."""
    if head is None:
        return set()
    kind = schema.kinds[head.kind]
    return {_place(p) for p in check_values(schema, kind, head.values)}


def _asked(kind: Kind, problem: Problem) -> bool:
    """Return whether a problem is told before publishing, and not only on the page."""
    later = problem.rule is Rule.EXPECTED and problem.field not in (*kind.brief, NOTE)
    return not (kind.brief and later)


def _source_problems(
    schema: Schema, completed: CompletedVersion, head: Revision | None
) -> Iterator[Problem]:
    """Give what stands against the sources of a version and its licence."""
    wanted, work = completed.wanted, completed.references.work
    values, sources = wanted.values, completed.sources
    yield from source_problems(schema, work, judged(wanted), head, sources)
    if not wanted.withdraws:
        yield from dropped_sources(head, values)
    if not wanted.relicenses:
        target, person = str(values.get("licence", "")), wanted.author.id
        yield from relicensing_problems(schema, work, head, target, person)
    if wanted.site:
        yield from unknown_sources(sources, values, wanted.site)


def from_draft(
    work: Work, me: Account, writers: DraftWriters, new_revision: NewRevision
) -> NewRevision:
    """Give what publishing a new sheet means, once its draft has a say in it.

    The sheet takes the identifier of the draft, so that what made the draft (a
    spreadsheet) finds it again. When the draft became a sheet already (a second
    press, two people at once, "back" and more words), this is a change of that
    sheet: for who published it, from its first version; for who never saw that,
    from nothing, so that all in which they differ is asked about.
    """
    draft, owner = writers.draft, writers.owner
    mine = not owner or writers.include(me.id)
    made = revisions.get_heads(work, [draft]).get(draft)
    if made is None:
        return replace(new_revision, sheet=draft if mine else iri.new_id())
    first = revisions.get_revision(work, draft, 1).author.id == me.person.id
    if (
        made.deleted
        or made.kind != new_revision.kind
        or not (first or (owner and mine))
    ):
        return replace(new_revision, sheet=iri.new_id())
    parent = 1 if first else None
    return replace(new_revision, sheet=draft, parent=parent, action=Action.UPDATE)


def _standing(
    work: Work, new_revision: NewRevision, known: Revision | None
) -> Revision:
    """Give the version that stands; NotFoundError for one of another kind."""
    head = known or revisions.get_head(work, new_revision.sheet)
    if head.deleted:
        raise DeletedError(new_revision.sheet)
    if head.kind != new_revision.kind:
        raise NotFoundError(f"{new_revision.sheet} is no {new_revision.kind}")
    return head


def _place(problem: Problem) -> tuple[str, int, str, Rule]:
    return problem.field, problem.row, problem.column, problem.rule


def problems_of(
    schema: Schema, completed: CompletedVersion, head: Revision | None = None
) -> tuple[Problem, ...]:
    """Give all that stands against publishing, violations first.

    `head` is the version that stands, None for a new sheet.
    """
    wanted = completed.wanted
    kind, values = schema.kinds[wanted.kind], wanted.values
    stood = head.values if head else {}
    found = (
        *check_values(schema, kind, values),
        *reference_problems(schema, wanted, completed.references, stood),
        *translation_problems(completed.sources, wanted.sheet, kind.key, values),
        *_source_problems(schema, completed, head),
        *note_problems(wanted.change_note, wanted=wanted.action is not Action.CREATE),
    )
    return tuple(sorted(found, key=lambda p: p.severity is Severity.WARNING))


def title_warnings(
    work: Work, new_revision: NewRevision, head: Revision | None
) -> tuple[Problem, ...]:
    """Warn of another sheet of the title that a version brings, if there is one.

    A link by that title would not know which one is meant.
    """
    title = str(new_revision.values.get("title", ""))
    if not title or (head and fold(head.title) == fold(title)):
        return ()
    if not [
        one for one in revisions.sheets_titled(work, title) if one != new_revision.sheet
    ]:
        return ()
    warned = Problem(field="title", rule=Rule.TITLE_USED, severity=Severity.WARNING)
    return (warned,)


def note_problems(note: str, *, wanted: bool) -> tuple[Problem, ...]:
    """Give what is wrong with a change note, which stands beside the fields."""
    shortest, longest = NOTE_LENGTHS
    rules: tuple[tuple[Rule, bool, dict[str, object]], ...] = (
        (Rule.TOO_SHORT, 0 < len(note) < shortest, {"min": shortest}),
        (Rule.TOO_LONG, len(note) > longest, {"max": longest}),
        (Rule.CONTROL, bool(first_refused(note)), {**first_refused(note)}),
        (Rule.MARKER, iri.BASE_PLACEHOLDER in note, {"value": iri.BASE_PLACEHOLDER}),
    )
    broken = tuple(
        Problem(field=NOTE, rule=rule, details={**details, "count": len(note)})
        for rule, found, details in rules
        if found
    )
    if wanted and not note:
        return (Problem(field=NOTE, rule=Rule.EXPECTED, severity=Severity.WARNING),)
    return broken
