"""Thanks: once per account and version, and gone with the account."""

from sqlalchemy import delete

from commons.adapters.store.engine.tables.core_tables import AccountRow
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.people import accounts, thanks
from tests.adapters.store.makers import CAMILLE, an_account, publish


def thanked(store: Store) -> tuple[str, int]:
    """Have an account thank twice for one version; give both."""
    account = an_account()
    with store.write() as work:
        accounts.add_account(work, account, "hash")
        version = publish(work)
        for _ in range(2):
            thanks.give_thanks(work, account.id, version.sequence)
    return account.id, version.sequence


def test_a_second_time_counts_for_nothing(store: Store) -> None:
    account, sequence = thanked(store)
    with store.read() as work:
        assert thanks.count_thanks(work, [sequence, 99]) == {sequence: 1}
        assert thanks.thanks_given(work, account, [sequence]) == {sequence}
        assert thanks.thanks_given(work, "nobody000000", [sequence]) == set()
        (one,) = thanks.thanks_received(work, CAMILLE.id, limit=5)
    assert (one.number, one.count, one.title) == (1, 1, "Le café des voisins")


def test_what_is_taken_back_is_gone_and_may_be_taken_back_twice(store: Store) -> None:
    account, sequence = thanked(store)
    with store.write() as work:
        for _ in range(2):
            thanks.withdraw_thanks(work, account, sequence)
        assert thanks.count_thanks(work, [sequence]) == {}
        assert thanks.thanks_received(work, CAMILLE.id, limit=5) == []


def test_thanks_go_with_the_account(store: Store) -> None:
    account, sequence = thanked(store)
    with store.write() as work:
        work.connection.execute(delete(AccountRow).where(AccountRow.id == account))
        assert thanks.count_thanks(work, [sequence]) == {}
