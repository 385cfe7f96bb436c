"""Knows the settings that were chosen in the pages or by command: name -> text."""

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, insert, select

from commons.adapters.store.engine.tables.site.stewardship_tables import (
    ChosenSettingRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock

_EVERY = select(ChosenSettingRow.name, ChosenSettingRow.value).order_by(
    ChosenSettingRow.name
)
_REMOVE = delete(ChosenSettingRow).where(ChosenSettingRow.name == bindparam("chosen"))
_INSERT = insert(ChosenSettingRow)


def read_chosen(work: Work) -> Mapping[str, str]:
    """Return the settings that were chosen, as the environment would say them."""
    return dict(work.connection.execute(_EVERY).all())


def write_chosen(work: Work, name: str, value: str | None) -> None:
    """Choose the value of a setting; None for no choice any more."""
    work.connection.execute(_REMOVE, {"chosen": name})
    if value is not None:
        row = {
            "name": name,
            "value": value,
            "instant": clock.to_milliseconds(clock.now()),
        }
        work.connection.execute(_INSERT, row)
