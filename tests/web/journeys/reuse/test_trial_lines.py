"""What a list says of trials: only the places that it names are put into words."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import format_decimal

from commons.services.reuse.trials import TrialSummary, TriedPlace
from commons.web.display.messages import MOST_PLACES
from commons.web.journeys.reuse import trial_lines
from commons.web.journeys.reuse.trial_lines import count_in_words, describe_trial
from tests.core.kinds.examples import revision


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=fr"):
        yield


def summary(*counts: int) -> TrialSummary:
    places = [
        TriedPlace(code="", name=f"Lieu {number}", count=count)
        for number, count in enumerate(counts)
    ]
    return TrialSummary(total=sum(counts), places=tuple(places), version=1)


def test_places_are_counted_unless_all_was_there() -> None:
    told = count_in_words(summary(3, 1)).replace("\u00a0", " ")
    assert told == "4 essais : Lieu 0 (3), Lieu 1"
    assert count_in_words(summary(2)).replace("\u00a0", " ") == "2 essais : Lieu 0"


def test_of_a_thousand_places_a_few_are_put_into_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[float] = []

    def counted(number: float) -> str:
        written.append(number)
        return str(format_decimal(number))

    monkeypatch.setattr(trial_lines, "format_decimal", counted)
    told = count_in_words(summary(*[2] * 1_000))
    assert f"{1_000 - MOST_PLACES} autres lieux" in told
    assert len(written) <= MOST_PLACES + 1


def test_a_trial_says_where_when_and_with_how_many() -> None:
    trial = revision(
        "trial",
        {
            "tried": "/sheets/0123456789ab/v/3",
            "territory": {"name": "Ici"},
            "date": "2018-11",
            "participants": 12,
        },
    )
    line = describe_trial(trial)
    assert line.facts.replace("\u00a0", " ") == "Ici · novembre 2018 · 12 personnes"
    assert line.version == 3
