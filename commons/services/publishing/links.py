"""Links between sheets: from what an author types to identifiers, and back.

An author names a sheet by its title, the readable end of its address or its
identifier, in `[[…]]` within a text, in a field that takes sheets, or in a column of
rows that does. What is saved is the identifier, so that a rename breaks nothing.

The relation of a link is the key of its field, as the shape says it: the values stand
under it, kinds that mean the same share it, and JSON-LD maps it to a property. A field
of versions says which one, by the path of its address when it is here. The property
itself would not do: `schema:item` ends many paths, and "tools_used" has
another path in each kind. Links within texts, of any field, say REFERENCES.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import link_targets
from commons.core.domain.addresses import iri
from commons.core.domain.language.folding import fold
from commons.core.domain.schema.kind import Field, Kind, Value, Values
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.domain.sheet import REFERENCES, SOURCES, SheetLink
from commons.core.kinds.rules.validation import as_list
from commons.core.text.markdown import links

Resolve = Callable[[str], str | None]

MOST_ASKED = 2_000
"""How many names the archive is asked for in one unit of work; the others stay as
they were typed. A folder that is loaded may name more."""


def make_resolver(
    work: Work,
    known: Mapping[str, str] | None = None,
    named: Collection[str] = (),
) -> Resolve:
    """Give a function from what was typed to an identifier, None if unknown.

    The path of a version leads to itself, while it stands, and that of a sheet to its
    version that stands.

    `known`, from `names_to_sheets`, holds names that come first: those of a folder
    being loaded. A title that several sheets bear is not resolved: nobody guesses. The
    archive is asked once for each name, so make one per unit of work; while a folder is
    loaded what is unknown is asked again, as sheets come into being. `named` are
    identifiers that will be asked for: those of which one question does.
    """
    names = known or {}
    asked = sorted(named)[:MOST_ASKED]
    standing = _standing_among(work, asked) if asked else set[str]()
    answers = {one: one if one in standing else None for one in asked}

    def resolve(typed: str) -> str | None:
        text = typed.strip()
        if (own := names.get(fold(text))) is not None:
            return own or None
        anew = text not in answers and len(answers) < MOST_ASKED
        if anew or (known is not None and answers.get(text) is None):
            answers[text] = _found(work, text, names)
        return answers.get(text)

    return resolve


def names_to_sheets(*tiers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map names to identifiers, from pairs of both; "" for what several bear.

    Names are the same whatever their case and accents. Those of the first tier
    come before those of the next.
    """
    known: dict[str, str] = {}
    for tier in tiers:
        own: dict[str, str] = {}
        for name, sheet in tier:
            key = fold(name)
            own[key] = sheet if own.get(key, sheet) == sheet else ""
        known = {**own, **known}
    known.pop("", None)
    return known


def ranked_names(entries: Iterable[tuple[Sequence[str], str]]) -> dict[str, str]:
    """Map names to identifiers, from the names of each sheet, the surest first."""
    pairs = list(entries)
    most = max((len(names) for names, _ in pairs), default=0)
    return names_to_sheets(
        *(
            [(names[rank], sheet) for names, sheet in pairs if len(names) > rank]
            for rank in range(most)
        )
    )


def _found(work: Work, text: str, names: Mapping[str, str]) -> str | None:
    if (path := iri.path_named(text)) is not None:
        return _version_named(work, *path, loaded=names.get(fold(path[0])) == path[0])
    if iri.is_id(text):
        return text if _standing_among(work, [text]) else None
    found = revisions.sheets_titled(work, text)
    return found[0] if len(found) == 1 else None


def _version_named(
    work: Work, sheet: str, number: int | None, *, loaded: bool
) -> str | None:
    """Return the path of a version, of the one that stands when none is named.

    `loaded` says that the sheet is one of those being loaded, which may not be here
    yet.
    """
    if number is None:
        number = link_targets.standing_number(work, sheet) or int(loaded)
        return iri.version_iri(sheet, number, base="") if number else None
    if loaded or link_targets.version_stands(work, sheet, number):
        return iri.version_iri(sheet, number, base="")
    return None


