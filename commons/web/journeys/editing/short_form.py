"""The short form: what it asks first, what it folds away, where an image is credited."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from commons.core.domain.schema.kind import Kind
from commons.services.publishing.attachments import IMAGE, OWN_IMAGE
from commons.web.journeys.editing.form_controls import Control, Section


def split_brief(
    kind: Kind, sections: tuple[Section, ...]
) -> tuple[tuple[tuple[Control, ...], ...], tuple[Section, ...]]:
    """Return what a short form asks first, said shortly, and the parts with the rest.

    Of the first, numbers that follow one another stand side by side.
    """
    known = {control.name: control for one in sections for control in one.controls}
    rest = (
        replace(
            one, controls=tuple(c for c in one.controls if c.name not in kind.brief)
        )
        for one in sections
    )
    first = [_say_shortly(known[key]) for key in kind.brief]
    lines = (tuple(some) for _, some in groupby(first, lambda one: one.numeric))
    return tuple(lines), tuple(one for one in rest if one.controls)


def page_order(
    brief: Iterable[tuple[Control, ...]],
    sections: Iterable[Section],
    last: Control | None,
) -> list[str]:
    """Return the names of the controls as the page has them, `last` at the end."""
    first = [control.name for line in brief for control in line]
    rest = [control.name for one in sections for control in one.controls]
    return [*first, *rest, *([last.name] if last else ())]


def _say_shortly(control: Control) -> Control:
    """Return a control without its help, and without advice on what is complete."""
    rows = tuple(tuple(_without_help(c) for c in row) for row in control.rows)
    return replace(
        control,
        help="",
        example="" if control.images else control.example,
        needed=control.needed if control.needed == "publish" else "",
        camera=control.images,
        rows=rows,
    )


def _without_help(control: Control) -> Control:
    """Return a column without its help, where an example says as much."""
    return replace(control, help="") if control.example else control


def place_image_credits(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return the parts with what is asked of an image beside the step that shows it.

    Each image is asked about once: in the first step that shows it, else in the list.
    """
    shown = tuple(sections)
    rows = {
        file.value: row
        for control in _controls(shown)
        if control.images
        for row in control.rows
        for file in row
        if file.editor == IMAGE and file.value
    }
    first = {
        control.value: control.name
        for control in reversed(tuple(_controls(shown)))
        if control.widget == OWN_IMAGE and control.value in rows
    }
    return tuple(
        replace(one, controls=tuple(_credited(c, rows, first) for c in one.controls))
        for one in shown
    )


def _credited(
    control: Control, rows: dict[str, tuple[Control, ...]], first: dict[str, str]
) -> Control:
    """Return a control with what is asked of the image that it is the first to show."""
    if control.widget == OWN_IMAGE and first.get(control.value) == control.name:
        asked = (c for c in rows[control.value] if c.editor != IMAGE)
        return replace(control, credit=tuple(c for c in asked if c.widget != "hidden"))
    if control.images:
        return replace(control, rows=tuple(_left(row, first) for row in control.rows))
    below = tuple(tuple(_credited(c, rows, first) for c in row) for row in control.rows)
    return replace(control, rows=below) if below else control


def _left(row: tuple[Control, ...], first: dict[str, str]) -> tuple[Control, ...]:
    """Return what the list of images still asks of one: its file, where it is credited."""
    file = next((c for c in row if c.editor == IMAGE), None)
    if file is None or file.value not in first:
        return row
    hidden = (c for c in row if c.widget == "hidden")
    return (replace(file, credited_at=first[file.value]), *hidden)


def _controls(sections: Iterable[Section]) -> Iterator[Control]:
    """Return all controls, those of rows included, in the order of the page."""
    for section in sections:
        for control in section.controls:
            yield control
            for row in control.rows:
                yield from row
