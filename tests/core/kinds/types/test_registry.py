"""The table of field types: every type is a row, and no statement makes two of them."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from commons.core.domain.schema.kind import FieldType
from commons.core.domain.schema.problem import Rule
from commons.core.kinds import types
from commons.core.kinds.types import registry
from commons.core.kinds.types.plain import PLAIN
from tests.core.kinds.examples import SCHEMA

HOUSE = Path(types.__file__).parents[3]
TYPES = registry.FIELD_TYPES


def test_every_type_of_the_room_is_a_row_but_plain() -> None:
    modules = pkgutil.iter_modules(types.__path__, f"{types.__name__}.")
    made = {
        value
        for module in modules
        for value in vars(importlib.import_module(module.name)).values()
        if isinstance(value, FieldType)
    }
    assert made == {*TYPES, PLAIN}


def test_no_two_types_share_a_key_or_a_statement() -> None:
    keys = [one.key for one in TYPES]
    stated = [statement for one in TYPES for statement in one.stated_by]
    assert len(set(keys)) == len(keys)
    assert len(set(stated)) == len(stated)
    assert all(one.stated_by for one in TYPES)


def test_every_row_says_what_it_expects() -> None:
    silent = [one for one in TYPES if one.rule is Rule.WRONG_FORM and not one.expects]
    assert silent == []
    for words in (words for one in TYPES for words in (one.expects, one.sample)):
        assert not words or set(words) == {"fr", "en"}


def test_every_row_is_used_by_the_shapes() -> None:
    fields = [field for kind in SCHEMA.kinds.values() for field in kind.fields]
    used = {one.type for field in fields for one in (field, *field.columns)}
    assert used == set(TYPES)


@pytest.mark.parametrize(
    ("statement", "key"),
    [
        ("sh:datatype xsd:string", "text"),
        ("dash:editor kc:OwnImageEditor", "file"),
        ("sh:in dct:LicenseDocument", "licence"),
    ],
)
def test_a_statement_makes_a_type(statement: str, key: str) -> None:
    found = registry.type_stated_by(statement)
    assert found is not None
    assert found.key == key
    assert repr(found) == f"<field type {key}>"


def test_what_no_row_says_makes_none() -> None:
    assert registry.type_stated_by("sh:datatype xsd:time") is None
    assert registry.type_stated_by("sh:datatype ") is None


def test_the_objects_of_a_statement_are_those_of_the_rows() -> None:
    assert registry.known_objects("sh:nodeKind") == {"sh:IRI"}
    assert "loc:edtf" in registry.known_objects("sh:datatype")
    assert registry.known_objects("kc:by") == frozenset()


def test_no_module_outside_the_room_and_the_seed_names_a_type() -> None:
    """What a value does is asked of its type, so that a new one needs no line."""
    rows = {one.key.upper() for one in TYPES} | {"PLAIN"}
    importing = re.compile(
        r"^from commons\.core\.kinds\.types\S* import (.*)$", re.MULTILINE
    )
    named = {
        path.relative_to(HOUSE).as_posix()
        for path in HOUSE.rglob("*.py")
        if path.parent != Path(types.__file__).parent
        for line in importing.findall(path.read_text(encoding="utf-8"))
        if rows & set(re.findall(r"[A-Z]+", line))
    }
    assert named == set()
