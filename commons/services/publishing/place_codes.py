"""Turns the name of a place into its official code, and back for the form.

A free-text place stays possible: what names no official place, or several, is
left as typed.
"""

from collections.abc import Mapping

from commons.core.domain.schema.kind import PLACE, Kind, Values
from commons.core.kinds.places.register import Places


def locate_places(places: Places, kind: Kind, values: Values) -> Values:
    """Put the code where a typed name, without coordinates, means one place."""
    found = dict(values)
    for field in kind.fields:
        row = values.get(field.key)
        if field.editor != PLACE or not isinstance(row, Mapping):
            continue
        if set(row) == {"name"} and (code := places.named(str(row["name"]))):
            found[field.key] = {"code": code}
    return found


def names_of(places: Places, kind: Kind, values: Values) -> dict[str, str]:
    """Map the codes in the values to the words that are read as them again."""
    rows = [values.get(field.key) for field in kind.fields if field.editor == PLACE]
    codes = [
        str(row["code"]) for row in rows if isinstance(row, Mapping) and "code" in row
    ]
    return {code: places.written(code) for code in codes}
