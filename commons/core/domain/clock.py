"""Instants: always aware, always UTC, never finer than a millisecond."""

from datetime import UTC, datetime, timedelta

TICK = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """Give the present instant, cut to the millisecond."""
    return cut_to_millisecond(datetime.now(UTC))


def cut_to_millisecond(instant: datetime) -> datetime:
    """Give the instant in UTC without what is finer than a millisecond."""
    utc = instant.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def to_milliseconds(instant: datetime) -> int:
    """Give the milliseconds since 1970, as the store keeps them."""
    return (instant - EPOCH) // TICK


def from_milliseconds(count: int) -> datetime:
    """Give the instant of that many milliseconds since 1970."""
    return EPOCH + count * TICK


def iso_format(instant: datetime) -> str:
    """Write an instant as RDF, feeds and exports do: 2026-03-13T17:30:00.000Z."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def from_iso(text: str) -> datetime:
    """Read what `iso_format` wrote. Raises ValueError."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        msg = f"no time zone in {text}"
        raise ValueError(msg)
    return cut_to_millisecond(instant)
