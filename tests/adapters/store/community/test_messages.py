"""Messages that were relayed: counted, reported, forgotten, and not wanted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commons.adapters.store.community import messages
from commons.adapters.store.engine.unit_of_work import Store
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.people.message import Message
from commons.errors import NotFoundError
from tests.adapters.store.makers import NOON, added

HOUR = timedelta(hours=1)


@pytest.fixture
def ben(store: Store) -> Account:
    return added(store, "b@exemple.fr", "Ben")


def sent(ana: Account, ben: Account, hours: int = 0) -> Message:
    return Message(
        id=iri.new_id(),
        sender=ana.id,
        author=ana.person,
        recipient=ben.id,
        reader=ben.person,
        sheet="0123456789ab",
        text="Bonjour.",
        instant=NOON + hours * HOUR,
    )


def test_a_message_comes_back_as_it_was_sent_and_is_counted(
    store: Store, ana: Account, ben: Account
) -> None:
    clara = added(store, "c@exemple.fr", "Clara")
    first, second = sent(ana, ben), sent(ana, clara, 2)
    with store.write() as work:
        for one in (first, second):
            messages.add_message(work, one)
        assert messages.get_message(work, first.id) == first
        assert messages.count_sent(work, ana.id, NOON - HOUR) == 2
        assert messages.count_sent(work, ana.id, NOON - HOUR, ben.id) == 1
        assert messages.count_sent(work, ana.id, NOON) == 1
        assert messages.count_sent(work, ben.id, NOON - HOUR) == 0
        with pytest.raises(NotFoundError):
            messages.get_message(work, iri.new_id())


def test_what_is_reported_is_listed_until_it_is_removed(
    store: Store, ana: Account, ben: Account
) -> None:
    first, second = sent(ana, ben), sent(ana, ben)
    with store.write() as work:
        for one in (first, second):
            messages.add_message(work, one)
        assert messages.reported_messages(work, limit=9) == []
        messages.report_message(work, second.id, NOON + HOUR)
        reported = replace(second, reported=NOON + HOUR)
        assert messages.reported_messages(work, limit=9) == [reported]
        messages.remove_message(work, second.id)
        assert messages.reported_messages(work, limit=9) == []


def test_messages_are_forgotten_and_those_that_were_reported_later(
    store: Store, ana: Account, ben: Account
) -> None:
    old, reported, new = sent(ana, ben), sent(ana, ben), sent(ana, ben, 3)
    with store.write() as work:
        for one in (old, reported, new):
            messages.add_message(work, one)
        messages.report_message(work, reported.id, NOON + HOUR)
        assert messages.sweep_messages(work, NOON + HOUR, NOON) == 1
        with pytest.raises(NotFoundError):
            messages.get_message(work, old.id)
        assert messages.sweep_messages(work, NOON + HOUR, NOON + 2 * HOUR) == 1
        assert messages.get_message(work, new.id) == new


def test_who_stopped_messages_gets_none_until_they_want_some(
    store: Store, ana: Account, ben: Account
) -> None:
    with store.write() as work:
        assert messages.wants_messages(work, ana.id)
        for _ in range(2):
            messages.stop_messages(work, ana.id, NOON)
        assert not messages.wants_messages(work, ana.id)
        assert messages.wants_messages(work, ben.id)
        messages.resume_messages(work, ana.id)
        assert messages.wants_messages(work, ana.id)
