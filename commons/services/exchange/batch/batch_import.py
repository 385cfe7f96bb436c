"""Brings in the lines of a spreadsheet and the files of a folder, chunk by chunk.

What was published stays published when a load is cut short, and is written down
in the same unit of work, so that `unload` finds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.imports import loads, provenance
from commons.adapters.store.imports.provenance import Provenance
from commons.core.domain import clock
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.domain.sheet import Draft, Revision
from commons.core.kinds.values.parsing import says_same
from commons.core.progress import OnProgress
from commons.core.text.files.csv_file import Line
from commons.errors import ForbiddenError, TooLargeError, UnfitSheetError
from commons.services.exchange.batch.entries import (
    Entry,
    ImportTerms,
    PublishMode,
    Reader,
    sheets_by_title,
)
from commons.services.exchange.batch.outcomes import LEFT_OUT, Fate, Outcome
from commons.services.exchange.batch.verdicts import (
    KnownEntries,
    Verdict,
    join_values,
    judge_entries,
)
from commons.services.publishing.links import ranked_names
from commons.services.publishing.publish import publish_version

CHUNK = 100
"""How many lines stand or fall together."""

_ROUNDS = 20


def plan_lines(
    store: Store,
    reader: Reader,
    lines: Sequence[Line],
    on_progress: OnProgress | None = None,
) -> list[Outcome]:
    """Say what would become of each line, were all that can be published.

    Writes nothing. `on_progress` gets (done, total).
    """
    entries = [reader.entry(line) for line in lines]
    return [
        verdict.outcome
        for verdict in plan_entries(store, reader.brief, entries, on_progress)
    ]


def plan_entries(
    store: Store,
    terms: ImportTerms,
    entries: Sequence[Entry],
    on_progress: OnProgress | None = None,
    standing: Mapping[str, Revision] | None = None,
) -> list[Verdict]:
    """Give the verdict on each entry, were all that can be published.

    What names an entry that is refused is refused with it. `standing` are heads
    that would stand by then. Writes nothing.
    """
    found: dict[int, Verdict] = {}
    kinds = _kinds_of(entries)
    with store.read() as work:
        known = known_among(entries, {})
        for start in range(0, len(entries), CHUNK):
            some = entries[start : start + CHUNK]
            verdicts = judge_entries(
                work,
                terms,
                some,
                KnownEntries(names=known, kinds=kinds, heads=standing),
            )
            found |= {one.entry.line: replace(one, sources=None) for one in verdicts}
            if on_progress:
                on_progress(min(start + CHUNK, len(entries)), len(entries))
        citing = [entry for entry in entries if _cites(entry)]
        refused = any(verdict.fate is Fate.FAULTY for verdict in found.values())
        for _ in range(_ROUNDS if citing and refused else 0):
            before = sum(v.fate in LEFT_OUT for v in found.values())
            known = known_among(entries, found)
            verdicts = judge_entries(
                work,
                terms,
                citing,
                KnownEntries(names=known, kinds=kinds, heads=standing),
            )
            found |= {
                one.entry.line: replace(_first_refusal(found, one), sources=None)
                for one in verdicts
            }
            if sum(v.fate in LEFT_OUT for v in found.values()) == before:
                break
    return [found[entry.line] for entry in entries]


def _first_refusal(found: Mapping[int, Verdict], verdict: Verdict) -> Verdict:
    """Return the verdict, or the first one of what is refused again.

    That one was given while every name was known, and says why.
    """
    before = found[verdict.entry.line]
    again = verdict.fate is Fate.FAULTY and before.fate is Fate.FAULTY
    return before if again else verdict


def known_to(outcomes: Iterable[Outcome]) -> dict[str, str]:
    """Map the names of the lines that are or will be sheets to identifiers."""
    return sheets_by_title(
        (outcome.title, outcome.sheet)
        for outcome in outcomes
        if outcome.fate is not Fate.FAULTY
    )


def known_among(
    entries: Iterable[Entry], found: Mapping[int, Verdict]
) -> dict[str, str]:
    """Map what entries may be called to their sheets, but for the refused ones."""
    refused = {line for line, one in found.items() if one.fate is Fate.FAULTY}
    return ranked_names(
        (entry.names, entry.sheet)
        for entry in entries
        if entry.sheet and entry.line not in refused
    )


def load_some(
    work: Work, reader: Reader, lines: Sequence[Line], known: Mapping[str, str]
) -> list[Outcome]:
    """Do what is to become of some lines, and say it; `known` is from `known_to`.

    All of it stands or falls with the unit of work.
    """
    entries = [reader.entry(line) for line in lines]
    coming = KnownEntries(names=known, kinds=_kinds_of(entries))
    verdicts = judge_entries(work, reader.brief, entries, coming)
    return _do_all(work, reader.brief, verdicts)


def load_planned(
    store: Store,
    terms: ImportTerms,
    plans: Sequence[Verdict],
    on_progress: OnProgress | None = None,
) -> list[Outcome]:
    """Do what was planned for all entries, and say what was done.

    `on_progress` gets (done, total) after each unit of work: what is done stays done.
    """
    before = {verdict.entry.line: verdict for verdict in plans}
    entries = [verdict.entry for verdict in plans]
    settled = all(verdict.fate is not Fate.FAULTY for verdict in plans)
    names, done = known_among(entries, before), list[Outcome]()
    known = KnownEntries(
        names=names, kinds=_kinds_of(entries), before=before, settled=settled
    )
    for start in range(0, len(entries), CHUNK):
        some = entries[start : start + CHUNK]
        with store.write() as work:
            verdicts = judge_entries(work, terms, some, known)
            done += _do_all(work, terms, verdicts)
        if on_progress:
            on_progress(len(done), len(entries))
    return done


def foreseen_outcomes(terms: ImportTerms, plans: Sequence[Verdict]) -> list[Outcome]:
    """Say what would be done of what was planned, drafts among it."""
    return [
        replace(verdict.outcome, fate=Fate.DRAFT)
        if _waits(terms, verdict)
        else verdict.outcome
        for verdict in plans
    ]


def _waits(terms: ImportTerms, verdict: Verdict) -> bool:
    """Say whether an entry is to be kept as a draft."""
    if not terms.account or terms.manner is PublishMode.PUBLISH:
        return False
    if verdict.fate is Fate.FAULTY:
        return not verdict.entry.row_problems
    wanted = terms.manner is PublishMode.DRAFT or verdict.entry.draft
    return wanted and verdict.fate in {Fate.NEW, Fate.CHANGED}


def _cites(entry: Entry) -> bool:
    return any(
        field.key in entry.values
        for field in entry.kind.fields
        if any(
            one.type.names_sheet or one.type.names_version
            for one in (field, *field.columns)
        )
    )


def _kinds_of(entries: Iterable[Entry]) -> dict[str, str]:
    return {entry.sheet: entry.kind.key for entry in entries if entry.sheet}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """What was done of an entry, and what is to be written down of it.

    `sequence` is the place in the log of what was published, 0 for nothing.
    """

    outcome: Outcome
    trace: Provenance | None = None
    sequence: int = 0


def _do_all(
    work: Work, terms: ImportTerms, verdicts: Iterable[Verdict]
) -> list[Outcome]:
    """Do what is to become of entries, and write down what this load did."""
    done = [_do(work, terms, verdict) for verdict in verdicts]
    provenance.save_provenance(work, *(one.trace for one in done if one.trace))
    if terms.load:
        published = (one.sequence for one in done if one.sequence)
        loads.note_versions(work, terms.load.id, published)
    return [one.outcome for one in done]


def _do(work: Work, terms: ImportTerms, verdict: Verdict) -> _Done:
    outcome = verdict.outcome
    if _waits(terms, verdict):
        return _draft(work, terms, verdict)
    if verdict.fate is Fate.SAME:
        return _Done(outcome=outcome, trace=_settled(work, terms, verdict))
    if verdict.fate not in {Fate.NEW, Fate.CHANGED}:
        return _Done(outcome=outcome)
    try:
        revision = publish_version(
            terms.schema,
            work,
            verdict.new_revision,
            verdict.standing.head,
            verdict.sources,
        )
    except UnfitSheetError as error:
        return _Done(outcome=_refused(verdict, error))
    if verdict.standing.draft is not None:
        drafts.drop_draft(work, terms.account, outcome.sheet)
    trace = _trace(work, terms, verdict, revision.number)
    return _Done(outcome=outcome, trace=trace, sequence=revision.sequence)


def _refused(verdict: Verdict, error: UnfitSheetError) -> Outcome:
    """Say of an entry that what came in before it, in the same load, forbids it."""
    found = (one for one in error.problems if isinstance(one, Problem))
    row_problems = (*map(verdict.entry.row_problem, found), *verdict.row_problems)
    return replace(verdict.outcome, fate=Fate.FAULTY, row_problems=row_problems)


def _draft(work: Work, terms: ImportTerms, verdict: Verdict) -> _Done:
    """Keep an entry as a draft whose identifier is the sheet's, to be found again."""
    head, outcome = verdict.standing.head, verdict.outcome
    draft = Draft(
        id=outcome.sheet,
        account=terms.account,
        kind=verdict.entry.kind.key,
        sheet=head.sheet if head else "",
        parent=head.number if head else None,
        instant=clock.now(),
        values=join_values(verdict.entry, head),
    )
    try:
        drafts.save_draft(work, draft)
    except (ForbiddenError, TooLargeError) as error:
        full = isinstance(error, TooLargeError)
        rule = Rule.DRAFTS_FULL if full else Rule.DRAFT_TAKEN
        row_problem = verdict.entry.row_problem(Problem(field="", rule=rule))
        faulty = replace(
            outcome, fate=Fate.FAULTY, row_problems=(row_problem, *outcome.row_problems)
        )
        return _Done(outcome=faulty)
    number = head.number if head else 0
    trace = replace(_trace(work, terms, verdict, number), drafted=draft.instant)
    return _Done(outcome=replace(outcome, fate=Fate.DRAFT), trace=trace)


