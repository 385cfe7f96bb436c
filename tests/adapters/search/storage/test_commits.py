"""What a commit writes: few segments, small rewritings, none while much is changed."""

from random import Random

from commons.adapters.search.port import Deletion, Document
from commons.adapters.search.storage.commits import (
    MOST_ABSORBED,
    MOST_CHANGED,
    TOGETHER,
    choose_absorbed,
    plan_commit,
)
from commons.adapters.search.storage.segment import StoredSegment
from tests.adapters.search.makers import a_document
from tests.adapters.search.storage.test_contents import Memory, made_of


def test_documents_that_change_or_go_are_gone_where_they_were() -> None:
    first = made_of([a_document("a"), a_document("b"), a_document("c")])
    second = made_of([a_document("a", sequence=2)])
    segments = [StoredSegment(Memory(one)) for one in (first, second)]
    changes: list[Document | Deletion] = [
        a_document("b", sequence=3),
        *(Deletion("a"), Deletion("unknown")),
    ]
    commit = plan_commit(segments, [0b110, 0b1], changes)
    assert commit.gone == {0: [1]}
    assert commit.absorbed == {1}
    assert commit.contents.identifiers == ["b"]


def test_segments_stay_few_and_what_is_written_again_small() -> None:
    rng = Random(5)  # noqa: S311  # no secret
    lives: list[int] = [500] * 4
    written = commits = 0
    for _ in range(6_000):
        at = rng.randrange(len(lives))
        lives[at] -= lives[at] > 0  # a sheet is changed, where it lies
        absorbed = choose_absorbed(lives, 1)
        again = sum(lives[number] for number in absorbed)
        assert again <= MOST_ABSORBED
        kept = [live for n, live in enumerate(lives) if n not in absorbed]
        lives = [*kept, again + 1]
        written, commits = written + again, commits + 1
        assert len(lives) < 4 * TOGETHER + sum(lives) // (MOST_ABSORBED // 4)
    assert written / commits < 10


def test_a_backlog_absorbs_nothing_but_what_is_empty() -> None:
    lives = [1] * 3 * TOGETHER + [0]
    assert choose_absorbed(lives, MOST_CHANGED + 1) == {len(lives) - 1}
    assert len(choose_absorbed(lives, MOST_CHANGED)) == len(lives)
