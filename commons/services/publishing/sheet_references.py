"""What stands against the sheets that a version names in its fields and rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.projections.link_targets import LinkTarget, named_heads
from commons.core.domain.schema.kind import Kind, Schema, Values
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.kinds.rules.sheet_lists import may_be_listed, sheet_list
from commons.core.kinds.rules.trial_rules import may_be_tried
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
    """Return what is wrong with the sheets and versions that fields name.

    They are unknown, deleted, not to be listed, or not to be tried.

    `stood` are the values of the version that stands, {} for a new sheet.
    """
    kind, values = schema.kinds[new_revision.kind], new_revision.values
    unknown = unknown_sheets(kind, values, references.resolve, stood)
    listing = sheet_list(kind)
    key = listing.field.key if listing else ""
    named = list(named_sheets(kind, values))
    listed = [one for one in named if one.field == key]
    versions = [
        one
        for one in named
        if one.version and values[one.field] != stood.get(one.field)
    ]
    doubtful = {str(problem.details["value"]) for problem in unknown}
    asked = doubtful.union(one.sheet for one in (*listed, *versions))
    if not asked:  # as in nearly all
        return ()
    heads = named_heads(references.work, sorted(asked))
    known = {sheet: head.kind for sheet, head in heads.items()} | {**references.coming}
    of_kind = {s: schema.kinds[key] for s, key in known.items() if key in schema.kinds}
    return (
        *(_told(problem, heads) for problem in unknown),
        *_list_problems(listed, heads, of_kind),
        *_version_problems(kind, versions, heads, of_kind),
    )


def _told(problem: Problem, heads: Mapping[str, LinkTarget]) -> Problem:
    """Say that a sheet was deleted; one that never was stays as it is."""
    head = heads.get(str(problem.details["value"]))
    if head is None or not head.deleted:
        return problem
    return Problem(
        field=problem.field,
        rule=Rule.SHEET_DELETED,
        row=problem.row,
        column=problem.column,
        details={"value": f"/sheets/{problem.details['value']}"},
    )


def _list_problems(
    listed: Iterable[NamedSheet],
    heads: Mapping[str, LinkTarget],
    kinds: Mapping[str, Kind],
) -> Iterator[Problem]:
    """Give what may not stand in a list: a sheet twice, or one of another list."""
    seen: set[str] = set()
    for named in listed:
        if named.sheet in seen:
            yield named.problem(Rule.LISTED_TWICE, value=_title(named, heads))
        elif named.sheet in kinds and not may_be_listed(kinds[named.sheet]):
            yield named.problem(Rule.NOT_LISTED, value=_title(named, heads))
        seen.add(named.sheet)


def _version_problems(
    kind: Kind,
    versions: Iterable[NamedSheet],
    heads: Mapping[str, LinkTarget],
    kinds: Mapping[str, Kind],
) -> Iterator[Problem]:
    """Give what is wrong with the versions that are named anew of sheets known here.

    They are named by their path: their address elsewhere would count for one that is
    here without being one. A trial of a trial is none.
    """
    subject = kind.subject.key if kind.subject else ""
    for named in versions:
        if named.sheet not in kinds:
            continue
        if not named.typed.startswith("/"):
            yield named.problem(Rule.NOT_VERSION, value=named.typed)
        elif named.field == subject and not may_be_tried(kinds[named.sheet]):
            yield named.problem(Rule.NOT_TRIABLE, value=_title(named, heads))


def _title(named: NamedSheet, heads: Mapping[str, LinkTarget]) -> str:
    """Return the title of a sheet that is here, the identifier of one that comes."""
    return heads[named.sheet].title if named.sheet in heads else named.sheet
