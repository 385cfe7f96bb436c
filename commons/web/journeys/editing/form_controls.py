"""Shows a sheet's form: from fields, what was typed and problems to controls."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext

from commons.core.domain.pictures.media import is_name
from commons.core.domain.schema.kind import PLACE, Field, Kind, Schema
from commons.core.domain.schema.problem import Problem
from commons.services.publishing.attachments import IMAGE, OWN_IMAGE, images_field
from commons.web.display.messages import fault_sentence, labelled_text
from commons.web.display.sheet.images import (
    Download,
    Picture,
    preview_image,
    show_download,
)
from commons.web.display.sheet.sheet_view import is_prose
from commons.web.journeys.editing.form_values import Raw, RawForm, Row, widget_of
from commons.web.request.context import localised
from commons.web.request.locale import page_language

LONG = 1_000
"""Texts of that many characters may have lists and quotes, and get a toolbar."""

NOTABLE = 10
"""A least length from here on is told before one writes."""

_SUGGESTED = {"keywords": "keywords"}
"""Field -> what is proposed there, where its type does not say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control, or a group of them: `rows` of a repeatable field.

    `values` are what was typed: one text, or several; `faults` are sentences in the
    page's language, `choices` rows of key, label and help. `needed` is "publish",
    "complete" or "". `suggests` names what may be proposed while one types, `marks`
    says how much Markdown it takes: "text", "line" or "". `picture` or `download` is
    the file that a control holds the name of; `images` says that the files of a list
    are images, `camera` that one may take them now. `editor` is that of its field. A
    row folds away what is `folded`. `credit` is what is asked of the image that a step
    shows, `credited_at` the control where it is asked.
    """

    name: str
    widget: str
    label: str
    help: str = ""
    example: str = ""
    item: str = ""
    needed: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[tuple[str, str, str], ...] = ()
    rows: tuple[tuple["Control", ...], ...] = ()
    faults: tuple[str, ...] = ()
    max_length: int | None = None
    numeric: bool = False
    suggests: str = ""
    marks: str = ""
    images: bool = False
    camera: bool = False
    picture: Picture | None = None
    download: Download | None = None
    editor: str = ""
    folded: bool = False
    credit: tuple["Control", ...] = ()
    credited_at: str = ""

    @property
    def aids(self) -> dict[str, str]:
        """The attributes that tell scripts what help to bring."""
        aids = {"data-suggests": self.suggests, "data-marks": self.marks}
        return {name: value for name, value in aids.items() if value}

    @property
    def value(self) -> str:
        """What was typed in a single control."""
        return self.values[0] if self.values else ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The choices without their help, for a list to choose from."""
        return [(key, label) for key, label, _ in self.choices]

    @property
    def text(self) -> str:
        """What was typed in a control of one item a line."""
        return "\n".join(self.values)

    @property
    def filled(self) -> bool:
        """Whether something was typed in it or in its rows."""
        below = (c for row in self.rows for c in row if c.widget != "hidden")
        return any(v.strip() for v in self.values) or any(c.filled for c in below)

    @property
    def wrong(self) -> bool:
        """Whether something is wrong in it, in its rows or in what credits it."""
        below = (c for row in (*self.rows, self.credit) for c in row)
        return bool(self.faults) or any(c.wrong for c in below)

    @property
    def stands_out(self) -> bool:
        """Whether it is not to be folded away: wrong, or filled in by choice."""
        return self.wrong or (self.filled and self.needed != "publish")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part of the form; `help` says what filling it in is good for."""

    key: str
    title: str
    controls: tuple[Control, ...]
    help: str = ""


def form_sections(
    schema: Schema, kind: Kind, raw: RawForm, problems: Iterable[Problem] = ()
) -> tuple[Section, ...]:
    """Give the parts of a kind's form, in order, with what was typed."""
    known = tuple(problems)
    own_images = _own_images(kind, raw)
    made = [
        (
            field.group,
            _offering(
                _control(schema, field, field.key, raw.get(field.key, ""), known),
                own_images,
            ),
        )
        for field in (_one_row(kind, field) for field in kind.fields)
        if widget_of(field)
    ]
    groups = sorted({group for group, _ in made}, key=lambda g: schema.groups[g].order)
    return tuple(
        Section(
            key=group,
            title=localised(schema.groups[group].label),
            controls=tuple(control for at, control in made if at == group),
            help=localised(schema.groups[group].help),
        )
        for group in groups
    )


