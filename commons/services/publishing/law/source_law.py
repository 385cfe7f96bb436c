"""The law of sources: what the log says against an adaptation, whichever door it took.

A row of sources that names a version of ours is judged by what that version says, and
by the sources it has itself; a licence, by the sources of all the versions before.
`docs/decisions/015-lineage-and-licences.md` says why.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from commons.adapters.rdf.canonical import payload_hash
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.source_history import (
    PastSources,
    past_sources,
    versions_at,
)
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.language.folding import fold
from commons.core.domain.schema.kind import Schema, Value, Values
from commons.core.domain.schema.licence import RemixVerdict, remix_verdict
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.domain.sheet import SOURCES, Action, Person, Revision
from commons.core.kinds.rules.credits import AUTHORS, authors_of
from commons.core.kinds.rules.licence_rules import (
    remix_details,
    short_name,
    source_problem,
)
from commons.core.kinds.rules.sources import SourceRow, source_key, source_rows
from commons.core.kinds.rules.validation import as_list
from commons.services.publishing.law.source_records import SourceRecords

LONGEST_CREDIT = 200
"""How many characters the credit of a source may have (schemas/fields.ttl)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedVersion:
    """What a version of a sheet would say; `kind` is a key.

    `foreseen` are versions of the sheet that would be in the log by then.
    """

    sheet: str
    kind: str
    values: Values = field(hash=False)
    foreseen: Sequence[Revision] = ()


def source_licences(revision: Revision) -> tuple[str, ...]:
    """Return the licences that bind an adaptation of a version, its own first."""
    named = (str(row.get("licence", "")) for _, row in source_rows(revision.values))
    return tuple(dict.fromkeys((revision.licence, *filter(None, named))))


def credit_of(schema: Schema, revision: Revision) -> str:
    """Return whom an adaptation of a version credits, as a row of sources says it.

    With the day of the version where its licence asks for that.
    """
    credit = ", ".join(who.name for who in authors_of(schema, revision))
    licence = schema.licences.get(revision.licence)
    day = f" ({revision.instant.date()})" if licence and licence.dated else ""
    return (credit or revision.author.name)[: LONGEST_CREDIT - len(day)] + day


def source_row(schema: Schema, original: Revision, address: str) -> dict[str, Value]:
    """Return the row of sources that credits a version."""
    return {
        "url": address,
        "title": original.title,
        "author": credit_of(schema, original),
        "licence": original.licence,
    }


def complete_sources(schema: Schema, known: SourceRecords, values: Values) -> Values:
    """Return the values with the sources of ours as the log has them.

    Any address of a sheet becomes that of a version, the one that stands where none was
    named; title, authors and licence are those of that version.
    """
    records = known.of_rows(values)
    if not records:
        return values
    rows: list[Value] = list(as_list(values[SOURCES]))
    for place, row in source_rows(values):
        record = records.get(place)
        if record is None:
            continue
        original, site = record.revision, iri.site_named(str(row["url"]))
        if not record.exact and (original.deleted or record.numbered):
            continue
        address = iri.version_iri(original.sheet, original.number, site)
        rows[place] = {**row, **source_row(schema, original, address)}
    return {**values, SOURCES: rows}


def source_problems(
    schema: Schema,
    work: Work,
    wanted: JudgedVersion,
    head: Revision | None,
    known: SourceRecords,
) -> tuple[Problem, ...]:
    """Return what the log says against the sources of a version and its licence.

    `head` is the version that stands, None for a new sheet. The database is asked only
    when the licence is another than before.
    """
    target = wanted.values.get("licence")
    if not isinstance(target, str):
        return ()
    found = list(_record_problems(schema, known, wanted.values, target))
    if head is not None and head.licence != target:
        past = [*past_sources(work, wanted.sheet), *map(_as_past, wanted.foreseen)]
        found += _bound_problems(schema, past, wanted, target)
    return tuple(found)


def _record_problems(
    schema: Schema, known: SourceRecords, values: Values, target: str
) -> Iterator[Problem]:
    """Judge each row that names a sheet of ours by what the log has of it."""
    rows = dict(source_rows(values))
    for place, record in known.of_rows(values).items():
        row, original = rows[place], record.revision
        claimed = str(row.get("licence", ""))
        if record.exact and claimed != original.licence:
            yield Problem(
                field=SOURCES,
                rule=Rule.SOURCE_LICENCE,
                row=place,
                column="licence",
                details={
                    "title": original.title,
                    "number": original.number,
                    "source": short_name(schema, original.licence),
                    "claimed": short_name(schema, claimed),
                },
            )
        notice = row.get("notice") is True
        for licence in source_licences(original):
            if licence != claimed:
                yield from source_problem(
                    schema, (licence, target), place, notice=notice
                )


