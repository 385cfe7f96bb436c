"""Our check and pyshacl on the published contract give the same verdict."""

from functools import cache

import pytest
import rdflib
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from rdflib.namespace import RDF, SH

from commons.adapters.rdf.formats import write_graph
from commons.core.domain.schema.kind import Values
from commons.core.domain.schema.problem import Severity
from commons.core.kinds.contract.shacl import expanded_shapes
from commons.core.kinds.rules.validation import check_values
from commons.core.kinds.values.parsing import parse_values
from tests.core.kinds.examples import KINDS, SCHEMA, bare, full
from tests.core.kinds.mutants import spoilt
from tests.core.kinds.shacl_judge import differences, judged, opinions, ours

pytestmark = pytest.mark.judged

EXAMPLES = 2
"""Runs of pyshacl on random sheets, each on SHEETS sheets; raise it at will."""
SHEETS = 12


@cache
def mutants(kind_key: str) -> dict[str, dict[str, Values]]:
    kind = SCHEMA.kinds[kind_key]
    return {field.key: dict(spoilt(SCHEMA, kind, field)) for field in kind.fields}


@pytest.mark.sweep
@pytest.mark.parametrize("kind_key", KINDS)
def test_pyshacl_agrees_on_every_mutant_of_every_field(kind_key: str) -> None:
    together = {
        f"{field}|{name}": values
        for field, sheets in mutants(kind_key).items()
        for name, values in sheets.items()
    }
    assert differences(SCHEMA, SCHEMA.kinds[kind_key], together) == {}


@pytest.mark.parametrize("kind_key", KINDS)
def test_some_mutant_of_each_field_is_refused_on_that_field(kind_key: str) -> None:
    kind = SCHEMA.kinds[kind_key]
    for field, sheets in mutants(kind_key).items():
        faults = [
            (field, Severity.VIOLATION) in ours(SCHEMA, kind, values)
            for values in sheets.values()
        ]
        assert any(faults), field
        assert not all(faults), field


@pytest.mark.parametrize("kind_key", KINDS)
def test_the_full_and_the_bare_example_meet_the_shape(kind_key: str) -> None:
    kind = SCHEMA.kinds[kind_key]
    complete, lacking = opinions(SCHEMA, kind, [full(kind_key), bare(kind_key)])
    assert complete == frozenset()
    assert check_values(SCHEMA, kind, full(kind_key)) == ()
    assert {severity for _, severity in lacking} == {Severity.WARNING}


def test_the_contracts_of_all_kinds_may_be_read_together() -> None:
    triples = dict.fromkeys(t for kind in KINDS for t in expanded_shapes(SCHEMA, kind))
    together = rdflib.Graph()
    for kind in KINDS:
        document = write_graph(expanded_shapes(SCHEMA, kind), "ttl", "http://a.example")
        together.parse(data=document, format="turtle")
    assert len(together) == len(triples)
    for shape in together.subjects(RDF.type, SH.PropertyShape, unique=True):
        assert len(list(together.objects(shape, SH.path))) == 1
    for shape in together.subjects(SH["in"], unique=True):
        assert len(list(together.objects(shape, SH["in"]))) == 1
    for cell in together.subjects(RDF.first, unique=True):
        assert len(list(together.objects(cell, RDF.first))) == 1
        assert len(list(together.objects(cell, RDF.rest))) == 1


def test_numbers_that_nobody_can_read_keep_no_other_sheet_from_being_judged() -> None:
    kind = SCHEMA.kinds["method"]
    unreadable = {**bare("method"), "group_min": [False], "group_max": "novembre 2018"}
    sheets = {
        "sound": full("method"),
        "unreadable": unreadable,
        "lacking": bare("method"),
    }
    assert differences(SCHEMA, kind, sheets) == {}
    assert set(judged(SCHEMA, kind, sheets)) == {"sound", "lacking"}


_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.text(),
    st.sampled_from(
        ["1 h 30", "novembre 2018", "fr", "commons", "free", "https://a.fr", "oui"]
    ),
)
_RAW = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["title", "text", "name", "url", "code", "licence", "level"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("kind_key", KINDS)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_pyshacl_agrees_on_whatever_a_form_may_hold(
    kind_key: str, data: st.DataObject
) -> None:
    kind = SCHEMA.kinds[kind_key]
    keys = st.sampled_from([field.key for field in kind.fields])
    sheets = {}
    for number in range(SHEETS):
        base = full(kind_key) if number % 2 else bare(kind_key)
        raw = data.draw(st.dictionaries(keys, _RAW, max_size=6))
        sheets[str(number)] = parse_values(SCHEMA, kind, {**base, **raw})[0]
    assert differences(SCHEMA, kind, sheets) == {}