def _one_row(kind: Kind, field: Field) -> Field:
    """Return a field that shows one blank row, where a short form asks it first."""
    if field.key not in kind.brief:
        return field
    return replace(
        field, required=min(field.required, 1), expected=min(field.expected, 1)
    )


def set_last(
    sections: Iterable[Section], key: str
) -> tuple[tuple[Section, ...], Control | None]:
    """Take the control of a field out of its part, to show it last; None for a blank one.

    What was changed of a source is asked once the text is written.
    """
    found = None
    left: list[Section] = []
    for section in sections:
        last = [one for one in section.controls if one.name == key and one.filled]
        found = last[0] if last else found
        rest = tuple(one for one in section.controls if one not in last)
        left.append(replace(section, controls=rest))
    return tuple(left), found


def problem_summary(shown: Iterable[Section]) -> list[tuple[str, str]]:
    """Give (control name, sentence with its label) of each fault, part by part."""
    return [
        (control.name, labelled_text(label, fault))
        for section in shown
        for control, label in _all(section.controls)
        for fault in control.faults
    ]


def _all(
    controls: Iterable[Control], before: str = ""
) -> Iterator[tuple[Control, str]]:
    for control in controls:
        label = f"{before}{control.label}"
        yield control, label
        for number, row in enumerate(control.rows, start=1):
            count = f" {number}" if len(control.rows) > 1 else ""
            if control.widget == "texts":
                yield from ((text, f"{label}{count}") for text in row)
            else:
                yield from _all(row, f"{label}{count} – ")


def _own_images(kind: Kind, raw: RawForm) -> tuple[tuple[str, str, str], ...]:
    """Give the images of the form as choices: the name of the file, what it is."""
    found = images_field(kind)
    if found is None:
        return ()
    field, column = found
    offered: dict[str, tuple[str, str, str]] = {}
    for number, row in enumerate(raw.get(field.key, []), start=1):
        name = row.get(column.key, "") if isinstance(row, dict) else ""
        words = [f"{localised(field.item)} {number}"]
        if isinstance(row, dict):
            words += [row.get("title", "") or row.get("alt", "")]
        if name:
            offered.setdefault(name, (name, " – ".join(filter(None, words)), ""))
    return tuple(offered.values())


def _offering(control: Control, images: tuple[tuple[str, str, str], ...]) -> Control:
    """Give a control whose rows offer the images of the sheet."""
    rows = tuple(tuple(_offering(c, images) for c in row) for row in control.rows)
    if control.widget == OWN_IMAGE:
        known = any(control.value == name for name, _, _ in images)
        picture = control.picture if known else None
        return replace(control, choices=images, picture=picture)
    return replace(control, rows=rows) if rows else control


def _control(
    schema: Schema, field: Field, name: str, raw: Raw, problems: tuple[Problem, ...]
) -> Control:
    how = widget_of(field)
    here = tuple(problem for problem in problems if problem.field == field.key)
    placed = how in {"texts", "rows", "files"}
    own = [p for p in here if not (p.column or (placed and p.row >= 0))]
    bare = _bare(schema, field, name, raw, own)
    if how == "texts":
        return replace(bare, rows=_texts(bare, raw, here))
    if how in {"rows", "files"}:
        return replace(bare, rows=_rows(schema, field, name, raw, here))
    if how == "row":
        row = raw if isinstance(raw, dict) else {}
        return replace(bare, rows=(_row(schema, field, name, row, here),))
    return replace(bare, values=_as_today(schema, field, _values(raw)))


