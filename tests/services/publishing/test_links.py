"""What an author types leads to sheets, and each link says its relation."""

from dataclasses import replace
from typing import Any

import pytest

from commons.core.domain.schema.kind import Kind, Values
from commons.core.domain.schema.problem import Rule
from commons.core.domain.sheet import REFERENCES, SheetLink
from commons.services.publishing.links import (
    chosen_sheets,
    keep_versions,
    linked_and_unresolved,
    make_resolver,
    names_to_sheets,
    ranked_names,
    resolve_links,
    sheet_links,
    titles_of,
    unknown_sheets,
)
from commons.wiring.assembly import load_schema
from commons.wiring.components import Components
from tests.feeds.conftest import Desk

ONE, TWO, THREE = "0123456789ab", "0123456789ac", "0123456789ad"
VALUES: Values = {
    "title": "Une fiche",
    "methods_used": [ONE, "Un nom"],
    "tools_used": [TWO, ONE],
    "body": f"Voir [[{TWO}]], [[{THREE}|la troisième]] et [[un nom]].",
}


@pytest.fixture(scope="module")
def experience() -> Kind:
    return load_schema()[0].kinds["experience"]


def test_the_relation_is_the_key_of_the_field_and_that_of_texts(
    experience: Kind,
) -> None:
    links = sheet_links(experience, VALUES)
    assert {(link.relation, link.target) for link in links} == {
        ("methods_used", ONE),
        ("tools_used", TWO),
        ("tools_used", ONE),
        (REFERENCES, TWO),
        (REFERENCES, THREE),
    }
    assert {link.target_version for link in links} == {None}
    assert chosen_sheets(experience, VALUES) == {ONE, TWO}
    assert linked_and_unresolved(experience, VALUES) == (
        frozenset({ONE, TWO, THREE}),
        frozenset({"un nom"}),
    )


def test_a_field_that_another_kind_has_says_nothing_here() -> None:
    tool = load_schema()[0].kinds["tool"]
    assert sheet_links(tool, {"methods_used": [ONE]}) == frozenset()


def single(kind: Kind) -> Kind:
    """Give the kind with fields of sheets that hold one value only."""
    fields = tuple(
        replace(field, many=False) if field.key.endswith("_used") else field
        for field in kind.fields
    )
    return replace(kind, fields=fields)


def test_a_field_of_one_sheet_links_as_well(experience: Kind) -> None:
    kind = single(experience)
    known = {"le mur": ONE}
    values = resolve_links(kind, {"methods_used": "le mur"}, known.get)
    assert values == {"methods_used": ONE}
    assert sheet_links(kind, values) == {SheetLink(relation="methods_used", target=ONE)}
    assert resolve_links(kind, {"methods_used": "autre"}, known.get) == {
        "methods_used": "autre"
    }
    (problem,) = unknown_sheets(kind, {"methods_used": TWO}, known.get)
    assert (problem.field, problem.row) == ("methods_used", 0)


