"""The log is read by what nobody looked at, by new accounts, by person, by territory."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log.projections import categories
from commons.adapters.store.people import accounts
from commons.adapters.store.stewardship.review import (
    patrolled_changes as patrol,
    review_marks,
)
from commons.adapters.store.stewardship.review.patrolled_changes import (
    NEW_FOR,
    ChangesFilter,
    PatrolledPage,
    patrolled_changes,
)
from commons.core.domain import clock
from commons.core.domain.people.account import Account, Role
from tests.adapters.store.makers import a_person, added, an_account, publish

BREST = "territory:commune:29019"


class Lived:
    """A log: by a new account, an old one, an editor, and who has no account."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.new = self._account("n@exemple.fr", "Nora", created=clock.now())
        old = clock.now() - NEW_FOR - timedelta(days=1)
        self.old = self._account("o@exemple.fr", "Omar", created=old)
        self.editor = self._account("e@exemple.fr", "Élise", role=Role.EDITOR)
        with store.write() as work:
            self.log = [
                publish(work, author=who, title=f"Fiche {n}")
                for n, who in enumerate(
                    (
                        self.new.person,
                        self.old.person,
                        self.editor.person,
                        a_person("Équipe"),
                    )
                )
            ]
            categories.put_in_categories(work, 2, [BREST])

    def _account(self, email: str, name: str, **more: object) -> Account:
        account = replace(an_account(email, name), **more)  # type: ignore[arg-type]
        with self.store.write() as work:
            accounts.add_account(work, account, "a hash")
        return account

    def found(self, limit: int = 9, before: int = 0, **wanted: object) -> PatrolledPage:
        asked = ChangesFilter(**wanted)  # type: ignore[arg-type]
        with self.store.read() as work:
            return patrolled_changes(work, asked, before=before, limit=limit)

    def sequences(self, **wanted: object) -> list[int]:
        return [one.revision.sequence for one in self.found(9, 0, **wanted).versions]


@pytest.fixture
def lived(store: Store) -> Lived:
    return Lived(store)


def test_each_filter_gives_what_it_says_youngest_first(lived: Lived) -> None:
    assert lived.sequences() == [4, 3, 2, 1]
    assert lived.sequences(unreviewed=True) == [2, 1]
    assert lived.sequences(new_accounts=True) == [1]
    assert lived.sequences(person=lived.old.person.id) == [2]
    assert lived.sequences(category=BREST) == [2]
    assert lived.sequences(category=BREST, new_accounts=True) == []
    assert lived.sequences(person="-") == []
    assert not ChangesFilter().some
    assert ChangesFilter(person="-").some


def test_a_mark_makes_a_version_reviewed_and_can_be_taken_back(lived: Lived) -> None:
    reviewed = [(one.reviewed, one.marked) for one in lived.found().versions]
    assert reviewed == [(True, False), (True, False), (False, False), (False, False)]
    with lived.store.write() as work:
        review_marks.mark_reviewed(work, 1, lived.editor.id)
    assert lived.sequences(unreviewed=True) == [2]
    (first,) = lived.found(person=lived.new.person.id).versions
    assert (first.reviewed, first.marked) == (True, True)
    with lived.store.write() as work:
        review_marks.unmark_reviewed(work, 1)
    assert lived.sequences(unreviewed=True) == [2, 1]


def test_pages_follow_each_other_and_end(lived: Lived) -> None:
    first = lived.found(limit=3)
    assert (len(first.versions), first.older) == (3, 2)
    last = lived.found(limit=3, before=first.older)
    assert [one.revision.sequence for one in last.versions] == [1]
    assert last.older == 0
    assert lived.found(limit=4).older == 0
    assert lived.found(before=10**9).older == 0


def test_a_page_is_looked_for_among_so_many_entries(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patrol, "MOST_READ", 2)
    page = lived.found(unreviewed=True)
    assert (list(page.versions), page.older) == ([], 3)
    page = lived.found(unreviewed=True, before=page.older)
    assert [one.revision.sequence for one in page.versions] == [2, 1]
    assert page.older == 0


def test_an_empty_log_has_a_page(store: Store) -> None:
    added(store, "a@exemple.fr", "Ana")
    with store.read() as work:
        page = patrolled_changes(work, ChangesFilter(unreviewed=True), limit=9)
    assert (list(page.versions), page.older) == ([], 0)
