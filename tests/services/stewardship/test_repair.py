"""What one person wrote is taken back at once, and that is taken back again."""

import time

import pytest

from commons.adapters.store.log import revisions
from commons.adapters.store.site import audit_log, repairs
from commons.adapters.store.stewardship.review import review_marks
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.domain.site.audit import AuditAct
from commons.errors import NotFoundError
from commons.services.history.delete import delete_sheet
from commons.services.publishing.publish import NewRevision, publish_version
from commons.services.stewardship.repair import (
    RepairReport,
    RepairScope,
    WantedRepair,
    count_written,
    take_back_person,
    undo_repair,
)
from commons.wiring.components import Components
from tests.adapters.store.makers import a_person

EDITOR = a_person("Édith")
SPAMMER = a_person("Réclame")
AUTHOR = a_person("Camille")


def says(
    parts: Components, who: Person, title: str, head: Revision | None = None
) -> Revision:
    """Publish a version of a sheet."""
    wanted = NewRevision(
        sheet=head.sheet if head else iri.new_id(),
        kind="method",
        parent=head.number if head else None,
        action=Action.UPDATE if head else Action.CREATE,
        author=who,
        change_note="",
        values={
            "title": title,
            "language": "fr",
            "licence": "CC-BY-SA-4.0",
            "authors": [{"name": "Camille"}],
        },
    )
    with parts.store.write() as work:
        return publish_version(parts.schema, work, wanted, head)


def head_of(parts: Components, revision: Revision) -> Revision:
    with parts.store.read() as work:
        return revisions.get_head(work, revision.sheet)


def taken_back(parts: Components, scope: RepairScope = RepairScope.ALL) -> RepairReport:
    wanted = WantedRepair(person=SPAMMER, author=EDITOR, scope=scope)
    return take_back_person(parts.store, parts.schema, wanted)


def undone(parts: Components, report: RepairReport) -> RepairReport:
    return undo_repair(parts.store, parts.schema, EDITOR, report.repair)


def test_forty_sheets_and_twenty_edits_are_undone_at_once_and_back(
    parts: Components,
) -> None:
    made = [says(parts, SPAMMER, f"Réclame {n}") for n in range(40)]
    own = [says(parts, AUTHOR, f"Fiche {n}") for n in range(20)]
    for sheet in own:
        says(parts, SPAMMER, "Réclame", says(parts, SPAMMER, "Réclam", sheet))
    with parts.store.read() as work:
        written = count_written(work, SPAMMER)
    assert (written.made, written.changed) == (40, 20)
    began = time.process_time()
    report = taken_back(parts)
    assert time.process_time() - began < 5
    assert (report.deleted, report.reverted, report.kept) == (40, 20, [])
    assert all(head_of(parts, sheet).deleted for sheet in made)
    assert [head_of(parts, sheet).title for sheet in own] == [s.title for s in own]
    back = undone(parts, report)
    assert (back.deleted, back.reverted, back.kept) == (0, 60, [])
    assert [head_of(parts, sheet).title for sheet in made] == [s.title for s in made]
    assert {head_of(parts, sheet).title for sheet in own} == {"Réclame"}
    assert undone(parts, report).reverted == 0
    again = taken_back(parts)
    assert (again.deleted, again.reverted) == (40, 20)
    assert [head_of(parts, sheet).title for sheet in own] == [s.title for s in own]


def test_what_others_wrote_since_is_left_and_named(parts: Components) -> None:
    sheet = says(parts, SPAMMER, "Réclame")
    mended = says(parts, AUTHOR, "Une vraie fiche", sheet)
    report = taken_back(parts)
    assert report.kept == [("Une vraie fiche", sheet.sheet)]
    assert head_of(parts, sheet) == mended


@pytest.mark.parametrize(
    ("scope", "deleted", "reverted"),
    [(RepairScope.MADE, 1, 0), (RepairScope.CHANGED, 0, 1)],
)
def test_what_was_made_and_what_was_changed_are_apart(
    parts: Components, scope: RepairScope, deleted: int, reverted: int
) -> None:
    says(parts, SPAMMER, "Réclame")
    says(parts, SPAMMER, "Réclame", says(parts, AUTHOR, "Fiche"))
    report = taken_back(parts, scope)
    assert (report.deleted, report.reverted) == (deleted, reverted)


def test_what_came_back_is_told_apart_as_before(parts: Components) -> None:
    made = says(parts, SPAMMER, "Réclame")
    changed = says(parts, SPAMMER, "Réclame", says(parts, AUTHOR, "Fiche"))
    undone(parts, taken_back(parts))
    with parts.store.read() as work:
        written = count_written(work, SPAMMER)
    assert (written.made, written.changed) == (1, 1)
    assert taken_back(parts, RepairScope.CHANGED).reverted == 1
    assert head_of(parts, changed).title == "Fiche"
    assert taken_back(parts, RepairScope.MADE).deleted == 1
    assert head_of(parts, made).deleted


def test_what_was_taken_back_waits_for_nobody_to_look_at_it(
    parts: Components,
) -> None:
    """Nor does it again once it is brought back: it was looked at."""
    gone = says(parts, SPAMMER, "Réclame")
    kept = says(parts, SPAMMER, "Réclame", says(parts, AUTHOR, "Fiche"))
    says(parts, AUTHOR, "Autre chose", kept)
    report = taken_back(parts)
    undone(parts, report)
    with parts.store.read() as work:
        assert review_marks.is_marked(work, gone.sequence)
        assert not review_marks.is_marked(work, kept.sequence)


def test_a_sheet_that_was_deleted_before_is_deleted_again(parts: Components) -> None:
    sheet = says(parts, AUTHOR, "Fiche")
    with parts.store.write() as work:
        gone = delete_sheet(parts.schema, work, AUTHOR, sheet.sheet, "Doublon")
    wanted = NewRevision(
        sheet=sheet.sheet,
        kind="method",
        parent=gone.number,
        action=Action.RESTORE,
        author=SPAMMER,
        change_note="",
        values=sheet.values,
    )
    with parts.store.write() as work:
        publish_version(parts.schema, work, wanted, gone)
    assert taken_back(parts).deleted == 1
    assert head_of(parts, sheet).deleted


def test_nothing_is_brought_back_over_what_was_written_since(
    parts: Components,
) -> None:
    sheet = says(parts, SPAMMER, "Réclame", says(parts, AUTHOR, "Fiche"))
    report = taken_back(parts)
    since = says(parts, AUTHOR, "Fiche mieux", head_of(parts, sheet))
    back = undone(parts, report)
    assert (back.reverted, back.kept) == (0, [("Fiche mieux", sheet.sheet)])
    assert head_of(parts, sheet) == since


def test_each_act_is_in_the_audit_log_and_listed_of_the_person(
    parts: Components,
) -> None:
    says(parts, SPAMMER, "Réclame")
    report = taken_back(parts)
    undone(parts, report)
    with parts.store.read() as work:
        noted = audit_log.latest_acts(work, limit=9)
        (listed,) = repairs.repairs_of(work, SPAMMER.id, limit=9)
        assert audit_log.broken_at(work) is None
    assert [entry.act for entry in noted] == [AuditAct.UNDO_REPAIR, AuditAct.REPAIR]
    assert {entry.target for entry in noted} == {SPAMMER.id}
    assert listed.undone is not None
    with pytest.raises(NotFoundError):
        undo_repair(parts.store, parts.schema, EDITOR, "zzzzzzzzzzzz")