def resolve_links(kind: Kind, values: Values, resolve: Resolve) -> Values:
    """Put identifiers where sheets are named; leave what is unknown as typed."""
    texts = links.map_saved(values, resolve)
    fields = {field.key: field for field in kind.fields}

    def of(key: str, value: Value) -> Value:
        field = fields.get(key)
        if field is None:
            return value
        if field.type.names_sheet or field.type.names_version:
            return _resolved(field, value, resolve)
        columns = {column.key: column for column in _sheet_columns(field)}
        if not columns or not isinstance(value, list):
            return value
        return [row for item in value for row in _rows(item, columns, resolve)]

    return {key: of(key, value) for key, value in texts.items()}


def _resolved(field: Field, value: Value, resolve: Resolve) -> Value:
    """Return what a field or a column holds, once what it names is looked up."""
    if field.type.names_version:
        if isinstance(value, list):
            return [_nearest(one, resolve) for one in value]
        return _nearest(value, resolve)
    if isinstance(value, list):
        texts = [v if isinstance(v, str) else "" for v in value]
        found = (one for text in texts for one in _each(text, resolve))
        return list(dict.fromkeys(found))
    return resolve(value) or value if isinstance(value, str) else value


def _nearest(value: Value, resolve: Resolve) -> Value:
    """Return the path of a version that is here, however it was named.

    A sheet that is named without a version means the one that stands.
    """
    if not isinstance(value, str):
        return value
    sheet, number = iri.sheet_named(value) or (resolve(value), None)
    if sheet is None:
        return value
    path = iri.version_iri(sheet, number, "") if number else iri.sheet_iri(sheet, "")
    return resolve(path) or value


def keep_versions(kind: Kind, typed: Values, resolved: Values, stood: Values) -> Values:
    """Return what was resolved, with the versions that stood where none was typed.

    Who names a sheet alone, twice, means the version that stood the first time.
    """

    def kept(key: str) -> Value:
        old, new = (iri.version_of(str(of.get(key, ""))) for of in (stood, resolved))
        alone = iri.version_of(str(typed.get(key, ""))) is None
        return (
            stood[key] if alone and old and new and old[0] == new[0] else resolved[key]
        )

    keys = (
        field.key
        for field in kind.fields
        if field.type.names_version and not field.many and field.key in resolved
    )
    return {**resolved, **{key: kept(key) for key in keys}}


def _rows(
    row: Value, columns: Mapping[str, Field], resolve: Resolve
) -> Iterator[Value]:
    """Give a row whose columns name sheets; several, for names between commas."""
    if not isinstance(row, Mapping):
        yield row
        return
    (key, *_) = columns
    alone = row.get(key) if row.keys() == {key} else None
    if isinstance(alone, str) and columns[key].type.names_sheet:
        yield from ({key: one} for one in _each(alone, resolve))
        return
    yield {
        key: _resolved(columns[key], value, resolve) if key in columns else value
        for key, value in row.items()
    }


def _each(typed: str, resolve: Resolve) -> list[str]:
    """Give the sheet that a text names, or those that it names between commas."""
    if (whole := resolve(typed)) is not None or "," not in typed:
        return [whole or typed]
    parts = [resolve(part) for part in typed.split(",")]
    return [part for part in parts if part] if all(parts) else [typed]


def unknown_sheets(
    kind: Kind, values: Values, resolve: Resolve, stood: Values | None = None
) -> tuple[Problem, ...]:
    """Name the identifiers and versions, in fields and rows, that no sheet of ours has.

    What has not even the form of one is the kind's business, and a version that the
    values before (`stood`) named may have gone since.
    """
    before = stood or {}
    same = {key for key, value in values.items() if before.get(key) == value}
    return tuple(
        named.problem(value=named.typed)
        for named in named_sheets(kind, values)
        if (named.version is None or named.field not in same)
        and _is_ours(named.typed)
        and resolve(named.typed) is None
    )


def sheet_links(kind: Kind, values: Values) -> frozenset[SheetLink]:
    """Return the links from the values to other sheets, each with its relation.

    Sources and fields of versions say which version; fields of sheets and texts do not.
    """
    return _chosen_links(kind, values).union(
        (
            SheetLink(relation=REFERENCES, target=target)
            for target in links.link_targets(values)
            if iri.is_id(target)
        ),
        _source_links(values),
    )


