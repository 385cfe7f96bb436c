"""Judges published versions by the published shapes, with pyshacl over rdflib.

Nothing of ours takes part in the verdict: what /shapes/{kind} serves in Turtle judges
the N-Quads of a version, as it would in any reader's hands. A sheet takes some 25 ms,
and both libraries are slow to import: this is for what an operator asks for, never on
the path of a reader.
"""

import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyshacl
from rdflib import Dataset, Graph, URIRef
from rdflib.exceptions import ParserError
from rdflib.namespace import SH
from rdflib.term import Node

from commons.adapters.rdf.formats import write_graph
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Revision
from commons.core.kinds.contract.shacl import expanded_shapes


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeViolation:
    """What pyshacl objects to in a version.

    `shapes` are the IRIs of the shapes that it breaks, from the sheet's own to the
    column's or choice's; `constraint` names what it breaks of the last one
    ("MinCount" for sh:MinCountConstraintComponent); `value` is what stands there, ""
    for nothing.
    """

    shapes: tuple[str, ...]
    constraint: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedShapes:
    """The shapes of every kind, as an instance of this base publishes them."""

    schema: Schema
    base: str
    _read: dict[str, Graph] = field(default_factory=dict)

    def find_violations(self, version: Revision, block: bytes) -> list[ShapeViolation]:
        """Return what a version of a known kind breaks, [] when it conforms.

        The graph of the version is judged alone, for it is published alone; advice
        (sh:Warning) is no violation. Raises ValueError when rdflib cannot read the
        stored `block`, or pyshacl cannot compare what is in it.
        """
        logging.getLogger("rdflib").setLevel(logging.ERROR)  # it tells each odd literal
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib, for itself
            try:
                payload = self._payload(version, block)
                _, report, _ = pyshacl.validate(payload, shacl_graph=self._of(version))
            except (ParserError, TypeError) as error:  # what is unreadable has no order
                raise ValueError(str(error)) from error
        if not isinstance(report, Graph):
            raise TypeError(report)
        results = report.objects(None, SH.result)
        return [one for result in results for one in _violations(report, result, ())]

    def _payload(self, version: Revision, block: bytes) -> Graph:
        dataset = Dataset()
        dataset.parse(data=iri.expand_base(block, self.base), format="nquads")
        named = iri.version_iri(version.sheet, version.number, self.base)
        return dataset.graph(URIRef(named))

    def _of(self, version: Revision) -> Graph:
        if version.kind not in self._read:
            shapes = expanded_shapes(self.schema, version.kind)
            turtle = write_graph(shapes, "ttl", self.base)
            self._read[version.kind] = Graph().parse(data=turtle, format="turtle")
        return self._read[version.kind]


def _violations(
    report: Graph, result: Node, above: tuple[str, ...]
) -> Iterator[ShapeViolation]:
    """Read a result of a report, down to the shapes within shapes that say why."""
    if not above and report.value(result, SH.resultSeverity) != SH.Violation:
        return
    shapes = (*above, str(report.value(result, SH.sourceShape)))
    details = list(report.objects(result, SH.detail))
    for detail in details:
        yield from _violations(report, detail, shapes)
    if not details:
        component = str(report.value(result, SH.sourceConstraintComponent))
        yield ShapeViolation(
            shapes=shapes,
            constraint=component.removeprefix(str(SH)).removesuffix(
                "ConstraintComponent"
            ),
            value=str(report.value(result, SH.value) or ""),
        )
