"""Makes the values of a foreign sheet ours: what it points to stays where it is.

Its links to its own sheets become full addresses, unless the very sheet is here too
(its identifier says so); its paths become addresses; what our fields do not know
goes into the free text. The values of choices were read by our own shapes.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from commons.adapters.rdf.version_reader import ReadVersion
from commons.core.domain.addresses import iri
from commons.core.domain.pictures.media import named_in
from commons.core.domain.schema.kind import Field, Kind, Schema, Value, Values
from commons.core.kinds.rules.validation import as_list
from commons.core.kinds.values.type_checks import is_ours
from commons.core.text.markdown import links
from commons.services.federation.originals import (
    FOREIGN_SHEETS,
    UNKNOWN_KIND,
    UNKNOWN_PARTS,
    Note,
)

LINKS, BODY = "links", "body"
LONGEST_TITLE = 200


def named_sheets(schema: Schema, read: ReadVersion) -> frozenset[str]:
    """Return the identifiers of the sheets that a foreign version names or links to."""
    kind, found = schema.kinds[read.kind], set[str]()
    most = links.budget_each(read.values)

    def note(field: Field, value: Value) -> Value:
        if field.type.names_sheet:
            found.add(str(value))
        elif field.type.is_text and isinstance(value, str) and "[[" in value:
            found.update(link.target for link in links.find_links(value, most))
        return value

    for field in kind.fields:
        map_fields(field, read.values.get(field.key, ""), note)
    return frozenset(filter(iri.is_id, found))


def own_values(
    schema: Schema, read: ReadVersion, base: str, ours: Collection[str]
) -> tuple[Values, tuple[Note, ...]]:
    """Return the values of a foreign version as a sheet of ours may hold them.

    `base` is that of its site, `ours` are those of `named_sheets` that stand here too.
    Returns beside them what was done, to be said.
    """
    kind = schema.kinds[read.kind]
    rows: list[Value] = []

    def address_of(sheet: str) -> str:
        return iri.sheet_iri(sheet, base)

    def is_foreign(field: Field, value: Value) -> bool:
        return field.type.names_sheet and str(value) not in ours

    values: dict[str, Value] = {}
    for field in kind.fields:
        found = as_list(read.values.get(field.key, []))
        rows += [
            row for one in found for row in _link_rows(field, one, ours, address_of)
        ]
        pruned = (prune_value(field, one, is_foreign) for one in found)
        kept = [one for one in pruned if one not in (None, "")]
        if kept:
            value = kept if field.many else kept[0]
            values[field.key] = _whole(field, value, base)
    values, writer = _texts(kind, values, ours, address_of)
    foreign = rows or writer.count
    notes = [Note(sentence=FOREIGN_SHEETS)] if foreign else []
    values = add_links(kind, values, [*rows, *writer.rows])
    if read.left:
        values = add_text(kind, values, _list_of(read.left))
        notes.append(Note(sentence=UNKNOWN_PARTS))
    if not read.known:
        notes.insert(0, Note(sentence=UNKNOWN_KIND))
    return values, tuple(notes)


def add_links(kind: Kind, values: Values, rows: Iterable[Value]) -> dict[str, Value]:
    """Return the values with more links, in the free text of kinds without any."""
    more = [row for row in rows if isinstance(row, Mapping)]
    if not more:
        return dict(values)
    if any(field.key == LINKS for field in kind.fields):
        every = [*as_list(values.get(LINKS, [])), *more]
        return {**values, LINKS: [*{repr(row): row for row in every}.values()]}
    lines = "\n".join(f"- [{row['title']}]({row['url']})" for row in more)
    return add_text(kind, values, lines)


def add_text(kind: Kind, values: Values, text: str) -> dict[str, Value]:
    """Return the values with a text behind the free text; the same without such a field."""
    if not any(field.key == BODY for field in kind.fields):
        return dict(values)
    body = str(values.get(BODY, "")).rstrip()
    return {**values, BODY: f"{body}\n\n{text}".strip()}


def link_row(address: str, title: str) -> dict[str, Value]:
    """Return a row of links."""
    return {"url": address, "title": title[:LONGEST_TITLE]}


def media_addresses(values: Values, base: str) -> dict[str, str]:
    """Map the names of the files that values name to where their site has them."""
    return {name: iri.media_iri(name, base) for name in named_in(dict(values))}


def prune_value(
    field: Field, item: Value, is_lost: Callable[[Field, Value], bool]
) -> Value | None:
    """Return a value, or a row, without what is lost; None for one that needs it."""
    if not isinstance(item, Mapping):
        return None if is_lost(field, item) else item
    columns = {column.key: column for column in field.columns}
    lost = {
        key
        for key, value in item.items()
        if key in columns and is_lost(columns[key], value)
    }
    if any(columns[key].required for key in lost):
        return None
    return {key: value for key, value in item.items() if key not in lost}


def _link_rows(
    field: Field, item: Value, ours: Collection[str], address_of: Callable[[str], str]
) -> list[Value]:
    """Return rows of links to the sheets of the other site that a value names.

    Each is called what its row says of it, or as its field.
    """
    row = item if isinstance(item, Mapping) else {"": item}
    columns = field.columns if isinstance(item, Mapping) else (replace(field, key=""),)
    said = (row.get(one.key) for one in columns if one.type.is_text)
    called = (field.item or field.label).get("fr", field.key)
    title = next((str(text) for text in said if text), called)
    return [
        link_row(address_of(str(row[one.key])), title)
        for one in columns
        if one.type.names_sheet and one.key in row and str(row[one.key]) not in ours
    ]


def _whole(field: Field, value: Value, base: str) -> Value:
    """Return a value whose paths of the other site are addresses of it."""

    def full(column: Field, item: Value) -> Value:
        is_address = column.type.iri_of is not None and not (
            column.choice or column.type.names_sheet or column.type.names_file
        )
        ours = is_address and isinstance(item, str) and is_ours(item)
        return f"{base}{item}" if ours else item

    return map_fields(field, value, full)


def _texts(
    kind: Kind,
    values: Values,
    ours: Collection[str],
    address_of: Callable[[str], str],
) -> tuple[dict[str, Value], "_LinkWriter"]:
    """Put addresses where texts link to sheets that are not here.

    A text that has no room for the address keeps the words; the address becomes a row
    of links.
    """
    writer = _LinkWriter(links.budget_each(values), ours, address_of)
    fields = {field.key: field for field in kind.fields}
    written = {
        key: map_fields(fields[key], value, writer.rewrite)
        for key, value in values.items()
    }
    return written, writer


def map_fields(
    field: Field, value: Value, function: Callable[[Field, Value], Value]
) -> Value:
    """Return a value with a function applied to each plain value in it, and its field."""
    if isinstance(value, list):
        return [map_fields(field, item, function) for item in value]
    if isinstance(value, Mapping):
        columns = {column.key: column for column in field.columns}
        return {
            key: map_fields(columns[key], item, function) if key in columns else item
            for key, item in value.items()
        }
    return function(field, value)


class _LinkWriter:
    """Writes links to the other site's sheets.

    `count` says how many; `rows` are those that had no room in their text.
    """

    def __init__(
        self, most: int, ours: Collection[str], address_of: Callable[[str], str]
    ) -> None:
        self.rows: list[Value] = []
        self.count = 0
        self._most = most
        self._ours = ours
        self._address_of = address_of

    def rewrite(self, field: Field, value: Value) -> Value:
        """Return a text with its links written out; any other value as it is."""
        if not (field.type.is_text and isinstance(value, str) and "[[" in value):
            return value
        pieces, end, length = [], 0, len(value)
        for link in links.find_links(value, self._most):
            if not iri.is_id(link.target) or link.target in self._ours:
                continue
            typed = link.end - link.start
            room = None if field.max_length is None else field.max_length - length
            written = self._written(link, None if room is None else room + typed)
            length += len(written) - typed
            pieces += [value[end : link.start], written]
            end = link.end
        return "".join(pieces) + value[end:]

    def _written(self, link: links.Link, room: int | None) -> str:
        self.count += 1
        address = self._address_of(link.target)
        written = f"[{link.words}]({address})"
        if room is None or len(written) <= room:
            return written
        self.rows.append(link_row(address, link.words))
        return link.words


def _list_of(left: Iterable[tuple[str, str]]) -> str:
    """Return properties and texts as a list in Markdown."""
    lines = (f"- **{name}** : {' '.join(text.split())}" for name, text in left)
    return "\n".join(lines)
