"""Knows what the tables that no log repeats must agree on, and where they do not.

Accounts, drafts and the like are said once: what they say cannot be compared with
another place, but for what stands in two of them.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, not_, or_, select

from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    BatchRow,
    DraftRow,
    EditionRow,
    FollowerCheckpointRow,
    PulseRow,
    ReadMarkRow,
    RevisionRow,
    SheetRow,
    TraceRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.language.folding import fold_email
from commons.core.domain.people.account import Role
from commons.settings import LANGUAGES

ONLY_HERE: Mapping[str, str] = {
    "accounts.id": "an account is known by nothing else; what refers to it is checked",
    "accounts.role": "given by whoever opens the account, and said here alone",
    "accounts.created": "said here alone",
    "accounts.language": "chosen by its holder, and said here alone",
    **{
        f"account_tokens.{column}": "a link for one use is known to its holder only"
        for column in ("digest", "purpose", "email", "until")
    },
    "accounts.email_confirmed": "known from a click, and said here alone",
    "accounts.active": "decided by an operator, and said here alone",
    "accounts.password_hash": "no secret is kept twice",
    **{
        f"appearance.{column}": "how a site looks is chosen by its admins, and said once"
        for column in ("number", "colour", "logo", "logo_text", "person", "instant")
    },
    "batches.kind": "only whether there is such a kind",
    "batches.id": "an unpublished spreadsheet is known by nothing else",
    "batches.name": "what is not published yet is said once",
    "batches.until": "what is not published yet is said once",
    "batches.state": "what is not published yet is said once",
    "batches.content": "what is not published yet is said once",
    **{
        f"chosen_settings.{column}": "what an admin chooses is said once"
        for column in ("name", "value", "instant")
    },
    "daily_readings.day": "how much was read is counted once",
    "daily_readings.sort": "how much was read is counted once",
    "daily_readings.count": "how much was read is counted once",
    "companions.active": "decided by the owner of the draft, and said here alone",
    "companions.wrote": "what is not published yet is said once",
    "deliveries.kind": "how somebody is told is said here alone",
    "deliveries.delivery": "how somebody is told is said here alone",
    **{
        f"digests.{column}": "what somebody was written about is said here alone"
        for column in ("delivery", "after", "due", "sent")
    },
    "drafts.id": "an unpublished text is known by nothing else",
    "drafts.apart": "only whether it can be read",
    "drafts.kind": "that of a new sheet is said once",
    "drafts.parent": "only whether there is such a version",
    "drafts.instant": "what is not published yet is said once",
    "drafts.note": "what is not published yet is said once",
    "drafts.content": "only whether it can be read: an unpublished text is said once",
    "drafts.revision": "what is not published yet is said once",
    "drafts.tab": "what is not published yet is said once",
    "editions.number": "counts events that leave no other mark",
    "event_marks.event": "what somebody has read is said here alone",
    "event_reads.event": "what somebody has read is said here alone",
    "event_topics.topic": "whom an event concerned is said here alone",
    **{
        f"events.{column}": "what is told to who follows something is said here alone"
        for column in (
            *("kind", "ref", "sheet", "about", "person", "number", "instant"),
            *("id", "spread"),
        )
    },
    "featured.sheet": "said here alone; the sheet is there for sure",
    "featured.place": "chosen by editors, and said here alone",
    "featured.person": "who featured it is said here alone",
    "featured.instant": "said here alone",
    **{
        f"followed_searches.{column}": "what somebody looks out for is said here alone"
        for column in ("id", "asked", "address", "after", "looked")
    },
    "follower_checkpoints.name": "a follower is known by the program alone",
    "follower_checkpoints.sequence": "only whether there is such a place in the log",
    **{
        f"held_edits.{column}": "what is not published yet is said once"
        for column in (
            *("id", "draft", "known", "sheet", "kind", "parent", "action", "instant"),
            *("content", "note", "beside", "state", "reason", "signals"),
        )
    },
    **{
        f"incoming_notices.{column}": "what another site says is said here alone"
        for column in (
            *("id", "subject", "announced", "sheet", "version", "host", "notice"),
            *("state", "received", "checked", "due", "tries", "made", "fault"),
        )
    },
    "loaded.sequence": "which load published a version is said here alone",
    "loaded.load": "which load published a version is said here alone",
    "loaded.undoing": "whether it took the load back is said here alone",
    "loads.id": "a load is known by nothing else",
    "loads.source": "said by the operator, and here alone",
    "loads.place": "where files were read is said here alone",
    "loads.begun": "said here alone",
    "loads.ended": "said here alone",
    "loads.undone": "said here alone",
    **{
        f"mail_queue.{column}": "what waits to be sent is said once"
        for column in (
            *("id", "recipient", "subject", "text", "html", "unsubscribe"),
            *("state", "tries", "created", "due", "fault", "digest"),
        )
    },
    "message_stops.account": "whether somebody wants messages is said here alone",
    "message_stops.instant": "said here alone",
    **{
        f"messages.{column}": "what one person wrote to another is said here alone"
        for column in (
            *("id", "sender", "recipient", "sheet", "text", "instant", "reported"),
        )
    },
    **{
        f"missed_searches.{column}": "what was looked for in vain is said here alone"
        for column in ("folded", "words", "outcome", "count", "first", "last")
    },
    "news.notice": "which adaptation somebody is told of is said here alone",
    "news.instant": "said here alone",
    "news.seen": "what somebody has read is said here alone",
    **{
        f"outgoing_notices.{column}": "what was sent is said here alone"
        for column in (
            *("id", "sort", "sheet", "number", "source"),
            *("state", "tries", "created", "due", "fault"),
        )
    },
    **{
        f"organisations.{column}": "what people say of it is said here alone"
        for column in (
            *("id", "name", "folded", "searched", "slug", "words", "territory"),
            *("link", "author", "accepted", "merged", "revision", "instant"),
        )
    },
    **{
        f"{table}.{column}": "where people say that they are is said here alone"
        for table, column in (
            *(("organisation_places", "code"), ("organisation_places", "organisation")),
            *(("profile_categories", "category"), ("profile_categories", "person")),
        )
    },
    **{
        f"profiles.{column}": "what somebody says of themselves is said here alone"
        for column in (
            *("person", "account", "words", "folded", "territory", "organisation"),
            *("links", "instant"),
        )
    },
    "pulse.beat": "counts commits that leave no other mark",
    **{
        f"purges.{column}": "what was removed for good is said here alone"
        for column in (
            *("id", "instant", "actor", "basis", "sort", "target", "also", "cleaned"),
        )
    },
    **{
        f"purged_versions.{column}": "what a version said is kept nowhere"
        for column in ("sheet", "number", "hash", "purge")
    },
    "purged_files.name": "a file that was removed is kept nowhere",
    "purged_files.purge": "which purge removed a file is said here alone",
    "read_marks.list": "a list is known by the program alone",
    "read_marks.sequence": "only whether there is such a place in the log",
    **{
        f"reports.{column}": "what somebody reports is said here alone"
        for column in ("id", "target", "reason", "words", "instant", "ended")
    },
    "review_marks.instant": "said here alone",
    "review_marks.sequence": "said here alone; the version is there for sure",
    "repairs.id": "what was taken back is known by nothing else",
    "repairs.begun": "said here alone",
    "repairs.undone": "said here alone",
    "repairs.person": "whose writing was taken back is said here alone",
    "repairs.author": "who took it back is said here alone",
    "repair_versions.sequence": "which repair published a version is said here alone",
    "repair_versions.undoing": "whether it took the repair back is said here alone",
    **{
        f"remarks.{column}": "what somebody asks or answers is said here alone"
        for column in (
            *("id", "sheet", "parent", "step", "step_title", "account", "author"),
            *("instant", "edited", "text", "question", "resolved", "state", "reason"),
        )
    },
    **{
        f"{table}.{column}": "what lets somebody in is said here alone"
        for table, columns in {
            "api_tokens": "id digest name scopes created until used",
            "external_identities": "issuer subject created",
            "invitations": "id digest email created until",
            "passkeys": "id name public_key sign_count created used",
            "recovery_codes": "digest",
            "second_factors": "secret created step",
        }.items()
        for column in columns.split()
    },
    "sent_files.name": "a file may be gone, and who sent it is said once",
    "sent_files.instant": "said here alone",
    "sessions.digest": "the token is known to its browser only",
    **{
        f"sessions.{column}": "said here alone; a session ends within days"
        for column in ("until", "opened", "seen", "device", "way")
    },
    "site_pages.page": "an operator's own words are said once",
    "site_pages.language": "an operator's own words are said once",
    "site_pages.number": "only whether the versions of a page count from 1",
    "site_pages.text": "an operator's own words are said once",
    "site_pages.author": "who wrote an operator's words is said once",
    "site_pages.author_name": "an operator's own words are said once",
    "site_pages.instant": "said here alone",
    **{
        f"subscriptions.{column}": "what somebody follows is said here alone"
        for column in ("topic", "muted", "since", "instant")
    },
    "tallies.key": "a counter is worth nothing after a day",
    "tallies.count": "a counter is worth nothing after a day",
    "tallies.until": "a counter is worth nothing after a day",
    "thanks.instant": "said here alone",
    "thanks.sequence": "said here alone; the version is there for sure",
    **{
        f"wanted_sheets.{column}": "what somebody wishes for is said here alone"
        for column in ("id", "text", "words", "instant")
    },
    **{
        f"thesaurus_edits.{column}": "what editors decided is said once"
        for column in (
            *("number", "concept", "role", "language"),
            *("text", "added", "person", "instant"),
        )
    },
    **{
        f"themes.{column}": "what editors decided is said once"
        for column in (
            *("key", "number", "label", "help", "parent", "position", "retired"),
            *("replaced_by", "hue", "former", "pending", "person", "instant"),
        )
    },
    "traces.sheet": "a trace may outlive the draft that it was left by",
    "traces.number": "only whether there is such a version",
    "traces.drafted": "what is not published yet is said once",
    "traces.digest": "what a file said is not kept",
    "traces.source": "said by the operator, and here alone",
    "traces.load": "which load left a trace is said here alone",
}
"""Table and column -> why no check notices for sure that a value became another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inconsistency:
    """A row that does not agree with the others; `column` is where that shows."""

    table: str
    row: str
    column: str


