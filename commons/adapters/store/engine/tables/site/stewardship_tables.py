"""The tables of the audit log, and of what was taken back of one person's writing."""

from sqlalchemy import Float, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from commons.adapters.store.engine.tables.core_tables import Instant, Row


class AuditRow(Row):
    """One act, chained to the one before by its hash; never changed, never removed."""

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "act", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    instant: Mapped[int] = mapped_column(Instant)
    actor: Mapped[str]
    act: Mapped[str]
    target: Mapped[str]
    details: Mapped[str]
    hash: Mapped[str]


class RepairRow(Row):
    """That somebody took back what a person wrote, or that this was undone."""

    __tablename__ = "repairs"
    __table_args__ = (Index(None, "person", "begun"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"))
    author: Mapped[str] = mapped_column(ForeignKey("people.id"))
    begun: Mapped[int] = mapped_column(Instant)
    undone: Mapped[int] = mapped_column(Instant)


class RepairVersionRow(Row):
    """A version that a repair published, or, `undoing`, that took the repair back."""

    __tablename__ = "repair_versions"

    sequence: Mapped[int] = mapped_column(
        ForeignKey("revisions.sequence"), primary_key=True, autoincrement=False
    )
    repair: Mapped[str] = mapped_column(ForeignKey("repairs.id"), index=True)
    undoing: Mapped[bool]


class ChosenSettingRow(Row):
    """A setting as it was chosen in the pages or by command, instead of its default."""

    __tablename__ = "chosen_settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    instant: Mapped[int] = mapped_column(Instant)


class DailyReadingRow(Row):
    """How often something of a sort was read on a day; not by whom."""

    __tablename__ = "daily_readings"

    day: Mapped[str] = mapped_column(primary_key=True)
    sort: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class ThemeRow(Row):
    """A theme as editors have it, in place of what the files say of it.

    `pending` are the keys of the themes whose sheets are to be found anew since.
    """

    __tablename__ = "themes"

    key: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(index=True)
    label: Mapped[str]
    help: Mapped[str]
    parent: Mapped[str]
    position: Mapped[float] = mapped_column(Float)
    retired: Mapped[bool]
    replaced_by: Mapped[str]
    hue: Mapped[str]
    former: Mapped[str]
    pending: Mapped[str]
    person: Mapped[str] = mapped_column(ForeignKey("people.id"))
    instant: Mapped[int] = mapped_column(Instant)
