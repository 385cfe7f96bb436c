"""Takes a sheet, or one of its fields, back to what a version said, as a new one."""

from collections.abc import Iterator
from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.schema.kind import Schema, Values
from commons.core.domain.schema.problem import Problem, Severity
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.kinds.rules.validation import check_values
from commons.errors import (
    ConflictError,
    DeletedError,
    InvalidError,
    NotFoundError,
    UnfitSheetError,
)
from commons.services.publishing.law.source_law import (
    dropped_sources,
    relicensing_problems,
)
from commons.services.publishing.publish import NewRevision, publish_version


@dataclass(frozen=True, slots=True, kw_only=True)
class RevertedField:
    """The key of a field that is to go back, upon version `parent`.

    `relicenses` says that the author may change the licence of what others wrote.
    """

    parent: int
    key: str
    relicenses: bool = False


def revert_sheet(
    schema: Schema, work: Work, author: Person, source: Revision, parent: int
) -> Revision:
    """Publish what `source`, a version, says again on top of version `parent`.

    Raises NotFoundError, DeletedError, InvalidError for a tombstone,
    ConflictError when `parent` is no longer the head.
    """
    wanted, head = plan_revert(work, author, source, parent)
    return publish_version(schema, work, wanted, head)


def plan_revert(
    work: Work, author: Person, source: Revision, parent: int
) -> tuple[NewRevision, Revision]:
    """Return the version that `revert_sheet` publishes, and the head.

    Raises as that does.
    """
    head = _head(work, source, parent)
    note = f"Retour à la version {source.number}"
    return _next(head, author, note, source.values), head


def revert_field(
    schema: Schema,
    work: Work,
    author: Person,
    source: Revision,
    wanted: RevertedField,
) -> Revision:
    """Publish the head with one field as `source` has it, or without it.

    Gives the head when it says that already. Raises as `plan_field_revert`.
    """
    planned, head = plan_field_revert(schema, work, author, source, wanted)
    return publish_version(schema, work, planned, head) if planned else head


def plan_field_revert(
    schema: Schema,
    work: Work,
    author: Person,
    source: Revision,
    wanted: RevertedField,
) -> tuple[NewRevision | None, Revision]:
    """Return the version that `revert_field` publishes, and the head.

    There is none when the head says that already. Raises as `revert_sheet`,
    NotFoundError for a field that the kind does not have, UnfitSheetError when the
    sheet would not fit any more.
    """
    key = wanted.key
    head = _head(work, source, wanted.parent)
    kind = schema.kinds[head.kind]
    if key not in {field.key for field in kind.fields}:
        raise NotFoundError(key)
    if head.values.get(key) == source.values.get(key):
        return None, head
    values = {**head.values, key: source.values.get(key, "")}
    kept = {
        field.key: values[field.key]
        for field in kind.fields
        if field.key in (source.values if field.key == key else values)
    }
    known = check_values(schema, kind, head.values)
    found = [
        *(p for p in check_values(schema, kind, kept) if p not in known),
        *dropped_sources(head, kept),
        *(
            ()
            if wanted.relicenses
            else _mixed_licences(schema, work, author, (head, source), kept)
        ),
    ]
    if any(problem.severity is Severity.VIOLATION for problem in found):
        raise UnfitSheetError(tuple(found))
    label = kind.field(key).label.get("fr", key)
    note = f"Retour à la version {source.number} pour « {label} »"
    return _next(head, author, note, kept), head


def _mixed_licences(
    schema: Schema,
    work: Work,
    author: Person,
    texts: tuple[Revision, ...],
    values: Values,
) -> Iterator[Problem]:
    """Yield what stands against putting what others wrote in versions under a licence.

    A field that goes back puts the words of two versions together: each under the
    licence that it was published under, or one that this allows.
    """
    target = str(values.get("licence", ""))
    for text in texts:
        yield from relicensing_problems(schema, work, text, target, author.id)


def _head(work: Work, source: Revision, parent: int) -> Revision:
    """Give the head, on which `source` may be published again."""
    if source.deleted or source.purged:
        raise InvalidError(f"{source.sheet}/v/{source.number} is a tombstone")
    head = revisions.get_head(work, source.sheet)
    if head.deleted:
        raise DeletedError(source.sheet)
    if head.number != parent:
        raise ConflictError(head.number)
    return head


def _next(head: Revision, author: Person, note: str, values: Values) -> NewRevision:
    return NewRevision(
        sheet=head.sheet,
        kind=head.kind,
        parent=head.number,
        action=Action.REVERT,
        author=author,
        change_note=note,
        values=values,
    )
