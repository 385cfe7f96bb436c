"""What an admin chooses holds at once, and what the environment says cannot be chosen."""

from dataclasses import replace

import pytest

from commons.adapters.store.site import audit_log
from commons.adapters.store.site.chosen_settings import write_chosen
from commons.core.domain.people.account import Account
from commons.errors import ForbiddenError, UnfitFormError
from commons.services.stewardship.chosen_settings import (
    EDITABLE,
    FAULTS,
    LONGEST_VALUE,
    choose_settings,
)
from commons.settings import MEGABYTE, Settings, from_env
from commons.wiring.components import Components
from tests.adapters.store.makers import added


@pytest.fixture
def parts(parts: Components) -> Components:
    """Give the instance of an environment that fixes nothing."""
    return replace(parts, settings=replace(parts.settings, fixed=frozenset()))


@pytest.fixture
def ada(parts: Components) -> Account:
    return added(parts.store, "ada@exemple.fr", "Ada")


def choose(parts: Components, name: str, value: str | None) -> None:
    with parts.store.write(reopens=True) as work:
        choose_settings(work, parts.settings, None, {name: value})


def now(parts: Components) -> Settings:
    return parts.chosen.apply(parts.settings)


OTHERS = {
    "READ_ONLY": "on",
    "REGISTRATION": "closed",
    "REVIEW": "sheets",
    "REVIEW_UNTIL": "7",
    "CONTACT": "https://exemple.fr/contact",
    "TRUSTED_HOSTS": "autre.exemple, wiki.exemple:8080",
    "DRAFTS_PER_ACCOUNT": "12",
    "DRAFT_MEGABYTES_PER_ACCOUNT": "3",
    "FILE_MEGABYTES_A_DAY": "0",
    "PUBLISHED_MEGABYTES_A_DAY": "9",
}


def test_each_setting_is_chosen_by_itself_and_taken_back(parts: Components) -> None:
    assert set(OTHERS) == {one.name for one in EDITABLE}
    before = now(parts)
    for one in EDITABLE:
        choose(parts, one.name, OTHERS[one.name])
        changed = now(parts)
        assert one.read(changed) == OTHERS[one.name]
        others = [other for other in EDITABLE if other.name != one.name]
        assert [o.read(changed) for o in others] == [o.read(before) for o in others]
        choose(parts, one.name, None)
        assert now(parts) == before
    choose(parts, "FILE_MEGABYTES_A_DAY", "2")
    assert now(parts).quotas.file_bytes_a_day == 2 * MEGABYTE


def test_what_the_environment_says_is_not_chosen(parts: Components) -> None:
    env = {"COMMONS_REVIEW": "off", "COMMONS_CONTACT": " "}
    said = from_env(env)
    assert said.fixed == {"REVIEW"}
    with parts.store.write() as work:
        write_chosen(work, "REVIEW", "all")
        with pytest.raises(ForbiddenError):
            choose_settings(work, said, None, {"REVIEW": "all"})
        with pytest.raises(ForbiddenError):
            choose_settings(work, said, None, {"SECRET_KEY": "x"})
    assert parts.chosen.apply(said).review.mode == "off"
    assert parts.chosen.apply(replace(said, fixed=frozenset())).review.mode == "all"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REGISTRATION", "peut-être"),
        ("REGISTRATION", ""),
        ("REVIEW_UNTIL", "-1"),
        ("REVIEW_UNTIL", "9" * 3_000),
        ("REVIEW_UNTIL", "9" * 30),
        ("DRAFT_MEGABYTES_PER_ACCOUNT", "1000000001"),
        ("CONTACT", "pas une adresse"),
        ("TRUSTED_HOSTS", "https://autre.exemple/chemin"),
        ("TRUSTED_HOSTS", "a" * (LONGEST_VALUE + 1)),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_in_words(
    parts: Components, name: str, value: str
) -> None:
    before = now(parts)
    with pytest.raises(UnfitFormError) as caught:
        choose(parts, name, value)
    assert list(caught.value.faults) == [name]
    assert caught.value.faults[name] in FAULTS.values()
    assert now(parts) == before


def test_a_value_of_another_release_is_left_out(parts: Components) -> None:
    with parts.store.write() as work:
        write_chosen(work, "REVIEW", "by_moonlight")
        write_chosen(work, "REVIEW_UNTIL", "5")
        write_chosen(work, "GONE", "1")
    assert now(parts).review == replace(parts.settings.review, until=5)


def test_each_choice_is_in_the_audit_log_once(parts: Components, ada: Account) -> None:
    with parts.store.write() as work:
        for value in ("sheets", "sheets", None, None):
            choose_settings(work, parts.settings, ada, {"REVIEW": value})
    with parts.store.read() as work:
        acts = list(audit_log.every_act(work))
    assert [(one.act, one.actor, one.target) for one in acts] == [
        ("setting", ada.person.id, "REVIEW")
    ] * 2
    assert [one.details for one in acts] == [{"value": "sheets"}, {}]
