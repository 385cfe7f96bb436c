"""Whom what the operator publishes and decides at the command line is credited to."""

from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Person

OPERATOR = Person(id=iri.id_from_name("the operator"), name="Administration")
"""Somebody who has no account; the name is reserved."""
