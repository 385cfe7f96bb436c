"""Puts a late save on the version that stands: what each changed is kept.

Fields are merged one by one, long texts by sentence, rows each with the row it
was made from. Where both changed the same, a Choice is asked for.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.schema.kind import Field, Kind, Schema, Value, Values
from commons.core.domain.sheet import Action, Revision
from commons.core.text.compare import three_way_merge
from commons.errors import ConflictError, PurgedError
from commons.services.editing.list_matching import Pairing, pair_items
from commons.services.publishing.links import make_resolver, resolve_links
from commons.services.publishing.publish import NewRevision

MOST_CLASHES = 40
"""How many passages are asked about one by one; past that, whole fields are."""

_PLACE = "place"


class Resolution(StrEnum):
    """What somebody wants where both changed the same."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeConflict:
    """What both changed: `path` gives key, row from 0 and column, as far as it goes.

    `name` tells it apart, and is the same as long as the three values are.
    None stands for no value. `joinable` says whether both can be kept; `passage`
    that the values are parts of a text. `choice` is None until chosen.
    """

    name: str
    path: tuple[str | int, ...]
    base: Value | None = field(hash=False)
    mine: Value | None = field(hash=False)
    theirs: Value | None = field(hash=False)
    joinable: bool
    passage: bool = False
    choice: Resolution | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What comes out, with one's own where nothing was chosen yet.

    `head` is the version merged with, `base` the one that both started from;
    `taken` are the keys of the fields in which the others' changes are kept.
    """

    base: Revision
    head: Revision
    values: Values = field(hash=False)
    clashes: tuple[MergeConflict, ...]
    taken: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing is left to choose."""
        return all(clash.choice for clash in self.clashes)


def merge_with_head(
    schema: Schema,
    work: Work,
    new_revision: NewRevision,
    choices: Mapping[str, Resolution],
    head: Revision | None,
) -> Merged | None:
    """Merge what is intended with the version that stands; None when it need not be.

    `choices` are by the names of clashes; those of other clashes do nothing.
    `head` is from `get_standing`. Raises NotFoundError.
    """
    if (
        head is None
        or new_revision.parent == head.number
        or head.deleted
        or head.kind != new_revision.kind
    ):
        return None
    base = _base(work, new_revision.parent or 0, head)
    kind = schema.kinds[new_revision.kind]
    mine = resolve_links(kind, new_revision.values, make_resolver(work))
    return merge_values(kind, base, mine, head, choices)


def get_standing(work: Work, new_revision: NewRevision) -> Revision | None:
    """Return the version that stands of a sheet, None for a new one.

    Raises NotFoundError.
    """
    if new_revision.action is Action.CREATE:
        return None
    return revisions.get_head(work, new_revision.sheet)


def _base(work: Work, parent: int, head: Revision) -> Revision:
    """Give the version that somebody began at; one that never was said nothing.

    Raises PurgedError.
    """
    if 0 < parent < head.number:
        begun = revisions.get_revision(work, head.sheet, parent)
        if begun.purged:
            raise PurgedError(head.sheet)
        return begun
    return replace(revisions.get_revision(work, head.sheet, 1), values={})


def resolve_onto(new_revision: NewRevision, merged: Merged | None) -> NewRevision:
    """Give what is intended, on the version merged with. Raises ConflictError."""
    if merged is None:
        return new_revision
    if not merged.settled:
        raise ConflictError(merged.head.number)
    return replace(new_revision, values=merged.values, parent=merged.head.number)


