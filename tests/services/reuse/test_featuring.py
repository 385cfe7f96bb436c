"""Editors feature collections: in an order, bounded, and it can be taken back."""

import pytest

from commons.adapters.store.site import featured_sheets
from commons.core.domain.people.account import Account, Role
from commons.errors import DeletedError, FullError, InvalidError, NotFoundError
from commons.services.people.accounts import Application, sign_up
from commons.services.reuse.featuring import (
    MOST_FEATURED,
    feature_collection,
    move_collection,
    withdraw_collection,
)
from commons.wiring.components import Components
from tests.feeds.conftest import Desk


@pytest.fixture
def editor_account(parts: Components) -> Account:
    """Give the account of an editor."""
    with parts.store.write() as work:
        made = sign_up(
            work,
            Application(
                email="alix@exemple.fr",
                name="Alix",
                password="lampe forêt tasse violon",
                role=Role.EDITOR,
            ),
        )
    assert made is not None
    return made


def feature(parts: Components, account: Account, *sheets: str) -> list[str]:
    with parts.store.write() as work:
        for sheet in sheets:
            feature_collection(parts.schema, work, account, sheet)
    return shown(parts)


def shown(parts: Components) -> list[str]:
    with parts.store.read() as work:
        return featured_sheets.shown_sheets(work, limit=99)


def test_they_stand_in_the_order_chosen_and_one_is_taken_back(
    parts: Components, editor_account: Account
) -> None:
    made = Desk(parts).publish(3, kind="collection")
    one, two, three = (revision.sheet for revision in made)
    assert feature(parts, editor_account, one, two, three, two) == [one, two, three]
    with parts.store.write() as work:
        move_collection(work, editor_account, three, -1)
        move_collection(work, editor_account, one, -1)
        move_collection(work, editor_account, "0123456789ab", 1)
    assert shown(parts) == [one, three, two]
    with parts.store.write() as work:
        move_collection(work, editor_account, one, 9)
        withdraw_collection(work, editor_account, three)
        withdraw_collection(work, editor_account, three)
    assert shown(parts) == [two, one]
    with parts.store.read() as work:
        (first, _) = featured_sheets.list_featured(work)
    assert (first.by, first.title, first.deleted) == ("Alix", "Le café", False)


def test_a_deleted_one_is_not_shown_and_leaves_its_room(
    parts: Components, editor_account: Account
) -> None:
    desk = Desk(parts)
    made = desk.publish(MOST_FEATURED, kind="collection")
    feature(parts, editor_account, *(one.sheet for one in made))
    more = desk.put_one(kind="collection").sheet
    with pytest.raises(FullError):
        feature(parts, editor_account, more)
    desk.delete(made[0])
    assert feature(parts, editor_account, more)[-1] == more
    assert made[0].sheet not in shown(parts)
    with pytest.raises(DeletedError):
        feature(parts, editor_account, made[0].sheet)


def test_only_what_lists_sheets_is_featured(
    parts: Components, editor_account: Account
) -> None:
    method = Desk(parts).put_one().sheet
    with pytest.raises(InvalidError):
        feature(parts, editor_account, method)
    with pytest.raises(NotFoundError):
        feature(parts, editor_account, "0123456789ab")
    assert shown(parts) == []
