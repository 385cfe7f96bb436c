"""What becomes of a line is decided by what stands; nothing is written."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from commons.adapters.store.imports.provenance import Provenance
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.core.domain.schema.problem import Rule
from commons.core.domain.sheet import Action, Draft, Revision
from commons.core.text.files.csv_file import Table
from commons.services.exchange.batch.entries import PublishMode
from commons.services.exchange.batch.outcomes import Fate
from commons.services.exchange.batch.verdicts import (
    KnownEntries,
    Standing,
    Verdict,
    join_values,
    judge_entries,
)
from commons.wiring.components import Components
from tests.adapters.store.makers import NOON, a_draft, an_account
from tests.core.kinds.examples import revision
from tests.feeds.conftest import Desk
from tests.services.tables import EDITOR, briefed, loaded, row, table

ALL = KnownEntries(names={})


def judged(
    parts: Components, found: Table, known: KnownEntries = ALL, **chosen: object
) -> list[Verdict]:
    reader = briefed(parts, found, **chosen)
    entries = [reader.entry(line) for line in found.lines]
    with parts.store.read() as work:
        before = revisions.head_sequence(work)
        verdicts = list(judge_entries(work, reader.brief, entries, known))
        assert revisions.head_sequence(work) == before
    return verdicts


def head(parts: Components, sheet: str) -> Revision:
    with parts.store.read() as work:
        return revisions.get_head(work, sheet)


def rules(verdict: Verdict) -> list[Rule]:
    return [
        row_problem.problem.rule
        for row_problem in verdict.row_problems
        if row_problem.grave
    ]


def test_a_line_that_nobody_loaded_is_a_new_sheet(parts: Components) -> None:
    (found,) = judged(parts, table(row(1)))
    assert (found.fate, found.new_revision.action) == (Fate.NEW, Action.CREATE)
    assert (found.new_revision.parent, found.new_revision.change_note) == (None, "")
    assert found.new_revision.author == EDITOR
    assert found.new_revision.values["authors"] == [{"name": "Camille D."}]
    assert found.outcome.sheet == found.entry.sheet


def test_a_line_that_says_something_else_changes_its_sheet_and_the_same_does_not(
    parts: Components,
) -> None:
    loaded(parts, table(row(1), row(2)))
    changed, same = judged(parts, table(row(1, duration="2 h"), row(2)))
    assert (changed.fate, same.fate) == (Fate.CHANGED, Fate.SAME)
    assert (changed.new_revision.action, changed.new_revision.parent) == (
        Action.UPDATE,
        1,
    )
    assert changed.new_revision.change_note == "Mise à jour du tableau"


def test_a_line_that_its_kind_refuses_is_faulty_with_all_that_is_wrong(
    parts: Components,
) -> None:
    (found,) = judged(parts, table(row(1, title="x", duration="un moment")))
    assert found.fate is Fate.FAULTY
    assert sorted(rules(found)) == [Rule.NOT_DURATION, Rule.TOO_SHORT]


def test_what_a_hand_changed_is_left_unless_it_may_be_replaced(
    parts: Components,
) -> None:
    (first,) = loaded(parts, table(row(1)))
    by_hand = head(parts, first.sheet)
    Desk(parts).change(by_hand, **{**by_hand.values, "body": "De ma main."})
    changed = table(row(1, duration="2 h"))
    (left,) = judged(parts, changed)
    assert (left.fate, rules(left)) == (Fate.EDITED, [Rule.EDITED])
    (replaced,) = judged(parts, changed, replacing=frozenset({2}))
    assert replaced.fate is Fate.CHANGED
    assert replaced.new_revision.values["body"] == "De ma main."
    assert judged(parts, changed, replacing=None)[0].fate is Fate.CHANGED
    assert judged(parts, changed, replacing=frozenset({3}))[0].fate is Fate.EDITED


def test_a_deleted_sheet_and_one_of_another_kind_are_left(parts: Components) -> None:
    first, second = loaded(parts, table(row(1), row(2)))
    Desk(parts).delete(head(parts, first.sheet))
    other = replace(head(parts, second.sheet), kind="tool")
    known = KnownEntries(names={}, heads={second.sheet: other})
    found = judged(parts, table(row(1), row(2, duration="2 h")), known, replacing=None)
    assert [one.fate for one in found] == [Fate.DELETED, Fate.FAULTY]
    assert [rules(one) for one in found] == [[Rule.DELETED], [Rule.OTHER_KIND]]


def test_a_sheet_of_another_source_is_left_unless_it_is_taken_over(
    parts: Components,
) -> None:
    (first,) = loaded(parts, table(row(1)))
    changed = table(row(1, duration="2 h"))
    reader = briefed(parts, changed)
    entry = reader.entry(changed.lines[0])
    assert entry.sheet == first.sheet
    for adopting, fate in ((False, Fate.FOREIGN), (True, Fate.CHANGED)):
        terms = replace(reader.brief, source="lille-2020", adopting=adopting)
        with parts.store.read() as work:
            (found,) = judge_entries(work, terms, [entry], ALL)
        assert found.fate is fate
    with parts.store.read() as work:
        terms = replace(reader.brief, source="Innovations Brest 2018")
        (found,) = judge_entries(work, terms, [entry], ALL)
    assert found.fate is Fate.CHANGED


def test_lenient_terms_take_rows_that_lack_a_column_but_never_rights(
    parts: Components,
) -> None:
    lacking = table(["Le banc", "Inviter"], header=("Titre", "Étape 1 – Titre"))
    assert judged(parts, lacking)[0].fate is Fate.FAULTY
    assert judged(parts, lacking, lenient=True)[0].fate is Fate.NEW
    (found,) = judged(parts, lacking, lenient=True, defaults={"language": "fr"})
    assert found.fate is Fate.FAULTY
    assert set(rules(found)) == {Rule.REQUIRED}


def test_a_title_that_another_sheet_bears_is_warned_of(parts: Components) -> None:
    Desk(parts).put_one(title="INNOVATION 1")
    first, second = judged(parts, table(row(1), row(2)))
    assert Rule.TITLE_USED in {
        row_problem.problem.rule for row_problem in first.row_problems
    }
    assert Rule.TITLE_USED not in {
        row_problem.problem.rule for row_problem in second.row_problems
    }
    assert first.fate is Fate.NEW


def test_a_verdict_of_before_stands_where_nothing_changed(parts: Components) -> None:
    found = table(row(1), row(2))
    before = {one.entry.line: one for one in judged(parts, found)}
    loaded(parts, table(row(2)))
    first, second = judged(parts, found, KnownEntries(names={}, before=before))
    assert first.row_problems is before[2].row_problems
    assert first == before[2]
    assert second is not before[3]
    assert second.fate is Fate.SAME


def test_a_draft_that_waits_is_published_only_when_that_is_wanted(
    parts: Components,
) -> None:
    found, me = table(row(1)), an_account()
    with parts.store.write() as work:
        accounts.add_account(work, me, "signs nothing")
    drafting: dict[str, Any] = {"account": me.id, "manner": PublishMode.DRAFT}
    assert [one.fate for one in loaded(parts, found, **drafting)] == [Fate.DRAFT]
    assert judged(parts, found, **drafting)[0].fate is Fate.SAME
    assert judged(parts, found, account=me.id)[0].fate is Fate.NEW


TRACE = Provenance(sheet="a", number=2, digest="d")
DRAFT = replace(a_draft("me"), instant=NOON)
DRAFTED = replace(TRACE, number=0, drafted=NOON)
SECOND = revision("method", {"title": "Le banc"}, number=2, action=Action.UPDATE)
THIRD = replace(SECOND, number=3)
GONE = replace(SECOND, action=Action.DELETE)


@pytest.mark.parametrize(
    ("head_", "draft", "trace", "touched"),
    [
        (None, None, None, False),
        (SECOND, None, TRACE, False),
        (THIRD, None, TRACE, True),
        (SECOND, None, None, True),
        (None, DRAFT, DRAFTED, False),
        (None, replace(DRAFT, instant=NOON + timedelta(1)), DRAFTED, True),
        (None, DRAFT, None, True),
    ],
)
def test_what_a_load_did_not_leave_so_somebody_touched(
    head_: Revision | None,
    draft: Draft | None,
    trace: Provenance | None,
    touched: bool,  # noqa: FBT001 - what is expected
) -> None:
    standing = Standing(head=head_, draft=draft, trace=trace)
    assert standing.touched is touched


def test_only_who_deletes_by_hand_makes_a_sheet_gone() -> None:
    assert Standing(head=GONE, draft=None, trace=None).gone
    assert not Standing(head=GONE, draft=None, trace=TRACE).gone
    assert Standing(head=replace(GONE, number=3), draft=None, trace=TRACE).gone
    assert not Standing(head=SECOND, draft=None, trace=None).gone
    assert not Standing(head=SECOND, draft=None, trace=None, untraced=True).touched


def test_a_load_says_the_same_as_long_as_what_it_left_is_there() -> None:
    assert Standing(head=SECOND, draft=None, trace=TRACE).says("d")
    assert not Standing(head=SECOND, draft=None, trace=TRACE).says("e")
    assert not Standing(head=SECOND, draft=None, trace=None).says("d")
    assert Standing(head=None, draft=DRAFT, trace=DRAFTED).says("d")
    assert not Standing(head=None, draft=None, trace=DRAFTED).says("d")
    assert Standing(head=SECOND, draft=None, trace=DRAFTED).says("d")


def test_values_are_joined_in_the_order_of_the_form(parts: Components) -> None:
    found = table(row(1, difficulty=""))
    entry = briefed(parts, found).entry(found.lines[0])
    head_ = revision(
        "method",
        {
            "title": "Vieux",
            "difficulty": "beginner",
            "body": "Reste.",
            "licence": "CC0-1.0",
        },
    )
    values = join_values(entry, head_)
    assert values["title"] == "Innovation 1"
    assert (values["body"], values["licence"]) == ("Reste.", "CC0-1.0")
    assert "difficulty" not in values
    order = [field.key for field in entry.kind.fields]
    assert list(values) == sorted(values, key=order.index)
    assert join_values(entry, None)["licence"] == "CC-BY-SA-4.0"
