"""Durations are read as people type them."""

import pytest
from hypothesis import given, strategies as st

from commons.core.domain.language import durations

READ = [
    ("1h30", "PT1H30M"),
    ("1 h 30", "PT1H30M"),
    ("1 h 30 min", "PT1H30M"),
    ("1:30", "PT1H30M"),
    ("90 min", "PT1H30M"),
    ("90 minutes", "PT1H30M"),
    ("PT90M", "PT1H30M"),
    ("pt1h30m", "PT1H30M"),
    ("1,5 h", "PT1H30M"),
    ("1.5 hours", "PT1H30M"),
    ("une heure et demie", "PT1H30M"),
    ("an hour and a half", "PT1H30M"),
    ("two and a half hours", "PT2H30M"),
    ("une heure et quart", "PT1H15M"),
    ("deux heures trois quarts", "PT2H45M"),
    ("une demie-heure", "PT30M"),
    ("demie heure", "PT30M"),
    ("three quarters of an hour", "PT45M"),
    ("2 jours", "P2D"),
    ("deux jours", "P2D"),
    ("2 days", "P2D"),
    ("365 jours", "P365D"),
    ("2,5 jours", "P2DT12H"),
    ("une journée", "P1D"),
    ("une demi-journée", "PT4H"),
    ("un quart d’heure", "PT15M"),
    ("une demi-heure", "PT30M"),
    ("1 jour et 2 heures", "P1DT2H"),
    ("3 semaines", "P21D"),
    ("P2W", "P14D"),
    ("six mois", "P6M"),
    ("un an et demi", "P1Y6M"),
    ("PT120S", "PT2M"),
    ("environ 2 h", "PT2H"),
    ("90'", "PT1H30M"),
    ("1 heure 1/2", "PT1H30M"),
    ("1/2h", "PT30M"),
    ("3/4h", "PT45M"),
    ("une bonne heure", "PT1H"),
    ("deux petites heures", "PT2H"),
    ("une vingtaine de minutes", "PT20M"),
    ("une quinzaine de jours", "P15D"),
    ("deux demi-journées", "PT8H"),
    ("une matinée", "PT4H"),
    ("l’après-midi", "PT4H"),
    ("deux soirées", "PT6H"),
    ("toute la journée", "P1D"),
    ("une journée entière", "P1D"),
    ("un week-end", "P2D"),
    ("a weekend", "P2D"),
    ("all day", "P1D"),
    ("journée", "P1D"),
]

RANGES = [
    ("1-2 hours", "PT2H"),
    ("1–2 hours", "PT2H"),
    ("30–60 min", "PT1H"),
    ("30-60 mins", "PT1H"),
    ("1h-2h", "PT2H"),
    ("1h30 - 2h15", "PT2H15M"),
    ("2+ hours", "PT2H"),
    ("2h+", "PT2H"),
    ("de 1 heure 30 à une journée", "P1D"),
    ("1 à 2 h", "PT2H"),
    ("une à deux heures", "PT2H"),
    ("deux-trois jours", "P3D"),
    ("entre 45 min et 1 h 30", "PT1H30M"),
    ("between two and four hours", "PT4H"),
    ("30 minutes to one hour", "PT1H"),
    ("1 ou 2 jours", "P2D"),
    ("2 or 3 weeks", "P21D"),
    ("2/3 jours", "P3D"),
    ("une demi-heure à une heure", "PT1H"),
    ("half a day to 2 days", "P2D"),
    ("1,5 à 2 heures", "PT2H"),
    ("au moins 2 heures", "PT2H"),
    ("2 heures minimum", "PT2H"),
    ("minimum une demi-journée", "PT4H"),
    ("à partir de 30 min", "PT30M"),
    ("jusqu’à 3 jours", "P3D"),
    ("up to 3 hours", "PT3H"),
    ("Less than 1 hour", "PT1H"),
    ("moins d’une heure", "PT1H"),
    ("2 hours or more", "PT2H"),
    ("une heure ou plus", "PT1H"),
    ("~1 hour", "PT1H"),
    ("approximately 1 to 2 hours", "PT2H"),
    ("30 min. max.", "PT30M"),
    ("(1 à 2 heures)", "PT2H"),
    ("½ journée", "PT4H"),
    ("1/2 journée", "PT4H"),
    ("1/2 heure", "PT30M"),
    ("3/4 d’heure", "PT45M"),
    ("1½ hours", "PT1H30M"),
    ("2 ½ h", "PT2H30M"),
    ("half-hour", "PT30M"),
    ("1 h + 30 min", "PT1H30M"),
    ("1 h 30 / 2 h", "PT2H"),
    ("une heure ou deux", "PT2H"),
    ("a day or two", "P2D"),
    ("2 à 3 demi-journées", "PT12H"),
    ("une matinée ou une journée", "P1D"),
]