def linked_and_unresolved(
    kind: Kind, values: Values
) -> tuple[frozenset[str], frozenset[str]]:
    """Give the identifiers that the values link to, and the names not settled yet.

    A name stays as it was typed while it is no sheet's, or that of several.
    """
    found = links.link_targets(values)
    known = frozenset(target for target in found if iri.is_id(target))
    return known | chosen_sheets(kind, values), frozenset(found) - known


def chosen_sheets(kind: Kind, values: Values) -> frozenset[str]:
    """Give the identifiers that fields name, versions' too, not those in texts."""
    return frozenset(link.target for link in _chosen_links(kind, values))


def sheets_alone(kind: Kind, values: Values) -> frozenset[str]:
    """Give the identifiers that fields and rows name, of no version in particular."""
    named = named_sheets(kind, values)
    return frozenset(one.sheet for one in named if one.version is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSheet:
    """A sheet that a field names, or a column of the rows of a field.

    `column` is "" for the field itself; `row` counts from 0. `typed` is what stands
    there: an identifier, or the address of `version`, which may be another site's.
    `rule` is what its type breaks when there is no such sheet.
    """

    field: str
    row: int
    column: str
    sheet: str
    version: int | None
    typed: str
    rule: Rule

    def problem(self, rule: Rule | None = None, **details: object) -> Problem:
        """Return what is wrong with it, where it stands."""
        return Problem(
            field=self.field,
            rule=rule or self.rule,
            row=self.row,
            column=self.column,
            details=details,
        )


def named_sheets(kind: Kind, values: Values) -> Iterator[NamedSheet]:
    """Give the sheets and versions that fields and columns name, in their order."""
    for field in kind.fields:
        if field.key not in values:
            continue
        itself = field.type.names_sheet or field.type.names_version
        columns = tuple(_sheet_columns(field))
        if not itself and not columns:
            continue
        for row, item in enumerate(as_list(values[field.key])):
            if itself:
                yield from _named(field, None, row, item)
            held = item if isinstance(item, Mapping) else {}
            for column in columns:
                for one in as_list(held.get(column.key)):
                    yield from _named(field, column, row, one)


def _named(
    field: Field, column: Field | None, row: int, value: Value
) -> Iterator[NamedSheet]:
    """Give the sheet that one value names, if it has the form of one."""
    itself = column or field
    named: tuple[str, int | None] | None = None
    if isinstance(value, str) and itself.type.names_version:
        named = iri.version_of(value)
    elif isinstance(value, str) and iri.is_id(value):
        named = (value, None)
    if named is not None:
        yield NamedSheet(
            field=field.key,
            row=row,
            column=column.key if column else "",
            sheet=named[0],
            version=named[1],
            typed=str(value),
            rule=itself.type.rule,
        )


def _chosen_links(kind: Kind, values: Values) -> frozenset[SheetLink]:
    return frozenset(
        SheetLink(
            relation=named.field, target=named.sheet, target_version=named.version
        )
        for named in named_sheets(kind, values)
    )


def _source_links(values: Values) -> Iterator[SheetLink]:
    """Give the versions that the rows of sources name by their address."""
    for row in as_list(values.get(SOURCES)):
        named = (
            iri.version_of(str(row.get("url"))) if isinstance(row, Mapping) else None
        )
        if named:
            yield SheetLink(relation=SOURCES, target=named[0], target_version=named[1])


def _sheet_columns(field: Field) -> list[Field]:
    return [
        column
        for column in field.columns
        if column.type.names_sheet or column.type.names_version
    ]


def _is_ours(value: str) -> bool:
    """Say whether a value is an identifier or the path of a version."""
    _, number = iri.path_named(value) or ("", None)
    return iri.is_id(value) or number is not None


def titles_of(work: Work, kind: Kind, values: Values) -> dict[str, str]:
    """Map the sheets that fields name to titles that name one sheet only."""
    heads = link_targets.named_heads(work, sorted(chosen_sheets(kind, values)))
    bearing = revisions.sheets_by_name(work, [head.title for head in heads.values()])
    return {
        sheet: head.title
        for sheet, head in heads.items()
        if bearing.get(fold(head.title)) == {sheet}
    }


def _standing_among(work: Work, sheets: Collection[str]) -> set[str]:
    """Return those of some identifiers that are those of sheets which stand."""
    heads = link_targets.named_heads(work, sorted(sheets))
    return {sheet for sheet, head in heads.items() if not head.deleted}
