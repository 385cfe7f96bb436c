"""What awaits somebody who signs in, counted."""

from flask import Flask

from commons.adapters.store.people import accounts, thanks
from commons.core.domain.account import Role
from commons.services.people.overview import Overview, give_overview
from commons.wiring import Components
from tests.visitor import Visitor

NOTHING = Overview(drafts=0, shared=0, sheets=0, thanks=0, unseen=0, to_decide=0)


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
