"""What awaits somebody who signs in, counted."""

from dataclasses import replace

from flask import Flask

from commons.adapters.store.drafts import draft_shares, drafts
from commons.adapters.store.people import accounts, thanks
from commons.core.domain import clock
from commons.core.domain.people.account import Role
from commons.core.domain.sheet import Draft
from commons.services.history.delete import delete_sheet
from commons.services.people.overview import Overview, give_overview
from commons.wiring.components import Components
from tests.adapters.store.statements import asked_here
from tests.feeds.conftest import CAMILLE
from tests.people.visitor import Visitor

NOTHING = Overview(
    drafts=0, shared=0, waiting=0, refused=0, sheets=0, thanks=0, unseen=0, to_decide=0
)
DRAFT = Draft(
    id="",
    account="",
    kind="method",
    sheet="",
    parent=None,
    instant=clock.now(),
    values={},
)


def test_a_new_account_has_nothing_waiting(visitor: Visitor, parts: Components) -> None:
    visitor.signed_in(Role.EDITOR)
    with parts.store.read() as work:
        (me,) = accounts.all_accounts(work)
        assert give_overview(work, me) == NOTHING


def test_sheets_and_thanks_are_counted(
    author: Visitor, app: Flask, parts: Components
) -> None:
    author.publishes("method")
    with parts.store.read() as work:
        (me,) = accounts.all_accounts(work)
        assert give_overview(work, me).sheets == 1
    Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    with parts.store.write() as work:
        thanker = next(one for one in accounts.all_accounts(work) if one.id != me.id)
        thanks.give_thanks(work, thanker.id, 1)
    with parts.store.read() as work:
        assert give_overview(work, me).thanks == 1


def test_a_sheet_that_was_deleted_counts_no_more(
    author: Visitor, parts: Components
) -> None:
    first = author.publishes("method")
    author.publishes("method", title="Un autre titre")
    with parts.store.read() as work:
        (me,) = accounts.all_accounts(work)
        assert give_overview(work, me).sheets == 2
    with parts.store.write() as work:
        delete_sheet(parts.schema, work, CAMILLE, first.split("/")[2], "en double")
        assert give_overview(work, me).sheets == 1


def test_shared_drafts_are_counted_while_they_are_shared(
    author: Visitor, app: Flask, parts: Components
) -> None:
    other = Visitor(app.test_client(), parts)
    other.signed_in(Role.CONTRIBUTOR)
    with parts.store.write() as work:
        me, owner = accounts.all_accounts(work)[:2]
        for name in ("aaaaaaaaaaaa", "bbbbbbbbbbbb"):
            drafts.save_draft(work, replace(DRAFT, id=name, account=owner.id))
            draft_shares.add_share(work, name, me.id)
        draft_shares.remove_share(work, "bbbbbbbbbbbb", me.id)
        mine, theirs = give_overview(work, me), give_overview(work, owner)
    assert (mine.drafts, mine.shared) == (0, 1)
    assert (theirs.drafts, theirs.shared) == (2, 0)


def test_what_is_counted_is_not_read(author: Visitor, parts: Components) -> None:
    author.publishes("method")
    with parts.store.read() as work:
        (me,) = accounts.all_accounts(work)
        with asked_here() as asked:
            give_overview(work, me)
    assert all("count(" in one.lower() for one in asked.statements)
