"""What editors change in the thesaurus holds at once, in every process, and at /ns."""

from dataclasses import replace

import pytest

from commons.adapters.search.port import Query
from commons.core.domain.account import Account, Role
from commons.core.domain.schema.thesaurus import TermRole, ThesaurusEdit
from commons.core.text.french.thesaurus import thesaurus_of
from commons.errors import FullError, NotFoundError, UnfitFormError
from commons.services.people.accounts import Application, sign_up
from commons.services.stewardship import thesaurus
from commons.services.stewardship.thesaurus import (
    add_concept,
    add_name,
    find_terms,
    term_of,
    withdraw_name,
)
from commons.wiring import Components, assemble_components
from tests.feeds.conftest import Desk

NAME = ThesaurusEdit(
    concept="debate", role=TermRole.NAME, language="fr", text="palabre", added=True
)


@pytest.fixture
def editor(parts: Components) -> Account:
    application = Application(
        email="e@exemple.fr",
        name="Éloi",
        password="lampe forêt tasse violon",
        role=Role.EDITOR,
    )
    with parts.store.write() as work:
        account = sign_up(work, application)
    assert account is not None
    return account


def add(parts: Components, editor: Account, edit: ThesaurusEdit) -> None:
    with parts.store.write() as work:
        add_name(parts.schema, work, editor, edit)


def found(parts: Components, words: str) -> int:
    query = Query(words=words, thesaurus=thesaurus_of(parts.schema))
    return parts.index.search(query).total


def test_a_synonym_finds_at_once_here_and_in_another_process(
    parts: Components, editor: Account
) -> None:
    Desk(parts).put_one(title="Débat mouvant")
    parts.catch_up()
    other = assemble_components(parts.settings)
    assert found(parts, "palabre") == found(other, "palabre") == 0
    add(parts, editor, NAME)
    assert found(parts, "palabre") == found(other, "palabre") == 1
    assert b"palabre" in other.schema.terms
    with parts.store.write() as work:
        withdraw_name(parts.schema, work, editor, replace(NAME, added=False))
    assert found(parts, "palabre") == found(other, "palabre") == 0


def test_a_shipped_name_can_be_taken_away_and_given_again(
    parts: Components, editor: Account
) -> None:
    shipped = term_of(parts.schema, "debate").names[-1]
    edit = replace(NAME, text=shipped, language="en")
    with parts.store.write() as work:
        withdraw_name(parts.schema, work, editor, replace(edit, added=False))
    assert shipped not in term_of(parts.schema, "debate").names
    add(parts, editor, edit)
    assert shipped in term_of(parts.schema, "debate").names


def test_a_concept_is_begun_and_found_by_its_words(
    parts: Components, editor: Account
) -> None:
    with parts.store.write() as work:
        key = add_concept(parts.schema, work, editor, "Disco-soupe", "")
    with parts.store.write() as work:
        second = add_concept(parts.schema, work, editor, "Disco soupe", "soup disco")
    assert (key, second) == ("disco_soupe", "disco_soupe_2")
    assert term_of(parts.schema, key).label == {
        "fr": "Disco-soupe",
        "en": "Disco-soupe",
    }
    assert [one.key for one in find_terms(parts.schema, "soup disco", limit=9)] == [
        second
    ]


@pytest.mark.parametrize("text", ["", " ", "x" * 81, "le", "de la"])
def test_a_name_that_says_nothing_is_refused(
    parts: Components, editor: Account, text: str
) -> None:
    with pytest.raises(UnfitFormError):
        add(parts, editor, replace(NAME, text=text))
    assert "palabre" not in term_of(parts.schema, "debate").names


def test_what_is_not_there_is_not_found(parts: Components, editor: Account) -> None:
    with pytest.raises(NotFoundError):
        add(parts, editor, replace(NAME, concept="nothing"))
    with pytest.raises(NotFoundError):
        add(parts, editor, replace(NAME, language="xx"))
    gone = replace(NAME, text="jamais dit", added=False)
    with parts.store.write() as work, pytest.raises(NotFoundError):
        withdraw_name(parts.schema, work, editor, gone)


def test_a_name_that_is_there_is_not_written_again_and_edits_are_bounded(
    parts: Components, editor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(parts, editor, NAME)
    monkeypatch.setattr(thesaurus, "MOST_EDITS", 1)
    add(parts, editor, replace(NAME, text="PALABRE"))
    with pytest.raises(FullError):
        add(parts, editor, replace(NAME, text="chicaya"))
