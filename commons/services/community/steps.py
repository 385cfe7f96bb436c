"""Where the step stands today that somebody wrote about: steps are moved and renamed."""

from collections.abc import Mapping

from commons.core.domain.schema.kind import Kind
from commons.core.domain.sheet import Revision

_TITLE = "title"
_TEXT = "text"


def step_titles(kind: Kind, revision: Revision) -> dict[str, str]:
    """Return the anchor of each step on the page of a sheet -> its title.

    Steps are the rows of a field that has a title and a text in each.
    """
    found: dict[str, str] = {}
    for field in kind.fields:
        if not {_TITLE, _TEXT} <= {column.key for column in field.columns}:
            continue
        rows = (row for row in revision.items(field.key) if isinstance(row, Mapping))
        for place, row in enumerate(rows, start=1):
            found[f"{field.key}-{place}"] = str(row.get(_TITLE, ""))
    return found


def locate_step(titles: Mapping[str, str], anchor: str, title: str) -> str:
    """Return the anchor of a step today, "" where it is gone.

    One that was renamed in its place is gone: what was asked may not fit any more.
    """
    if titles.get(anchor) == title:
        return anchor
    field = anchor.rpartition("-")[0]
    return next(
        (
            one
            for one, called in titles.items()
            if title and called == title and one.rpartition("-")[0] == field
        ),
        "",
    )
