"""Links for one use: known to who was given them, for a while and for one purpose."""

from datetime import timedelta

from sqlalchemy import text

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.people import accounts
from commons.adapters.store.people.account_tokens import (
    AccountToken,
    TokenPurpose,
    find_half,
    find_token,
    issue_token,
    revoke_tokens,
    sweep_tokens,
)
from commons.core.domain import clock
from tests.adapters.store.makers import an_account

SOON = clock.now() + timedelta(hours=1)
GONE = clock.now() - timedelta(seconds=1)


def given(store: Store, purpose: TokenPurpose = TokenPurpose.RESET) -> AccountToken:
    account = an_account("a@exemple.fr", "Ana")
    with store.write() as work:
        accounts.add_account(work, account, "a hash")
    return AccountToken(account=account.id, purpose=purpose, email=account.email)


def test_a_secret_stands_for_one_account_and_one_purpose(store: Store) -> None:
    asked = given(store)
    with store.write() as work:
        token = issue_token(work, asked, until=SOON)
        assert find_token(work, token, TokenPurpose.RESET) == asked
        assert find_token(work, token, TokenPurpose.CONFIRM) is None
        assert find_token(work, token + "x", TokenPurpose.RESET) is None
        kept = work.connection.execute(text("SELECT * FROM account_tokens")).one()
    assert token not in map(str, kept)


def test_a_new_secret_ends_the_one_before(store: Store) -> None:
    asked = given(store)
    with store.write() as work:
        before = issue_token(work, asked, until=SOON)
        after = issue_token(work, asked, until=SOON)
        assert find_token(work, before, TokenPurpose.RESET) is None
        assert find_token(work, after, TokenPurpose.RESET) == asked
        revoke_tokens(work, asked.account, TokenPurpose.RESET)
        assert find_token(work, after, TokenPurpose.RESET) is None


def test_what_is_too_old_works_no_more_and_is_swept(store: Store) -> None:
    asked = given(store, TokenPurpose.TOOK_EMAIL)
    with store.write() as work:
        token = issue_token(work, asked, until=GONE)
        assert find_token(work, token, TokenPurpose.TOOK_EMAIL) is None
        assert find_half(work, asked.account, TokenPurpose.TOOK_EMAIL) is None
        assert sweep_tokens(work) == 1
        issue_token(work, asked, until=SOON)
        half = find_half(work, asked.account, TokenPurpose.TOOK_EMAIL)
        assert half == "a@exemple.fr"
        assert sweep_tokens(work) == 0
