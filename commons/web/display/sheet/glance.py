"""What people look for first in a sheet: time, people, difficulty, territory and so on.

Which fields these are, and under which pictogram, their shapes say (kc:pictogram).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import format_decimal, ngettext

from commons.core.domain.schema.kind import Field, Kind, Schema
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.sheet_lists import sheet_list
from commons.services.search.facets import GROUP
from commons.web.display.sheet.facts import (
    Spot,
    group_size,
    narrow_address,
    size_in_people,
)
from commons.web.display.sheet.value_labels import in_words
from commons.web.request.context import components, localised

_GROUP = frozenset({GROUP.low, GROUP.high, GROUP.endless})


@dataclass(frozen=True, slots=True, kw_only=True)
class GlanceFact:
    """A fact with its pictogram: what its field says, each with where it leads.

    `key` is that of its field; the bounds of a group's size have that of GROUP.low.
    `is_plain` says that the words are clear without the label, as a duration is: of the
    fields of its type that are shown at a glance, it is the first of the form.
    """

    key: str
    pictogram: str
    label: str
    spots: tuple[Spot, ...]
    is_plain: bool = True

    @property
    def text(self) -> str:
        """All that the field says."""
        return ", ".join(text for text, _ in self.spots)


def glance_facts(revision: Revision, *, labelled: bool = False) -> list[GlanceFact]:
    """Return the facts of a sheet that are shown at a glance, in the order of the form.

    `labelled`: to stand beside their labels, with the addresses of what shares them.
    """
    schema = components().schema
    kind = schema.kinds[revision.kind]
    first = {one.type: one.key for one in reversed(kind.fields) if one.pictogram}
    return [
        GlanceFact(
            key=GROUP.low if field.key in _GROUP else field.key,
            pictogram=field.pictogram,
            label=label,
            spots=spots,
            is_plain=field.type.has_columns
            or field.key in {first[field.type], *_GROUP},
        )
        for field, label, spots in _spots(schema, kind, revision, labelled=labelled)
    ]


def _spots(
    schema: Schema, kind: Kind, revision: Revision, *, labelled: bool
) -> Iterator[tuple[Field, str, tuple[Spot, ...]]]:
    """Give field, label and what it says; the fields of a group's size give one."""
    listed = sheet_list(kind)
    size = group_size(revision) if labelled else size_in_people(revision)
    for field in kind.fields:
        if not field.pictogram or field.key not in revision.values:
            continue
        if field.key in _GROUP:
            if size:
                yield field, localised(GROUP.label), ((size, ""),)
            size = ""
        elif listed and field is listed.field:
            count = len(revision.items(field.key))
            words = (
                str(format_decimal(count))
                if labelled
                else str(ngettext("%(num)s fiche", "%(num)s fiches", count))
            )
            yield field, localised(field.label), ((words, ""),)
        else:
            said = (
                (
                    in_words(schema, field, value, {}),
                    narrow_address(field, value) if labelled else "",
                )
                for value in revision.items(field.key)
            )
            yield field, localised(field.label), tuple(said)