def test_names_become_identifiers_in_fields_and_texts(
    parts: Components, experience: Kind
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur").sheet
    desk.publish(2, title="Jumelle")
    typed: Values = {
        "methods_used": ["LE MUR", "Jumelle", "Le mur, le mur"],
        "body": "[[le-mur]] et [[Jumelle]]",
    }
    with parts.store.read() as work:
        values = resolve_links(experience, typed, make_resolver(work))
        assert values == {
            "methods_used": [wall, "Jumelle"],
            "body": f"[[{wall}|le-mur]] et [[Jumelle]]",
        }
        gone: Values = {"methods_used": [wall, ONE]}
        (problem,) = unknown_sheets(experience, gone, make_resolver(work))
    assert (problem.field, problem.row) == ("methods_used", 1)


def test_the_surer_name_comes_first_and_what_several_bear_is_nobodys() -> None:
    assert names_to_sheets([("Été", ONE), ("été", ONE)], [("ete", TWO)]) == {"ete": ONE}
    assert names_to_sheets([("a", ONE), ("A", TWO)], [("", TWO)]) == {"a": ""}
    ranked = ranked_names([(("a", "b"), ONE), (("b",), TWO), ((), THREE)])
    assert ranked == {"a": ONE, "b": TWO}


def test_only_a_title_that_names_one_sheet_stands_for_it(parts: Components) -> None:
    desk = Desk(parts)
    alone, *twins = desk.put_one(title="Le carton"), *desk.publish(2, title="Le mur")
    kind = parts.schema.kinds["method"]
    values: Any = {"tools_used": [alone.sheet, twins[0].sheet, "0123456789ab"]}
    with parts.store.read() as work:
        assert titles_of(work, kind, values) == {alone.sheet: "Le carton"}
        assert titles_of(work, kind, {}) == {}


def test_a_version_leads_to_its_sheet_and_says_which_one(parts: Components) -> None:
    desk = Desk(parts)
    first = desk.put_one(title="Le mur")
    head = desk.change(first, title="Le grand mur")
    trial = parts.schema.kinds["trial"]
    path, away = f"/sheets/{head.sheet}/v/1", f"https://ailleurs.fr/sheets/{ONE}/v/2"
    with parts.store.read() as work:
        resolve = make_resolver(work)
        here = resolve_links(trial, {"tried": f"https://ici.fr{path}"}, resolve)
        there = resolve_links(trial, {"tried": away}, resolve)
    assert (here, there) == ({"tried": path}, {"tried": away})
    assert sheet_links(trial, here) == {
        SheetLink(relation="tried", target=head.sheet, target_version=1)
    }
    assert sheet_links(trial, there) == {
        SheetLink(relation="tried", target=ONE, target_version=2)
    }


def test_only_versions_that_stand_may_be_named_anew(parts: Components) -> None:
    desk = Desk(parts)
    trial = parts.schema.kinds["trial"]
    here, gone = desk.put_one(title="Le mur"), desk.put_one(title="La table")
    desk.delete(gone)
    wrong = [f"/sheets/{here.sheet}/v/2", f"/sheets/{gone.sheet}/v/1"]
    wrong += [f"/sheets/{gone.sheet}/v/2", f"/sheets/{ONE}/v/1"]
    with parts.store.read() as work:
        resolve = make_resolver(work)
        for value in wrong:
            values: Values = {"tried": value}
            (problem,) = unknown_sheets(trial, values, resolve)
            assert (problem.field, problem.rule) == ("tried", Rule.NOT_VERSION)
            assert unknown_sheets(trial, values, resolve, stood=values) == ()
        assert unknown_sheets(trial, {"tried": "Le mur"}, resolve) == ()


def test_a_sheet_named_alone_means_its_version_that_stands(parts: Components) -> None:
    desk = Desk(parts)
    head = desk.change(desk.put_one(title="Le mur"), title="Le mur")
    gone = desk.put_one(title="La table")
    desk.delete(gone)
    trial = parts.schema.kinds["trial"]
    second = {"tried": f"/sheets/{head.sheet}/v/2"}
    with parts.store.read() as work:
        resolve = make_resolver(work)
        page = f"https://ici.fr/sheets/{head.sheet}/le-mur"
        for typed in ("le mur", head.sheet, page, f"/sheets/{head.sheet}"):
            assert resolve_links(trial, {"tried": typed}, resolve) == second
        for typed in ("La table", gone.sheet, f"/sheets/{gone.sheet}", "Un nom"):
            assert resolve_links(trial, {"tried": typed}, resolve) == {"tried": typed}
    first: Values = {"tried": f"/sheets/{head.sheet}/v/1"}
    assert keep_versions(trial, {"tried": "le mur"}, second, first) == first
    assert keep_versions(trial, second, second, first) == second
    other: Values = {"tried": f"/sheets/{ONE}/v/1"}
    assert keep_versions(trial, {"tried": "le mur"}, second, other) == second


COLLECTION = load_schema()[0].kinds["collection"]


def test_a_column_of_rows_names_sheets_as_a_field_does() -> None:
    known = {"le mur": ONE, "le banc": TWO}
    typed: Values = {
        "items": [
            {"sheet": "le mur", "note": f"voir [[{THREE}]]"},
            {"sheet": "le banc, le mur"},
            {"sheet": "le banc, autre"},
            {"note": "sans fiche"},
            "rien",
        ]
    }
    values = resolve_links(COLLECTION, typed, lambda name: known.get(name.strip()))
    assert values["items"] == [
        {"sheet": ONE, "note": f"voir [[{THREE}]]"},
        {"sheet": TWO},
        {"sheet": ONE},
        {"sheet": "le banc, autre"},
        {"note": "sans fiche"},
        "rien",
    ]
    assert sheet_links(COLLECTION, values) == {
        SheetLink(relation="items", target=ONE),
        SheetLink(relation="items", target=TWO),
        SheetLink(relation=REFERENCES, target=THREE),
    }
    assert chosen_sheets(COLLECTION, values) == {ONE, TWO}


def test_an_identifier_in_a_row_that_no_sheet_has_is_named_where_it_stands() -> None:
    values: Values = {"items": [{"sheet": ONE}, {"sheet": TWO}]}
    (problem,) = unknown_sheets(COLLECTION, values, {ONE: ONE}.get)
    assert (problem.field, problem.row, problem.column) == ("items", 1, "sheet")