def _as_today(schema: Schema, field: Field, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return what was chosen under the keys that choices go by today, each once."""
    scheme = schema.schemes.get(field.choice)
    if scheme is None:
        return chosen
    known = scheme.concepts
    return tuple(
        dict.fromkeys(known[key].key if key in known else key for key in chosen)
    )


def _bare(
    schema: Schema, field: Field, name: str, raw: Raw, problems: Iterable[Problem]
) -> Control:
    return Control(
        name=name,
        widget=widget_of(field),
        label=localised(field.label),
        help=_help(field),
        example=localised(field.example),
        item=localised(field.item) if field.item else localised(field.label),
        needed=_needed(field),
        choices=_choices(schema, field, raw),
        faults=tuple(dict.fromkeys(fault_sentence(problem) for problem in problems)),
        max_length=field.max_length,
        numeric=field.type.is_number,
        suggests=_suggests(field),
        marks=_marks(field, name),
        images=any(column.editor == IMAGE for column in field.columns),
        editor=field.editor,
    )


def _help(field: Field) -> str:
    """Give the help of a field, with the least length where one may fall short."""
    told = localised(field.help)
    if (field.min_length or 0) < NOTABLE:
        return told
    least = gettext("%(min)s caractères au moins.", min=field.min_length)
    return f"{told} {least}"


def _suggests(field: Field) -> str:
    if field.type.names_sheet:
        return "sheets"
    return {PLACE: "places"}.get(field.editor, _SUGGESTED.get(field.key, ""))


def _marks(field: Field, name: str) -> str:
    """Say how much Markdown the page reads in a text: see sheet_view.is_prose."""
    if not is_prose(field, name.partition("-")[0]):
        return ""
    return "text" if (field.max_length or LONG) >= LONG else "line"


def _needed(field: Field) -> str:
    if field.required:
        return "publish"
    return "complete" if field.expected else ""


def _values(raw: Raw) -> tuple[str, ...]:
    if isinstance(raw, str):
        return (raw,)
    return tuple(str(value) for value in raw)


def _texts(
    bare: Control, raw: Raw, problems: tuple[Problem, ...]
) -> tuple[tuple[Control, ...], ...]:
    values = _values(raw) if isinstance(raw, list) and raw else ("",)
    return tuple(
        (
            replace(
                bare,
                name=f"{bare.name}-{index}",
                widget="text",
                values=(value,),
                faults=tuple(fault_sentence(p) for p in problems if p.row == index),
            ),
        )
        for index, value in enumerate(values)
    )


def _rows(
    schema: Schema, field: Field, name: str, raw: Raw, problems: tuple[Problem, ...]
) -> tuple[tuple[Control, ...], ...]:
    typed = [row for row in raw if isinstance(row, dict)] if raw else []
    wanted = 0 if widget_of(field) == "files" else max(field.required, field.expected)
    blank: list[Row] = [{}] * (wanted - len(typed))
    return tuple(
        _row(
            schema,
            field,
            f"{name}-{index}",
            row,
            tuple(problem for problem in problems if problem.row == index),
        )
        for index, row in enumerate([*typed, *blank])
    )


def _row(
    schema: Schema, field: Field, name: str, row: Row, problems: tuple[Problem, ...]
) -> tuple[Control, ...]:
    return tuple(
        replace(
            _bare(
                schema,
                column,
                f"{name}-{column.key}",
                row.get(column.key, ""),
                [problem for problem in problems if problem.column == column.key],
            ),
            widget=widget_of(column) or "hidden",
            values=(row.get(column.key, ""),),
            folded=bool(field.brief) and column.key not in field.brief,
            **_held(column, row.get(column.key, "")),
        )
        for column in field.columns
    )


def _held(column: Field, value: str) -> dict[str, Any]:
    """Give the file that a control holds the name of, to show it."""
    if not column.type.names_file or not is_name(value):
        return {}
    found = preview_image(value)
    return {"picture": found} if found else {"download": show_download(value, "")}


def _choices(
    schema: Schema, field: Field, raw: Raw
) -> tuple[tuple[str, str, str], ...]:
    """Give the choices of a field; an answer to an optional one may be taken back."""
    offered = _offered(schema, field, _values(raw))
    answered = any(_values(raw)) and widget_of(field) == "choice"
    optional = answered and not field.required
    nothing = ("", gettext("Retirer ma réponse"), "")
    return (*offered, nothing) if offered and optional else offered


def _offered(
    schema: Schema, field: Field, typed: tuple[str, ...]
) -> tuple[tuple[str, str, str], ...]:
    offered = field.type.choices(schema, field, typed, page_language())
    return tuple(
        (key, localised(label), localised(told)) for key, label, told in offered
    )
