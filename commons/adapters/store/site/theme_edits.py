"""Knows the themes as editors have them, and whose sheets are to be found anew."""

import json
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import func, insert, select, update

from commons.adapters.store.engine.tables.site.stewardship_tables import ThemeRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.schema.theme import Theme

_LAST = select(func.coalesce(func.max(ThemeRow.number), 0))
_COLUMNS = (
    ThemeRow.key,
    ThemeRow.number,
    ThemeRow.label,
    ThemeRow.help,
    ThemeRow.parent,
    ThemeRow.position,
    ThemeRow.retired,
    ThemeRow.replaced_by,
    ThemeRow.hue,
    ThemeRow.former,
)
_ALL = select(*_COLUMNS).order_by(ThemeRow.number)
_PENDING = select(ThemeRow.key, ThemeRow.number, ThemeRow.pending).where(
    ThemeRow.pending != ""
)


def last_number(work: Work) -> int:
    """Return the number of the last change, which rises with each; 0 without one."""
    return work.connection.execute(_LAST).scalar_one()


def list_themes(work: Work) -> list[Theme]:
    """Return every theme that editors changed or added, the last changed last.

    Raises ValueError, TypeError for a row that is damaged.
    """
    return [
        Theme(
            key=row.key,
            number=row.number,
            label=_read_words(row.label),
            help=_read_words(row.help),
            parent=row.parent,
            position=row.position,
            retired=row.retired,
            replaced_by=row.replaced_by,
            hue=row.hue,
            former=tuple(map(str, json.loads(row.former))),
        )
        for row in work.connection.execute(_ALL)
    ]


def put_theme(
    work: Work, theme: Theme, person: str, pending: Collection[str] = ()
) -> None:
    """Write down a theme as an editor left it, whatever its number.

    `pending` are the keys of the themes whose sheets are to be found anew.
    """
    known = select(ThemeRow.pending).where(ThemeRow.key == theme.key)
    before = work.connection.execute(known).scalar()
    row = {
        "key": theme.key,
        "number": last_number(work) + 1,
        "label": _text(theme.label),
        "help": _text(theme.help),
        "parent": theme.parent,
        "position": theme.position,
        "retired": theme.retired,
        "replaced_by": theme.replaced_by,
        "hue": theme.hue,
        "former": _text(theme.former),
        "pending": " ".join(dict.fromkeys((*(before or "").split(), *pending))),
        "person": person,
        "instant": clock.to_milliseconds(clock.now()),
    }
    if before is None:
        work.connection.execute(insert(ThemeRow), row)
    else:
        which = update(ThemeRow).where(ThemeRow.key == theme.key)
        work.connection.execute(which.values(row))


def pending_keys(work: Work) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """Return the numbers of the changes that wait, by theme, and the keys they name."""
    rows = work.connection.execute(_PENDING).all()
    keys = (key for row in rows for key in (row.key, *row.pending.split()))
    return {row.key: row.number for row in rows}, tuple(dict.fromkeys(keys))


def end_pending(work: Work, numbers: Mapping[str, int]) -> None:
    """Say that the sheets of changes were found anew, unless there are later ones."""
    for key, number in numbers.items():
        which = update(ThemeRow).where(ThemeRow.key == key, ThemeRow.number == number)
        work.connection.execute(which.values(pending=""))


def _read_words(text: str) -> dict[str, str]:
    found = json.loads(text)
    if not isinstance(found, dict) or not all(
        isinstance(x, str) for x in found.values()
    ):
        raise ValueError(text[:40])
    return found


def _text(value: Mapping[str, str] | Iterable[str]) -> str:
    plain = dict(value) if isinstance(value, Mapping) else list(value)
    return json.dumps(plain, ensure_ascii=False)
