"""What is said of a draft that was put apart."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from commons.adapters.store.drafts import draft_shares, drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.sheet import Draft, DraftFork
from commons.services.editing.drafts import SavedDraft
from commons.web.journeys.editing.forked_drafts import (
    ForkedDraft,
    forked_from,
    said_of,
    with_link,
)
from commons.wiring.components import Components
from tests.adapters.store.makers import NOON, a_draft, an_account

WHEN = "13 mars 2026 à 13:00"
MINE = ForkedDraft(name="", instant=NOON, address="")
LEAS = replace(MINE, name="Léa <b>", address="/sheets/new/method?draft=0123456789ab")


@pytest.fixture
def work(app: Flask, parts: Components) -> Iterator[Work]:
    """Write in the store within a request."""
    with app.test_request_context("/"), parts.store.write() as opened:
        yield opened


@pytest.fixture
def me(work: Work) -> Account:
    """Give somebody with an account."""
    account = an_account()
    accounts.add_account(work, account, "-")
    return account


def put_apart(me: Account, other: str, writer: str) -> Draft:
    """Give a draft of ours that was put apart from another one."""
    apart = DraftFork(draft=other, writer=writer, instant=NOON)
    return replace(a_draft(me.id), apart=apart)


def test_a_draft_that_was_not_put_apart_comes_from_none(
    work: Work, me: Account
) -> None:
    assert forked_from(work, me, a_draft(me.id)) is None


def test_beside_my_own_draft_nobody_is_named_and_the_other_is_linked(
    work: Work, me: Account
) -> None:
    first = drafts.save_draft(work, a_draft(me.id))
    found = forked_from(work, me, put_apart(me, first.id, me.person.id))
    assert found is not None
    assert (found.name, found.instant) == ("", NOON)
    assert found.address.startswith("/sheets/new/method")
    assert first.id in found.address


def test_who_wrote_meanwhile_is_named_and_linked_as_long_as_the_draft_is_shared(
    work: Work, me: Account
) -> None:
    lea = an_account("lea@exemple.fr", "Léa")
    accounts.add_account(work, lea, "-")
    hers = drafts.save_draft(work, a_draft(lea.id))
    mine = put_apart(me, hers.id, lea.person.id)
    draft_shares.add_share(work, hers.id, me.id)
    shared = forked_from(work, me, mine)
    draft_shares.remove_share(work, hers.id, me.id)
    alone = forked_from(work, me, mine)
    assert shared is not None
    assert alone is not None
    assert (shared.name, alone.name) == ("Léa", "Léa")
    assert hers.id in shared.address
    assert alone.address == ""


def test_a_writer_whom_nobody_knows_any_more_is_somebody(
    work: Work, me: Account
) -> None:
    found = forked_from(work, me, put_apart(me, iri.new_id(), iri.new_id()))
    assert found is not None
    assert (found.name, found.address) == ("Quelqu’un", "")


@pytest.mark.usefixtures("work")
def test_the_reason_says_when_and_who() -> None:
    assert MINE.why == f"Gardé à part le {WHEN}, pendant que vous écriviez ailleurs."
    assert LEAS.why == f"Gardé à part le {WHEN}, pendant que Léa <b> écrivait."
    assert (MINE.link, LEAS.link) == (
        "Voir l’autre brouillon",
        "Voir l’autre brouillon, par Léa <b>",
    )


@pytest.mark.usefixtures("work")
def test_only_a_text_that_was_put_apart_is_spoken_of() -> None:
    draft = a_draft("0123456789ab")
    apart = SavedDraft(draft=draft, apart=True)
    assert said_of(SavedDraft(draft=draft, apart=False), LEAS) == ""
    assert said_of(apart, LEAS).startswith("Léa <b> a écrit dans ce brouillon")
    assert said_of(apart, MINE) == said_of(apart, None)
    assert said_of(apart, None).startswith("Ce brouillon a changé ailleurs")


@pytest.mark.usefixtures("work")
def test_a_link_follows_where_there_is_one_and_names_are_escaped() -> None:
    assert with_link("a < b", None) == with_link("a < b", MINE) == "a &lt; b"
    assert with_link("Voilà.", LEAS) == (
        f'Voilà. <a href="{LEAS.address}">Voir l’autre brouillon, par Léa &lt;b&gt;</a>'
    )
