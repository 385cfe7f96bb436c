"""How often people were thanked for a version, and whether who asks may thank."""

from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import version_list
from commons.adapters.store.people import thanks
from commons.core.domain.sheet import Revision
from commons.web.request.context import current_account


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """How often somebody was thanked for a version, and whether by who asks.

    `open` says whether who asks may thank.
    """

    count: int
    mine: bool
    open: bool


def thanks_of(
    work: Work, versions: list[version_list.Entry] | list[Revision]
) -> dict[int, Thanks]:
    """Give the thanks for versions, by their sequence."""
    sequences = [version.sequence for version in versions]
    counts = thanks.count_thanks(work, sequences)
    me = current_account()
    mine = thanks.thanks_given(work, me.id, sequences) if me else set()
    own = me.person.id if me else ""
    return {
        version.sequence: Thanks(
            count=counts.get(version.sequence, 0),
            mine=version.sequence in mine,
            open=own not in {"", version.author.id} and not version.deleted,
        )
        for version in versions
    }
