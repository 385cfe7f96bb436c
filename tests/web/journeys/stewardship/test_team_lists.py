"""However much waits for the team, each of its lists is read a page at a time."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from commons.adapters.store.community import messages
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation import incoming
from commons.adapters.store.people import accounts, mail_queue
from commons.adapters.store.people.credentials import invitations
from commons.adapters.store.site import audit_log, missed_searches
from commons.adapters.store.stewardship.purge import purges
from commons.adapters.store.stewardship.review import reports
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account, Role
from commons.core.domain.people.mail import MailState
from commons.core.domain.people.message import Message
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.missed_search import Outcome, WantedSheet
from commons.core.domain.site.notice import ReceivedState
from commons.core.domain.site.purge import LegalBasis, Purge, PurgeSort
from commons.core.domain.site.report import Report, ReportReason
from commons.wiring.components import Components
from tests.adapters.store.makers import an_account, an_incoming
from tests.people.reviewed import account_of
from tests.people.visitor import Visitor
from tests.services.people.mail.test_mail_courier import a_mail

MANY, WORD = 130, re.compile(r"mot\d{4}x")


def _mail(work: Work, word: str, _who: Account, _other: Account) -> None:
    dead = replace(a_mail(), id=iri.new_id(), state=MailState.DEAD, subject=word)
    mail_queue.add_mail(work, dead)


def _message(work: Work, word: str, who: Account, other: Account) -> None:
    message = Message(
        id=iri.new_id(),
        sender=who.id,
        author=who.person,
        recipient=other.id,
        reader=other.person,
        sheet="",
        text=word,
        instant=clock.now(),
        reported=clock.now(),
    )
    messages.add_message(work, message)


def _invitation(work: Work, word: str, who: Account, _other: Account) -> None:
    made = invitations.Invitation(
        id=iri.new_id(),
        inviter=who.id,
        email=f"{word}@exemple.fr",
        created=clock.now(),
        until=clock.now() + timedelta(days=1),
    )
    invitations.add_invitation(work, made)


def _purge(work: Work, word: str, who: Account, _other: Account) -> None:
    done = Purge(
        id=iri.new_id(),
        instant=clock.now(),
        actor=who.person.id,
        basis=LegalBasis.COURT,
        sort=PurgeSort.SHEET,
        target=word,
    )
    purges.add_purge(work, done)


def _missed(work: Work, word: str, _who: Account, _other: Account) -> None:
    missed_searches.note_missed(work, word, Outcome.NOTHING, most=10_000)


def _wanted(work: Work, word: str, _who: Account, _other: Account) -> None:
    wish = WantedSheet(id=iri.new_id(), text=word, words="", instant=clock.now())
    missed_searches.add_wanted(work, wish)


def _report(work: Work, word: str, who: Account, _other: Account) -> None:
    report = Report(
        id=iri.new_id(),
        target=f"/people/{who.person.id}",
        reason=ReportReason.OTHER,
        words=word,
        reporter=None,
        instant=clock.now(),
    )
    reports.add_report(work, report)


def _notice(work: Work, word: str, who: Account, _other: Account) -> None:
    notice = an_incoming(who.id, ReceivedState.HELD)
    made = replace(notice.made, title=word) if notice.made else None
    subject = f"https://ailleurs.example/sheets/{word}"
    incoming.add_incoming(
        work, replace(notice, id=iri.new_id(), subject=subject, made=made)
    )


def _account(work: Work, word: str, _who: Account, _other: Account) -> None:
    accounts.add_account(work, an_account(f"{word}@exemple.fr", word), "a hash")


def _act(work: Work, word: str, who: Account, _other: Account) -> None:
    audit_log.note_act(work, who.person.id, AuditAct.IMPORT, "x", source=word)


Write = Callable[[Work, str, Account, Account], None]
LISTS: Mapping[str, tuple[str, Write]] = {
    "/admin/accounts": ("page", _account),
    "/admin/invitations": ("page", _invitation),
    "/admin/mail": ("page", _mail),
    "/admin/messages": ("page", _message),
    "/admin/purges": ("page", _purge),
    "/admin/reports": ("page", _report),
    "/admin/searches": ("page", _missed),
    "/admin/searches?": ("wishes", _wanted),
    "/notices": ("held", _notice),
}
"""The address of each list, the parameter of its page, and what writes a row of it."""

ELSEWHERE = {
    "/admin/audit": "pages by number, `tests/web/journeys/stewardship/operation/test_audit.py`",
    "/admin/reviews": "`tests/web/journeys/stewardship/review/test_reviews.py`",
    "/admin/thesaurus": "looked for by words, so many at most",
}
"""Lists that are tried elsewhere."""

NO_LISTS = {
    *("/admin", "/admin/appearance", "/admin/audit.jsonl", "/admin/pages"),
    *("/admin/purges/new", "/admin/settings", "/admin/themes"),
}
"""What holds no list, or one of a few things that the team wrote itself."""


def test_every_page_of_the_team_is_thought_of(app: Flask) -> None:
    pages = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/admin") and "<" not in rule.rule
    }
    known = {address.rstrip("?") for address in LISTS} | set(ELSEWHERE) | NO_LISTS
    assert pages <= known


@pytest.mark.parametrize("address", LISTS)
def test_a_long_list_is_read_a_page_at_a_time(
    parts: Components, visitor: Visitor, author: Visitor, address: str
) -> None:
    named, write = LISTS[address]
    admin = visitor.signed_in(Role.ADMIN)
    who, other = account_of(admin), account_of(author)
    words = {f"mot{number:04}x" for number in range(MANY)}
    with parts.store.write() as work:
        for word in sorted(words):
            write(work, word, who, other)
    seen: list[set[str]] = []
    for number in range(1, 7):
        page = admin.get(f"{address.rstrip('?')}?{named}={number}")
        assert page.status_code == 200
        seen.append(set(WORD.findall(page.text)))
    assert all(0 < len(some) <= 50 for some in seen)
    assert set.union(*seen) == words
    assert seen[-1] == seen[-2]  # past the end stands the last page
    assert admin.get(f"{address.rstrip('?')}?{named}=x").status_code == 400
