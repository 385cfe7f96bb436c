"""Finds and rewrites what says the name of a person beside the log and its credits."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, false, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from commons.adapters.store.engine.expressions import LikeAnyCase
from commons.adapters.store.engine.tables.community.community_tables import (
    MessageRow,
    RemarkRow,
)
from commons.adapters.store.engine.tables.community.notice_tables import (
    IncomingNoticeRow,
)
from commons.adapters.store.engine.tables.community.notification_tables import (
    FollowedSearchRow,
    SubscriptionRow,
)
from commons.adapters.store.engine.tables.core_tables import AccountRow, BatchRow
from commons.adapters.store.engine.tables.people.mail_tables import (
    AccountTokenRow,
    MailRow,
)
from commons.adapters.store.engine.tables.people.sign_in_tables import InvitationRow
from commons.adapters.store.engine.tables.site.review_tables import (
    HeldEditRow,
    ReportRow,
)
from commons.adapters.store.engine.tables.site.search_tables import (
    MissedSearchRow,
    WantedSheetRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.language.folding import fold, fold_email
from commons.core.domain.people.mail import MailState
from commons.core.domain.people.name_in_text import says
from commons.core.domain.people.notification import SEARCH, topic_of

Rewrite = Callable[[str], str]

_Column = InstrumentedAttribute[str]
_REWRITTEN: tuple[tuple[_Column, _Column], ...] = (
    (MailRow.id, MailRow.subject),
    (MailRow.id, MailRow.text),
    (MailRow.id, MailRow.html),
    (MessageRow.id, MessageRow.text),
    (RemarkRow.id, RemarkRow.reason),
    (HeldEditRow.id, HeldEditRow.reason),
    (ReportRow.id, ReportRow.words),
    (WantedSheetRow.id, WantedSheetRow.text),
    (WantedSheetRow.id, WantedSheetRow.words),
)
"""The key and the column of what is rewritten: words of the team, of letters, of wishes."""

_ENCODINGS = ("utf-8", "cp1252", "utf-16")
_PLAIN = frozenset("bdfghjkmpqrtvwx0123456789")
"""The signs that no accent, ligature or fold turns into others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedName:
    """A name that is erased; `everywhere`, or only where it is known to mean a person."""

    person: str
    name: str
    everywhere: bool


def name_pattern(name: str) -> str:
    """Return a pattern of LIKE that all spellings of a name answer, and others too.

    Databases fold ASCII only, and know no accent: what may bear one is left open.
    """
    signs = [sign if sign in _PLAIN else "%" for sign in fold(name)]
    return f"%{''.join(signs)}%"


def says_name(column: InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    """Return the condition that a column may say a name, in whichever spelling."""
    return LikeAnyCase(column, name_pattern(name))


def uploads_saying(work: Work, name: str) -> list[str]:
    """Return the spreadsheets being brought in that say a name, read one at a time."""
    ask = work.connection.execute
    found = []
    for identifier in ask(select(BatchRow.id)).scalars().all():
        query = select(BatchRow.name, BatchRow.state, BatchRow.content)
        row = ask(query.where(BatchRow.id == identifier)).one()
        texts = [row.content.decode(code, "replace") for code in _ENCODINGS]
        if any(says(text, name) for text in (row.name, row.state, *texts)):
            found.append(identifier)
    return found


def drop_uploads(work: Work, identifiers: Collection[str]) -> None:
    """Remove some spreadsheets: who sends them can send them again."""
    which = BatchRow.id.in_(list(identifiers))
    work.connection.execute(delete(BatchRow).where(which))


def forget_letters(work: Work, person: str) -> None:
    """Remove the letters to a person's account, and those that relay what it wrote.

    To each address that it has, or asked for; those too that tell one of these, and the
    invitations that were sent there.
    """
    execute = work.connection.execute
    own = select(AccountRow.id, AccountRow.email).where(AccountRow.person == person)
    for account, email in execute(own).all():
        asked = select(AccountTokenRow.email).where(AccountTokenRow.account == account)
        for address in {email, *execute(asked).scalars()} - {""}:
            told = MailRow.text.contains(address, autoescape=True)
            execute(delete(MailRow).where(or_(MailRow.recipient == address, told)))
            same = func.lower(InvitationRow.email) == fold_email(address)
            execute(delete(InvitationRow).where(same))
        sent = select(MessageRow.id).where(MessageRow.sender == account)
        for message in execute(sent).scalars().all():
            relayed = MailRow.text.contains(f"/messages/{message}/")
            execute(delete(MailRow).where(relayed))


def remarks_of(work: Work, person: str) -> frozenset[str]:
    """Return what a person said under sheets, by its identifiers."""
    query = select(RemarkRow.id).where(RemarkRow.author == person)
    return frozenset(work.connection.execute(query).scalars())


def rewrite_traces(work: Work, erased: ErasedName, rewrite: Rewrite) -> None:
    """Rewrite the words of others in which a name stands; forget what only asked for it.

    Where it may be a namesake's: only letters that were given up, and why remarks of
    the person were hidden.
    """
    execute, name = work.connection.execute, erased.name
    theirs: dict[object, ColumnElement[bool]] = {
        MailRow: MailRow.state == MailState.DEAD.value,
        RemarkRow: RemarkRow.author == erased.person,
    }
    for key, column in _REWRITTEN:
        query = select(key, column).where(says_name(column, name))
        if not erased.everywhere:
            query = query.where(theirs.get(column.class_, false()))
        for identifier, text in execute(query).all():
            if (said := rewrite(text)) != text:
                row = update(column.class_).where(key == identifier)
                execute(row.values({column.key: said}))
    about = update(ReportRow).where(ReportRow.target == f"/people/{erased.person}")
    execute(about.values(words=""))
    if erased.everywhere:
        _rewrite_notices(work, name, rewrite)
        _forget_searches(work, name)


def _forget_searches(work: Work, name: str) -> None:
    """Forget searches for a name: those in vain, and those that somebody follows."""
    execute = work.connection.execute
    asked = MissedSearchRow.folded.contains(fold(name), autoescape=True)
    for folded in execute(select(MissedSearchRow.folded).where(asked)).scalars().all():
        if says(folded, fold(name)):
            execute(delete(MissedSearchRow).where(MissedSearchRow.folded == folded))
    followed = select(FollowedSearchRow.id, FollowedSearchRow.asked)
    holding = says_name(FollowedSearchRow.asked, name)
    for identifier, words in execute(followed.where(holding)).all():
        if says(fold(words), fold(name)):
            topic = topic_of(SEARCH, identifier)
            execute(delete(SubscriptionRow).where(SubscriptionRow.topic == topic))
            gone = FollowedSearchRow.id == identifier
            execute(delete(FollowedSearchRow).where(gone))


def _rewrite_notices(work: Work, name: str, rewrite: Rewrite) -> None:
    """Rewrite what other sites said of sheets that were made of ours."""
    execute, made = work.connection.execute, IncomingNoticeRow.made
    query = select(IncomingNoticeRow.id, made).where(says_name(made, name))
    for identifier, packed in execute(query).all():
        told = json.loads(packed)
        said = {k: rewrite(v) if isinstance(v, str) else v for k, v in told.items()}
        if said != told:
            row = update(IncomingNoticeRow).where(IncomingNoticeRow.id == identifier)
            execute(row.values(made=json.dumps(said, ensure_ascii=False)))
