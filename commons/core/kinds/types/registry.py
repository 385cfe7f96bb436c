"""The table of the types of field: a new type is one row here."""

from commons.core.domain.schema.kind import FieldType
from commons.core.kinds.types.choice import CONCEPT, LICENCE
from commons.core.kinds.types.language import LANGUAGE
from commons.core.kinds.types.number import DECIMAL, INTEGER
from commons.core.kinds.types.period import DATE, DURATION
from commons.core.kinds.types.plain import BOOLEAN, ROW
from commons.core.kinds.types.reference import FILE, SHEET, URL, VERSION
from commons.core.kinds.types.text import MARKDOWN, TEXT

FIELD_TYPES: tuple[FieldType, ...] = (
    TEXT,
    MARKDOWN,
    INTEGER,
    DECIMAL,
    BOOLEAN,
    DURATION,
    DATE,
    URL,
    LANGUAGE,
    LICENCE,
    CONCEPT,
    SHEET,
    VERSION,
    FILE,
    ROW,
)


def type_stated_by(statement: str) -> FieldType | None:
    """Return the type that a statement of a shape makes, as "sh:datatype xsd:date"."""
    found = (one for one in FIELD_TYPES if statement in one.stated_by)
    return next(found, None)


def known_objects(predicate: str) -> frozenset[str]:
    """Return what types are stated by under a property: xsd:integer for sh:datatype."""
    statements = (one.split(" ") for type_ in FIELD_TYPES for one in type_.stated_by)
    return frozenset(item for stated, item in statements if stated == predicate)
