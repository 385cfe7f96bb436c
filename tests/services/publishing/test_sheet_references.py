"""What a version names is there, not deleted, and in a list once, and no list itself."""

from typing import Any

import pytest

from commons.core.domain.schema.problem import Rule
from commons.core.domain.sheet import Action
from commons.errors import UnfitSheetError
from commons.services.publishing.links import make_resolver, titles_of
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.save import save_sheet
from commons.services.publishing.sheet_references import References, reference_problems
from commons.wiring.components import Components
from tests.adapters.store.statements import asked_here
from tests.feeds.conftest import CAMILLE, Desk

NOBODYS = "0123456789ab"


def refusals(
    parts: Components,
    *items: object,
    sheet: str = "",
    kind: str = "",
    new: str = "zzzzzzzzzzzz",
) -> Any:
    """Try to save a list; give the rule, row and value of each thing against it."""
    values: Any = {
        "title": "Une collection",
        "licence": "CC-BY-SA-4.0",
        "language": "fr",
        "authors": [{"name": "Camille"}],
        "items": list(items),
    }
    wanted = NewRevision(
        sheet=sheet or new,
        kind=kind or "collection",
        parent=1 if sheet else None,
        action=Action.UPDATE if sheet else Action.CREATE,
        author=CAMILLE,
        change_note="relu",
        values=values,
    )
    try:
        with parts.store.write() as work:
            save_sheet(parts.schema, work, wanted, confirmed=True)
    except UnfitSheetError as error:
        return [
            (one.rule, one.row, one.column, one.details.get("value"))  # type: ignore[attr-defined]
            for one in error.problems
            if one.severity == "violation"  # type: ignore[attr-defined]
        ]
    return []


def test_a_list_of_sheets_that_stand_is_published(parts: Components) -> None:
    one, two = Desk(parts).publish(2)
    assert (
        refusals(parts, {"sheet": one.sheet, "note": "d’abord"}, {"sheet": two.sheet})
        == []
    )


def test_a_sheet_stands_once_in_a_list(parts: Components) -> None:
    one = Desk(parts).put_one(title="Le mur")
    rows = [{"sheet": one.sheet}, {"sheet": "le mur", "note": "encore"}]
    assert refusals(parts, *rows) == [(Rule.LISTED_TWICE, 1, "sheet", "Le mur")]


def test_a_list_contains_no_list_and_not_itself(parts: Components) -> None:
    desk = Desk(parts)
    other = desk.put_one(kind="collection", title="Une autre")
    own = desk.put_one(kind="collection", title="Une collection")
    assert refusals(parts, {"sheet": other.sheet}) == [
        (Rule.NOT_LISTED, 0, "sheet", "Une autre")
    ]
    assert refusals(parts, {"sheet": own.sheet}, sheet=own.sheet) == [
        (Rule.NOT_LISTED, 0, "sheet", "Une collection")
    ]


def test_a_deleted_sheet_is_named_without_its_title_in_a_list_and_in_a_field(
    parts: Components,
) -> None:
    desk = Desk(parts)
    gone = desk.put_one(kind="tool", title="Le banc")
    desk.delete(gone)
    assert refusals(parts, {"sheet": gone.sheet}) == [
        (Rule.SHEET_DELETED, 0, "sheet", f"/sheets/{gone.sheet}")
    ]
    assert refusals(parts, {"sheet": NOBODYS}) == [
        (Rule.NOT_SHEET, 0, "sheet", NOBODYS)
    ]


@pytest.mark.parametrize(
    "name", ["Un titre que rien ne porte", "javascript:alert(1)", "/"]
)
def test_a_name_of_nothing_is_refused(parts: Components, name: str) -> None:
    ((rule, row, column, _),) = refusals(parts, {"sheet": name})
    assert (rule, row, column) == (Rule.NOT_SHEET, 0, "sheet")


def test_a_list_is_bounded(parts: Components) -> None:
    made = Desk(parts).publish(101)
    rows = [{"sheet": one.sheet} for one in made]
    assert refusals(parts, *rows[:100]) == []
    ((rule, *_),) = refusals(parts, *rows)
    assert rule is Rule.TOO_MANY
    five_thousand = [{"sheet": made[0].sheet}] * 5_000
    assert refusals(parts, *five_thousand)[0][0] is Rule.SHEET_ROWS


def test_a_trial_of_a_trial_that_comes_in_with_it_is_none(parts: Components) -> None:
    wanted = NewRevision(
        sheet="trya0000000b",
        kind="trial",
        parent=None,
        action=Action.CREATE,
        author=CAMILLE,
        change_note="",
        values={"tried": "/sheets/zzzzzzzzzzzz/v/1"},
    )
    named = {"zzzzzzzzzzzz": "zzzzzzzzzzzz"}
    with parts.store.read() as work:
        found = {
            kind: reference_problems(
                parts.schema,
                wanted,
                References(
                    work=work,
                    resolve=make_resolver(work, named),
                    coming={"zzzzzzzzzzzz": kind},
                ),
                {},
            )
            for kind in ("trial", "method")
        }
    assert [(one.rule, one.field, one.row) for one in found["trial"]] == [
        (Rule.NOT_TRIABLE, "tried", 0)
    ]
    assert found["method"] == ()


def test_all_that_a_list_names_is_looked_up_in_one_question(parts: Components) -> None:
    made = Desk(parts).publish(30)
    counts = []
    for some in (made[:2], made):
        with asked_here() as asked:
            rows = [{"sheet": one.sheet} for one in some]
            assert refusals(parts, *rows, new=f"zzzzzzzzzz{len(some):02}") == []
        counts.append(len(asked.statements))
    assert counts[0] == counts[1]
    values: Any = {"items": [{"sheet": one.sheet} for one in made]}
    kind = parts.schema.kinds["collection"]
    with parts.store.read() as work, asked_here() as asked:
        assert titles_of(work, kind, values) == {}  # all have the same title
    assert len(asked.statements) == 2