def _settled(work: Work, terms: ImportTerms, verdict: Verdict) -> Provenance | None:
    """Give the trace of an entry whose sheet says the same by another way."""
    head, trace = verdict.standing.head, verdict.standing.trace
    kind, wanted = verdict.entry.kind, verdict.new_revision.values
    if head is None or not says_same(terms.schema, kind, head.values, wanted):
        return None
    if trace is None or (trace.number, trace.digest, bool(trace.source)) != (
        head.number,
        verdict.entry.digest,
        bool(_source(terms, verdict)),
    ):
        return _trace(work, terms, verdict, head.number)
    return None


def _trace(work: Work, terms: ImportTerms, verdict: Verdict, number: int) -> Provenance:
    if terms.load:
        loads.begin_load(work, terms.load)
    return Provenance(
        sheet=verdict.entry.sheet,
        number=number,
        digest=verdict.entry.digest,
        source=_source(terms, verdict),
        load=terms.load.id if terms.load else "",
    )


def _source(terms: ImportTerms, verdict: Verdict) -> str:
    """Say whose a sheet is: one that was here already stays whose it was.

    What an entry only claims by its own words is not thereby of this source.
    """
    trace, head = verdict.standing.trace, verdict.standing.head
    if head is not None and verdict.entry.claims and not terms.adopting:
        return trace.source if trace else ""
    return terms.source
