"""Decides what becomes of a sheet that a line or a file brings in. Writes nothing.

One rule for spreadsheets and folders. What says the same again changes nothing;
what somebody changed by hand since, a deleted sheet, another source's sheet and
what its kind refuses are left as they are and named.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field as attribute, replace

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.imports import provenance
from commons.adapters.store.imports.provenance import Provenance
from commons.adapters.store.log import revisions
from commons.core.domain.language.folding import fold
from commons.core.domain.schema.kind import Values
from commons.core.domain.schema.problem import Problem, Rule, Severity
from commons.core.domain.sheet import Action, Draft, Revision
from commons.core.kinds.csv.headings import KEY
from commons.core.kinds.rules.publishing_law import RIGHTS
from commons.core.kinds.values.parsing import says_same
from commons.services.exchange.batch.entries import (
    Entry,
    ImportTerms,
    PublishMode,
    short_of,
)
from commons.services.exchange.batch.outcomes import Fate, Outcome, RowProblem
from commons.services.publishing.authors import Names, drop_claims, names_in
from commons.services.publishing.law.source_records import SourceRecords, read_records
from commons.services.publishing.links import make_resolver, sheets_alone
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.save import (
    NOTE_LENGTHS,
    CompletedVersion,
    complete_version,
    problems_of,
)
from commons.services.publishing.sheet_references import References

MOST_VERSIONS = 100
"""How many versions back a file without a trace is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is there already of the sheet of an entry.

    `untraced` is true when the head is a load's, although no trace of it is left.
    """

    head: Revision | None
    draft: Draft | None
    trace: Provenance | None
    untraced: bool = False

    @property
    def touched(self) -> bool:
        """Whether somebody changed what a load left, or wrote it."""
        number = self.trace.number if self.trace else 0
        drafted = self.trace.drafted if self.trace else None
        if self.draft is not None and self.draft.instant != drafted:
            return True
        if self.head is None or self.untraced:
            return False
        return self.head.number != number

    @property
    def gone(self) -> bool:
        """Whether somebody deleted the sheet, and not the undoing of a load."""
        if self.head is None or not self.head.deleted:
            return False
        return self.trace is None or self.trace.number != self.head.number

    def says(self, digest: str) -> bool:
        """Whether a load left what this entry says, and it is still there."""
        if self.trace is None or self.trace.digest != digest:
            return False
        if self.trace.drafted is None or self.draft is not None:
            return True
        return self.head is not None and self.head.number > self.trace.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to become of an entry, and the version that it asks for.

    `said` are the values of that version before any person is left out of them,
    `sources` what the log has of those that it names, None where it was not read in
    this unit of work.
    """

    entry: Entry
    standing: Standing
    fate: Fate
    new_revision: NewRevision
    said: Values = attribute(hash=False)
    sources: SourceRecords | None = attribute(default=None, compare=False)
    row_problems: tuple[RowProblem, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The verdict as it is reported."""
        entry = self.entry
        return Outcome(
            line=entry.line,
            title=entry.title,
            sheet=entry.sheet,
            fate=self.fate,
            row_problems=self.row_problems,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntries:
    """What is known of the other entries: which sheet each name is, and of which kind.

    `kinds` maps their sheets to the keys of those; `before` are verdicts by line, given
    again where nothing changed since, without another look when they knew these very
    `names` (`settled`); `heads` are those of sheets that would stand by then.
    """

    names: Mapping[str, str]
    kinds: Mapping[str, str] = attribute(default_factory=dict)
    settled: bool = False
    before: Mapping[int, Verdict] | None = None
    heads: Mapping[str, Revision] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Court:
    """What all verdicts of a unit of work need.

    `references` know the kinds of the sheets that come; `titles` are sheets that
    stand, by folded title; `people` are names, by person.
    """

    work: Work
    terms: ImportTerms
    references: References
    names: Mapping[str, str]
    titles: Mapping[str, Collection[str]]
    people: Names


def _court(
    work: Work,
    terms: ImportTerms,
    entries: Sequence[Entry],
    known: KnownEntries,
    heads: Mapping[str, Revision],
) -> _Court:
    """Return what entries are judged by: the names, titles and people they name."""
    named = {one for entry in entries for one in sheets_alone(entry.kind, entry.values)}
    return _Court(
        work=work,
        terms=terms,
        references=References(
            work=work,
            resolve=make_resolver(work, known.names, named),
            coming=known.kinds,
        ),
        names=known.names,
        titles=revisions.sheets_by_name(
            work, [entry.title for entry in entries if entry.sheet not in heads]
        ),
        people=names_in(
            work, (join_values(entry, heads.get(entry.sheet)) for entry in entries)
        ),
    )


def judge_entries(
    work: Work, terms: ImportTerms, entries: Sequence[Entry], known: KnownEntries
) -> Iterator[Verdict]:
    """Say what is to become of each entry."""
    sheets = [entry.sheet for entry in entries if entry.sheet]
    heads = {**revisions.get_heads(work, sheets), **(known.heads or {})}
    left = provenance.provenance_of(work, sheets)
    mine = drafts.own_among(work, terms.account, sheets)
    court = _court(work, terms, entries, known, heads)
    for entry in entries:
        head, trace = heads.get(entry.sheet), left.get(entry.sheet)
        loaders = head is not None and head.author.id == terms.author.id
        standing = Standing(
            head=head,
            draft=mine.get(entry.sheet),
            trace=trace,
            untraced=terms.automatic and trace is None and loaders,
        )
        was = (known.before or {}).get(entry.line)
        if (
            was
            and was.standing == standing
            and (known.settled or was.fate is Fate.FAULTY)
        ):
            yield replace(was, sources=None)
            continue
        bare = _bare(court, entry, standing)
        if (
            was
            and was.standing == standing
            and was.new_revision.values == bare.new_revision.values
        ):
            yield replace(was, sources=bare.sources)
        else:
            yield _judged(court, bare)


def _bare(court: _Court, entry: Entry, standing: Standing) -> Verdict:
    """Give the verdict of an entry against which nothing stands."""
    terms, head = court.terms, standing.head
    back = head is not None and head.deleted
    again = Action.RESTORE if back else Action.UPDATE
    new_revision = NewRevision(
        sheet=entry.sheet,
        kind=entry.kind.key,
        parent=head.number if head else None,
        action=again if head else Action.CREATE,
        author=terms.author,
        change_note=_note(terms, entry) if head or entry.origin else "",
        values=join_values(entry, head),
    )
    completed = complete_version(
        terms.schema, new_revision, court.references, head.values if head else None
    )
    said = completed.wanted.values
    kept = drop_claims(court.work, said, head, court.people)
    return Verdict(
        entry=entry,
        standing=standing,
        fate=Fate.CHANGED if head and not back else Fate.NEW,
        new_revision=replace(new_revision, values=kept),
        said=said,
        sources=completed.sources,
    )


def _note(terms: ImportTerms, entry: Entry) -> str:
    """Return the note of a version: where it comes from, under which name there."""
    if not entry.origin:
        return terms.note
    origin = f" (là-bas : {entry.origin})"
    return terms.note[: NOTE_LENGTHS[1] - len(origin)] + origin


def _judged(court: _Court, bare: Verdict) -> Verdict:
    left = _left_alone(court, bare)
    if left is not None:
        return left
    row_problems = (
        *bare.entry.row_problems,
        *map(bare.entry.row_problem, _problems(court, bare)),
    )
    refused = any(row_problem.grave for row_problem in row_problems)
    return replace(
        bare, fate=Fate.FAULTY if refused else bare.fate, row_problems=row_problems
    )


def _left_alone(court: _Court, bare: Verdict) -> Verdict | None:
    """Give the verdict on what is not to be published, whatever its kind says."""
    entry, standing, head = bare.entry, bare.standing, bare.standing.head
    found: Verdict | None = None
    if any(row_problem.grave for row_problem in entry.row_problems):
        found = replace(bare, fate=Fate.FAULTY, row_problems=_all_faults(court, bare))
    elif head and head.kind != entry.kind.key:
        found = _left(bare, Fate.FAULTY, Rule.OTHER_KIND)
    elif standing.gone:
        found = _left(bare, Fate.DELETED, Rule.DELETED)
    elif _settled(court, bare):
        found = _same(bare)
    elif source := _other_source(court.terms, bare):
        found = _left(bare, Fate.FOREIGN, Rule.OTHER_SOURCE, source=source)
    elif standing.touched and not _may_replace(court.terms, entry):
        before = _said_before(court, bare)
        found = _same(bare) if before else _left(bare, Fate.EDITED, Rule.EDITED)
    return found


def _problems(court: _Court, bare: Verdict) -> list[Problem]:
    """Give all that stands against a version; `lenient` terms excuse some of it."""
    terms, new_revision = court.terms, bare.new_revision
    head = bare.standing.head
    completed = CompletedVersion(
        wanted=new_revision,
        references=court.references,
        sources=bare.sources or read_records(court.work, new_revision.values),
    )
    found = [*problems_of(terms.schema, completed, head), *_alike(court, bare)]
    if not terms.lenient:
        return found
    return [p for p in found if p.rule is not Rule.REQUIRED or p.field in RIGHTS]


def _all_faults(court: _Court, bare: Verdict) -> tuple[RowProblem, ...]:
    """Give what stops an entry by itself, and, if it is readable, the rest."""
    entry = bare.entry
    if any(row_problem.problem.field == KEY for row_problem in entry.row_problems):
        return entry.row_problems
    more = (entry.row_problem(problem) for problem in _problems(court, bare))
    return tuple(dict.fromkeys((*entry.row_problems, *more)))


def _settled(court: _Court, bare: Verdict) -> bool:
    """Say whether all that an entry says is there already.

    A file of an export says so also where the names in its texts would lead to
    sheets by now: they do on the page, and the export stays what it was.
    """
    terms, standing, head = court.terms, bare.standing, bare.standing.head
    if head is not None and not head.deleted:
        kind, wanted = bare.entry.kind, [bare.new_revision.values, bare.said]
        if bare.entry.claims:
            wanted.append(join_values(bare.entry, head))
        if any(says_same(terms.schema, kind, head.values, said) for said in wanted):
            return True
        if standing.touched and _may_replace(terms, bare.entry):
            return False
    if not standing.says(bare.entry.digest):
        return False
    waiting = standing.draft is not None and not standing.touched
    if not waiting or terms.manner is PublishMode.DRAFT or bare.entry.draft:
        return True
    return any(p.severity is Severity.VIOLATION for p in _problems(court, bare))


def _said_before(court: _Court, bare: Verdict) -> bool:
    """Say whether a load of before traces were kept left what an entry says."""
    head = bare.standing.head
    if head is None or bare.standing.trace or not court.terms.automatic:
        return False
    past = revisions.list_history(court.work, head.sheet, limit=MOST_VERSIONS)
    return any(version.values == bare.new_revision.values for version in past)


def _same(bare: Verdict) -> Verdict:
    """Leave a sheet; name it when it does not say the same, by somebody's hand."""
    head = bare.standing.head
    if (
        not bare.standing.touched
        or head is None
        or head.values == bare.new_revision.values
    ):
        return replace(bare, fate=Fate.SAME)
    warned = Problem(field="", rule=Rule.EDITED, severity=Severity.WARNING)
    return replace(bare, fate=Fate.SAME, row_problems=(bare.entry.row_problem(warned),))


def _left(bare: Verdict, fate: Fate, rule: Rule, **details: object) -> Verdict:
    problem = Problem(field="", rule=rule, details=details)
    return replace(bare, fate=fate, row_problems=(bare.entry.row_problem(problem),))


def _other_source(terms: ImportTerms, bare: Verdict) -> str:
    """Say which other source a sheet is from, "" when it is from this one."""
    trace = bare.standing.trace
    if bare.standing.head is None or terms.adopting:
        return ""
    if trace is None or not trace.source:
        return "?" if bare.entry.doubtful else ""
    if short_of(trace.source) != short_of(terms.source):
        return trace.source
    place = terms.load.place if terms.load else ""
    if terms.named or not place or not trace.place or trace.place == place:
        return ""
    return f"{trace.source}, {trace.place}"


def _may_replace(terms: ImportTerms, entry: Entry) -> bool:
    lines = terms.replacing
    return lines is None or entry.line in lines


def join_values(entry: Entry, head: Revision | None) -> Values:
    """Return the values of the next version, in the order of the form."""
    standing = {} if head is None else head.values
    kept = {k: v for k, v in standing.items() if k not in entry.fields}
    values = {**entry.spare, **kept, **entry.values}
    keys = [field.key for field in entry.kind.fields]
    return {key: values[key] for key in keys if key in values}


def _alike(court: _Court, bare: Verdict) -> list[Problem]:
    """Warn of another sheet of the same title, here or among the entries.

    It may be the same one, and a link by that title would be ambiguous.
    """
    entry = bare.entry
    if bare.standing.head is not None or not entry.title:
        return []
    folded = fold(entry.title)
    twice = court.names.get(folded) == ""
    others = twice or {*court.titles.get(folded, ())} - {entry.sheet}
    warned = Problem(field="title", rule=Rule.TITLE_USED, severity=Severity.WARNING)
    return [warned] if others else []
