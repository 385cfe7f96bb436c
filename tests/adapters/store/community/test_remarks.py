"""What is asked under a sheet: order, who sees what is hidden, what is counted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commons.adapters.store.community import remarks
from commons.adapters.store.community.remarks import ANYBODY, RemarkReader, RemarkTopic
from commons.adapters.store.engine.unit_of_work import Store
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.people.remark import Remark, RemarkCounts, RemarkState
from commons.errors import NotFoundError
from tests.adapters.store.makers import NOON, added, published

EDITORS = RemarkReader(account="editor", moderates=True)


@pytest.fixture
def sheet(store: Store) -> str:
    return published(store).sheet


def said(sheet: str, ana: Account, minute: int = 0, **more: object) -> Remark:
    """Make a question that was asked some minutes after noon."""
    asked = Remark(
        id=iri.new_id(),
        sheet=sheet,
        account=ana.id,
        author=ana.person,
        instant=NOON + timedelta(minutes=minute),
        text="Et s’il pleut ?",
        question=True,
    )
    return replace(asked, **more)  # type: ignore[arg-type]  # fields of a remark


def write(store: Store, *found: Remark) -> None:
    with store.write() as work:
        for one in found:
            remarks.add_remark(work, one)


def texts(store: Store, sheet: str, reader: RemarkReader = ANYBODY) -> list[str]:
    with store.read() as work:
        found = remarks.list_threads(work, RemarkTopic(sheet=sheet), reader, limit=9)
        assert remarks.count_threads(work, RemarkTopic(sheet=sheet), reader) == len(
            found
        )
    return [one.remark.text for one in found]


def test_a_remark_comes_back_as_it_was_written(
    store: Store, sheet: str, ana: Account
) -> None:
    asked = said(sheet, ana, step="steps-2", step_title="Écouter", edited=NOON)
    write(store, asked)
    changed = replace(asked, text="Autrement", resolved=True, reason="une raison")
    with store.write() as work:
        assert remarks.get_remark(work, asked.id) == asked
        remarks.change_remark(work, changed)
        assert remarks.get_remark(work, asked.id) == changed
        remarks.remove_remark(work, asked.id)
        assert remarks.find_remark(work, asked.id) is None
        with pytest.raises(NotFoundError):
            remarks.get_remark(work, asked.id)


def test_what_waits_stands_first_and_the_newest_of_each_first(
    store: Store, sheet: str, ana: Account
) -> None:
    write(
        store,
        said(sheet, ana, 1, text="vieille"),
        said(sheet, ana, 4, text="résolue", resolved=True),
        said(sheet, ana, 2, text="nouvelle"),
        said(sheet, ana, 3, text="remarque", question=False),
        said(published(store).sheet, ana, 5, text="ailleurs"),
    )
    assert texts(store, sheet) == ["remarque", "nouvelle", "vieille", "résolue"]
    with store.read() as work:
        every = remarks.list_threads(work, RemarkTopic(sheet=sheet), ANYBODY, limit=9)
        places = [remarks.place_of_thread(work, t.remark, ANYBODY) for t in every]
        part = remarks.list_threads(
            work, RemarkTopic(sheet=sheet), ANYBODY, limit=2, offset=1
        )
    assert places == [0, 1, 2, 3]
    assert [one.remark.text for one in part] == ["nouvelle", "vieille"]


def test_replies_stand_under_what_they_answer_the_oldest_first(
    store: Store, sheet: str, ana: Account
) -> None:
    asked = said(sheet, ana)
    late, early = (
        said(sheet, ana, minute, parent=asked.id, question=False, text=text)
        for minute, text in ((3, "puis"), (2, "d’abord"))
    )
    write(store, asked, late, early)
    with store.read() as work:
        (thread,) = remarks.list_threads(
            work, RemarkTopic(sheet=sheet), ANYBODY, limit=9
        )
        assert remarks.count_replies(work, asked.id) == 2
    assert thread.replies == (early, late)


def test_what_is_hidden_is_seen_by_its_author_and_by_editors(
    store: Store, sheet: str, ana: Account
) -> None:
    ben = added(store, "b@exemple.fr", "Ben")
    hidden = said(sheet, ana, text="masquée", state=RemarkState.HIDDEN)
    under = said(sheet, ben, parent=hidden.id, text="dessous")
    write(store, hidden, under)
    assert texts(store, sheet) == []
    assert texts(store, sheet, RemarkReader(account=ben.id)) == []
    assert texts(store, sheet, RemarkReader(account=ana.id)) == ["masquée"]
    assert texts(store, sheet, EDITORS) == ["masquée"]
    with store.read() as work:
        assert remarks.count_remarks(work, sheet) == RemarkCounts()
        assert remarks.shown_remarks(work, sheet, limit=9) == []
        assert remarks.latest_questions(work, limit=9) == []


def test_what_is_gone_keeps_its_place_while_a_reply_is_shown(
    store: Store, sheet: str, ana: Account
) -> None:
    gone = said(sheet, ana, text="", state=RemarkState.DELETED)
    reply = said(sheet, ana, parent=gone.id, question=False)
    write(store, gone)
    assert texts(store, sheet) == []
    write(store, reply)
    assert texts(store, sheet) == [""]
    with store.write() as work:
        assert remarks.shown_remarks(work, sheet, limit=9) == [reply]
        assert remarks.count_remarks(work, sheet).total == 1
        remarks.change_remark(work, replace(reply, state=RemarkState.HIDDEN))
    assert texts(store, sheet) == []


def test_questions_are_counted_by_sheet_and_by_step(
    store: Store, sheet: str, ana: Account
) -> None:
    first = said(sheet, ana, step="steps-1", step_title="Poser")
    write(
        store,
        first,
        said(sheet, ana, 1, step="steps-1", step_title="Poser", resolved=True),
        said(sheet, ana, 2, question=False),
        said(sheet, ana, 3, parent=first.id, question=False),
    )
    with store.read() as work:
        counts = remarks.count_remarks(work, sheet)
        by_step = remarks.count_by_step(work, sheet)
        about = remarks.list_threads(
            work, RemarkTopic(sheet=sheet, step="steps-1"), ANYBODY, limit=9
        )
        asked = remarks.latest_questions(work, sheet=sheet, limit=9)
    assert counts == RemarkCounts(total=4, threads=3, unanswered=1)
    assert by_step == {("steps-1", "Poser"): 2}
    assert len(about) == 2
    assert [one.resolved for one, _ in asked] == [True, False]
    assert {title for _, title in asked} == {"Le café des voisins"}