def find_inconsistencies(work: Work, kinds: Collection[str]) -> Iterator[Inconsistency]:
    """Give what the tables say that cannot be, or that another denies, each once."""
    yield from dict.fromkeys(_each_found(work, kinds))


def _each_found(work: Work, kinds: Collection[str]) -> Iterator[Inconsistency]:
    yield from _single(work)
    yield from _accounts(work)
    yield from _drafts(work, kinds)
    for (table, column), query in _IMPOSSIBLE.items():
        for row in work.connection.execute(query).scalars():
            yield Inconsistency(table=table, row=str(row), column=column)


_HEAD = select(SheetRow.head_number).where(SheetRow.id == TraceRow.sheet)
_PARENT = select(SheetRow.head_number).where(SheetRow.id == DraftRow.sheet)
_KNOWN = select(SheetRow.id)
_LOG_END = select(func.coalesce(func.max(RevisionRow.sequence), 0))
_WHO = select(AccountRow.id)
_EACH = select(
    AccountRow.id,
    AccountRow.email,
    AccountRow.folded_email,
    AccountRow.role,
    AccountRow.language,
    AccountRow.password_hash,
).order_by(AccountRow.id)
_TEXTS = select(DraftRow.id, DraftRow.kind, DraftRow.content, DraftRow.apart)
_TABLES = select(BatchRow.id, BatchRow.kind)
_IMPOSSIBLE: Mapping[tuple[str, str], Select[*tuple[str]]] = {
    ("traces", "number"): select(TraceRow.sheet).where(
        or_(
            TraceRow.number < 0,
            TraceRow.number > func.coalesce(_HEAD.scalar_subquery(), 0),
        )
    ),
    ("drafts", "sheet"): select(DraftRow.id).where(
        DraftRow.sheet != "", not_(DraftRow.sheet.in_(_KNOWN))
    ),
    ("drafts", "parent"): select(DraftRow.id).where(
        or_(
            and_(DraftRow.sheet == "", DraftRow.parent.is_not(None)),
            DraftRow.parent < 1,
            DraftRow.parent > func.coalesce(_PARENT.scalar_subquery(), 0),
        )
    ),
    ("drafts", "kind"): select(DraftRow.id)
    .join(SheetRow, SheetRow.id == DraftRow.sheet)
    .where(SheetRow.kind != DraftRow.kind),
    ("drafts", "writer"): select(DraftRow.id).where(
        DraftRow.writer != "", not_(DraftRow.writer.in_(_WHO))
    ),
    ("read_marks", "sequence"): select(ReadMarkRow.account).where(
        or_(
            ReadMarkRow.sequence < 0,
            ReadMarkRow.sequence > _LOG_END.scalar_subquery(),
        )
    ),
    ("follower_checkpoints", "sequence"): select(FollowerCheckpointRow.name).where(
        or_(
            FollowerCheckpointRow.sequence < 0,
            FollowerCheckpointRow.sequence > _LOG_END.scalar_subquery(),
        )
    ),
}
"""(table, column) -> the rows in which it cannot be so."""


