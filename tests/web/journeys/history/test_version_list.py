"""The list of a sheet's versions: which are wanted, and what each says of itself."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from commons.adapters.store.log.version_list import Wanted
from commons.core.domain.sheet import Revision
from commons.web.journeys.history import version_list
from commons.web.journeys.history.version_list import (
    VersionPage,
    asked_versions,
    easily_walked,
    list_writers,
    version_page,
    walk_history,
)
from commons.wiring.components import Components
from tests.feeds.conftest import CAMILLE, Desk

ALL = Wanted()
Listed = Callable[..., list[VersionPage]]


@pytest.fixture
def desk(parts: Components) -> Desk:
    return Desk(parts)


@pytest.fixture
def listed(app: Flask, parts: Components):
    """Give a page of the versions of a sheet."""

    def ask(
        head: Revision,
        wanted: Wanted = ALL,
        page: int = 1,
    ) -> list[VersionPage]:
        with app.test_request_context("/"), parts.store.read() as work:
            return version_page(work, head, wanted, page)

    return ask


@pytest.mark.parametrize(
    ("query", "some"),
    [
        ("", {}),
        ("author=camm0000000c", {"author": "camm0000000c"}),
        ("author=Camille&since=hier&until=2026-02-30", {}),
        ("since=2026-03-13", {"since": "2026-03-13"}),
    ],
)
def test_what_is_no_author_and_no_day_is_not_asked_for(
    app: Flask, query: str, some: dict[str, str]
) -> None:
    with app.test_request_context(f"/?{query}"):
        assert asked_versions().some == some


def test_days_begin_at_midnight_here_and_the_last_one_is_within(app: Flask) -> None:
    with app.test_request_context("/?since=2026-03-13&until=2026-03-13"):
        wanted = asked_versions().wanted
    assert wanted.since == datetime(2026, 3, 12, 23, tzinfo=UTC)
    assert wanted.until == datetime(2026, 3, 13, 23, tzinfo=UTC)


def test_the_end_of_time_is_no_bound(app: Flask) -> None:
    with app.test_request_context("/?until=9999-12-31"):
        assert asked_versions().wanted == ALL


def test_each_version_says_what_it_changed_the_newest_first(
    desk: Desk, listed: Listed
) -> None:
    first = desk.put_one(body="un deux")
    second = desk.change(first, body="deux trois quatre")
    newest, oldest = listed(desk.change(second, body="deux", title="Le thé"))[::2]
    assert (newest.entry.number, oldest.entry.number) == (3, 1)
    assert (newest.labels, newest.more) == (("Titre", "Pour en savoir plus"), 0)
    assert (newest.added, newest.removed) == (1, 3)
    assert oldest.removed == 0
    assert (newest.thanks.count, newest.thanks.open) == (0, False)


def test_of_many_fields_the_first_are_named_and_the_others_counted(
    desk: Desk, listed: Listed
) -> None:
    many = dict.fromkeys(("summary", "question", "inclusion", "body"), "x")
    head = desk.put_one(**many, duration="PT1H", group_min=3)
    (only,) = listed(head)
    assert len(only.labels) == version_list.MOST_NAMED
    assert only.labels[0] == "Titre"
    assert only.more == len(head.values) - version_list.MOST_NAMED


def test_pages_follow_one_another_and_an_author_without_versions_has_none(
    desk: Desk, listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(version_list, "PAGE_SIZE", 2)
    head = desk.put_one()
    for number in range(2):
        head = desk.change(head, title=f"Le café {number}")
    numbers = [[one.entry.number for one in listed(head, page=n)] for n in (1, 2, 3)]
    assert numbers == [[3, 2], [1], []]
    assert listed(head, Wanted(author="0123456789ab")) == []


def test_who_wrote_is_told_unless_it_takes_long(
    app: Flask, parts: Components, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = desk.put_one(body="Un banc devant la mairie")
    with app.test_request_context("/"), parts.store.read() as work:
        told = easily_walked(work, head)
        assert told is walk_history(work, head)
        assert told is not None
        assert [share.person for share in told.shares] == [CAMILLE]
        assert list_writers(work, head) == [(CAMILLE.id, CAMILLE.name)]
        monkeypatch.setattr(version_list, "EASY", 10)
        assert easily_walked(work, head) is None
