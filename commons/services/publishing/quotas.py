"""What one account may take: drafts kept, files sent and texts published in a day."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.measures import quota_counters
from commons.core.domain import clock
from commons.errors import FullError, QuotaError
from commons.settings import Quotas

DAY_SECONDS = int(timedelta(days=1).total_seconds())
NEAR = 0.8
"""From this share on, people are told how much they have taken."""

DRAFTS, DRAFT_BYTES = "drafts", "draft_bytes"
FILES, PUBLISHED = "files", "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaUse:
    """How much of a quota an account has taken, in drafts or in bytes.

    `sort` is one of the names above.
    """

    sort: str
    taken: int
    most: int

    @property
    def near(self) -> bool:
        """Whether little is left."""
        return bool(self.most) and self.taken >= NEAR * self.most


def quota_taken(work: Work, account: str, quotas: Quotas) -> tuple[QuotaUse, ...]:
    """Give what an account has taken of each quota; of the last day for two."""
    count, size = drafts.drafts_size(work, account)
    files = quota_counters.peek_window(work, _name(FILES, account)).count
    published = quota_counters.peek_window(work, _name(PUBLISHED, account)).count
    return (
        QuotaUse(sort=DRAFTS, taken=count, most=quotas.drafts),
        QuotaUse(sort=DRAFT_BYTES, taken=size, most=quotas.draft_bytes),
        QuotaUse(sort=FILES, taken=files, most=quotas.file_bytes_a_day),
        QuotaUse(sort=PUBLISHED, taken=published, most=quotas.published_bytes_a_day),
    )


def quotas_nearly_full(
    work: Work, account: str, quotas: Quotas
) -> tuple[QuotaUse, ...]:
    """Give those of which little is left."""
    return tuple(one for one in quota_taken(work, account, quotas) if one.near)


@contextmanager
def limit_kept(work: Work, account: str, quotas: Quotas) -> Iterator[None]:
    """Bound what an account keeps: what is done meanwhile may not take more.

    What makes it less is always allowed. Raises FullError.
    """
    before = drafts.drafts_size(work, account)
    yield
    after = drafts.drafts_size(work, account)
    most = (quotas.drafts, quotas.draft_bytes)
    for sort, was, now, bound in zip(
        (DRAFTS, DRAFT_BYTES), before, after, most, strict=True
    ):
        if bound and now > bound and now > was:
            raise FullError(sort, bound)


@contextmanager
def count_published(work: Work, account: str, quotas: Quotas) -> Iterator[None]:
    """Count the bytes of the versions made meanwhile, as an account's of this day.

    Raises QuotaError, and ForbiddenError for an account that was blocked since it sent
    them, so that none of them stands.
    """
    before = work.published_bytes
    yield
    size = work.published_bytes - before
    _spend(work, PUBLISHED, account, (size, quotas.published_bytes_a_day))


def send_file(work: Work, account: str, size_bytes: int, quotas: Quotas) -> None:
    """Count a file as an account's of this day. Raises QuotaError, ForbiddenError."""
    _spend(work, FILES, account, (size_bytes, quotas.file_bytes_a_day))


def _spend(work: Work, sort: str, account: str, amount: tuple[int, int]) -> None:
    size, most = amount
    if not size:
        return
    taken = quota_counters.Taken(
        key=_name(sort, account), window_seconds=DAY_SECONDS, amount=size
    )
    tally = quota_counters.count_taken_by(work, account, taken)
    if most and tally.count > most:
        left = (tally.expires_at - clock.now()).total_seconds()
        raise QuotaError(sort, most, max(1, round(left)))


def _name(sort: str, account: str) -> str:
    return f"quota/{sort}/{account}"
