"""Judges anew what stands, by what the log knows of its sources today.

A sheet may have come before the source that it names: the log could say nothing of its
licence then. Nothing is changed; who runs the site is told.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.imports import loads
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.link_targets import adapting_sheets
from commons.core.domain.language.characters import clean_line
from commons.core.domain.schema.kind import Schema
from commons.core.domain.schema.problem import Problem
from commons.core.domain.sheet import Revision
from commons.services.publishing.law.source_law import JudgedVersion, source_problems
from commons.services.publishing.law.source_records import read_records

AT_ONCE = 500
MOST_ADAPTING = 10_000
"""How many sheets are asked about at once, and how many may be made from these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlawfulSheet:
    """A sheet that stands, and what its sources of ours say against it."""

    sheet: str
    title: str
    problem: Problem

    def __str__(self) -> str:
        return (
            f"{self.sheet} « {self.title} », que sa source ne permet pas ainsi :"
            f" {self.problem}"
        )


def source_faults(
    schema: Schema, work: Work, head: Revision
) -> Iterator[UnlawfulSheet]:
    """Yield each thing that its sources of ours say against a head."""
    judged = JudgedVersion(sheet=head.sheet, kind=head.kind, values=head.values)
    title = clean_line(head.title)
    known = read_records(work, head.values)
    for problem in source_problems(schema, work, judged, head, known):
        yield UnlawfulSheet(sheet=head.sheet, title=title, problem=problem)


def unlawful_since(schema: Schema, work: Work, load: str) -> Iterator[UnlawfulSheet]:
    """Yield what is made from what a load brought, and is not allowed by it.

    What was there before its source, or came before it, is judged again so.
    """
    brought = {one.sheet for one in loads.published_by(work, load)}
    yield from unlawful_adaptations(schema, work, brought)


def unlawful_adaptations(
    schema: Schema, work: Work, sources: Collection[str]
) -> Iterator[UnlawfulSheet]:
    """Yield what stands against each sheet made from one of some sheets."""
    asked = sorted(sources)
    made = set[str]()
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        made.update(adapting_sheets(work, some, limit=MOST_ADAPTING))
    found = sorted(made)
    for start in range(0, len(found), AT_ONCE):
        heads = revisions.get_heads(work, found[start : start + AT_ONCE])
        for head in heads.values():
            if not head.deleted:
                yield from source_faults(schema, work, head)
