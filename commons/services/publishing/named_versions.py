"""What stands against the versions that a sheet names, beside those that are unknown."""

from collections.abc import Iterator

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Field, Schema
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.trial_rules import may_be_tried
from commons.core.kinds.rules.validation import as_list
from commons.services.publishing.publish import NewRevision


def version_problems(
    schema: Schema, work: Work, new_revision: NewRevision, head: Revision | None
) -> tuple[Problem, ...]:
    """Return what is wrong with the versions that fields name anew.

    A sheet that is here is named by the path of a version that it has: its address
    elsewhere would count for it without being one. A trial of a trial is none.
    """
    before = head.values if head else {}
    named = [
        (field, row, *found)
        for field in schema.kinds[new_revision.kind].fields
        if field.type.names_version
        and new_revision.values.get(field.key) != before.get(field.key)
        for row, value in enumerate(as_list(new_revision.values.get(field.key)))
        if (found := iri.version_of(str(value)))
    ]
    if not named:  # as in nearly all
        return ()
    heads = revisions.get_heads(work, [sheet for _, _, sheet, _ in named])
    return tuple(
        problem
        for field, row, sheet, _ in named
        if sheet in heads
        for problem in _problems(schema, new_revision, (field, row), heads[sheet])
    )


def _problems(
    schema: Schema, new_revision: NewRevision, place: tuple[Field, int], named: Revision
) -> Iterator[Problem]:
    field, row = place
    value = str(as_list(new_revision.values[field.key])[row])
    kind = schema.kinds[new_revision.kind]
    if not value.startswith("/"):
        details: dict[str, object] = {"value": value}
        yield Problem(field=field.key, rule=Rule.NOT_VERSION, row=row, details=details)
    elif field == kind.subject and not may_be_tried(schema.kinds[named.kind]):
        details = {"value": named.title}
        yield Problem(field=field.key, rule=Rule.NOT_TRIABLE, row=row, details=details)
