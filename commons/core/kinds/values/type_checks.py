"""Says whether a single value has the form that the type of its field asks for.

A value that does not fit cannot be written in RDF under its own datatype: the
check names the rule, the description writes it as unreadable.
"""

from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from commons.core.domain.addresses import iri
from commons.core.domain.addresses.misleading_urls import is_misleading
from commons.core.domain.language.characters import REFUSED
from commons.core.domain.schema.kind import Field, Schema
from commons.core.domain.schema.problem import Rule

_MAX_URL = 2000


def type_problem(schema: Schema, field: Field, value: object) -> Rule | None:
    """Give the rule that the form of a value breaks, None when it fits."""
    if isinstance(value, str):
        if not value.isprintable() and REFUSED.search(value):
            return Rule.CONTROL
        if iri.BASE_PLACEHOLDER in value:
            return Rule.MARKER
    return None if field.type.fits(schema, field, value) else field.type.rule


def is_url(value: object) -> bool:
    """Say whether a value is a web address, or that of a sheet or version here.

    A version of this commons may be named by its path alone, as in
    "/sheets/0123456789ab/v/3", so that it stays true under another base.
    """
    if not isinstance(value, str) or len(value) > _MAX_URL:
        return False
    if is_ours(value):
        return True
    if is_misleading(value):
        return False
    try:
        parts = urlsplit(value)
        NamedNode(value)
    except ValueError:  # not an IRI, or a host that makes no sense
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def is_ours(value: str) -> bool:
    """Say whether an address is the path of a sheet or version of this commons."""
    return iri.path_named(value) is not None
