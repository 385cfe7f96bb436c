"""Notices are claimed one at a time, settled, counted and shown; nothing is lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.federation import incoming, news, outgoing
from commons.adapters.store.people import accounts
from commons.core.domain.site.notice import ReceivedState, SendState
from commons.errors import NotFoundError
from tests.adapters.store.makers import (
    NOON,
    an_account,
    an_incoming,
    an_outgoing,
    publish,
)
from tests.adapters.store.statements import asked_here


@pytest.fixture
def work(store: Store) -> Iterator[Work]:
    with store.write() as opened:
        yield opened


def test_what_is_claimed_is_due_again_only_after_a_while(work: Work) -> None:
    notice = an_outgoing()
    outgoing.add_outgoing(work, notice)
    claimed = outgoing.claim_outgoing(work, NOON)
    assert claimed == replace(notice, tries=1, due=NOON + outgoing.LEASE)
    assert outgoing.claim_outgoing(work, NOON) is None
    again = outgoing.claim_outgoing(work, NOON + outgoing.LEASE)
    assert again is not None
    assert again.tries == 2


def test_what_is_due_for_longest_comes_first(work: Work) -> None:
    late = replace(an_outgoing(), due=NOON - timedelta(hours=1))
    for one in (an_outgoing(), late):
        outgoing.add_outgoing(work, one)
    first = outgoing.claim_outgoing(work, NOON)
    assert first is not None
    assert first.id == late.id
    assert outgoing.next_outgoing(work) == NOON


def test_what_is_settled_waits_no_more_and_the_dead_come_back_when_told(
    work: Work,
) -> None:
    sent, dead = an_outgoing(), an_outgoing()
    for one, state in ((sent, SendState.SENT), (dead, SendState.DEAD)):
        outgoing.add_outgoing(work, one)
        outgoing.settle_outgoing(work, replace(one, state=state, fault="no"))
    assert outgoing.next_outgoing(work) is None
    (given_up,) = outgoing.outgoing_in(work, SendState.DEAD, limit=9)
    assert (given_up.id, given_up.fault) == (dead.id, "no")
    assert outgoing.revive_dead(work, NOON) == 1
    assert outgoing.next_outgoing(work) == NOON


def test_the_notices_of_a_sheet_are_found_and_dropped(work: Work) -> None:
    mine = an_outgoing("zzzzzzzzzzzz")
    for one in (mine, an_outgoing()):
        outgoing.add_outgoing(work, one)
    assert outgoing.notices_of(work, "zzzzzzzzzzzz") == [mine]
    outgoing.drop_outgoing(work, mine.id)
    assert outgoing.notices_of(work, "zzzzzzzzzzzz") == []


@pytest.mark.parametrize("state", ReceivedState)
def test_readers_are_shown_what_was_accepted_alone(
    work: Work, state: ReceivedState
) -> None:
    notice = an_incoming(state=state)
    incoming.add_incoming(work, notice)
    shown = incoming.adapted_elsewhere(work, notice.sheet, limit=9)
    assert shown == ([notice] if state is ReceivedState.ACCEPTED else [])
    assert incoming.get_incoming(work, notice.id) == notice
    assert incoming.find_incoming(work, notice.subject, notice.sheet) == notice
    assert incoming.count_states(work) == {state.value: 1}


@pytest.mark.parametrize("state", ReceivedState)
def test_what_was_refused_or_withdrawn_is_not_looked_into(
    work: Work, state: ReceivedState
) -> None:
    incoming.add_incoming(work, an_incoming(state=state))
    claimed = incoming.claim_incoming(work, NOON)
    assert (claimed is not None) == (state in incoming.LOOKED_INTO)
    assert incoming.look_into_all(work, NOON) == (state in incoming.LOOKED_INTO)


def test_what_waits_is_counted_in_all_and_of_a_site(work: Work) -> None:
    for host in ("b.example", "b.example", "c.example"):
        incoming.add_incoming(work, an_incoming(host=host))
    assert incoming.count_waiting(work, "b.example") == (3, 2)


def test_an_unknown_notice_is_told(work: Work) -> None:
    with pytest.raises(NotFoundError):
        incoming.get_incoming(work, "0123456789ab")


def test_who_wrote_is_told_once_and_until_it_is_taken_back(store: Store) -> None:
    ana = an_account("a@exemple.fr", "Ana")
    with store.write() as work:
        accounts.add_account(work, ana, "$argon2id$v=19$x")
    with store.write() as work:
        sheet = publish(work, author=ana.person).sheet
    notice = an_incoming(sheet, ReceivedState.ACCEPTED)
    with store.write() as work:
        incoming.add_incoming(work, notice)
        for _ in range(2):
            news.tell_writers(work, notice.id, sheet, NOON)
        assert news.count_unseen(work, ana.id) == 1
        (told,) = news.list_news(work, ana.id, limit=9)
        assert (told.notice, told.instant, told.seen) == (notice, NOON, False)
        news.mark_seen(work, ana.id)
        assert news.count_unseen(work, ana.id) == 0
        news.forget_news(work, notice.id)
        assert news.list_news(work, ana.id, limit=9) == []


@pytest.mark.parametrize("state", ReceivedState)
def test_what_was_refused_long_ago_is_forgotten(
    work: Work, state: ReceivedState
) -> None:
    incoming.add_incoming(work, an_incoming(state=state))
    over = state in {ReceivedState.REFUSED, ReceivedState.WITHDRAWN}
    assert incoming.sweep_refused(work, NOON) == 0
    assert incoming.sweep_refused(work, NOON + timedelta(days=1)) == over


@pytest.mark.parametrize("state", ReceivedState)
def test_what_nobody_decided_upon_for_long_is_forgotten(
    work: Work, state: ReceivedState
) -> None:
    incoming.add_incoming(work, an_incoming(state=state))
    over = state is ReceivedState.HELD
    assert incoming.sweep_held(work, NOON) == 0
    assert incoming.sweep_held(work, NOON + timedelta(days=1)) == over


def test_what_is_undecided_is_counted_in_all_and_of_a_sheet(work: Work) -> None:
    for state in ReceivedState:
        incoming.add_incoming(work, an_incoming("0123456789ab", state))
    incoming.add_incoming(work, an_incoming("ba9876543210"))
    assert incoming.count_undecided(work, "0123456789ab") == (3, 2)


def test_however_much_there_is_to_tell_is_read_at_once(store: Store) -> None:
    ana = an_account("a@exemple.fr", "Ana")
    with store.write() as work:
        accounts.add_account(work, ana, "$argon2id$v=19$x")
    with store.write() as work:
        head = publish(work, author=ana.person)
        for _ in range(3):
            notice = an_incoming(head.sheet, ReceivedState.ACCEPTED)
            incoming.add_incoming(work, notice)
            news.tell_writers(work, notice.id, head.sheet, NOON)
    with store.read() as work, asked_here() as asked:
        told = news.list_news(work, ana.id, limit=9)
    assert [one.title for one in told] == [head.title] * 3
    assert len(asked.statements) == 1, asked
