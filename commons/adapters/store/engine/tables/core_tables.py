"""Knows every table and column; no row leaves the store.

Instants are milliseconds since 1970, values compact JSON text.
"""

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    UniqueConstraint,
    false,
    func,
    not_,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Instant = BigInteger
"""Milliseconds since 1970, UTC."""


class Row(DeclarativeBase):
    """The root of all rows; names every constraint, so migrations can."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class RevisionRow(Row):
    """A version, and an entry of the log: never removed, changed by a purge alone."""

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("sheet", "number"),
        Index(None, "author", "sheet"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sheet: Mapped[str]
    number: Mapped[int]
    kind: Mapped[str]
    parent: Mapped[int | None]
    instant: Mapped[int] = mapped_column(Instant)
    action: Mapped[str]
    author: Mapped[str] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str]
    change_note: Mapped[str]
    hash: Mapped[str]
    content: Mapped[str]
    seal: Mapped[str] = mapped_column(server_default="")


class BlockRow(Row):
    """The canonical N-Quads of a version, apart so that lists stay light.

    Compressed with a dictionary, or plain: `log/compression` reads and writes them.
    """

    __tablename__ = "blocks"

    sequence: Mapped[int] = mapped_column(
        ForeignKey("revisions.sequence"), primary_key=True, autoincrement=False
    )
    quads: Mapped[bytes] = mapped_column(LargeBinary)
    dictionary: Mapped[int] = mapped_column(server_default="0")


class SheetRow(Row):
    """Where a sheet stands: its head, and what it can be found by."""

    __tablename__ = "sheets"
    __table_args__ = (
        Index(None, "deleted", "head_sequence"),
        Index(None, "deleted", "kind", "head_sequence"),
        Index(None, "head_sequence"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    head_number: Mapped[int]
    head_sequence: Mapped[int] = mapped_column(ForeignKey("revisions.sequence"))
    instant: Mapped[int] = mapped_column(Instant)
    title: Mapped[str]
    folded_title: Mapped[str] = mapped_column(index=True)
    slug: Mapped[str] = mapped_column(index=True)
    deleted: Mapped[bool]


STANDS = not_(func.coalesce(SheetRow.deleted, false()))
"""That a sheet stands, for queries that find few sheets by something else.

No index answers it so: asked plainly, SQLite would walk through all that stand.
"""


class LinkRow(Row):
    """A link from a live sheet's head, once a relation and target (see SheetLink)."""

    __tablename__ = "links"
    __table_args__ = (Index(None, "target", "relation"),)

    source: Mapped[str] = mapped_column(ForeignKey("sheets.id"), primary_key=True)
    relation: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    target_version: Mapped[int | None]


class ShelfRow(Row):
    """That a head stands on a shelf: a kind, a theme, a territory."""

    __tablename__ = "shelves"

    shelf: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(
        ForeignKey("revisions.sequence"), primary_key=True, index=True
    )


class KeywordRow(Row):
    """A keyword of a live sheet's head, as its readers and authors may meet it."""

    __tablename__ = "keywords"
    __table_args__ = (Index(None, "folded", "word"),)

    sheet: Mapped[str] = mapped_column(ForeignKey("sheets.id"), primary_key=True)
    folded: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str]


