"""Rewrites the name of one person in the values of a sheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commons.core.domain.addresses import iri
from commons.core.domain.language.folding import fold
from commons.core.domain.schema.kind import Value, Values
from commons.core.domain.sheet import SOURCES, Person
from commons.core.domain.site.purge import ERASED_NAME, OF_THEMSELVES
from commons.core.kinds.rules.credits import AUTHORS, PERSON

_CREDITS = ("name", "author")
"""The columns of rows that hold how somebody is credited."""

_OFFER = "help"
"""Where its author offers help, and says how to be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedCredit:
    """Whose credit is rewritten, and in which sheets their bare name is theirs.

    A row that says their identifier is theirs wherever it stands. One that says the
    name alone may be a namesake's: it is theirs in `begun`, the sheets that they wrote
    first, and in the sources of others that name one of these; anywhere, if None.
    """

    who: Person
    begun: frozenset[str] | None = None

    def owns_bare_name(self, sheet: str) -> bool:
        """Return whether the name alone, in a credit of a sheet, means this person."""
        return self.begun is None or sheet in self.begun


def without_name(values: Values, sheet: str, erased: ErasedCredit) -> Values:
    """Return the values of a sheet with a person's name rewritten in their credits.

    Their offer to help goes, and how to reach them, unless other people of this site
    are its authors too: the offer may be theirs.
    """
    rewritten = {
        key: _without_name(key, value, sheet, erased) for key, value in values.items()
    }
    if rewritten.get(AUTHORS) == values.get(AUTHORS) or _has_others(values, erased):
        return rewritten
    return {key: value for key, value in rewritten.items() if key != _OFFER}


def _has_others(values: Values, erased: ErasedCredit) -> bool:
    rows = values.get(AUTHORS)
    people = {
        row.get(PERSON)
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, Mapping)
    }
    return bool(people - {None, "", erased.who.id})


def _without_name(key: str, value: Value, sheet: str, erased: ErasedCredit) -> Value:
    if key != SOURCES or not isinstance(value, list):
        return _rewritten(value, erased.who, bare=erased.owns_bare_name(sheet))
    return [
        _rewritten(row, erased.who, bare=erased.owns_bare_name(_source_of(row)))
        for row in value
    ]


def _source_of(row: Value) -> str:
    """Return the sheet of this site that a source names, "" for any other."""
    address = str(row.get("url", "")) if isinstance(row, Mapping) else ""
    named = iri.sheet_mentioned(address)
    return named[0] if named else ""


def _rewritten(value: Value, who: Person, *, bare: bool) -> Value:
    """Return a value with a name rewritten; `bare`: where no identifier stands by it too."""
    if isinstance(value, list):
        return [_rewritten(one, who, bare=bare) for one in value]
    if not isinstance(value, dict):
        return value
    own = value.get(PERSON) == who.id
    others = bool(value.get(PERSON)) and not own
    row = {key: _rewritten(one, who, bare=bare) for key, one in value.items()}
    for key in _CREDITS:
        text = row.get(key)
        if own and key == "name":
            row[key] = ERASED_NAME
        elif isinstance(text, str) and bare and not others:
            row[key] = ", ".join(_names(text, who))
    if row.get("name") == ERASED_NAME != value.get("name"):
        return {key: one for key, one in row.items() if key not in OF_THEMSELVES}
    return row


def _names(text: str, who: Person) -> Iterator[str]:
    """Yield the names of a credit, one person's rewritten; a text of others as it is."""
    parts = text.split(", ")
    same = fold(who.name)
    if not any(fold(part) == same for part in parts):
        yield text
        return
    for part in parts:
        yield ERASED_NAME if fold(part) == same else part
