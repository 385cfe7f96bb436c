"""Knows who may see a file: everybody once a version of a sheet that stands names it.

Until then its sender does, and once all those sheets are deleted who may restore them.

Who may open a draft that names a file sees it there too.
"""

import re
from collections.abc import Collection

from sqlalchemy import bindparam, delete, false, insert, or_, select, true

from commons.adapters.store.engine.serialisation import write_values
from commons.adapters.store.engine.tables.core_tables import (
    CompanionRow,
    DraftRow,
    PublicFileRow,
    SentFileRow,
    SheetRow,
)
from commons.adapters.store.engine.tables.site.purge_tables import PurgedFileRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.pictures.media import PATTERN
from commons.core.domain.schema.kind import Values

_NAME = re.compile(PATTERN)
_AT_ONCE = 500

_OF_SHEET = select(PublicFileRow.name).where(
    PublicFileRow.name.in_(bindparam("names", expanding=True)),
    PublicFileRow.sheet == bindparam("named_by"),
)
_NAMED = select(PublicFileRow.sheet).where(
    PublicFileRow.name == bindparam("name"),
    PublicFileRow.name.not_in(select(PurgedFileRow.name)),
)
_PUBLIC = _NAMED.join(SheetRow, SheetRow.id == PublicFileRow.sheet).where(
    SheetRow.deleted == false()
)
_HIDE = delete(PublicFileRow).where(
    PublicFileRow.name == bindparam("hidden"),
    PublicFileRow.sheet == bindparam("named_by"),
)
_SENT = select(SentFileRow.name).where(
    SentFileRow.name == bindparam("name"), SentFileRow.account == bindparam("who")
)
_DRAFTED = (
    select(DraftRow.id)
    .outerjoin(CompanionRow, CompanionRow.draft == DraftRow.id)
    .where(
        or_(
            DraftRow.account == bindparam("who"),
            (CompanionRow.account == bindparam("who"))
            & (CompanionRow.active == true()),
        ),
        DraftRow.content.contains(bindparam("name")),
    )
    .limit(1)
)
_FORGET = delete(SentFileRow).where(
    SentFileRow.name.in_(bindparam("names", expanding=True))
)
_FORGET_SENDER = _FORGET.where(SentFileRow.account == bindparam("who"))


def publish_files(work: Work, sheet: str, values: Values) -> None:
    """Let everybody see the files that a version of a sheet names, while that stands."""
    names = sorted(set(_NAME.findall(write_values(values))))
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        asked = {"names": some, "named_by": sheet}
        known = set(work.connection.execute(_OF_SHEET, asked).scalars())
        if new := [{"name": one, "sheet": sheet} for one in some if one not in known]:
            work.connection.execute(insert(PublicFileRow), new)
    forget_senders(work, names)


def every_public(work: Work) -> set[tuple[str, str]]:
    """Give the files that sheets name, each with the sheet."""
    query = select(PublicFileRow.name, PublicFileRow.sheet)
    return {(name, sheet) for name, sheet in work.connection.execute(query)}


def correct_public_files(work: Work, named: Collection[tuple[str, str]]) -> None:
    """Write down that these sheets name these files, and that no others do."""
    stand = every_public(work)
    for name, sheet in sorted(stand - set(named), key=str):
        work.connection.execute(_HIDE, {"hidden": name, "named_by": sheet})
    new = [{"name": one, "sheet": sheet} for one, sheet in sorted(set(named) - stand)]
    if new:
        work.connection.execute(insert(PublicFileRow), new)


def note_sender(work: Work, account: str, names: Collection[str]) -> None:
    """Write down that an account sent these files, a few at most."""
    if not names:
        return
    instant = clock.to_milliseconds(clock.now())
    rows = [{"name": name, "account": account, "instant": instant} for name in names]
    asked = {"names": list(names), "who": account}
    work.connection.execute(_FORGET_SENDER, asked)
    work.connection.execute(insert(SentFileRow), rows)


def is_public(work: Work, name: str) -> bool:
    """Say whether a version of a sheet that stands names a file."""
    return work.connection.execute(_PUBLIC, {"name": name}).first() is not None


def is_named(work: Work, name: str) -> bool:
    """Say whether a version names a file, of a deleted sheet or not."""
    return work.connection.execute(_NAMED, {"name": name}).first() is not None


def sheets_naming(work: Work, name: str) -> list[str]:
    """Give the sheets of which a version names a file."""
    return list(work.connection.execute(_NAMED, {"name": name}).scalars())


def may_see(work: Work, account: str, name: str) -> bool:
    """Say whether an account sent a file, or may open a draft that names it."""
    asked = {"name": name, "who": account}
    return any(
        work.connection.execute(query, asked).first() is not None
        for query in (_SENT, _DRAFTED)
    )


def forget_senders(work: Work, names: Collection[str]) -> None:
    """Forget who sent these files: they are public, or gone."""
    every = sorted(names)
    for start in range(0, len(every), _AT_ONCE):
        work.connection.execute(_FORGET, {"names": every[start : start + _AT_ONCE]})
