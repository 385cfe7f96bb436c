"""What a late save meets: how the texts of two people are shown side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import request, url_for
from flask_babel import gettext
from markupsafe import Markup

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.schema.kind import Field, Kind, Value
from commons.core.domain.sheet import Revision
from commons.core.text.compare.word_diff import SIGNS, diff_words
from commons.services.editing.merge import MergeConflict, Merged, Resolution
from commons.services.publishing.links import titles_of
from commons.services.publishing.place_codes import names_of
from commons.web.display.sheet.value_labels import all_words
from commons.web.journeys.editing.form_values import RawForm, typed_values
from commons.web.request.context import components, current_writer, localised

CHOICE = "_choice-"
"""What the names of the controls of choices begin with."""

MOST_NAMES, MOST_VERSIONS = 3, 20
LONGEST_COMPARED = 10_000
_NOT_CARRIED = frozenset({"csrf_token", "_do", "_draft", "_revision"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A clash in words: the text before, and both; "" where there is none.

    `key` is that of the field; `pieces` lead from the others' text to one's own, as in
    a Change.
    """

    name: str
    key: str
    label: str
    base: str
    mine: str
    theirs: str
    pieces: tuple[tuple[str, str], ...]
    joinable: bool
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictChoice:
    """All that somebody is asked: the passages, and what is kept unasked.

    `carried` are the controls of the form as they were typed.
    """

    base: Revision
    head: Revision
    names: str
    passages: tuple[Passage, ...]
    taken: tuple[str, ...]
    carried: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def open(self) -> tuple[Passage, ...]:
        """The passages without a choice."""
        return tuple(passage for passage in self.passages if not passage.choice)


def read_choices() -> dict[str, Resolution]:
    """Read what was chosen, by the name of the clash; nonsense is no choice.

    In a form that was sent, or in the address that opens one.
    """
    return {
        name.removeprefix(CHOICE): Resolution(value)
        for name, value in request.values.items()
        if name.startswith(CHOICE) and value in set(Resolution)
    }


def conflict_choices(work: Work, kind: Kind, merged: Merged) -> ConflictChoice:
    """Put what is to choose into words."""
    return ConflictChoice(
        base=merged.base,
        head=merged.head,
        names=_names(work, merged),
        passages=tuple(passages_of(work, kind, merged)),
        taken=_labels(kind, merged),
        carried=tuple(
            (name, text.replace("\r\n", "\n"))
            for name, text in request.form.items(multi=True)
            if name not in _NOT_CARRIED and not name.startswith(CHOICE)
        ),
    )


def merged_form(work: Work, kind: Kind, merged: Merged) -> RawForm:
    """Give the form that says what the merged version says."""
    names = titles_of(work, kind, merged.values)
    names |= names_of(components().places, kind, merged.values)
    return typed_values(kind, merged.values, names)


def explain_conflict(work: Work, kind: Kind, merged: Merged) -> Markup:
    """Say what others published meanwhile and which of it is kept, with a link."""
    address = url_for(
        "history.diff_page",
        sheet=merged.head.sheet,
        older=merged.base.number,
        newer=merged.head.number,
    )
    who = _names(work, merged)
    meanwhile = gettext("Pendant que vous écriviez, %(who)s a publié aussi.", who=who)
    kept = gettext(
        "Les deux textes sont réunis ; ses changements sont gardés dans : %(fields)s.",
        fields=", ".join(_labels(kind, merged)),
    )
    said_so = f"{meanwhile} {kept}" if merged.taken else meanwhile
    link = Markup('<a href="{}">{}</a>').format(address, gettext("Voir ce changement"))
    return Markup("{} {}").format(said_so, link)


def _labels(kind: Kind, merged: Merged) -> tuple[str, ...]:
    known = {field.key: localised(field.label) for field in kind.fields}
    return tuple(known.get(key, key) for key in merged.taken)


def _names(work: Work, merged: Merged) -> str:
    """Give who else published since one began, youngest first; oneself if nobody."""
    since = revisions.list_history(work, merged.head.sheet, limit=MOST_VERSIONS)
    met = range(merged.base.number + 1, merged.head.number + 1)
    me = current_writer().person.id
    ours = [v.author for v in since if v.number in met]
    others = [author for author in ours if author.id != me]
    names = list(dict.fromkeys(author.name for author in others or ours))
    more = ["…"] if names[MOST_NAMES:] else []
    return ", ".join([*names[:MOST_NAMES], *more])


def passages_of(work: Work, kind: Kind, merged: Merged) -> Iterator[Passage]:
    """Put each conflict of a merge into words."""
    for clash in merged.clashes:
        base, mine, theirs = (
            _words(work, kind, clash, value)
            for value in (clash.base, clash.mine, clash.theirs)
        )
        short = len(mine) + len(theirs) <= LONGEST_COMPARED
        found = diff_words(theirs, mine) if short and mine and theirs else []
        yield Passage(
            name=f"{CHOICE}{clash.name}",
            key=str(clash.path[0]),
            label=_label(kind, clash),
            base=base,
            mine=mine,
            theirs=theirs,
            pieces=tuple((SIGNS[operation], text) for operation, text in found),
            joinable=clash.joinable,
            choice=clash.choice or "",
        )


def _label(kind: Kind, clash: MergeConflict) -> str:
    """Give what the clash is about: Déroulé – Étape 2 – Comment faire."""
    field = _field(kind, clash)
    if field is None:
        return str(clash.path[0])
    labels = [localised(field.label)]
    for part in clash.path[1:]:
        if isinstance(part, int):
            item = localised(field.item) if field.item else ""
            labels.append(f"{item} {part + 1}".strip())
        else:
            labels += [localised(c.label) for c in field.columns if c.key == part]
    return " – ".join(labels)


def _words(work: Work, kind: Kind, clash: MergeConflict, value: Value | None) -> str:
    field = _field(kind, clash)
    if value is None or field is None or clash.passage:
        return str(value or "").strip()
    names = (part for part in clash.path[1:] if isinstance(part, str))
    column = next(names, None)
    within = next((c for c in field.columns if c.key == column), field)
    held: Value = [{column: value}] if column else value
    titles = titles_of(work, kind, {field.key: held})
    return all_words(components().schema, within, value, titles)


def _field(kind: Kind, clash: MergeConflict) -> Field | None:
    return next((f for f in kind.fields if f.key == clash.path[0]), None)
