"""The second opinion: pyshacl's verdict on many sheets in one run."""

import re
from collections.abc import Mapping, Sequence

import pyshacl
from pyoxigraph import RdfFormat, Triple, serialize
from pyshacl import shape
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from rdflib import Graph
from rdflib.namespace import SH

from commons.adapters.rdf.triples.sheet_triples import sheet_triples
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Kind, Schema, Values
from commons.core.domain.schema.problem import Problem, Rule, Severity
from commons.core.kinds.contract.shacl import expanded_shapes
from commons.core.kinds.rules.validation import check_values
from tests.core.kinds.examples import revision

shape.CONSTRAINT_PARAMS = (  # type: ignore[attr-defined]  # which it makes a list at first
    frozenset(ALL_CONSTRAINT_PARAMETERS),
    CONSTRAINT_PARAMETERS_MAP,
)
"""The names of all constraints, which pyshacl looks for at each shape of each sheet:
a set is a quarter of its time."""

Findings = frozenset[tuple[str, Severity]]

OUTSIDE = (Rule.LICENCE, Rule.NOTICE, Rule.UNKNOWN_FIELD, Rule.FUTURE)
"""What SHACL cannot see."""

_SHEET = re.compile(rf"{re.escape(iri.BASE_PLACEHOLDER)}/sheets/([^/#]+)")
_ORDER = SH.LessThanOrEqualsConstraintComponent


def opinions(schema: Schema, kind: Kind, sheets: Sequence[Values]) -> list[Findings]:
    """Give the fields that pyshacl finds at fault in each sheet."""
    data = Graph()
    for number, values in enumerate(sheets):
        data.parse(data=_own(schema, kind, number, values), format="nt")
    shapes = Graph().parse(data=_nt(expanded_shapes(schema, kind.key)), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    found: list[set[tuple[str, Severity]]] = [set() for _ in sheets]
    for result in report.objects(None, SH.result):
        focus = _SHEET.match(str(report.value(result, SH.focusNode)))
        shape = report.value(result, SH.sourceShape)
        assert focus is not None
        key = _key(kind, str(shape))
        if report.value(result, SH.sourceConstraintComponent) == _ORDER:
            key = kind.field(key).before
        warning = report.value(result, SH.resultSeverity) == SH.Warning
        severity = Severity.WARNING if warning else Severity.VIOLATION
        found[int(focus[1].removeprefix("s"))].add((key, severity))
    return [frozenset(one) for one in found]


def ours(schema: Schema, kind: Kind, values: Values) -> Findings:
    """Give the fields that our check finds at fault, as far as SHACL can see."""
    return frozenset(
        (_first(kind, problem), problem.severity)
        for problem in check_values(schema, kind, values)
        if problem.rule not in OUTSIDE
    )


def differences(
    schema: Schema, kind: Kind, sheets: Mapping[str, Values]
) -> dict[str, tuple[Findings, Findings]]:
    """Give the sheets on which the two do not agree, with both findings.

    When a value cannot be read, SHACL cannot compare it either and calls that
    a fault of order: such a fault is left out when its field is at fault
    already.
    """
    found = {}
    for name, opinion in judged(schema, kind, sheets).items():
        mine = ours(schema, kind, sheets[name])
        if mine != opinion and mine != opinion - _spoilt(kind, mine):
            found[name] = (mine, opinion)
    return found


def judged(
    schema: Schema, kind: Kind, sheets: Mapping[str, Values]
) -> dict[str, Findings]:
    """Give pyshacl's opinion of the sheets that it can judge.

    It stops where rdflib cannot order an unreadable number and another one: with
    TypeError, or, when both are unreadable, with the warning of a Python before
    3.14 that rdflib took NotImplemented for an answer. Halving the sheets leaves
    out only those.
    """
    try:
        told = opinions(schema, kind, list(sheets.values()))
    except (TypeError, DeprecationWarning):
        names = list(sheets)
        middle = len(names) // 2
        halves = (names[:middle], names[middle:]) if middle else ()
        parts = [judged(schema, kind, {n: sheets[n] for n in half}) for half in halves]
        return {name: opinion for part in parts for name, opinion in part.items()}
    return dict(zip(sheets, told, strict=True))


def _spoilt(kind: Kind, mine: Findings) -> Findings:
    faulty = {key for key, _ in mine}
    return frozenset(
        (field.before, Severity.VIOLATION)
        for field in kind.fields
        if field.before and field.key in faulty
    )


def _first(kind: Kind, problem: Problem) -> str:
    for exclusive in kind.exclusives:
        if problem.rule is Rule.EXCLUSIVE and problem.field in exclusive.keys:
            return exclusive.keys[0]
    return problem.field


def _key(kind: Kind, shape: str) -> str:
    """Find the field of a shape: its own, or one named after it."""
    keys = [
        (len(field.shape), field.key)
        for field in kind.fields
        if shape == field.shape or shape.startswith(f"{field.shape}-")
    ]
    assert keys, shape
    return max(keys)[1]


def _own(schema: Schema, kind: Kind, number: int, values: Values) -> bytes:
    """Describe a sheet whose people and territories are shared with no other."""
    name = f"s{number}"
    triples = sheet_triples(schema, revision(kind.key, values, sheet=name))
    written = _nt(triples)
    for shared in ("people", "territories"):
        place = f"<{iri.BASE_PLACEHOLDER}/{shared}/".encode()
        written = written.replace(place, f"<{iri.sheet_iri(name)}/{shared}/".encode())
    return written


def _nt(triples: Sequence[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""
