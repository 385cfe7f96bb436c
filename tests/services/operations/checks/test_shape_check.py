"""Violations of the published shapes, told as the operator reads them."""

import re

import pytest
from rdflib.namespace import SH

from commons.core.kinds.contract.shacl import expanded_shapes
from commons.services.operations.checks.shape_check import (
    LONGEST_TEXT,
    SENTENCES,
    find_shape_violations,
)
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.conftest import Desk

pytestmark = pytest.mark.judged

WITHIN = {"Node", "Property", "Not", "HasValue"}
"""Constraints whose violation is told by the one within or around."""


def told(parts: Components) -> list[str]:
    with parts.store.read() as work:
        return list(find_shape_violations(parts.schema, BASE, work))


def test_the_starter_sheets_break_nothing_and_are_all_judged(
    starter: Components,
) -> None:
    counted: list[tuple[int, int]] = []
    with starter.store.read() as work:
        found = find_shape_violations(
            starter.schema, BASE, work, lambda *done: counted.append(done)
        )
        assert list(found) == []
    assert counted[-1][0] == counted[-1][1] > 20


def test_a_violation_names_version_sheet_title_field_and_reason(
    parts: Components,
) -> None:
    desk = Desk(parts)
    first = desk.put_one(title="Trois  tables", duration="longtemps")
    desk.put_one()
    where = f"la version 1 de la fiche {first.sheet}, « Trois tables »"
    why = "champ « Durée » : la valeur n’est pas du type attendu (longtemps)"
    assert told(parts) == [f"{where}, {why}"]
    desk.change(first, title="Trois tables", duration="PT1H")
    assert told(parts) == []


def test_a_column_is_named_after_its_field(parts: Components) -> None:
    Desk(parts).put_one(steps=[{"title": "Accueillir"}])
    (line,) = told(parts)
    assert re.search(r"champ « [^»]+, [^»]+ » : il manque une valeur$", line), line


def test_what_is_long_is_told_in_short(parts: Components) -> None:
    Desk(parts).put_one(title="x" * 5000)
    (line,) = told(parts)
    assert line.count("x" * LONGEST_TEXT + "…") == 2
    assert len(line) < 300


def test_a_deleted_sheet_and_an_older_version_are_not_judged(parts: Components) -> None:
    desk = Desk(parts)
    desk.delete(desk.put_one(duration="longtemps"))
    assert told(parts) == []


def test_what_the_judge_cannot_read_is_told(parts: Components) -> None:
    desk = Desk(parts)
    head = desk.put_one(group_min="few", group_max="many")
    lines = told(parts)
    assert lines
    assert all(head.sheet in line for line in lines)


def test_every_constraint_of_our_shapes_has_its_sentence(parts: Components) -> None:
    used = {
        triple.predicate.value.removeprefix(str(SH))
        for kind in parts.schema.kinds
        for triple in expanded_shapes(parts.schema, kind)
        if triple.predicate.value.startswith(str(SH))
    }
    constraints = {
        name
        for name in (one[0].upper() + one[1:] for one in used)
        if f"{name}ConstraintComponent" in SH
    }
    assert constraints - WITHIN == set(SENTENCES)
