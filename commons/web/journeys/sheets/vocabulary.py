"""The contract as data: vocabulary, shapes and context."""

import json
from hashlib import sha256

from flask import Response
from werkzeug.exceptions import NotFound

from commons.adapters.rdf.formats import Triples, write_graph
from commons.core.domain.people.account import Permission
from commons.core.kinds.contract.jsonld_context import json_ld_context
from commons.core.kinds.contract.shacl import expanded_shapes
from commons.core.kinds.contract.vocabulary import vocabulary_triples
from commons.web.guard.journey import Journey
from commons.web.request.answers.negotiation import (
    RDF_TYPES,
    lasting_answer,
    pick_format,
)
from commons.web.request.context import components
from commons.web.request.route_rules import FROZEN, Frozen

data = Journey("data", __name__, has_pages=False)


@data.get("/ns", needs=Permission.READ, frozen=Frozen(form="ttl"))
def namespace_terms() -> Response:
    """Answer our own terms, the same on every instance."""
    return _graph("ns", vocabulary_triples(components().schema))


@data.get("/shapes/<kind>", needs=Permission.READ, frozen=Frozen(form="ttl"))
def kind_shape(kind: str) -> Response:
    """Answer the expanded SHACL shape that a kind's sheets meet."""
    schema = components().schema
    if kind not in schema.kinds:
        raise NotFound
    return _graph(f"shapes/{kind}", expanded_shapes(schema, kind))


@data.get("/context.jsonld", needs=Permission.READ, frozen=FROZEN)
def jsonld_context() -> Response:
    """Answer the JSON-LD context; our JSON-LD carries it inline too."""
    told = {"@context": json_ld_context(components().schema)}
    body = json.dumps(told, ensure_ascii=False, indent=2).encode()
    return lasting_answer(f"context {sha256(body).hexdigest()}", "jsonld", lambda: body)


def _graph(name: str, graph: Triples) -> Response:
    suffix = pick_format(RDF_TYPES)
    body = write_graph(graph, suffix, components().settings.base_url)
    return lasting_answer(f"{name} {sha256(body).hexdigest()}", suffix, lambda: body)
