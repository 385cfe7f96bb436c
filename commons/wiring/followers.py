"""Who follows the log, beside the search index."""

from collections.abc import Sequence
from functools import partial

from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.sheet import Revision
from commons.services.federation.notices.announcing import announce_changes
from commons.services.notifications.recording import note_changes
from commons.services.operations.following.log_follower import (
    FollowerRow,
    LogFollower,
    stored_follower,
)
from commons.wiring.components import Components, follow_index


def follow_adaptations(components: Components) -> LogFollower:
    """Return the follower that has other commons know what was made of their sheets."""
    announce = partial(announce_changes, components.settings.base_url)
    return stored_follower(components.store, ANNOUNCER, announce, quiet=True)


def follow_events(components: Components) -> LogFollower:
    """Return the follower that writes down what happens for who follows something."""

    def note(work: Work, changes: Sequence[Revision]) -> None:
        note_changes(components.schema, components.places, work, changes)

    return stored_follower(components.store, EVENT_WRITER, note, quiet=True)


def open_followers(components: Components) -> list[tuple[str, LogFollower]]:
    """Return who follows the log, each with its name."""
    return [(row.name, row.open(components)) for row in FOLLOWERS]


ANNOUNCER = "the announcer of adaptations"


EVENT_WRITER = "the writer of events"


FOLLOWERS: tuple[FollowerRow[Components], ...] = (
    FollowerRow(name="the search index", open=follow_index),
    FollowerRow(name=ANNOUNCER, open=follow_adaptations),
    FollowerRow(name=EVENT_WRITER, open=follow_events),
)
"""Who follows the log, in the order of their turns; all share one thread a process.

Each sits the contract of tests/services/operations/following/test_log_follower.py.
"""
