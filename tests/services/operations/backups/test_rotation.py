"""Which backups of a series stay: by day, week and month, and never what is not its own."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from commons.core.domain import clock
from commons.services.operations.backups.backup import write_backup
from commons.services.operations.backups.backup_place import FolderPlace
from commons.services.operations.backups.rotation import (
    KeepTerms,
    choose_kept,
    name_series,
    parse_keep,
    rotate,
)
from commons.wiring.components import Components

FIRST = datetime(2026, 1, 1, 2, 30, tzinfo=UTC)
NIGHTS = [FIRST + timedelta(days=number) for number in range(400)]
SERIES = name_series("https://wiki.exemple.fr/commun")


def test_a_year_of_nights_leaves_seven_days_four_weeks_and_twelve_months() -> None:
    kept = sorted(choose_kept(NIGHTS, KeepTerms(days=7, weeks=4, months=12)))
    assert kept[-7:] == NIGHTS[-7:]
    weeks = {at.isocalendar()[:2] for at in kept[-10:]}
    assert len(weeks) >= 4
    assert len({(at.year, at.month) for at in kept}) == 12
    assert len(kept) <= 7 + 4 + 12


@given(
    st.lists(st.sampled_from(NIGHTS), max_size=60),
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
)
def test_what_is_kept_is_bounded_and_rotating_night_by_night_comes_to_the_same(
    instants: Sequence[datetime], numbers: tuple[int, int, int]
) -> None:
    days, weeks, months = numbers
    terms = KeepTerms(days=days, weeks=weeks, months=months)
    kept = choose_kept(instants, terms)
    assert kept <= set(instants)
    assert len(kept) <= max(1, sum(numbers))
    assert not instants or max(instants) in kept
    night_by_night: frozenset[datetime] = frozenset()
    for instant in sorted(instants):
        night_by_night = choose_kept({*night_by_night, instant}, terms)
    assert night_by_night == kept


@pytest.mark.parametrize(
    "text", ["", "7", "7,4", "7,4,12,1", "a,b,c", "0,0,0", "-1,4,12"]
)
def test_what_says_not_how_much_is_kept_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # from int, or from us
        parse_keep(text)


def test_two_sites_have_two_series() -> None:
    name = SERIES.name_at(FIRST)
    assert name == "wiki.exemple.fr-commun-20260101T023000Z.tar.gz"
    assert SERIES.instant_of(name) == FIRST
    for other in ("https://wiki.exemple.fr", "https://autre.exemple.fr/commun"):
        assert name_series(other).instant_of(name) is None


def test_only_backups_of_the_series_go_and_the_last_good_one_never(
    parts: Components, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    today = clock.now()
    nights = [today - timedelta(days=number) for number in range(9)]
    write_backup(parts.store, parts.blobs, tmp_path / "one.tar.gz")
    good = [SERIES.name_at(instant) for instant in nights]
    faulty = [
        SERIES.mark_faulty(SERIES.name_at(today - timedelta(days=number)))
        for number in (1, 30)
    ]
    strange = {
        "notes.txt",
        "wiki.exemple.fr-20260101T023000Z.tar.gz",
        "x" + SERIES.name_at(FIRST),
        SERIES.name_at(FIRST - timedelta(days=1)) + ".part",
    }
    for name in (*good, *faulty, *strange):
        (folder / name).hardlink_to(tmp_path / "one.tar.gz")
    no_backup = SERIES.name_at(FIRST - timedelta(days=2))
    (folder / no_backup).write_text("mes photos", encoding="utf-8")
    elsewhere = SERIES.name_at(FIRST - timedelta(days=3))
    (folder / elsewhere).symlink_to(tmp_path / "one.tar.gz")
    terms = KeepTerms(days=3, weeks=0, months=0)
    gone = set(rotate(FolderPlace(folder), SERIES, terms))
    left = {path.name for path in folder.iterdir()}
    assert left == {*good[:3], faulty[0], *strange, no_backup, elsewhere}
    assert gone == {*good[3:], faulty[1]}
    assert [*rotate(FolderPlace(folder), SERIES, terms)] == []


def test_faulty_ones_stay_while_there_is_no_good_one(
    parts: Components, tmp_path: Path
) -> None:
    old = SERIES.mark_faulty(SERIES.name_at(FIRST))
    write_backup(parts.store, parts.blobs, tmp_path / old)
    assert [*rotate(FolderPlace(tmp_path), SERIES, parse_keep("1,0,0"))] == []
    assert (tmp_path / old).exists()
