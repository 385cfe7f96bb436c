"""The facts of a sheet, as they stand beside its story.

Which fields measure a group stands in services/facets: what people filter by is
what they read.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import url_for
from flask_babel import format_decimal, gettext, ngettext

from commons.adapters.store.log.projections.link_targets import LinkTarget
from commons.core.domain.addresses import iri
from commons.core.domain.pictures.media import is_name
from commons.core.domain.schema.kind import PLACE, Field, Schema, Value
from commons.core.domain.sheet import Revision
from commons.core.kinds.values.type_checks import is_url
from commons.services.search.browsing.browse import THEMES
from commons.services.search.facets import GROUP, facet_value, name_of
from commons.web.display.sheet.images import show_download
from commons.web.display.sheet.value_labels import in_words, version_words
from commons.web.request.addresses import built_address
from commons.web.request.context import components, localised

Spot = tuple[str, str]
"""A text and its address, "" when it leads nowhere."""


def is_fact(field: Field) -> bool:
    """Say whether a field goes into the facts panel."""
    single_row = field.type.has_columns and not field.many
    return field.type.is_fact or single_row


def list_facts(
    schema: Schema,
    shown: list[Field],
    revision: Revision,
    targets: Mapping[str, LinkTarget],
) -> Iterator[tuple[str, tuple[Spot, ...]]]:
    """Give the facts in order; the fields of a group's size make one line."""
    for _, label, spots in keyed_facts(schema, shown, revision, targets):
        yield label, spots


def keyed_facts(
    schema: Schema,
    shown: list[Field],
    revision: Revision,
    targets: Mapping[str, LinkTarget],
) -> Iterator[tuple[str, str, tuple[Spot, ...]]]:
    """Give the facts as `list_facts`, each behind the key of its field.

    The line of a group's size has that of GROUP.low.
    """
    size = group_size(revision)
    measured = {GROUP.low, GROUP.high, GROUP.endless} if size else set()
    first = next((field.key for field in shown if field.key in measured), "")
    for field in filter(is_fact, shown):
        if field.key == first:
            yield GROUP.low, localised(GROUP.label), ((size, ""),)
        elif field.key not in measured:
            spots = _spots(schema, field, revision, targets)
            yield field.key, localised(field.label), spots


def link_address(row: Mapping[str, Value]) -> str:
    """Give the address of a link, "" for what is none (in a preview)."""
    return str(row["url"]) if is_url(row.get("url")) else ""


def group_size(revision: Revision) -> str:
    """Give the group in numbers: "10 à 40", "au moins 10"; "" when it is not said."""
    low, high = _number(revision, GROUP.low), _number(revision, GROUP.high)
    if high and revision.values.get(GROUP.endless) is True:
        low, high = low or high, 0
    if low and low == high:
        return _said(low)
    if low and high:
        return str(gettext("%(low)s à %(high)s", low=_said(low), high=_said(high)))
    if low:
        return str(gettext("au moins %(low)s", low=_said(low)))
    return str(gettext("au plus %(high)s", high=_said(high))) if high else ""


def size_in_people(revision: Revision) -> str:
    """Give "10 à 40 personnes", "" when the sheet does not say."""
    size = group_size(revision)
    most = max(_number(revision, GROUP.low), _number(revision, GROUP.high))
    people = ngettext("%(size)s personne", "%(size)s personnes", most, size=size)
    return str(people) if size else ""


def _number(revision: Revision, key: str) -> int:
    """Give a number of a sheet; 0 without one."""
    value = revision.values.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _said(number: int) -> str:
    return str(format_decimal(number))


def _spots(
    schema: Schema, field: Field, revision: Revision, targets: Mapping[str, LinkTarget]
) -> tuple[Spot, ...]:
    titles = {sheet: head.title for sheet, head in targets.items()}
    spots = (
        _file_spot(field, value)
        or _version_spot(field, value, targets)
        or (in_words(schema, field, value, titles), narrow_address(field, value))
        for value in revision.items(field.key)
    )
    return tuple(dict.fromkeys(spots) if field.choice else spots)


def _file_spot(field: Field, value: Value) -> Spot | None:
    """Give a row that holds a file, or the address of one, as a link to it."""
    files = [column.key for column in field.columns if column.type.names_file]
    if not isinstance(value, Mapping) or not files:
        return None
    for key in files:
        if is_name(value.get(key)):
            found = show_download(str(value[key]), localised(field.label))
            words = gettext("Télécharger")  # within an f-string, 3.11 does not find it
            return f"{words} ({found.sort})", found.url
    url = link_address(value)
    return (url, url) if url else None


def _version_spot(
    field: Field, value: Value, targets: Mapping[str, LinkTarget]
) -> Spot | None:
    """Give a version as a link to it: by its title when it is here, else by address."""
    if not field.type.names_version or not is_url(value):
        return None
    sheet, number = iri.version_of(str(value)) or ("", 0)
    if sheet not in targets:
        return str(value), str(value)
    address = url_for("sheets.version_page", sheet=sheet, number=number)
    return version_words(targets[sheet].title, number), address


def narrow_address(field: Field, value: Value) -> str:
    """Give the address of what shares a value: its page, else a map or a search.

    "" when the field is not a facet.
    """
    key = facet_value(field, value) if field.facet else ""
    if not key:
        return ""
    if field.choice == THEMES:
        today = components().schema.schemes[THEMES].concepts.get(str(value))
        key = today.key if today else str(value)
        return built_address("entities.theme_page", key=key)
    if field.editor == PLACE and isinstance(value, Mapping) and value.get("code"):
        return built_address("entities.territory_page", code=str(value["code"]))
    page = "maps.map_page" if field.editor == PLACE else "search.search_page"
    chosen: dict[str, Any] = {name_of(field): key}
    return built_address(page, **chosen)
