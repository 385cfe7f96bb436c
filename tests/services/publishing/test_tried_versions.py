"""What may be tried: a version that is here, of a sheet that says something itself."""

from typing import Any

import pytest

from commons.core.domain.schema.kind import Values
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.domain.sheet import Action
from commons.errors import UnfitSheetError
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.save import save_sheet
from commons.wiring.components import Components
from tests.feeds.conftest import CAMILLE, Desk

HERE: Values = {
    "licence": "CC-BY-SA-4.0",
    "language": "fr",
    "authors": [{"name": "Camille"}],
}


def saves(parts: Components, parent: int | None = None, **values: Any) -> Any:
    """Save a trial; return its first version, or the rules that it breaks."""
    wanted = NewRevision(
        sheet=str(values.pop("sheet", "trya0000000b")),
        kind="trial",
        parent=parent,
        action=Action.UPDATE if parent else Action.CREATE,
        author=CAMILLE,
        change_note="relu" if parent else "",
        values={**HERE, "title": "Essai", **values},
    )
    try:
        with parts.store.write() as work:
            return save_sheet(parts.schema, work, wanted, confirmed=True)
    except UnfitSheetError as error:
        return {
            p.rule for p in error.problems
            if isinstance(p, Problem) and p.field in {"tried", "date"}
        } - {Rule.EXPECTED}  # fmt: skip


def test_a_trial_names_a_version_that_stands(parts: Components) -> None:
    desk = Desk(parts)
    wall, gone = desk.put_one(title="Le mur"), desk.put_one(title="La table")
    desk.delete(gone)
    wrong = [f"/sheets/{wall.sheet}/v/2", f"/sheets/{gone.sheet}/v/1"]
    wrong += [f"/sheets/{gone.sheet}/v/2", "/sheets/0123456789ab/v/1", "Un nom"]
    wrong += [f"https://ailleurs.fr/sheets/{wall.sheet}/v/9"]
    for address in wrong:
        assert saves(parts, tried=address) == {Rule.NOT_VERSION}, address
    assert saves(parts) == {Rule.REQUIRED}
    made = saves(parts, tried=f"https://ici.fr/sheets/{wall.sheet}/v/1")
    assert made.values["tried"] == f"/sheets/{wall.sheet}/v/1"


def test_a_trial_of_a_trial_is_none(parts: Components) -> None:
    wall = Desk(parts).put_one(title="Le mur")
    made = saves(parts, tried=f"/sheets/{wall.sheet}/v/1")
    again = saves(parts, sheet="trya0000000c", tried=f"/sheets/{made.sheet}/v/1")
    assert again == {Rule.NOT_TRIABLE}


def test_what_was_tried_elsewhere_is_told_too(parts: Components) -> None:
    away = "https://ailleurs.fr/sheets/0123456789ab/v/2"
    assert saves(parts, tried=away).values["tried"] == away


def test_a_trial_is_changed_after_its_sheet_was_deleted(parts: Components) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    made = saves(parts, tried=f"/sheets/{wall.sheet}/v/1")
    desk.delete(wall)
    again = saves(parts, 1, tried=made.values["tried"], body="Mieux dit.")
    assert again.number == 2


@pytest.mark.parametrize(
    ("date", "broken"),
    [
        ("2018-11", set()),
        ("9999", {Rule.FUTURE}),
        ("9999-12-31", {Rule.FUTURE}),
        ("..", {Rule.NOT_DATE}),
    ],
)
def test_what_is_to_come_was_not_tried(
    parts: Components, date: str, broken: set[Rule]
) -> None:
    wall = Desk(parts).put_one(title="Le mur")
    made = saves(parts, tried=f"/sheets/{wall.sheet}/v/1", date=date)
    assert made == broken if broken else made.values["date"] == date
