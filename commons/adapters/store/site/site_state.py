"""Knows how far the site itself was edited: its thesaurus, its themes, its settings.

All of it is asked after every commit that readers see, so it is one statement for all
who ask, once a version of the data.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    String,
    cast,
    func,
    literal,
    select,
    union_all,
)

from commons.adapters.store.engine.tables.site.search_tables import ThesaurusEditRow
from commons.adapters.store.engine.tables.site.stewardship_tables import (
    ChosenSettingRow,
    ThemeRow,
)
from commons.adapters.store.engine.unit_of_work import Store, Work


@dataclass(frozen=True, slots=True)
class SiteState:
    """The numbers of the last edits (0 without one), and the chosen settings by name."""

    thesaurus: int
    themes: int
    chosen: tuple[tuple[str, str], ...]


class SiteReader:
    """The state of a store's site, read again once the store has changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: tuple[int, SiteState] | None = None

    def state(self, version: int | None = None) -> SiteState:
        """Return the state, for a version of the data just read. Raises StorageError."""
        seen = self._store.token() if version is None else version
        kept = self._kept
        if kept is None or kept[0] != seen:
            with self._store.read() as work:
                kept = seen, read_state(work)
            self._kept = kept
        return kept[1]


def read_state(work: Work) -> SiteState:
    """Return how far the site was edited."""
    numbers = {"thesaurus": 0, "themes": 0}
    chosen: list[tuple[str, str]] = []
    for what, name, value in work.connection.execute(_STATE):
        if what in numbers:
            numbers[what] = int(value)
        else:
            chosen.append((name, value))
    return SiteState(**numbers, chosen=tuple(sorted(chosen)))


def _last(what: str, row: type[ThesaurusEditRow | ThemeRow]) -> Select[str, str, str]:
    last = func.coalesce(func.max(row.number), 0)
    return select(literal(what), literal(""), cast(last, String))


_STATE: CompoundSelect[Any] = union_all(
    _last("thesaurus", ThesaurusEditRow),
    _last("themes", ThemeRow),
    select(literal("chosen"), ChosenSettingRow.name, ChosenSettingRow.value),
)
