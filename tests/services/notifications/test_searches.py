"""What is new in a search is told to who follows it, once, and nobody waits for it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from commons.adapters.store.community.notifications import searches
from commons.adapters.store.community.notifications.subscriptions import unsubscribe
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.people.followed_search import FollowedSearch, read_search
from commons.errors import FullError
from commons.services.notifications import following
from commons.services.notifications.following import MOST_SEARCHES
from commons.services.notifications.searches import (
    EVERY,
    follow_search,
    search_topic,
)
from commons.wiring.components import Components
from commons.wiring.deliveries import open_search_watcher
from tests.feeds.conftest import BREST, Desk
from tests.services.notifications.followers import Readers

BENCH = FollowedSearch(words="banc", address="/search?q=banc")
NOW = clock.now()


def follow(parts: Components, account: Account, search: FollowedSearch) -> None:
    with parts.store.write() as work:
        follow_search(work, account, search, clock.now())


def look(parts: Components, now: datetime = NOW) -> None:
    parts.catch_up()
    watcher = open_search_watcher(parts)
    while watcher.look(now):
        pass


def test_a_search_is_the_same_in_whatever_order_it_is_asked() -> None:
    one, other = (
        FollowedSearch(words="un  banc", filters=filters, fits={"people": 8})
        for filters in (
            {"theme": ("culture", "food"), "kind": ("tool",)},
            {"kind": ("tool",), "theme": ("food", "culture")},
        )
    )
    assert one.id == other.id
    assert read_search(one.asked, "").id == one.id
    assert one.id != BENCH.id


def test_what_answers_a_search_from_now_on_is_told_once(
    parts: Components, readers: Readers, desk: Desk
) -> None:
    desk.put_one(title="Un banc d’avant")
    ana, ben = readers.account("Ana"), readers.account("Ben")
    follow(parts, ana, BENCH)
    new = desk.put_one(title="Le banc de l’écoute")
    desk.put_one(title="La soupe au caillou")
    look(parts)
    assert readers.sentences(ana) == ["Recherche « banc » : une nouvelle fiche"]
    assert readers.sentences(ana, "en") == ["Search for “banc”: a new guide"]
    assert readers.sentences(ben) == []
    (line,) = readers.lines(ana)
    assert (line.events[0].title, line.path) == (
        "Le banc de l’écoute",
        f"/sheets/{new.sheet}",
    )
    desk.change(new, title="Le banc de l’écoute")
    for hours in (1, 2):
        look(parts, NOW + timedelta(hours=hours))
    assert len(readers.lines(ana)) == 1


def test_a_search_with_filters_is_told_under_their_names(
    parts: Components, readers: Readers, desk: Desk
) -> None:
    ana = readers.account("Ana")
    filters = {"theme": ("culture",), "territory": ("region:53",)}
    follow(parts, ana, FollowedSearch(words="", filters=filters, address="/search"))
    for number in range(3):
        desk.put_one(title=f"Banc {number}", themes=["culture"], territory=BREST)
    desk.put_one(title="Ailleurs", themes=["culture"])
    look(parts)
    assert readers.sentences(ana) == [
        "Recherche Bretagne, Culture : 3 nouvelles fiches"
    ]


def test_a_search_is_left_alone_for_a_while(
    parts: Components, readers: Readers, desk: Desk
) -> None:
    ana = readers.account("Ana")
    follow(parts, ana, BENCH)
    desk.put_one(title="Un banc")
    look(parts)
    desk.put_one(title="Un autre banc")
    look(parts, NOW + EVERY / 2)
    assert len(readers.lines(ana)[0].group.ids) == 1
    look(parts, NOW + EVERY)
    assert len(readers.lines(ana)[0].group.ids) == 2


def test_what_is_known_by_another_way_is_told_once(
    parts: Components, readers: Readers, desk: Desk
) -> None:
    ana = readers.account("Ana", "theme:culture")
    follow(parts, ana, BENCH)
    desk.put_one(title="Un banc", themes=["culture"])
    readers.note()
    look(parts)
    assert len(readers.lines(ana)) == 1


def test_many_new_sheets_are_all_told(
    parts: Components, readers: Readers, desk: Desk, unindexed: None
) -> None:
    ana = readers.account("Ana")
    follow(parts, ana, BENCH)
    desk.publish(250, title="Un banc")
    look(parts)
    assert readers.sentences(ana) == ["Recherche « banc » : 250 nouvelles fiches"]


def test_a_search_that_is_cut_short_is_looked_at_again(
    parts: Components,
    readers: Readers,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ana = readers.account("Ana")
    follow(parts, ana, BENCH)
    desk.put_one(title="Un banc")

    def stop(*_: object) -> None:
        raise InterruptedError

    with monkeypatch.context() as cut:
        cut.setattr(searches, "move_search", stop)
        with pytest.raises(InterruptedError):
            look(parts)
    assert readers.lines(ana) == []
    look(parts, NOW + EVERY)
    assert len(readers.lines(ana)) == 1


def test_one_that_cannot_be_asked_any_more_holds_up_no_other(
    parts: Components, readers: Readers, desk: Desk
) -> None:
    ana = readers.account("Ana")
    follow(parts, ana, replace(BENCH, words="moulin"))
    follow(parts, ana, BENCH)
    with parts.store.write() as work:
        work.connection.execute(
            text(
                "UPDATE followed_searches SET asked = '{}', looked = -1"
                " WHERE asked LIKE '%moulin%'"
            )
        )
    desk.put_one(title="Un banc")
    with pytest.raises(KeyError):
        look(parts)
    look(parts)
    assert len(readers.lines(ana)) == 1


def test_nobody_follows_searches_without_end(
    parts: Components, readers: Readers
) -> None:
    ana = readers.account("Ana")
    for number in range(MOST_SEARCHES):
        follow(parts, ana, FollowedSearch(words=f"banc {number}"))
    with pytest.raises(FullError):
        follow(parts, ana, FollowedSearch(words="un de trop"))
    follow(parts, ana, FollowedSearch(words="banc 0"))  # is followed already
    follow(parts, readers.account("Zoé"), BENCH)
    with parts.store.write() as work, pytest.raises(FullError):  # by the other door
        following.follow(work, ana, search_topic(BENCH), clock.now())


def test_what_nobody_follows_any_more_is_forgotten(
    parts: Components, readers: Readers
) -> None:
    ana = readers.account("Ana")
    for search in (BENCH, FollowedSearch(words="soupe")):
        follow(parts, ana, search)
    with parts.store.write() as work:
        unsubscribe(work, ana.id, search_topic(BENCH))
        assert searches.sweep_searches(work) == 1
        assert not searches.find_searches(work, [BENCH.id])