def _single(work: Work) -> Iterator[Inconsistency]:
    """See that the tables of one row have one."""
    rows: tuple[type[PulseRow | EditionRow], ...] = (PulseRow, EditionRow)
    for row in rows:
        found = list(work.connection.execute(select(row.id)).scalars())
        if found != [1]:
            yield Inconsistency(table=row.__tablename__, row=str(found), column="id")


def _accounts(work: Work) -> Iterator[Inconsistency]:
    """See that each account can be read, and that its e-mail is the same twice.

    SQLite keeps anything in a column: what is no text agrees with nothing.
    """
    for row in work.connection.execute(_EACH):
        agrees = {
            "email": fold_email(str(row.email)) == row.folded_email,
            "role": row.role in set(Role),
            "language": row.language in LANGUAGES,
            "password_hash": str(row.password_hash).startswith("$argon2"),
        }
        for column, agree in agrees.items():
            if not agree:
                yield Inconsistency(table="accounts", row=row.id, column=column)


def _drafts(work: Work, kinds: Collection[str]) -> Iterator[Inconsistency]:
    """See that each unpublished text can be read."""
    for identifier, kind, content, apart in work.connection.execute(_TEXTS):
        readable = {
            "kind": kind in kinds,
            "content": _holds(content),
            "apart": not apart or _holds(apart, "draft", "writer", "instant"),
        }
        for column, fine in readable.items():
            if not fine:
                yield Inconsistency(table="drafts", row=identifier, column=column)
    for identifier, kind in work.connection.execute(_TABLES):
        if kind not in kinds:
            yield Inconsistency(table="batches", row=identifier, column="kind")


def _holds(text: str, *keys: str) -> bool:
    """Say whether a text is a mapping in JSON that has these keys."""
    try:
        told = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return False
    return isinstance(told, dict) and told.keys() >= set(keys)