UNREADABLE = [
    "2-1 h", "de 2 à", "30-60", "plusieurs jours", "1–2 hours per user", "1 + 2 h",
    "2 h ou en ligne", "+", "à", "1-2-3 h",
    "", "12", "h", "P", "PT", "P1DT", "longtemps", "1 min 2 h", "2 x 3 h", "PT90S",
    "1 h 30 h", "-2 h", "1 h 30 - 2", "30 min - 2", "quelques soirées", "après", "1e9 h", "9" * 50 + " h", "0,001 min", "1 h\n30 foo",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "iso"), READ)
def test_what_people_type_is_read(typed: str, iso: str) -> None:
    assert durations.read_duration(typed) == iso


@pytest.mark.parametrize(("typed", "iso"), RANGES)
def test_of_a_range_the_longer_end_is_kept(typed: str, iso: str) -> None:
    assert durations.read_duration(typed) == iso


@pytest.mark.parametrize(
    ("typed", "rough"),
    [("1-2 h", True), ("2 h ou plus", True), ("1 h 30", False), ("PT2H", False)],
)
def test_a_range_is_told_from_a_duration(typed: str, rough: bool) -> None:  # noqa: FBT001 - a case
    assert durations.is_rough(typed) is rough


@pytest.mark.parametrize("typed", UNREADABLE)
def test_what_is_no_duration_is_refused(typed: str) -> None:
    assert durations.read_duration(typed) is None


@pytest.mark.parametrize(
    ("iso", "minutes"),
    [
        ("PT1M", 1),
        ("P1D", 1440),
        ("P2Y", 1_051_200),
        ("P1M", 43_200),
        ("PT0M", 0),
        ("P1W", None),
        ("1 h", None),
        ("PT1.5H", None),
        ("PT٣H", None),
    ],
)
def test_minutes_are_counted(iso: str, minutes: int | None) -> None:
    assert durations.duration_minutes(iso) == minutes


@pytest.mark.parametrize(
    ("iso", "french", "english"),
    [
        ("PT1H30M", "1 h 30", "1 h 30"),
        ("PT2H5M", "2 h 05", "2 h 05"),
        ("PT45M", "45 min", "45 min"),
        ("P1D", "1 jour", "1 day"),
        ("P2DT12H", "2 jours 12 h", "2 days 12 h"),
        ("P1Y6M", "1 an 6 mois", "1 year 6 months"),
        ("n’importe quoi", "n’importe quoi", "n’importe quoi"),
    ],
)
def test_durations_are_written_in_words(iso: str, french: str, english: str) -> None:
    assert durations.in_words(iso) == french
    assert durations.in_words(iso, "en") == english


@given(st.integers(0, 99), st.integers(0, 11), st.integers(0, 29), st.integers(0, 1439))
def test_words_are_read_back(years: int, months: int, days: int, left: int) -> None:
    iso = durations.read_duration(f"P{years}Y{months}M{days}DT{left}M")
    assert iso is not None
    for language in ("fr", "en"):
        assert durations.read_duration(durations.in_words(iso, language)) == iso


@given(st.text())
def test_no_text_raises_and_what_is_read_counts_in_minutes(text: str) -> None:
    iso = durations.read_duration(text)
    assert iso is None or durations.duration_minutes(iso) is not None
