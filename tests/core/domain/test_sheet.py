"""A revision gives its values as what they are, and nothing for the rest."""

from dataclasses import FrozenInstanceError, replace

import pytest

from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action, Revision
from tests.core.kinds.examples import revision

VALUES: Values = {
    "title": "L’été",
    "licence": "CC-BY-4.0",
    "language": "fr",
    "body": "Un texte",
    "keywords": ["rue", "place"],
    "group_min": 4,
}


@pytest.fixture
def version() -> Revision:
    return revision("method", VALUES)


def test_the_usual_values_have_a_name(version: Revision) -> None:
    assert (version.title, version.slug) == ("L’été", "l-ete")
    assert (version.licence, version.language) == ("CC-BY-4.0", "fr")
    assert version.body == "Un texte"


def test_what_is_no_text_has_none(version: Revision) -> None:
    assert version.text("title") == "L’été"
    assert version.text("keywords") == ""
    assert version.text("group_min") == ""
    assert version.text("nope") == ""
    assert revision("method", {}).title == ""


def test_values_come_as_a_list_however_they_are_kept(version: Revision) -> None:
    assert version.items("keywords") == ["rue", "place"]
    assert version.items("group_min") == [4]
    assert version.items("nope") == []


@pytest.mark.parametrize("action", Action)
def test_a_tombstone_alone_is_deleted(action: Action) -> None:
    version = revision("method", VALUES, action=action)
    assert version.deleted is (action is Action.DELETE)


def test_a_revision_never_changes_and_goes_into_a_set(version: Revision) -> None:
    with pytest.raises(FrozenInstanceError):
        version.number = 2  # type: ignore[misc]  # that is what is refused
    assert {version, revision("method", VALUES)} == {version}
    assert replace(version, values={"title": "Autre"}) != version
