"""What the Whoosh back end adds: processes, crashes, damage, merges."""

import gc
import os
import random
import shutil
import threading
from functools import partial
from pathlib import Path

import pytest

from commons.adapters.search.whoosh.index import open_index
from commons.errors import StorageError
from tests.adapters.search.makers import a_document, ask, filled, ids
from tests.adapters.store.processes import at_once, killed_when


def files(folder: Path, pattern: str) -> list[Path]:
    return sorted((folder / "files").glob(pattern))


def reached(folder: Path, least: int) -> bool:
    return open_index(folder).mark() >= least


def test_four_processes_write_and_no_document_is_lost(tmp_path):
    open_index(tmp_path)

    def write(number: int) -> None:
        index = open_index(tmp_path)
        for turn in range(15):
            with index.exclusive():
                mark = index.mark() + 1
                index.apply([a_document(f"{number}-{turn}", sequence=mark)], mark)

    at_once(write)
    index = open_index(tmp_path)
    assert index.mark() == 60
    assert ask(index).total == 60
    assert sorted(ids(ask(index, size=100))) == sorted(
        f"{number}-{turn}" for number in range(4) for turn in range(15)
    )


def test_threads_of_one_process_write_and_search_together(tmp_path):
    index = open_index(tmp_path)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            for turn in range(12):
                with index.exclusive():
                    mark = index.mark() + 1
                    index.apply([a_document(f"{number}-{turn}", sequence=mark)], mark)
                assert ask(index, "titre").total >= turn + 1
        except BaseException as failure:  # noqa: BLE001 - shown by the assertion
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (index.mark(), ask(index).total) == (48, 48)


def test_processes_that_were_forked_read_what_their_parent_had_opened(tmp_path):
    words = [f"mot{number:04}" for number in range(600)]
    index = filled(
        open_index(tmp_path),
        *(a_document(word, title=word, sequence=n) for n, word in enumerate(words)),
    )
    assert ids(ask(index, words[0])) == [words[0]]

    def read(number: int) -> None:
        for word in words[number::4]:
            assert ids(ask(index, word, verbatim=True)) == [word]

    at_once(read)


def test_searches_work_while_another_process_writes(tmp_path):
    index = filled(open_index(tmp_path), a_document("0", title="jardin"))

    def both(number: int) -> None:
        mine = open_index(tmp_path)
        for turn in range(60):
            if number == 0:
                filled(mine, a_document(f"{turn}", title="jardin", sequence=turn))
            else:
                found = ask(mine, "jardin", size=100)
                assert found.total == len(found.hits) >= 1
                assert dict(found.facets["kind"])["method"] == found.total

    at_once(both, 3)
    assert ask(index, "jardin").total == 60


def test_a_killed_writer_leaves_the_state_before_or_after(tmp_path):
    filled(open_index(tmp_path), a_document("0", sequence=1))

    def write() -> None:
        mine = open_index(tmp_path)
        mark = mine.mark()
        while True:
            mark += 1
            mine.apply([a_document(f"{mark}", sequence=mark)], mark)

    for least in (4, 9, 15):
        killed_when(write, partial(reached, tmp_path, least))
        index = open_index(tmp_path)
        assert index.mark() >= least
        assert ask(index).total == index.mark()


@pytest.mark.parametrize("harm", ["garbage", "truncated", "empty", "missing"])
@pytest.mark.parametrize("pattern", ["*.seg", "*.toc"])
def test_a_damaged_index_starts_again_from_nothing(tmp_path, pattern, harm):
    filled(open_index(tmp_path), a_document("a", title="Jardin", sequence=3))
    victim = files(tmp_path, pattern)[0]
    content = victim.read_bytes()
    half = len(content) // 2
    if harm == "missing":
        victim.unlink()
    else:
        victim.write_bytes(
            {
                "garbage": content[:half] + os.urandom(64) + content[half + 64 :],
                "truncated": content[:half],
                "empty": b"",
            }[harm]
        )
    index = open_index(tmp_path)
    assert (index.mark(), ask(index, "jardin").total) == (0, 0)
    filled(index, a_document("a", title="Jardin", sequence=3))
    assert ids(ask(open_index(tmp_path), "jardin")) == ["a"]


