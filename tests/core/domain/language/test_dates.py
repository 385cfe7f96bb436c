"""Dates are read as people type them, and keep their precision."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from commons.core.domain.language import dates

READ = [
    ("2018", "2018"),
    ("11/2018", "2018-11"),
    ("2018-11", "2018-11"),
    ("novembre 2018", "2018-11"),
    ("Nov. 2018", "2018-11"),
    ("November 2018", "2018-11"),
    ("AOÛT 2020", "2020-08"),
    ("juil. 2019", "2019-07"),
    ("juin 2019", "2019-06"),
    ("5 novembre 2018", "2018-11-05"),
    ("November 5, 2018", "2018-11-05"),
    ("1er mars 2020", "2020-03-01"),
    ("05/11/2018", "2018-11-05"),
    ("5.11.2018", "2018-11-05"),
    ("2018-11-05", "2018-11-05"),
    ("29/02/2020", "2020-02-29"),
    ("en cours", ".."),
    ("Ongoing", ".."),
    ("..", ".."),
]
REFUSED = [
    "", "hier", "18", "0000", "2018-13", "2018-00", "31/02/2018", "29/02/2019",
    "32 mars 2020", "00/11/2018", "5 brumaire 2018", "2018-11-05T10:00", "20188",
    "٢٠١٨",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "read"), READ)
def test_what_people_type_is_read(typed: str, read: str) -> None:
    assert dates.read_date(typed) == read


@pytest.mark.parametrize("typed", REFUSED)
def test_what_the_calendar_has_not_is_refused(typed: str) -> None:
    assert dates.read_date(typed) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2018-11-05", date(2018, 11, 5), date(2018, 11, 5)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
    ],
)
def test_bounds_are_the_earliest_and_the_latest_day(
    text: str, first: date, last: date
) -> None:
    assert dates.date_bounds(text) == (first, last)


def test_the_open_end_is_a_date_without_bounds() -> None:
    assert dates.is_date("..")
    assert dates.date_bounds("..") is None


@given(st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from(["fr", "en"]))
def test_words_are_read_back(day: date, length: int, language: str) -> None:
    text = day.isoformat()[:length]
    assert dates.read_date(dates.in_words(text, language)) == text


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("2018", "2018", "2018"),
        ("2018-11", "novembre 2018", "November 2018"),
        ("2020-03-01", "1er mars 2020", "1 March 2020"),
        ("..", "en cours", "ongoing"),
        ("hier", "hier", "hier"),
    ],
)
def test_dates_are_written_in_words(text: str, french: str, english: str) -> None:
    assert dates.in_words(text) == french
    assert dates.in_words(text, "en") == english


@given(st.text())
def test_no_text_raises_and_what_is_read_is_a_date(text: str) -> None:
    read = dates.read_date(text)
    assert read is None or dates.is_date(read)
