"""What the log says of other commons goes into the outbox, once, and is taken back."""

from collections.abc import Iterator

import pytest

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation import outgoing
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action, Revision
from commons.core.domain.site.notice import NoticeSort, SendState
from commons.services.federation.notices.announcing import (
    MOST_SOURCES,
    announce_changes,
)
from commons.wiring.components import Components
from tests.adapters.store.makers import NOON, a_person
from tests.adapters.store.statements import asked_here

BASE = "https://b.example"
SHEET = "0123456789ab"
SOURCE = "https://a.example/sheets/ba9876543210/v/2"


@pytest.fixture
def work(parts: Components) -> Iterator[Work]:
    with parts.store.write() as opened:
        yield opened


def a_version(
    *sources: str, number: int = 1, action: Action = Action.CREATE
) -> Revision:
    values: Values = {"title": "Le banc", "sources": [{"url": url} for url in sources]}
    return Revision(
        sheet=SHEET,
        kind="method",
        number=number,
        parent=number - 1 or None,
        sequence=number,
        instant=NOON,
        action=action,
        author=a_person(),
        change_note="",
        values=values,
    )


def said(work: Work) -> list[tuple[NoticeSort, str]]:
    return [(one.sort, one.source) for one in outgoing.notices_of(work, SHEET)]


@pytest.mark.parametrize(
    "source",
    [
        "/sheets/ba9876543210/v/2",
        f"{BASE}/sheets/ba9876543210/v/2",
        f"https://a.example/sheets/{SHEET}/v/2",
        "https://a.example/sheets/ba9876543210",
        "https://a.example/wiki/Banc",
        "pas une adresse",
    ],
)
def test_what_is_no_version_of_another_commons_is_not_announced(
    work: Work, source: str
) -> None:
    announce_changes(BASE, work, [a_version(source)])
    assert said(work) == []


def test_an_adaptation_is_announced_once_whatever_versions_follow(work: Work) -> None:
    announce_changes(BASE, work, [a_version(SOURCE), a_version(SOURCE, number=2)])
    announce_changes(BASE, work, [a_version(SOURCE, number=3)])
    assert said(work) == [(NoticeSort.ANNOUNCE, SOURCE)]


def test_what_nobody_tried_to_send_is_taken_out(work: Work) -> None:
    announce_changes(BASE, work, [a_version(SOURCE), a_version(number=2)])
    assert said(work) == []


def test_what_was_sent_is_taken_back_by_a_notice_and_may_be_said_again(
    work: Work,
) -> None:
    announce_changes(BASE, work, [a_version(SOURCE)])
    claimed = outgoing.claim_outgoing(work, outgoing.notices_of(work, SHEET)[0].due)
    assert claimed is not None
    assert claimed.state is SendState.WAITING
    gone = a_version(SOURCE, number=2, action=Action.DELETE)
    back = a_version(SOURCE, number=3, action=Action.RESTORE)
    announce_changes(BASE, work, [gone])
    claimed = outgoing.claim_outgoing(work, outgoing.notices_of(work, SHEET)[-1].due)
    announce_changes(BASE, work, [back])
    assert sorted(sort for sort, _ in said(work)) == [
        NoticeSort.ANNOUNCE,
        NoticeSort.ANNOUNCE,
        NoticeSort.UNDO,
    ]


def test_the_sources_of_one_sheet_are_bounded(work: Work) -> None:
    many = [f"https://a{n}.example/sheets/ba9876543210/v/2" for n in range(50)]
    announce_changes(BASE, work, [a_version(*many)])
    assert len(said(work)) == MOST_SOURCES


def test_what_takes_an_announcement_back_names_it(work: Work) -> None:
    announce_changes(BASE, work, [a_version(SOURCE)])
    (first,) = outgoing.notices_of(work, SHEET)
    claimed = outgoing.claim_outgoing(work, first.due)
    assert claimed is not None
    announce_changes(BASE, work, [a_version(number=2)])
    undo = outgoing.notices_of(work, SHEET)[-1]
    assert undo.sort is NoticeSort.UNDO
    assert (undo.id, undo.number) == (f"{first.id}:undo", first.number)


def test_a_source_that_two_rows_name_is_announced_once(work: Work) -> None:
    twice = a_version(SOURCE, f"{SOURCE}.ttl", f"{SOURCE}#step-1")
    announce_changes(BASE, work, [twice])
    assert said(work) == [(NoticeSort.ANNOUNCE, SOURCE)]


def test_what_was_said_of_a_sheet_is_read_once_a_change(work: Work) -> None:
    announce_changes(BASE, work, [a_version(SOURCE)])
    with asked_here() as asked:
        announce_changes(BASE, work, [a_version(number=2)])
    read = [one for one in asked.statements if one.startswith("SELECT")]
    assert len(read) == 1, asked
