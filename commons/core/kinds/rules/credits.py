"""Says who wrote a sheet and who helped: the rows of its authors, by their role.

A row whose role writes dct:creator names an author, any other a contributor, as the
shapes have it. Who saved a version is neither, unless a row says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Field, Schema, Value
from commons.core.domain.sheet import Person, Revision
from commons.core.kinds.rdfio.namespaces import full_iri
from commons.core.kinds.rules.validation import as_list

AUTHORS, ROLE, PERSON = "authors", "role", "person"

CURATOR = "curator"
"""The role of who chose the sheets of a collection and put them in order."""

TRANSLATOR = "translator"
"""The role of who put the words of a sheet into another language."""

_CREATOR = full_iri("dct:creator")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditedPerson:
    """Somebody whom a sheet names; what it does not say is "".

    `place` is the place among the rows, from 1; `person` the identifier of a person
    of this commons.
    """

    name: str
    organisation: str
    url: str
    role: str
    person: str
    place: int

    def iri(self, sheet: str, base: str) -> str:
        """Give the IRI under which the sheet's graph knows them."""
        if self.person:
            return iri.person_iri(self.person, base)
        return f"{iri.sheet_iri(sheet, base)}#author-{self.place}"


def credited_row(person: Person, role: str = "") -> dict[str, Value]:
    """Return the row of authors that credits a person of this commons."""
    said = {ROLE: role} if role else {}
    return {"name": person.name, **said, PERSON: person.id}


def authors_of(schema: Schema, revision: Revision) -> tuple[CreditedPerson, ...]:
    """Give who wrote the sheet, in the order of the form."""
    return tuple(who for who, wrote in _credited(schema, revision) if wrote)


def contributors_of(schema: Schema, revision: Revision) -> tuple[CreditedPerson, ...]:
    """Give who helped without being an author, in the order of the form."""
    return tuple(who for who, wrote in _credited(schema, revision) if not wrote)


def credit_properties(
    schema: Schema, column: Field, items: list[Value]
) -> tuple[str, ...]:
    """Give the properties that the choice in a column of a row writes."""
    if not column.emits:
        return ()
    concepts = schema.schemes[column.choice].concepts
    chosen = concepts.get(str(items[0])) if items else None
    return (chosen.emits if chosen else ()) or column.emits


def _credited(
    schema: Schema, revision: Revision
) -> Iterator[tuple[CreditedPerson, bool]]:
    """Give each row that has a name, and whether it is an author's."""
    role = _role_column(schema, revision.kind)
    for place, row in enumerate(revision.items(AUTHORS), start=1):
        if not isinstance(row, Mapping) or not row.get("name"):
            continue
        told = {key: _text(row, key) for key in ("name", "organisation", "url", ROLE)}
        person = _text(row, PERSON)
        known = person if iri.is_id(person) else ""
        written = (
            credit_properties(schema, role, as_list(row.get(ROLE))) if role else ()
        )
        who = CreditedPerson(**told, person=known, place=place)
        yield who, role is None or _CREATOR in written


@lru_cache(maxsize=32)
def _role_column(schema: Schema, kind: str) -> Field | None:
    """Return the column by which the authors of a kind say what they did."""
    fields = schema.kinds[kind].fields
    columns = next((one.columns for one in fields if one.key == AUTHORS), ())
    return next((column for column in columns if column.key == ROLE), None)


def _text(row: Mapping[str, Value], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""