def _bound_problems(
    schema: Schema, past: Sequence[PastSources], wanted: JudgedVersion, target: str
) -> Iterator[Problem]:
    """Judge a change of licence by the sources of the versions before."""
    own = {str(row.get("licence")) for _, row in source_rows(wanted.values)}
    for licence, title in _held(schema, past, wanted).items():
        verdict = remix_verdict(schema.licences, licence, target)
        if licence not in own and verdict is not RemixVerdict.ALLOWED:
            details = {**remix_details(schema, licence, target), "title": title}
            yield Problem(field="licence", rule=Rule.SOURCE_BOUND, details=details)


def _held(
    schema: Schema, past: Sequence[PastSources], wanted: JudgedVersion
) -> dict[str, str]:
    """Return the licences of all that a text was made from, each with a title.

    A version that says again what an earlier one said goes back to that text: what
    came in between does not bind it.
    """
    held: dict[str, str] = {}
    at: dict[str, dict[str, str]] = {}
    for version in past:
        if version.hash in at:
            held = at[version.hash]
        else:
            held = {**held, **_licences_of(version.rows)}
            at[version.hash] = held
    if not any(at.values()):
        return {}
    return at.get(payload_hash(schema, _said(wanted)), held)


def _as_past(version: Revision) -> PastSources:
    """Return the sources of a version as the log would have them."""
    return PastSources(hash=version.hash, rows=as_list(version.values.get(SOURCES)))


def _licences_of(rows: Iterable[Value]) -> dict[str, str]:
    return {
        str(row["licence"]): str(row.get("title", ""))
        for row in rows
        if isinstance(row, Mapping) and row.get("licence")
    }


def _said(wanted: JudgedVersion) -> Revision:
    """Return a version that says the values: who wrote it, and when, is not hashed."""
    return Revision(
        sheet=wanted.sheet,
        kind=wanted.kind,
        number=1,
        parent=None,
        sequence=0,
        instant=clock.EPOCH,
        action=Action.UPDATE,
        author=Person(id="", name=""),
        change_note="",
        values=wanted.values,
    )


def relicensing_problems(
    schema: Schema, work: Work, head: Revision | None, target: str, person: str
) -> tuple[Problem, ...]:
    """Return what stands against a change of the licence of what others wrote.

    Whoever it is credited to, or published it first, may put the next version under any
    licence; for anybody else the version before is a source like another. The database
    is asked only of such a change by somebody who is not credited.
    """
    if head is None or _may_relicense(schema, head, target):
        return ()
    rows = [row for row in head.items(AUTHORS) if isinstance(row, Mapping)]
    if person in {row.get("person") for row in rows}:
        return ()
    first = versions_at(work, [(head.sheet, 1)]).get((head.sheet, 1))
    if first is None or first.author.id == person:
        return ()
    details = remix_details(schema, head.licence, target)
    rule = Rule.LICENCE_OF_OTHERS
    return (Problem(field="licence", rule=rule, details=details),)


def _may_relicense(schema: Schema, head: Revision, target: str) -> bool:
    verdict = remix_verdict(schema.licences, head.licence, target)
    return target == head.licence or verdict is not RemixVerdict.REFUSED


def dropped_sources(head: Revision | None, values: Values) -> tuple[Problem, ...]:
    """Return a problem for each source of the version before that a version drops.

    A source is kept by a row of its address, whichever version it names, or of its
    title: a mistake in either can be put right.
    """
    kept = {mark for _, row in source_rows(values) for mark in _marks(row)}
    before = source_rows(head.values) if head else []
    return tuple(
        Problem(
            field=SOURCES,
            rule=Rule.SOURCE_DROPPED,
            details={"title": str(row.get("title", ""))},
        )
        for _, row in before
        if not kept & _marks(row)
    )


def unknown_sources(
    known: SourceRecords, values: Values, base: str
) -> tuple[Problem, ...]:
    """Return a problem for each address of this site at which no version is.

    `base` is this site's own address.
    """
    ours = [
        place
        for place, row in source_rows(values)
        if str(row.get("url", "")).startswith((f"{base}/", "/"))
    ]
    records = known.of_rows(values) if ours else {}
    return tuple(
        Problem(field=SOURCES, rule=Rule.SOURCE_UNKNOWN, row=place, column="url")
        for place in ours
        if place not in records or not records[place].exact
    )


def _marks(row: SourceRow) -> set[tuple[str, str]]:
    """Return by what a source is known again."""
    title = fold(str(row.get("title", "")))
    return {("key", source_key(row)), *({("title", title)} if title else ())}