class ContributionRow(Row):
    """That somebody wrote a version of a sheet that stands.

    `sequence` is of the sheet's head; `adapted` whether it names what it was made from.
    Whoever the log names is here, even if damage made that nobody's identifier.
    """

    __tablename__ = "contributions"
    __table_args__ = (Index(None, "person", "sequence", "kind", "adapted"),)

    sheet: Mapped[str] = mapped_column(ForeignKey("sheets.id"), primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    adapted: Mapped[bool]
    sequence: Mapped[int]


class PersonRow(Row):
    """Somebody who is credited."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class NameRow(Row):
    """A pseudonym that is taken, by an account or by a reservation."""

    __tablename__ = "names"

    folded: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True)


class AccountRow(Row):
    """Somebody who can sign in."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str]
    folded_email: Mapped[str] = mapped_column(unique=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str]
    role: Mapped[int]
    created: Mapped[int] = mapped_column(Instant)
    language: Mapped[str]
    active: Mapped[bool]
    password_hash: Mapped[str]
    email_confirmed: Mapped[bool] = mapped_column(server_default=false())


class SessionRow(Row):
    """A signed-in browser, known by the sha-256 of its token only."""

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    until: Mapped[int] = mapped_column(Instant, index=True)
    opened: Mapped[int] = mapped_column(Instant, server_default="0")
    seen: Mapped[int] = mapped_column(Instant, server_default="0")
    device: Mapped[str] = mapped_column(server_default="")
    way: Mapped[str] = mapped_column(server_default="password")


class DraftRow(Row):
    """Unpublished writing of one account."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index(None, "account", "instant"),
        Index(None, "account", "sheet"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=False
    )
    kind: Mapped[str]
    sheet: Mapped[str]
    parent: Mapped[int | None]
    instant: Mapped[int] = mapped_column(Instant)
    content: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    writer: Mapped[str] = mapped_column(server_default="")
    revision: Mapped[int] = mapped_column(server_default="1")
    tab: Mapped[str] = mapped_column(server_default="")
    apart: Mapped[str] = mapped_column(server_default="")


class CompanionRow(Row):
    """An account that a draft is shared with; stays, not active, once it wrote."""

    __tablename__ = "companions"

    draft: Mapped[str] = mapped_column(
        ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True
    )
    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    active: Mapped[bool]
    wrote: Mapped[bool]


class ThankRow(Row):
    """An account's thanks for one version; no part of the log."""

    __tablename__ = "thanks"

    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    sequence: Mapped[int] = mapped_column(
        ForeignKey("revisions.sequence"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    instant: Mapped[int] = mapped_column(Instant)


class BatchRow(Row):
    """A spreadsheet that an account is bringing in."""

    __tablename__ = "batches"
    __table_args__ = (Index(None, "account", "until"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=False
    )
    kind: Mapped[str]
    name: Mapped[str]
    until: Mapped[int] = mapped_column(Instant, index=True)
    state: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class TraceRow(Row):
    """What a load last made of a sheet, published or in a draft, and from where."""

    __tablename__ = "traces"

    sheet: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    drafted: Mapped[int] = mapped_column(Instant)
    digest: Mapped[str]
    source: Mapped[str] = mapped_column(server_default="")
    load: Mapped[str] = mapped_column(server_default="", index=True)


class LoadRow(Row):
    """A load that changed something; `ended` and `undone` are 0 until it is."""

    __tablename__ = "loads"

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    place: Mapped[str]
    begun: Mapped[int] = mapped_column(Instant)
    ended: Mapped[int] = mapped_column(Instant)
    undone: Mapped[int] = mapped_column(Instant)


class LoadedRow(Row):
    """That a version was published by a load, or by taking that load back."""

    __tablename__ = "loaded"

    sequence: Mapped[int] = mapped_column(
        ForeignKey("revisions.sequence"), primary_key=True, autoincrement=False
    )
    load: Mapped[str] = mapped_column(ForeignKey("loads.id"), index=True)
    undoing: Mapped[bool]


class PublicFileRow(Row):
    """That some version of a sheet names a file: anybody sees it while that stands."""

    __tablename__ = "public_files"

    name: Mapped[str] = mapped_column(primary_key=True)
    sheet: Mapped[str] = mapped_column(primary_key=True)


class SentFileRow(Row):
    """Who sent a file that no version names yet."""

    __tablename__ = "sent_files"

    name: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    instant: Mapped[int] = mapped_column(Instant)


class TallyRow(Row):
    """What an account took of a quota; worth nothing once it has expired."""

    __tablename__ = "tallies"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    until: Mapped[int] = mapped_column(Instant, index=True)


class ReadMarkRow(Row):
    """Up to which sequence of the log an account has read a list of what concerns it."""

    __tablename__ = "read_marks"

    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    list: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int]


class FeaturedRow(Row):
    """A sheet that editors feature on the home page, by rising place."""

    __tablename__ = "featured"

    sheet: Mapped[str] = mapped_column(ForeignKey("sheets.id"), primary_key=True)
    place: Mapped[int]
    person: Mapped[str] = mapped_column(ForeignKey("people.id"))
    instant: Mapped[int] = mapped_column(Instant)


class FollowerCheckpointRow(Row):
    """Up to which sequence of the log a follower has read."""

    __tablename__ = "follower_checkpoints"

    name: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int]


class PulseRow(Row):
    """One row whose beat counts the commits that readers may see."""

    __tablename__ = "pulse"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    beat: Mapped[int] = mapped_column(BigInteger)


class EditionRow(Row):
    """One row: which edition of the log's bytes harvesters are reading."""

    __tablename__ = "editions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