def test_files_deleted_under_a_running_wiki_are_made_anew(tmp_path):
    index = filled(open_index(tmp_path), a_document("a", sequence=3))
    for path in files(tmp_path, "*"):
        path.unlink()
    assert (index.mark(), ask(index).total) == (0, 0)
    filled(index, a_document("b", sequence=4))
    assert ids(ask(index)) == ["b"]


def test_files_that_turn_to_garbage_under_a_running_wiki_are_made_anew(tmp_path):
    words = [f"jardin {number}" for number in range(40)]
    filled(
        open_index(tmp_path),
        *(a_document(f"{n}", title=t, sequence=n + 1) for n, t in enumerate(words)),
    )
    index = open_index(tmp_path)
    assert index.mark() == 40
    for path in files(tmp_path, "*.seg"):
        path.write_bytes(b"\xff" * path.stat().st_size)
    assert (ask(index, "jardin").total, index.mark()) == (0, 0)
    filled(index, a_document("b", title="Jardin", sequence=41))
    assert ids(ask(index, "jardin")) == ["b"]


def test_a_folder_that_goes_under_a_running_wiki_is_made_anew(tmp_path):
    index = filled(open_index(tmp_path / "index"), a_document("a", sequence=3))
    shutil.rmtree(tmp_path / "index")
    assert (index.mark(), ask(index).total) == (0, 0)
    filled(index, a_document("b", sequence=4))
    assert ids(ask(index)) == ["b"]


def test_an_index_cleared_by_another_is_seen_cleared(tmp_path):
    mine = filled(open_index(tmp_path), a_document("a", sequence=3))
    other = open_index(tmp_path)
    assert ids(ask(mine)) == ["a"]
    other.clear()
    assert mine.mark() == 0
    filled(other, a_document("b", sequence=1))
    assert (mine.mark(), ids(ask(mine))) == (1, ["b"])


def test_no_segment_is_named_twice_when_chance_is_seeded_again(tmp_path):
    index = open_index(tmp_path)
    for number in range(3):
        random.seed(0)
        filled(index, a_document(f"{number}", sequence=number + 1))
    assert ask(index).total == 3


def test_an_index_of_another_recipe_is_made_anew(tmp_path):
    filled(open_index(tmp_path, 1), a_document("a", sequence=7))
    assert open_index(tmp_path, 1).mark() == 7
    newer = open_index(tmp_path, 2)
    assert (newer.mark(), ask(newer).total) == (0, 0)
    filled(newer, a_document("a", sequence=9))
    assert open_index(tmp_path, 2).mark() == 9


def test_a_failing_change_leaves_what_was_there(tmp_path):
    index = filled(open_index(tmp_path), a_document("a", sequence=1))

    def changes():
        yield a_document("b", sequence=2)
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - the very error of the caller
        index.apply(changes(), 2)
    broken = a_document("c", texts={"body": None}, sequence=2)
    with pytest.raises((TypeError, AttributeError)):
        index.apply([a_document("d"), broken], 2)
    assert (index.mark(), ids(ask(index))) == (1, ["a"])
    filled(index, a_document("b", sequence=2))
    assert sorted(ids(ask(index))) == ["a", "b"]


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StorageError):
        open_index(tmp_path / "taken" / "index")


def test_small_commits_do_not_leave_small_files_without_end(tmp_path):
    index = open_index(tmp_path)
    for turn in range(1, 80):
        filled(index, a_document(f"{turn % 50}", title="Jardin", sequence=turn))
    assert len(files(tmp_path, "*.seg")) < 30
    assert len(files(tmp_path, "*")) < 40
    assert ask(index, "jardin").total == 50
    gc.collect()
