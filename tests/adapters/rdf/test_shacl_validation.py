"""What pyshacl objects to in a version, read down to the shape that says why."""

import sys
from contextlib import nullcontext
from typing import Any

import pytest

from commons.adapters.rdf.canonical import render_block
from commons.adapters.rdf.shacl_validation import PublishedShapes, ShapeViolation
from commons.core.domain.schema.kind import Schema, Values
from commons.core.kinds.rdfio.namespaces import PREFIXES
from commons.wiring.assembly import load_schema
from tests.conftest import BASE
from tests.core.kinds.examples import KINDS, bare, revision

pytestmark = pytest.mark.judged

BARE: Values = {
    "title": "Le café",
    "licence": "CC-BY-SA-4.0",
    "language": "fr",
    "authors": [{"name": "Camille"}],
}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()[0]


def found(schema: Schema, kind: str = "method", **values: Any) -> set[object]:
    version = revision(kind, {**BARE, **values})
    shapes = PublishedShapes(schema=schema, base=BASE)
    block = render_block(schema, version).block
    return set(shapes.find_violations(version, block))


def broken(*names: str, by: str, value: str = "") -> ShapeViolation:
    """Give a violation by the local names of its fields and choices."""
    fields = [PREFIXES["field"] + name for name in names]
    return ShapeViolation(shapes=tuple(fields), constraint=by, value=value)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_lawful_and_merely_short_breaks_nothing(
    schema: Schema, kind: str
) -> None:
    assert found(schema, kind, **bare(kind)) == set()


def test_what_is_missing_or_wrong_is_found_at_its_field(schema: Schema) -> None:
    assert found(schema, licence=None) == {broken("licence", by="MinCount")}
    assert found(schema, group_min=50, group_max=3) == {
        broken("group_min", by="LessThanOrEquals", value="50")
    }
    assert found(schema, duration="long") == {
        broken("duration", by="Datatype", value="long")
    }


def test_a_column_of_a_row_is_found_within_its_field(schema: Schema) -> None:
    assert found(schema, steps=[{"title": "Accueillir"}]) == {
        broken("steps", "step_text", by="MinCount")
    }


def test_a_choice_that_is_none_is_found_at_its_list(schema: Schema) -> None:
    (one,) = found(schema, objective="nothing")
    assert isinstance(one, ShapeViolation)
    assert one.shapes == (
        PREFIXES["field"] + "objective",
        PREFIXES["choice"] + "objective",
    )
    assert (one.constraint, one.value) == ("In", "nothing")


def test_a_theme_is_known_under_the_base_of_the_instance(schema: Schema) -> None:
    theme = next(iter(schema.schemes["themes"].concepts))
    assert found(schema, themes=[theme]) == set()


def test_numbers_that_have_no_order_are_told_or_refused(schema: Schema) -> None:
    told: set[object] = set()
    compares = sys.version_info < (3, 14)  # rdflib, by an answer that is none
    with nullcontext() if compares else pytest.raises(ValueError, match=r"."):
        told = found(schema, group_min="few", group_max="many")
    assert (broken("group_min", by="Datatype", value="few") in told) == compares


def test_a_block_that_is_no_rdf_is_refused(schema: Schema) -> None:
    shapes = PublishedShapes(schema=schema, base=BASE)
    with pytest.raises(ValueError, match=r"."):
        shapes.find_violations(revision("method", BARE), b"<a <b> .\n")
