"""Which backups of a series are kept, by day, week and month; the others go.

A series is what one site writes into one place: its names begin with the site's address
and bear their instant, so that nothing else is ever touched.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from commons.core.domain import clock
from commons.services.operations.backups.backup_place import BackupPlace

_INSTANT = "%Y%m%dT%H%M%SZ"
_END, _FAULTY = ".tar.gz", ".faulty.tar.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTerms:
    """How many backups are kept: the last one of so many days, weeks and months."""

    days: int
    weeks: int
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What the backups of a site are called."""

    prefix: str

    def name_at(self, instant: datetime) -> str:
        """Return what a backup of this instant is called."""
        return f"{self.prefix}-{instant.astimezone(UTC):{_INSTANT}}{_END}"

    def mark_faulty(self, name: str) -> str:
        """Return what a backup is called in which something is missing or damaged."""
        return f"{name.removesuffix(_END)}{_FAULTY}"

    def instant_of(self, name: str, *, faulty: bool = False) -> datetime | None:
        """Return the instant of a backup of this series, None for anything else."""
        end = _FAULTY if faulty else _END
        pattern = rf"{re.escape(self.prefix)}-(\d{{8}}T\d{{6}}Z){re.escape(end)}"
        found = re.fullmatch(pattern, name)
        try:
            told = datetime.strptime(found[1], _INSTANT) if found else None  # noqa: DTZ007  # said next
        except ValueError:
            return None
        return told.replace(tzinfo=UTC) if told else None


_PERIODS: tuple[tuple[str, Callable[[datetime], object]], ...] = (
    ("days", lambda at: at.date()),
    ("weeks", lambda at: at.isocalendar()[:2]),
    ("months", lambda at: (at.year, at.month)),
)


def parse_keep(text: str) -> KeepTerms:
    """Read "7,4,12". Raises ValueError for what is no such numbers, or keeps nothing."""
    days, weeks, months = (int(part) for part in text.split(","))
    if min(days, weeks, months) < 0 or not days + weeks + months:
        raise ValueError(text)
    return KeepTerms(days=days, weeks=weeks, months=months)


def name_series(base: str) -> Series:
    """Return the series of the site at an address."""
    parts = urlsplit(base)
    told = f"{parts.netloc}{parts.path}".lower()
    return Series(prefix=re.sub(r"[^a-z0-9.]+", "-", told).strip("-.") or "commons")


def choose_kept(instants: Iterable[datetime], terms: KeepTerms) -> frozenset[datetime]:
    """Return which backups stay: the last of each of the last periods that have any."""
    newest_first = sorted(instants, reverse=True)
    kept: set[datetime] = set()
    for name, period_of in _PERIODS:
        seen: set[object] = set()
        for instant in newest_first:
            period = period_of(instant)
            if len(seen) < getattr(terms, name) and period not in seen:
                seen.add(period)
                kept.add(instant)
    return frozenset(kept | set(newest_first[:1]))


def rotate(place: BackupPlace, series: Series, terms: KeepTerms) -> Iterator[str]:
    """Remove what is too many of a series, and give the name of each.

    Only what bears a name of the series and is a backup of a commons. What is faulty
    stays as many days as others do, and counts for nothing. Call it once a good backup
    is there: the newest good one always stays. Raises StorageError.
    """
    good = _dated(place, series, faulty=False)
    if not good:
        return
    kept = choose_kept(good.values(), terms)
    for name, instant in good.items():
        if instant not in kept:
            place.remove(name)
            yield name
    for name, instant in _dated(place, series, faulty=True).items():
        if (clock.now() - instant).days >= terms.days and instant < max(good.values()):
            place.remove(name)
            yield name


def _dated(place: BackupPlace, series: Series, *, faulty: bool) -> dict[str, datetime]:
    """Return the backups of a series with their instants, the oldest first."""
    found = {
        name: instant
        for name in sorted(place.names())
        if (instant := series.instant_of(name, faulty=faulty)) and place.is_backup(name)
    }
    return dict(sorted(found.items(), key=lambda pair: pair[1]))
