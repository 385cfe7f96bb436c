"""Who is named as an author, and who as one that helped."""

from typing import Any

from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Person
from commons.core.kinds.rdfio.namespaces import full_iri
from commons.core.kinds.rules.credits import (
    CreditedPerson,
    authors_of,
    contributors_of,
    credit_properties,
    credited_row,
)
from tests.core.kinds.examples import SCHEMA, SHEET, revision

BASE = "https://ici.example"
COLUMN = next(
    column
    for column in SCHEMA.kinds["method"].field("authors").columns
    if column.key == "role"
)
ROLES = SCHEMA.schemes[COLUMN.choice].concepts
WRITES = next(key for key, role in ROLES.items() if not role.emits)
HELPS = next(
    key for key, role in ROLES.items() if full_iri("dct:contributor") in role.emits
)


def names(rows: Any) -> tuple[list[str], list[str]]:
    """Give the names of the authors and of those who helped."""
    version = revision("method", {"title": "Un titre", "authors": rows})
    return (
        [who.name for who in authors_of(SCHEMA, version)],
        [who.name for who in contributors_of(SCHEMA, version)],
    )


def test_the_role_tells_authors_from_those_who_helped() -> None:
    rows = [
        {"name": "Ana", "role": WRITES},
        {"name": "Ben", "role": HELPS},
        {"name": "Chloé"},
    ]
    assert names(rows) == (["Ana", "Chloé"], ["Ben"])


def test_a_person_is_credited_by_name_and_identifier_in_their_role() -> None:
    who = Person(id="0123456789ab", name="Mona")
    row = {"name": "Mona", "person": "0123456789ab"}
    assert credited_row(who) == row
    assert credited_row(who, "curator") == {**row, "role": "curator"}


def test_a_row_without_a_name_credits_nobody_and_keeps_its_place() -> None:
    rows: list[Any] = [{"role": WRITES}, "Ana", {"name": "Ben", "url": 3}]
    version = revision("method", {"authors": rows})
    assert authors_of(SCHEMA, version) == (
        CreditedPerson(
            name="Ben", organisation="", url="", role="", person="", place=3
        ),
    )


def test_a_sheet_that_names_nobody_credits_nobody() -> None:
    assert names([]) == ([], [])
    unnamed: Values = {"title": "Un titre"}
    assert authors_of(SCHEMA, revision("method", unnamed)) == ()


def test_a_person_of_this_commons_is_known_by_their_page() -> None:
    rows: list[Any] = [
        {"name": "Ana", "person": "camm0000000c"},
        {"name": "Ben", "person": "not an id"},
    ]
    ana, ben = authors_of(SCHEMA, revision("method", {"authors": rows}))
    assert ana.iri(SHEET, BASE) == f"{BASE}/people/camm0000000c"
    assert ben.person == ""
    assert ben.iri(SHEET, BASE) == f"{BASE}/sheets/{SHEET}#author-2"


def test_a_choice_writes_its_own_properties_or_those_of_its_column() -> None:
    assert credit_properties(SCHEMA, COLUMN, [HELPS]) == ROLES[HELPS].emits
    assert full_iri("dct:creator") in COLUMN.emits
    assert credit_properties(SCHEMA, COLUMN, []) == COLUMN.emits
    assert credit_properties(SCHEMA, COLUMN, ["no role"]) == COLUMN.emits
    title = SCHEMA.kinds["method"].field("title")
    assert credit_properties(SCHEMA, title, ["x"]) == ()
