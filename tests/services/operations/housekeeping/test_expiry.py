"""What is kept for a time only ends in time, and nobody loses a draft untold."""

import os
from datetime import timedelta

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.imports import provenance
from commons.adapters.store.measures import quota_counters
from commons.adapters.store.people.accounts import by_email
from commons.adapters.store.site import missed_searches
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Draft
from commons.core.domain.site.missed_search import Outcome
from commons.services.operations.housekeeping.expiry import (
    MISSED_FOR,
    NOTICE,
    WISHED_FOR,
    RetentionTerms,
    end_of,
    expire_all,
)
from commons.services.stewardship.missed_searches import note_search, wish_for_sheet
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.people.visitor import PASSWORD, Visitor
from tests.servers.server import ordered

TERMS = RetentionTerms(draft_days=100, copy_days=10)


def a_draft(parts: Components, account: str, days: int) -> str:
    """Keep a draft that nobody touched for so many days."""
    draft = Draft(
        id=iri.new_id(),
        account=account,
        kind="method",
        sheet="",
        parent=None,
        instant=clock.now() - timedelta(days=days),
        values={"title": f"Vieux de {days} jours"},
    )
    with parts.store.write(quiet=True) as work:
        return drafts.save_draft(work, draft).id


def begun(parts: Components, days: int) -> None:
    """Have drafts had a term here for so many days."""
    expire_all(parts.store, parts.settings.data_dir, TERMS)
    at = (clock.now() - timedelta(days=days)).timestamp()
    os.utime(parts.settings.data_dir / "terms_since", (at, at))


@pytest.fixture
def account(author: Visitor) -> str:
    """Give the account of who signed in."""
    with author.parts.store.read() as work:
        found = by_email(work, author.email)
    assert found is not None
    return found[0].id


@pytest.mark.parametrize(("since", "left"), [(0, [99, 101]), (61, [99])])
def test_a_draft_ends_once_its_term_and_the_notice_are_over(
    parts: Components, account: str, since: int, left: list[int]
) -> None:
    begun(parts, since)
    kept = {a_draft(parts, account, days): days for days in (99, 101)}
    done = expire_all(parts.store, parts.settings.data_dir, TERMS)
    assert done.drafts == 2 - len(left)
    with parts.store.read() as work:
        assert sorted(kept[one.id] for one in drafts.drafts_of(work, account)) == left


def test_a_draft_lasts_for_ever_where_it_has_no_term(
    parts: Components, account: str
) -> None:
    begun(parts, 900)
    a_draft(parts, account, 5_000)
    terms = RetentionTerms(draft_days=0, copy_days=0)
    assert expire_all(parts.store, parts.settings.data_dir, terms).drafts == 0
    assert end_of(parts.settings.data_dir, terms, clock.now()) is None


def test_its_owner_reads_when_a_draft_ends_and_is_told_at_sign_in(
    author: Visitor, parts: Components, account: str
) -> None:
    page = author.get("/drafts").get_data(as_text=True)
    assert "si personne n’y touche" not in page
    a_draft(parts, account, 730 - NOTICE.days + 5)
    assert "si personne n’y touche" in author.get("/drafts").get_data(as_text=True)
    begun(parts, 900)
    author.post("/logout", page="/drafts")
    author.post("/login", email=author.email, password=PASSWORD)
    assert "sera supprimé le" in author.get("/").get_data(as_text=True)


def test_traces_counters_and_copies_go_and_what_stands_stays(
    parts: Components,
) -> None:
    home = parts.settings.data_dir
    stands = Desk(parts).put_one(authors=[{"name": "Camille"}])
    old, young = (home / f"commons.sqlite.before-000{n}" for n in (1, 2))
    for path in (old, young, home / "mine.before-0001"):
        path.write_bytes(b"a copy")
    os.utime(old, (0, 0))
    os.utime(home / "mine.before-0001", (0, 0))
    with parts.store.write() as work:
        for sheet in (stands.sheet, iri.new_id()):
            provenance.save_provenance(
                work, provenance.Provenance(sheet=sheet, number=0, digest="ab")
            )
        quota_counters.count_taken(work, "over", -1, 1)
    parts.store.counters.count_hit("over", -1)
    done = ordered(home, "sweep")
    in_file = parts.store.lies_in_file  # else no copies are made, and none are ours
    assert f"1 traces d’import, {int(in_file)} copies" in done.stdout
    assert (old.exists(), young.exists()) == (not in_file, True)
    assert (home / "mine.before-0001").exists()
    assert parts.store.counters.reset_counters() == 0
    with parts.store.read() as work:
        assert list(provenance.provenance_of(work, [stands.sheet])) == [stands.sheet]


def test_searches_in_vain_and_wishes_are_forgotten_after_a_year(
    parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    def noted() -> list[str]:
        with parts.store.read() as work:
            found = missed_searches.list_missed(work, limit=9)
            wished = missed_searches.list_wanted(work, limit=9)
        return [*(one.words for one in found), *(one.text for one in wished)]

    note_search(parts.store, "un moulin", Outcome.NOTHING)
    with parts.store.write() as work:
        wish_for_sheet(work, "Refaire un lavoir", "")
    expire_all(parts.store, parts.settings.data_dir, TERMS)
    assert noted() == ["un moulin", "Refaire un lavoir"]
    later = clock.now() + max(MISSED_FOR, WISHED_FOR) + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    expire_all(parts.store, parts.settings.data_dir, TERMS)
    assert noted() == []
