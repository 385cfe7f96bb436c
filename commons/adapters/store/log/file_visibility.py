"""Knows who may see a file: everybody once a version names it, until then its sender.

Who may open a draft that names a file sees it there too.
"""

import re
from collections.abc import Collection

from sqlalchemy import bindparam, delete, insert, or_, select, true

from commons.adapters.store.engine.serialisation import write_values
from commons.adapters.store.engine.tables.core_tables import (
    CompanionRow,
    DraftRow,
    PublicFileRow,
    SentFileRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.pictures.media import PATTERN
from commons.core.domain.schema.kind import Values

_NAME = re.compile(PATTERN)
_AT_ONCE = 500

_PUBLIC = select(PublicFileRow.name).where(
    PublicFileRow.name.in_(bindparam("names", expanding=True))
)
_HIDE = delete(PublicFileRow).where(PublicFileRow.name == bindparam("hidden"))
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


def publish_files(work: Work, values: Values) -> None:
    """Let everybody see the files that a version names, from now on."""
    names = sorted(set(_NAME.findall(write_values(values))))
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        known = set(work.connection.execute(_PUBLIC, {"names": some}).scalars())
        if new := [{"name": name} for name in some if name not in known]:
            work.connection.execute(insert(PublicFileRow), new)
    forget_senders(work, names)


def every_public(work: Work) -> set[str]:
    """Give the files that everybody may see."""
    return set(work.connection.execute(select(PublicFileRow.name)).scalars())


def correct_public_files(work: Work, names: Collection[str]) -> None:
    """Let everybody see these files, and no others."""
    stand = every_public(work)
    for name in sorted(stand - set(names), key=str):
        work.connection.execute(_HIDE, {"hidden": name})
    if new := [{"name": name} for name in sorted(set(names) - stand)]:
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
    """Say whether a version names a file."""
    found = work.connection.execute(_PUBLIC, {"names": [name]})
    return found.first() is not None


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
