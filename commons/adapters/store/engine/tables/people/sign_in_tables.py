"""The tables of what lets an account in beside its password."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from commons.adapters.store.engine.tables.core_tables import Instant, Row


class SecondFactorRow(Row):
    """The secret of an account's one-time codes, sealed; `step` is that of the last."""

    __tablename__ = "second_factors"

    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[str]
    created: Mapped[int] = mapped_column(Instant)
    step: Mapped[int]


class RecoveryCodeRow(Row):
    """A code for one use instead of a one-time code, by its HMAC only."""

    __tablename__ = "recovery_codes"

    digest: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )


class PasskeyRow(Row):
    """A passkey of an account: the public half alone (WebAuthn)."""

    __tablename__ = "passkeys"

    id: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    created: Mapped[int] = mapped_column(Instant)
    used: Mapped[int] = mapped_column(Instant)


class ApiTokenRow(Row):
    """A token by which a program acts for an account, by its sha-256 only."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(index=True, unique=True)
    name: Mapped[str]
    scopes: Mapped[str]
    created: Mapped[int] = mapped_column(Instant)
    until: Mapped[int] = mapped_column(Instant)
    used: Mapped[int] = mapped_column(Instant)


class ExternalIdentityRow(Row):
    """Who an account is at another site, by which it signs in (OpenID Connect)."""

    __tablename__ = "external_identities"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    created: Mapped[int] = mapped_column(Instant)


class InvitationRow(Row):
    """A link by which somebody may open one account, by its sha-256 only."""

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(index=True, unique=True)
    inviter: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str]
    created: Mapped[int] = mapped_column(Instant)
    until: Mapped[int] = mapped_column(Instant, index=True)
