"""Decides what becomes of each line of a spreadsheet, and does it.

The same line again changes nothing; a changed line is one new version. What
somebody changed by hand since, a deleted sheet and a line that its kind refuses
are left as they are and named. What the spreadsheet has no column for stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from commons.domain import clock
from commons.domain.kind import Kind, Type, Values
from commons.domain.problem import Problem, Rule, Severity
from commons.domain.sheet import Action, Draft, Revision
from commons.errors import ForbiddenError, TooLargeError
from commons.kinds.clean import same
from commons.services.batch import Entry, Manner, Reader, names
from commons.services.batch_report import LEFT_OUT, Fate, Outcome, Snag
from commons.services.link import Resolve, resolved, resolver
from commons.services.publish import Intent, publish
from commons.services.save import problems_of
from commons.store import archive, drafts, traces
from commons.store.traces import Trace
from commons.store.work import Store, Work
from commons.text.spreadsheet import Line

CHUNK = 100
"""How many lines stand or fall together."""

_ROUNDS = 20

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """What is there already of the sheet of a line."""

    head: Revision | None
    draft: Draft | None
    trace: Trace | None

    @property
    def touched(self) -> bool:
        """Whether somebody changed what a load left, or wrote it."""
        number = self.trace.number if self.trace else 0
        drafted = self.trace.drafted if self.trace else None
        if self.draft is not None and self.draft.instant != drafted:
            return True
        return self.head is not None and self.head.number != number

    def says(self, digest: str) -> bool:
        """Whether a load left what this line says, and it is still there."""
        if self.trace is None or self.trace.digest != digest:
            return False
        if self.trace.drafted is None or self.draft is not None:
            return True
        return self.head is not None and self.head.number > self.trace.number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What is to become of a line, and the version that it asks for."""

    entry: Entry
    standing: _Standing
    fate: Fate
    intent: Intent
    snags: tuple[Snag, ...] = ()

    @property
    def outcome(self) -> Outcome:
        entry = self.entry
        return Outcome(
            line=entry.line,
            title=entry.title,
            sheet=entry.sheet,
            fate=self.fate,
            snags=self.snags,
        )


def plan(
    store: Store, reader: Reader, lines: Sequence[Line], told: Told | None = None
) -> list[Outcome]:
    """Say what would become of each line, were all that can be published.

    Writes nothing. `told` gets (done, total).
    """
    entries = [reader.entry(line) for line in lines]
    outcomes: dict[int, Outcome] = {}
    with store.read() as work:
        known = names((entry.title, entry.sheet) for entry in entries)
        for start in range(0, len(entries), CHUNK):
            some = entries[start : start + CHUNK]
            for verdict in _judge(work, reader, some, known):
                outcomes[verdict.entry.line] = verdict.outcome
            if told:
                told(min(start + CHUNK, len(entries)), len(entries))
        citing = [entry for entry in entries if _cites(reader.brief.kind, entry)]
        for _ in range(_ROUNDS if citing else 0):
            before = sum(o.fate in LEFT_OUT for o in outcomes.values())
            for verdict in _judge(work, reader, citing, known_to(outcomes.values())):
                outcomes[verdict.entry.line] = verdict.outcome
            if sum(o.fate in LEFT_OUT for o in outcomes.values()) == before:
                break
    return [outcomes[entry.line] for entry in entries]


def known_to(outcomes: Iterable[Outcome]) -> dict[str, str]:
    """Map the names of the lines that are or will be sheets to identifiers."""
    return names(
        (outcome.title, outcome.sheet)
        for outcome in outcomes
        if outcome.fate is not Fate.FAULTY
    )


def load_some(
    work: Work, reader: Reader, lines: Sequence[Line], known: Mapping[str, str]
) -> list[Outcome]:
    """Do what is to become of some lines, and say it; `known` is from `known_to`.

    All of it stands or falls with the unit of work.
    """
    entries = [reader.entry(line) for line in lines]
    return [_do(work, reader, v) for v in _judge(work, reader, entries, known)]


def load_lines(
    store: Store,
    reader: Reader,
    lines: Sequence[Line],
    planned: Sequence[Outcome],
    told: Told | None = None,
) -> list[Outcome]:
    """Do what was planned for all lines, and say what was done.

    `told` gets (done, total) after each unit of work: what is done stays done.
    """
    known, done = known_to(planned), list[Outcome]()
    for start in range(0, len(lines), CHUNK):
        with store.write() as work:
            done += load_some(work, reader, lines[start : start + CHUNK], known)
        if told:
            told(len(done), len(lines))
    return done


def _cites(kind: Kind, entry: Entry) -> bool:
    return any(f.type is Type.SHEET and f.key in entry.values for f in kind.fields)


def _judge(
    work: Work, reader: Reader, entries: Sequence[Entry], known: Mapping[str, str]
) -> Iterable[_Verdict]:
    sheets = [entry.sheet for entry in entries if entry.sheet]
    heads = archive.heads(work, sheets)
    left = traces.of(work, sheets)
    mine = drafts.among(work, reader.brief.account, sheets)
    resolve = resolver(work, known)
    for entry in entries:
        standing = _Standing(
            head=heads.get(entry.sheet),
            draft=mine.get(entry.sheet),
            trace=left.get(entry.sheet),
        )
        yield _verdict(work, reader, entry, standing, resolve)


