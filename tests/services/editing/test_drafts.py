"""A draft is kept, or put apart, and never takes more than its owner may keep."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from commons.adapters.store.drafts import draft_shares
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.core.domain.people.account import Account
from commons.core.domain.sheet import Draft
from commons.errors import FullError
from commons.services.editing.drafts import SavedDraft, save_draft
from commons.settings import Quotas
from commons.wiring.components import Components
from tests.adapters.store.makers import a_draft, an_account


@pytest.fixture
def work(parts: Components) -> Iterator[Work]:
    """Give a unit of work in which all of a test happens."""
    with parts.store.write(quiet=True) as opened:
        yield opened


@pytest.fixture
def quotas(parts: Components) -> Quotas:
    """Give what an account may keep."""
    return parts.settings.quotas


def joined(work: Work, email: str, name: str) -> Account:
    account = an_account(email, name)
    accounts.add_account(work, account, "-")
    return account


def saved(
    work: Work, me: Account, draft: Draft, quotas: Quotas, known: int = 0
) -> SavedDraft:
    return save_draft(work, me, draft, known=known, quotas=quotas)


def test_a_draft_goes_on_from_the_state_that_its_writer_knows(
    work: Work, quotas: Quotas
) -> None:
    me = joined(work, "c@exemple.fr", "Camille")
    first = saved(work, me, a_draft(me.id), quotas)
    assert (first.draft.revision, first.apart) == (1, False)
    again = saved(work, me, first.draft, quotas, known=1)
    assert (again.draft.id, again.draft.revision) == (first.draft.id, 2)


def test_a_collaborator_writes_in_the_owners_draft_and_signs(
    work: Work, quotas: Quotas
) -> None:
    me, lea = joined(work, "c@exemple.fr", "Camille"), joined(work, "l@x.fr", "Léa")
    hers = saved(work, lea, a_draft(lea.id), quotas).draft
    draft_shares.add_share(work, hers.id, me.id)
    found = saved(work, me, replace(hers, account=me.id), quotas, known=1).draft
    assert (found.account, found.writer) == (lea.id, me.id)
    assert found.values["authors"] == [
        {"name": "Camille", "role": "assisted_writing", "person": me.person.id}
    ]


def test_what_was_begun_from_another_state_is_put_apart_and_says_who_wrote(
    work: Work, quotas: Quotas
) -> None:
    me, lea = joined(work, "c@exemple.fr", "Camille"), joined(work, "l@x.fr", "Léa")
    hers = saved(work, lea, a_draft(lea.id), quotas).draft
    stranger = saved(work, me, replace(hers, account=me.id), quotas, known=1)
    assert stranger.apart
    assert stranger.draft.apart is None
    draft_shares.add_share(work, hers.id, me.id)
    late = saved(work, me, replace(hers, account=me.id), quotas, known=9)
    assert late.apart
    assert late.draft.account == me.id
    assert late.draft.apart is not None
    assert (late.draft.apart.draft, late.draft.apart.writer) == (
        hers.id,
        lea.person.id,
    )


def test_no_account_keeps_more_than_it_may(work: Work, quotas: Quotas) -> None:
    me = joined(work, "c@exemple.fr", "Camille")
    saved(work, me, a_draft(me.id), quotas)
    with pytest.raises(FullError):
        saved(work, me, a_draft(me.id), replace(quotas, drafts=1))


def test_a_draft_that_is_full_may_still_grow_shorter(
    work: Work, quotas: Quotas
) -> None:
    me = joined(work, "c@exemple.fr", "Camille")
    first = saved(work, me, a_draft(me.id), quotas).draft
    few = replace(quotas, draft_bytes=5)
    longer = replace(first, values={**first.values, "body": "Plus long."})
    with pytest.raises(FullError):
        saved(work, me, longer, few, known=1)
    shorter = replace(first, values={"title": "Un"})
    assert not saved(work, me, shorter, few, known=2).apart
