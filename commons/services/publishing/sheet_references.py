"""What stands against the sheets that a version names in its fields and rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.link_targets import LinkTarget, named_heads
from commons.core.domain.schema.kind import Schema, Values
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.kinds.rules.sheet_lists import may_be_listed, sheet_list
from commons.services.publishing.links import (
    NamedSheet,
    Resolve,
    named_sheets,
    unknown_sheets,
)
from commons.services.publishing.publish import NewRevision


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """How the sheets that a version names are looked up.

    `coming` maps sheets that are brought in with it to the keys of their kinds.
    """

    work: Work
    resolve: Resolve
    coming: Mapping[str, str] = field(default_factory=dict, hash=False)


def reference_problems(
    schema: Schema, new_revision: NewRevision, references: References, stood: Values
) -> tuple[Problem, ...]:
    """Return what is wrong with the sheets named: unknown, deleted, or not to be listed.

    `stood` are the values of the version that stands, {} for a new sheet.
    """
    kind, values = schema.kinds[new_revision.kind], new_revision.values
    unknown = unknown_sheets(kind, values, references.resolve, stood)
    listing = sheet_list(kind)
    key = listing.field.key if listing else ""
    listed = [one for one in named_sheets(kind, values) if one.field == key]
    doubtful = {str(problem.details["value"]) for problem in unknown}
    asked = doubtful.union(one.sheet for one in listed)
    if not asked:  # as in nearly all
        return ()
    heads = named_heads(references.work, sorted(asked))
    kinds = {sheet: head.kind for sheet, head in heads.items()}
    return (
        *(_told(problem, heads) for problem in unknown),
        *_list_problems(schema, listed, heads, {**kinds, **references.coming}),
    )


def _told(problem: Problem, heads: Mapping[str, LinkTarget]) -> Problem:
    """Name a deleted sheet by its title; one that never was stays as it is."""
    head = heads.get(str(problem.details["value"]))
    if head is None or not head.deleted:
        return problem
    return Problem(
        field=problem.field,
        rule=Rule.SHEET_DELETED,
        row=problem.row,
        column=problem.column,
        details={"value": head.title},
    )


def _list_problems(
    schema: Schema,
    listed: Iterable[NamedSheet],
    heads: Mapping[str, LinkTarget],
    kinds: Mapping[str, str],
) -> Iterator[Problem]:
    """Give what may not stand in a list: a sheet twice, or one of another list."""
    seen: set[str] = set()
    for named in listed:
        known = schema.kinds.get(kinds.get(named.sheet, ""))
        title = heads[named.sheet].title if named.sheet in heads else named.sheet
        if named.sheet in seen:
            yield named.problem(Rule.LISTED_TWICE, value=title)
        elif known is not None and not may_be_listed(known):
            yield named.problem(Rule.NOT_LISTED, value=title)
        seen.add(named.sheet)
