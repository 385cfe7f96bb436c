"""Each sign of spam is found where it is, and not in what an honest author writes."""

import re
from dataclasses import replace

import pytest

from commons.core.domain.people.account import Account
from commons.core.domain.sheet import Action
from commons.services.editing.hold import Held
from commons.services.editing.submit import Published
from commons.services.publishing.review.signals import (
    NO_SIGNS,
    SIGNALS,
    FormSigns,
    find_signals,
    new_links,
)
from commons.settings import ReviewTerms
from commons.wiring.components import Components
from tests.adapters.store.makers import added
from tests.people.reviewed import ALL, a_version, hands_in

OFF = ReviewTerms()
PARAGRAPH = "Les voisines et voisins se retrouvent sur la place un soir d’été. " * 3
ALONE = FormSigns(seconds=300, worked=True)


@pytest.fixture
def ana(parts: Components) -> Account:
    return added(parts.store, "a@exemple.fr", "Ana")


@pytest.fixture
def ben(parts: Components) -> Account:
    return added(parts.store, "b@exemple.fr", "Ben")


def signs_of(
    parts: Components, account: Account, signs: FormSigns = ALONE, **values: object
) -> dict[str, int]:
    version = a_version(account, **values)  # type: ignore[arg-type]
    with parts.store.write() as work:
        return find_signals(work, account.id, version, version.sheet, signs)


def links(count: int, host: str = "a.example") -> str:
    return " ".join(f"https://{host}/{n}" for n in range(count))


def test_an_honest_text_has_no_sign(parts: Components, ana: Account) -> None:
    assert signs_of(parts, ana, body=PARAGRAPH) == {}
    assert signs_of(parts, ana, NO_SIGNS) == {}


@pytest.mark.parametrize(
    ("signs", "found"),
    [
        (FormSigns(trapped=True), {"trapped": 1}),
        (FormSigns(worked=False), {"no_work": 1}),
        (FormSigns(seconds=3, worked=True), {"quick": 3}),
        (FormSigns(seconds=0, worked=True), {"quick": 0}),
        (FormSigns(seconds=20, worked=True), {}),
    ],
)
def test_how_a_form_was_sent_is_told(
    parts: Components, ana: Account, signs: FormSigns, found: dict[str, int]
) -> None:
    assert signs_of(parts, ana, signs) == found


def test_links_count_where_they_are_new(
    parts: Components, ana: Account, ben: Account
) -> None:
    assert signs_of(parts, ana, body=links(8)) == {"links": 8, "new_hosts": 1}
    made = hands_in(parts, ben, a_version(ben, body=links(1)), OFF)
    assert isinstance(made, Published)
    assert signs_of(parts, ana, body=links(8)) == {"links": 8}
    again = replace(a_version(ana, made.revision.sheet, 1), values=made.revision.values)
    assert new_links(made.revision.values, again.values) == set()
    more = {**made.revision.values, "body": links(2)}
    assert new_links(made.revision.values, more) == {"https://a.example/1"}


def test_what_was_published_elsewhere_is_a_repetition(
    parts: Components, ana: Account, ben: Account
) -> None:
    made = hands_in(parts, ben, a_version(ben, body=PARAGRAPH), OFF)
    assert isinstance(made, Published)
    louder = PARAGRAPH.upper()
    assert signs_of(parts, ana, body=louder) == {"repeated": 1}
    sheet = made.revision.sheet
    assert signs_of(parts, ana, sheet=sheet, parent=1, body=PARAGRAPH) == {}
    version = a_version(ana, body=PARAGRAPH)
    with parts.store.write() as work:
        for honest in (
            replace(version, action=Action.REVERT),
            replace(version, values={**version.values, "sources": [{"url": "x"}]}),
        ):
            found = find_signals(work, "x", honest, honest.sheet, ALONE)
            assert "repeated" not in found


def test_what_an_account_sends_twice_is_told_but_not_of_one_draft(
    parts: Components, ana: Account
) -> None:
    version = a_version(ana, body=PARAGRAPH)
    first = hands_in(parts, ana, version)
    assert isinstance(first, Held)
    again = hands_in(parts, ana, version, known=first.edit.known)
    assert isinstance(again, Held)
    assert "sent_again" not in again.edit.signals
    assert signs_of(parts, ana, body=PARAGRAPH)["sent_again"] == 1


def test_many_texts_in_ten_minutes_are_told(parts: Components, ana: Account) -> None:
    found = [signs_of(parts, ana).get("pace", 0) for _ in range(4)]
    assert found == [0, 0, 3, 4]


def test_what_is_held_bears_its_signs(parts: Components, ana: Account) -> None:
    outcome = hands_in(
        parts, ana, a_version(ana), ALL, signs=FormSigns(trapped=True, worked=False)
    )
    assert isinstance(outcome, Held)
    assert outcome.edit.signals == {"trapped": 1, "no_work": 1}


def test_every_sign_has_a_sentence_and_a_strength_within_bounds() -> None:
    for signal in SIGNALS.values():
        said = signal.sentence % {"count": 3}
        assert re.fullmatch(r"[A-ZÉÀ].*", said)
        strengths = {signal.strength(count) for count in range(1, 200)}
        assert strengths <= {0, 1, 2, 3}
        assert strengths - {0}


def test_what_is_compared_with_has_a_bound(
    parts: Components, ana: Account, ben: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = hands_in(parts, ben, a_version(ben, body=PARAGRAPH), OFF)
    assert isinstance(made, Published)
    assert "repeated" in signs_of(parts, ana, body=PARAGRAPH)
    monkeypatch.setattr(
        "commons.services.publishing.review.signals.MOST_CHARACTERS", 20
    )
    assert "repeated" not in signs_of(parts, ana, body=PARAGRAPH)
