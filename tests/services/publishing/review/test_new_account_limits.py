"""New accounts hand in so much an hour; the text stays a draft, and others have room."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.core.domain import clock
from commons.core.domain.people.account import Account, Role
from commons.services.editing.hold import Postponed
from commons.services.editing.submit import Published
from commons.services.publishing.review.new_account_limits import (
    LIMITS,
    exceeded_limit,
    is_new_account,
)
from commons.settings import ReviewTerms
from commons.wiring.components import Components
from tests.adapters.store.makers import added
from tests.people.reviewed import ALL, SHEETS, a_version, hands_in

OFF = ReviewTerms()


@pytest.fixture
def ana(parts: Components) -> Account:
    return added(parts.store, "a@exemple.fr", "Ana")


def exceeded(
    parts: Components, account: Account, times: int, **values: object
) -> list[str]:
    version = a_version(account, **values)  # type: ignore[arg-type]
    with parts.store.write() as work:
        head = revisions.get_heads(work, [version.sheet]).get(version.sheet)
        return [exceeded_limit(work, account, version, head) for _ in range(times)]


def test_so_many_sheets_an_hour(parts: Components, ana: Account) -> None:
    most = LIMITS["sheets"].most
    assert exceeded(parts, ana, most + 1) == [""] * most + ["sheets"]


def test_so_many_links_an_hour(parts: Components, ana: Account) -> None:
    body = " ".join(f"https://a.example/{n}" for n in range(LIMITS["links"].most))
    assert exceeded(parts, ana, 2, body=body) == ["", "links"]


def test_so_many_changes_of_what_others_began(parts: Components, ana: Account) -> None:
    ben = added(parts.store, "b@exemple.fr", "Ben")
    made = hands_in(parts, ben, a_version(ben), OFF)
    assert isinstance(made, Published)
    sheet, most = made.revision.sheet, LIMITS["edits"].most
    found = exceeded(parts, ana, most + 1, sheet=sheet, parent=1)
    assert found == [""] * most + ["edits"]
    assert set(exceeded(parts, ben, most + 1, sheet=sheet, parent=1)) == {""}


def test_who_is_new(parts: Components, ana: Account) -> None:
    young = replace(ana, created=clock.now())
    old = replace(ana, created=clock.now() - timedelta(days=2))
    with parts.store.read() as work:
        assert is_new_account(work, ALL, old)
        assert not is_new_account(work, OFF, young)
        assert not is_new_account(work, ALL, replace(young, role=Role.EDITOR))
    for count in range(ALL.until):
        hands_in(parts, ana, a_version(ana, title=f"Fiche {count}"), OFF)
    with parts.store.read() as work:
        assert is_new_account(work, ALL, young)
        assert not is_new_account(work, ALL, old)


def test_what_exceeds_a_limit_stays_a_draft(parts: Components, ana: Account) -> None:
    ben = added(parts.store, "b@exemple.fr", "Ben")
    made = hands_in(parts, ben, a_version(ben), OFF)
    assert isinstance(made, Published)
    links = " ".join(f"https://a.example/{n}" for n in range(99))
    version = a_version(ana, made.revision.sheet, 1, body=links)
    outcome = hands_in(parts, ana, version, SHEETS)
    assert isinstance(outcome, Postponed)
    assert (outcome.sort, outcome.most) == ("links", LIMITS["links"].most)
    with parts.store.read() as work:
        assert revisions.get_head(work, made.revision.sheet).number == 1
        (draft,) = drafts.drafts_of(work, ana.id)
    assert draft.values["body"] == links
