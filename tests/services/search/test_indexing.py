"""Keeping the index level with the log, and making it again."""

import signal
from collections.abc import Sequence
from functools import partial

from commons.adapters.search.port import Deletion, Document, Query
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.sheet import Action, Revision
from commons.services.operations.following.log_follower import BATCH_SIZE
from commons.services.search.indexing import (
    MOMENT,
    Describe,
    catch_up,
    index_changes,
    index_document,
    is_unfinished,
)
from commons.wiring.components import Components
from tests.adapters.store.makers import publish
from tests.adapters.store.processes import killed_when


def reading(parts: Components, read: list[int]) -> Describe:
    """Give what is indexed of changes; the places read in the log are noted."""

    def describe(work: Work, changes: Sequence[Revision]) -> list[Document | Deletion]:
        read.extend(one.sequence for one in changes if not one.deleted)
        return list(index_changes(parts.schema, parts.places, work, changes))

    return describe


def written(parts: Components) -> dict[str, str]:
    """Publish four sheets, of three versions, of two, of one, and a deleted one."""
    with parts.store.write() as work:
        long = publish(work, title="Compost").sheet
        gone = publish(work, title="Disparue").sheet
        publish(work, long, 1, title="Compost partagé")
        short = publish(work, title="Jardin").sheet
        publish(work, gone, 1, title="Disparue", action=Action.DELETE)
        publish(work, short, 1, title="Jardin ouvert")
        publish(work, long, 2, title="Compost collectif")
        alone = publish(work, title="Vélo").sheet
    return {"long": long, "gone": gone, "short": short, "alone": alone}


def found(parts: Components, words: str = "") -> list[str]:
    return [hit.id for hit in parts.index.search(Query(words=words)).hits]


def test_an_index_is_made_from_heads_alone(parts: Components) -> None:
    sheets = written(parts)
    read: list[int] = []
    assert catch_up(parts.store, parts.index, reading(parts, read)) == 4
    assert read == [6, 7, 8]
    assert found(parts) == [sheets["alone"], sheets["long"], sheets["short"]]
    assert (parts.index.mark(), parts.index.whole()) == (8, True)


def test_versions_that_others_replaced_are_not_read_however_many(
    parts: Components,
) -> None:
    with parts.store.write() as work:
        sheet = publish(work, title="Compost").sheet
        for number in range(1, 2 * BATCH_SIZE + 1):
            publish(work, sheet, number, title=f"Compost {number}")
    read: list[int] = []
    catch_up(parts.store, parts.index, reading(parts, read))
    assert read == [2 * BATCH_SIZE + 1]


def test_made_again_it_answers_as_the_one_that_followed_each_save(
    parts: Components,
) -> None:
    describe = partial(index_changes, parts.schema, parts.places)
    with parts.store.write() as work:
        first = publish(work, title="Compost").sheet
    catch_up(parts.store, parts.index, describe)
    for number in (1, 2):
        with parts.store.write() as work:
            publish(work, first, number, title=f"Compost {number}")
        catch_up(parts.store, parts.index, describe)
    written(parts)
    catch_up(parts.store, parts.index, describe)
    questions = [Query(), Query(words="compost"), Query(words="jardin vélo")]
    followed = [parts.index.search(query) for query in questions]
    parts.index.clear()
    catch_up(parts.store, parts.index, describe)
    assert [parts.index.search(query) for query in questions] == followed


def test_it_is_unfinished_while_a_load_is_far_ahead(parts: Components) -> None:
    for number in range(MOMENT + 1):
        with parts.store.write() as work:
            publish(work, title="Compost")
        with parts.store.read() as work:
            state = parts.index.search(Query(words="compost"))
            assert is_unfinished(state, work) == (number == MOMENT)


def test_it_is_unfinished_until_it_is_level_and_not_after_a_save(
    parts: Components,
) -> None:
    def state() -> bool:
        with parts.store.read() as work:
            return is_unfinished(parts.index.search(Query()), work)

    parts.index.clear()
    assert not state()  # nothing is missing where nothing is
    sheets = written(parts)
    assert state()
    with parts.store.read() as work:
        one, *rest = revisions.changed_heads(work, 0, 10)
    parts.index.apply(
        [index_document(parts.schema, parts.places, rest[0])], one.sequence
    )
    assert state()
    parts.catch_up()
    assert not state()
    with parts.store.write() as work:
        publish(work, sheets["alone"], 1, title="Vélo cargo")
    assert not state()
    parts.index.clear()
    assert state()


def test_a_forked_worker_follows_before_anybody_asks(parts: Components) -> None:
    written(parts)
    parts.index.clear()
    parts.follower.start_in_children()
    killed_when(signal.pause, parts.index.whole)
    assert parts.index.mark() == 8


def test_progress_ends_at_the_end_of_the_log(parts: Components) -> None:
    written(parts)
    told: list[tuple[int, int]] = []
    parts.catch_up(lambda done, total: told.append((done, total)))
    assert told == [(8, 8)]
