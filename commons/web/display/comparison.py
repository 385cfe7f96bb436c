"""Compares two versions of a sheet, field by field, row by row and by word."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext

from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.schema.kind import Field, Kind, Schema, Value
from commons.core.domain.sheet import Revision
from commons.core.text.compare.word_diff import SIGNS, diff_words
from commons.services.editing.list_matching import (
    identity_text,
    match_items,
    word_similarity,
)
from commons.services.publishing.links import titles_of
from commons.web.display.sheet.images import Picture, changed_pictures
from commons.web.display.sheet.value_labels import Titles, all_words, in_words
from commons.web.request.context import localised

Pieces = tuple[tuple[str, str], ...]
"""Pairs of operation ("=", "+" or "-") and text."""

LONGEST_SECONDS = 0.3
"""How long a page may look for words; what is left is shown as gone and come."""

LONGEST_SAME, AROUND = 1_200, 400
"""How much of what did not change is shown at once, and of more: around a change."""

SAME_MOVED = 0.7
MOST_MOVES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """What became of one value of a list; `now` and `before` are places from 1.

    `now` is 0 when it is gone, `before` when it is new; `moved` says that it
    stands elsewhere among the others. `label` is what it is called.
    """

    label: str
    before: int
    now: int
    moved: bool
    pieces: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed in one field: `rows` where it is a list, else `pieces`.

    `gone` and `come` are the images that it shows no more, and those it now shows.
    """

    key: str
    label: str
    pieces: Pieces = ()
    rows: tuple[RowChange, ...] = ()
    gone: tuple[Picture, ...] = ()
    come: tuple[Picture, ...] = ()


def compare_fields(
    schema: Schema, work: Work, first: Revision, second: Revision
) -> list[Change]:
    """Give the fields that differ, in the order of the form."""
    kind = schema.kinds[second.kind]
    comparing = _Comparing(schema, work, kind)
    changes = []
    for field in kind.fields:
        old, new = first.values.get(field.key), second.values.get(field.key)
        if old != new:
            sides = first.values, second.values
            gone, come = changed_pictures(schema, kind, field, sides)
            told = comparing.field(field, old, new)
            changes.append(replace(told, gone=gone, come=come))
    return [change for change in changes if change.rows or change.pieces]


class _Comparing:
    """One comparison, whose fields share the time that it may take."""

    def __init__(self, schema: Schema, work: Work, kind: Kind) -> None:
        self._schema = schema
        self._work = work
        self._kind = kind
        self._until = time.monotonic() + LONGEST_SECONDS

    def field(self, field: Field, old: Value | None, new: Value | None) -> Change:
        """Compare the two values of a field, of which one may be absent."""
        label = localised(field.label)
        if field.many:
            rows = tuple(self._rows(field, _list(old), _list(new)))
            return Change(key=field.key, label=label, rows=rows)
        sides = (self._words(field, old), self._words(field, new))
        return Change(key=field.key, label=label, pieces=self._pieces(*sides))

    def _words(self, field: Field, value: Value | None) -> str:
        if value is None:
            return ""
        titles = titles_of(self._work, self._kind, {field.key: value})
        return all_words(self._schema, field, value, titles)

    def _pieces(self, old: str, new: str) -> Pieces:
        left = max(self._until - time.monotonic(), 0)
        found = diff_words(old, new, seconds=left)
        changed = any(operation != "equal" for operation, _ in found)
        return tuple(
            (
                SIGNS[operation],
                _short(text) if changed and operation == "equal" else text,
            )
            for operation, text in found
        )

    def _rows(
        self, field: Field, old: list[Value], new: list[Value]
    ) -> Iterator[RowChange]:
        """Give what became of the values, as they stand now, then those gone."""
        stay = match_items(old, new)
        moved = _moves(old, new, stay)
        ordered = field.type.keeps_order
        came_from = {now: before for before, now in {**stay, **moved}.items()}
        values: Value = [*old, *new]
        titles = titles_of(self._work, self._kind, {field.key: values})
        for now, value in enumerate(new):
            before = came_from.get(now, -1)
            was = old[before] if before >= 0 else None
            if was == value and not (ordered and before in moved):
                continue
            yield RowChange(
                label=_item(field),
                before=before + 1,
                now=now + 1,
                moved=ordered and before in moved,
                pieces=self._pieces(
                    self._told(field, was, titles), self._told(field, value, titles)
                ),
            )
        for before, value in enumerate(old):
            if before not in stay and before not in moved:
                yield RowChange(
                    label=_item(field),
                    before=before + 1,
                    now=0,
                    moved=False,
                    pieces=self._pieces(self._told(field, value, titles), ""),
                )

    def _told(self, field: Field, value: Value | None, titles: Titles) -> str:
        """Give a value in words; a file by what makes it another one."""
        if value is None:
            return ""
        files = [c.key for c in field.columns if c.type.names_file]
        if not (files and isinstance(value, Mapping)):
            return in_words(self._schema, field, value, titles)
        rest = {key: item for key, item in value.items() if key not in files}
        told = [in_words(self._schema, field, rest, titles)] if rest else []
        told += [
            gettext("fichier %(name)s", name=f"{str(value[key])[:8]}…")
            for key in files
            if key in value
        ]
        return "\n".join(told)


def _moves(
    old: list[Value], new: list[Value], stay: Mapping[int, int]
) -> dict[int, int]:
    """Map the places of what stands elsewhere now, changed a little or not."""
    gone = [place for place in range(len(old)) if place not in stay]
    come = [place for place in range(len(new)) if place not in set(stay.values())]
    found: dict[int, int] = {}
    where: dict[str, list[int]] = {}
    for place in reversed(come):
        where.setdefault(identity_text(new[place]), []).append(place)
    for place in gone:
        if same := where.get(identity_text(old[place])):
            found[place] = same.pop()
    gone = [place for place in gone if place not in found]
    come = [place for place in come if place not in set(found.values())]
    if len(gone) * len(come) <= MOST_MOVES:
        for place in gone:
            alike = [(word_similarity(old[place], new[at]), at) for at in come]
            best, at = max(alike, default=(0.0, -1))
            if best >= SAME_MOVED:
                found[place] = at
                come.remove(at)
    return found


def _short(text: str) -> str:
    """Leave out the middle of a long text, at spaces."""
    if len(text) <= LONGEST_SAME:
        return text
    start = text[:AROUND].rpartition(" ")[0] or text[:AROUND]
    end = text[-AROUND:].partition(" ")[2] or text[-AROUND:]
    return f"{start} […] {end}"


def _item(field: Field) -> str:
    return localised(field.item) if field.item else ""


def _list(value: Value | None) -> list[Value]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