def _verdict(
    work: Work, reader: Reader, entry: Entry, standing: _Standing, resolve: Resolve
) -> _Verdict:
    brief, head = reader.brief, standing.head
    values = resolved(brief.kind, _joined(reader, entry, head), resolve)
    intent = Intent(
        sheet=entry.sheet,
        kind=brief.kind.key,
        parent=head.number if head else None,
        action=Action.UPDATE if head else Action.CREATE,
        author=brief.author,
        change_note=brief.note if head else "",
        values=values,
    )
    bare = _Verdict(
        entry=entry,
        standing=standing,
        fate=Fate.CHANGED if head else Fate.NEW,
        intent=intent,
    )
    if any(snag.grave for snag in entry.snags):
        return replace(bare, fate=Fate.FAULTY, snags=entry.snags)
    if head and head.deleted:
        return _kept(reader, bare, Fate.DELETED, Rule.DELETED)
    if _settled(reader, bare, resolve):
        return replace(bare, fate=Fate.SAME)
    if standing.touched and not _may_replace(reader, entry):
        return _kept(reader, bare, Fate.EDITED, Rule.EDITED)
    found = [*problems_of(brief.schema, intent, resolve), *_alike(work, bare)]
    snags = tuple(reader.snag(entry.said, problem) for problem in found)
    refused = any(snag.grave for snag in snags)
    fate = Fate.FAULTY if refused else bare.fate
    return replace(bare, fate=fate, snags=snags)


def _settled(reader: Reader, bare: _Verdict, resolve: Resolve) -> bool:
    """Say whether all that a line says is there already."""
    standing, head = bare.standing, bare.standing.head
    brief = reader.brief
    if head and same(brief.schema, brief.kind, head.values, bare.intent.values):
        return True
    if not standing.says(bare.entry.digest):
        return False
    waiting = standing.draft is not None and not standing.touched
    if not waiting or brief.manner is Manner.DRAFT:
        return True
    found = problems_of(brief.schema, bare.intent, resolve)
    return any(problem.severity is Severity.VIOLATION for problem in found)


def _kept(reader: Reader, bare: _Verdict, fate: Fate, rule: Rule) -> _Verdict:
    snag = reader.snag(bare.entry.said, Problem(field="", rule=rule))
    return replace(bare, fate=fate, snags=(snag,))


def _may_replace(reader: Reader, entry: Entry) -> bool:
    lines = reader.brief.replacing
    return lines is None or entry.line in lines


def _joined(reader: Reader, entry: Entry, head: Revision | None) -> Values:
    """Give the values of the next version, in the order of the form."""
    standing = {} if head is None else head.values
    kept = {k: v for k, v in standing.items() if k not in reader.fields}
    joined = {**reader.spare, **kept, **entry.values}
    keys = [field.key for field in reader.brief.kind.fields]
    return {key: joined[key] for key in keys if key in joined}


def _alike(work: Work, bare: _Verdict) -> list[Problem]:
    """Warn of another sheet of the same title, which may be the same."""
    if bare.standing.head is not None or not bare.entry.title:
        return []
    others = [
        s for s in archive.titled(work, bare.entry.title) if s != bare.entry.sheet
    ]
    warned = Problem(field="title", rule=Rule.TITLE_USED, severity=Severity.WARNING)
    return [warned] if others else []


def _do(work: Work, reader: Reader, verdict: _Verdict) -> Outcome:
    brief, outcome = reader.brief, verdict.outcome
    drafting = brief.manner is not Manner.PUBLISH and brief.account
    if verdict.fate is Fate.SAME:
        _settle(work, verdict)
    elif verdict.fate in {Fate.NEW, Fate.CHANGED}:
        if brief.manner is Manner.DRAFT and brief.account:
            return _draft(work, reader, verdict)
        revision = publish(brief.schema, work, verdict.intent)
        if verdict.standing.draft is not None:
            drafts.drop(work, brief.account, outcome.sheet)
        _leave(work, verdict, revision.number)
    elif verdict.fate is Fate.FAULTY and drafting and not verdict.entry.snags:
        return _draft(work, reader, verdict)
    return outcome


def _draft(work: Work, reader: Reader, verdict: _Verdict) -> Outcome:
    """Keep a line as a draft whose identifier is the sheet's, to be found again."""
    brief, head, outcome = reader.brief, verdict.standing.head, verdict.outcome
    draft = Draft(
        id=outcome.sheet,
        account=brief.account,
        kind=brief.kind.key,
        sheet=head.sheet if head else "",
        parent=head.number if head else None,
        instant=clock.now(),
        values=_joined(reader, verdict.entry, head),
    )
    try:
        drafts.keep(work, draft)
    except (ForbiddenError, TooLargeError) as error:
        full = isinstance(error, TooLargeError)
        rule = Rule.DRAFTS_FULL if full else Rule.DRAFT_TAKEN
        snag = reader.snag(verdict.entry.said, Problem(field="", rule=rule))
        return replace(outcome, fate=Fate.FAULTY, snags=(snag, *outcome.snags))
    number = head.number if head else 0
    trace = Trace(
        sheet=draft.id,
        number=number,
        digest=verdict.entry.digest,
        drafted=draft.instant,
    )
    traces.leave(work, trace)
    return replace(outcome, fate=Fate.DRAFT)


def _settle(work: Work, verdict: _Verdict) -> None:
    """Remember a line whose sheet says the same by another way."""
    head, trace = verdict.standing.head, verdict.standing.trace
    if head is None or head.values != verdict.intent.values:
        return
    if trace is None or (trace.number, trace.digest) != (
        head.number,
        verdict.entry.digest,
    ):
        _leave(work, verdict, head.number)


def _leave(work: Work, verdict: _Verdict, number: int) -> None:
    entry = verdict.entry
    traces.leave(work, Trace(sheet=entry.sheet, number=number, digest=entry.digest))