def merge_values(
    kind: Kind,
    base: Revision,
    mine: Values,
    head: Revision,
    choices: Mapping[str, Resolution],
) -> Merged:
    """Give one's own values and those of `head`, both made from `base`."""
    merging = _Merging(choices)
    values = merging.fields(kind, base.values, mine, head.values)
    if len(merging.clashes) > MOST_CLASHES:
        merging = _Merging(choices, whole=True)
        values = merging.fields(kind, base.values, mine, head.values)
    taken = tuple(
        key
        for key in dict.fromkeys((*head.values, *base.values))
        if head.values.get(key) != base.values.get(key)
        and values.get(key) != mine.get(key)
    )
    return Merged(
        base=base,
        head=head,
        values=values,
        clashes=tuple(merging.clashes),
        taken=taken,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Three:
    """One value as it was, as one made it and as the others did; None: no value."""

    base: Value | None = field(hash=False)
    mine: Value | None = field(hash=False)
    theirs: Value | None = field(hash=False)

    def alone(self) -> bool:
        """Whether at most one of both changed it, or both did the same."""
        return self.mine in (self.base, self.theirs) or self.theirs == self.base

    def changed(self) -> Value | None:
        """Give the value of whoever changed it."""
        return self.theirs if self.mine == self.base else self.mine

    def all(self, shape: type | tuple[type, ...]) -> bool:
        """Whether each that is there has this shape."""
        there = (v for v in (self.base, self.mine, self.theirs) if v is not None)
        return all(isinstance(value, shape) for value in there)


class _Merging:
    """One walk through the fields; writes down the clashes that it meets."""

    def __init__(
        self, choices: Mapping[str, Resolution], *, whole: bool = False
    ) -> None:
        self.clashes: list[MergeConflict] = []
        self._choices = choices
        self._whole = whole

    def fields(self, kind: Kind, base: Values, mine: Values, theirs: Values) -> Values:
        """Merge all fields; what the kind does not know (any more) as a whole."""
        known = {field.key: field for field in kind.fields}
        merged: dict[str, Value] = {}
        for key in dict.fromkeys((*known, *theirs, *mine)):
            three = _Three(
                base=base.get(key), mine=mine.get(key), theirs=theirs.get(key)
            )
            value = self._value(known.get(key), three, (key,))
            if value is not None and value != []:
                merged[key] = value
        return merged

    def _value(
        self, field: Field | None, three: _Three, path: tuple[str | int, ...]
    ) -> Value | None:
        if three.alone():
            return three.changed()
        if field is None or (self._whole and len(path) == 1):
            return self._ask(field, three, path)
        if field.many and three.all(list):
            if field.type.keeps_order:
                return self._items(field, three, path)
            return _union(three)
        return self._single(field, three, path)

    def _single(
        self, field: Field, three: _Three, path: tuple[str | int, ...]
    ) -> Value | None:
        if field.type.has_columns and field.editor != _PLACE and three.all(Mapping):
            return self._row(field, three, path)
        if field.type.is_text and three.all(str):
            return self._text(field, three, path)
        return self._ask(field, three, path)

    def _text(
        self, field: Field, three: _Three, path: tuple[str | int, ...]
    ) -> Value | None:
        sides = (str(v or "") for v in (three.base, three.mine, three.theirs))
        pieces = three_way_merge.merge_texts(*sides)
        if len(pieces) == 1 and not isinstance(pieces[0], str):
            return self._ask(field, three, path)

        def choose(clash: three_way_merge.TextConflict) -> str:
            part = _Three(base=clash.base, mine=clash.mine, theirs=clash.theirs)
            return str(self._ask(field, part, path, passage=True) or "")

        return three_way_merge.write_pieces(pieces, choose).strip() or None

    def _row(
        self, field: Field, three: _Three, path: tuple[str | int, ...]
    ) -> Value | None:
        rows = [
            value if isinstance(value, Mapping) else {}
            for value in (three.base, three.mine, three.theirs)
        ]
        known = {column.key: column for column in field.columns}
        merged: dict[str, Value] = {}
        for key in dict.fromkeys((*known, *rows[2], *rows[1])):
            cells = _Three(
                base=rows[0].get(key), mine=rows[1].get(key), theirs=rows[2].get(key)
            )
            value = self._value(known.get(key), cells, (*path, key))
            if value is not None and value != []:
                merged[key] = value
        return merged or None

    def _items(
        self, field: Field, three: _Three, path: tuple[str | int, ...]
    ) -> Value | None:
        """Merge a list: each item with the one it was made from, then what is new."""
        pairing = pair_items(*map(_list, (three.base, three.mine, three.theirs)))
        merged: list[Value] = []
        for pair in pairing:
            merged += self._new(field, pair, (*path, len(merged)))
            if pair.base is not None:
                item = _Three(base=pair.base, mine=pair.mine, theirs=pair.theirs)
                value = (
                    item.changed()
                    if item.alone()
                    else self._single(field, item, (*path, len(merged)))
                )
                merged += [] if value is None else [value]
        return merged or None

    def _new(
        self, field: Field, pair: Pairing, path: tuple[str | int, ...]
    ) -> list[Value]:
        """Give what becomes of the items without a counterpart before a pair."""
        before = _Three(base=pair.lost, mine=pair.my_own, theirs=pair.their_own)
        if before.alone():
            return _list(before.changed())
        if not pair.lost:
            return _sum(pair.their_own, pair.my_own)
        return _list(self._ask(field, before, path))

    def _ask(
        self,
        field: Field | None,
        three: _Three,
        path: tuple[str | int, ...],
        *,
        passage: bool = False,
    ) -> Value | None:
        """Write down a clash; give what was chosen, one's own until then."""
        joint = _joint(field, three)
        name = self._name(path, three)
        choice = self._choices.get(name)
        if choice is Resolution.BOTH and joint is None:
            choice = None
        self.clashes.append(
            MergeConflict(
                name=name,
                path=path,
                base=three.base,
                mine=three.mine,
                theirs=three.theirs,
                joinable=joint is not None,
                passage=passage,
                choice=choice,
            )
        )
        if choice is Resolution.BOTH:
            return joint
        return three.theirs if choice is Resolution.THEIRS else three.mine

    def _name(self, path: tuple[str | int, ...], three: _Three) -> str:
        """Name a clash by what it says; the second one that says so has a number."""
        told = json.dumps([path[0], three.base, three.mine, three.theirs])
        name = f"{path[0]}-{sha256(told.encode()).hexdigest()[:12]}"
        again = sum(clash.name.startswith(name) for clash in self.clashes)
        return f"{name}-{again}" if again else name


def _joint(field: Field | None, three: _Three) -> Value | None:
    """Give both texts or lists, the others' first; None where that makes no sense."""
    mine, theirs = three.mine, three.theirs
    if field is None or not (field.many or field.type.is_text):
        return None
    if isinstance(mine, list) and isinstance(theirs, list):
        return _sum(theirs, mine)
    if isinstance(mine, str) and isinstance(theirs, str) and mine and theirs:
        return three_way_merge.both_passages(theirs, mine)
    return None


def _union(three: _Three) -> list[Value]:
    """Give the others' choices without those one took away, with one's new ones."""
    base, mine, theirs = map(_list, (three.base, three.mine, three.theirs))
    kept = [item for item in theirs if item in mine or item not in base]
    return _sum(kept, [item for item in mine if item not in base])


def _sum(first: list[Value], then: list[Value]) -> list[Value]:
    return [*first, *(item for item in then if item not in first)]


def _list(value: Value | None) -> list[Value]:
    return value if isinstance(value, list) else []
