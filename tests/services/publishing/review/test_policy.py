"""Who is held for review, and until when."""

from dataclasses import replace

import pytest

from commons.core.domain.people.account import Account, Role
from commons.services.editing.submit import Published
from commons.services.publishing.review.policy import holds_edit, is_under_review
from commons.settings import ReviewTerms
from commons.wiring.components import Components
from tests.adapters.store.makers import added
from tests.people.reviewed import ALL, SHEETS, a_version, hands_in

OFF = ReviewTerms()


@pytest.fixture
def ana(parts: Components) -> Account:
    return added(parts.store, "a@exemple.fr", "Ana")


def held(
    parts: Components, account: Account, terms: ReviewTerms, *, creates: bool
) -> bool:
    with parts.store.read() as work:
        return holds_edit(work, terms, account, creates=creates)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (ALL, (True, True)),
        (SHEETS, (True, False)),
        (OFF, (False, False)),
        (ReviewTerms(mode="all", until=0), (False, False)),
    ],
)
def test_the_setting_says_what_is_held_of_a_new_account(
    parts: Components, ana: Account, terms: ReviewTerms, expected: tuple[bool, bool]
) -> None:
    found = tuple(held(parts, ana, terms, creates=new) for new in (True, False))
    assert found == expected


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN])
def test_who_may_review_is_never_held(
    parts: Components, ana: Account, role: Role
) -> None:
    assert not held(parts, replace(ana, role=role), ALL, creates=True)


def test_enough_accepted_edits_end_the_review(parts: Components, ana: Account) -> None:
    for count in range(ALL.until):
        with parts.store.read() as work:
            assert is_under_review(work, ALL, ana), count
        made = hands_in(parts, ana, a_version(ana, title=f"Fiche {count}"), OFF)
        assert isinstance(made, Published)
    with parts.store.read() as work:
        assert not is_under_review(work, ALL, ana)


def test_changes_of_a_sheet_do_not_count_where_only_new_sheets_are_held(
    parts: Components, ana: Account
) -> None:
    made = hands_in(parts, ana, a_version(ana), OFF)
    assert isinstance(made, Published)
    sheet = made.revision.sheet
    for parent in (1, 2, 3):
        version = a_version(ana, sheet, parent, title=f"Fiche {parent}")
        assert isinstance(hands_in(parts, ana, version, OFF), Published)
    assert not held(parts, ana, ALL, creates=True)
    assert held(parts, ana, SHEETS, creates=True)
