"""What editors change in the thesaurus holds at once, in every process, and at /ns."""

from dataclasses import replace
from pathlib import Path

import pytest

from commons.adapters.search.port import Query
from commons.adapters.store.site import thesaurus_edits as edits
from commons.adapters.store.site.site_state import SiteReader
from commons.core.domain.people.account import Account, Role
from commons.core.domain.schema.thesaurus import TermRole, ThesaurusEdit
from commons.core.text.french.meaning.thesaurus import thesaurus_of
from commons.errors import FullError, NotFoundError, SchemaError, UnfitFormError
from commons.services.people.accounts import Application, sign_up
from commons.services.stewardship import thesaurus
from commons.services.stewardship.thesaurus import (
    add_concept,
    add_name,
    added_concepts,
    find_terms,
    remove_concept,
    term_of,
    thesaurus_source,
    withdraw_name,
)
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
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
        key = add_concept(parts.schema, work, editor, "Bal-soupe", "")
    with parts.store.write() as work:
        second = add_concept(parts.schema, work, editor, "Bal : soupe", "soup disco")
    assert (key, second) == ("bal_soupe", "bal_soupe_2")
    assert term_of(parts.schema, key).label == {
        "fr": "Bal-soupe",
        "en": "Bal-soupe",
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
    monkeypatch.setattr(thesaurus, "MOST_EDITS", 9)
    monkeypatch.setattr(thesaurus, "MOST_CHARACTERS", 13)
    with pytest.raises(FullError):
        add(parts, editor, replace(NAME, text="chicaya"))
    withdraw(parts, editor, NAME)
    assert "palabre" not in term_of(parts.schema, "debate").names


def test_a_name_given_and_taken_again_and_again_fills_nothing(
    parts: Components, editor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thesaurus, "MOST_EDITS", 3)
    for _ in range(4):
        add(parts, editor, NAME)
        withdraw(parts, editor, NAME)
    add(parts, editor, NAME)
    assert "palabre" in term_of(parts.schema, "debate").names


def withdraw(parts: Components, editor: Account, edit: ThesaurusEdit) -> None:
    with parts.store.write() as work:
        withdraw_name(parts.schema, work, editor, replace(edit, added=False))


def begin(parts: Components, editor: Account, french: str, english: str = "") -> str:
    with parts.store.write() as work:
        return add_concept(parts.schema, work, editor, french, english)


def test_an_instance_with_a_first_name_too_many_starts(
    parts: Components, editor: Account, caplog: pytest.LogCaptureFixture
) -> None:
    label = replace(NAME, role=TermRole.LABEL)
    with parts.store.write() as work:
        edits.add_edit(work, label, editor.person.id)
    again = assemble_components(parts.settings)
    assert "palabre" in term_of(again.schema, "debate").names
    assert "palabre" in caplog.text


def test_two_who_begin_the_same_concept_at_once_make_two_or_are_refused(
    parts: Components, editor: Account
) -> None:
    before = parts.schema
    first = begin(parts, editor, "Bal-soupe")
    with parts.store.write() as work:
        other = add_concept(before, work, editor, "Bal : soupe", "")
    with parts.store.write() as work, pytest.raises(UnfitFormError):
        add_concept(before, work, editor, "bal soupe", "")
    assert first != other
    names = {term.key for term in assemble_components(parts.settings).schema.thesaurus}
    assert names >= {first, other}


@pytest.mark.parametrize(
    ("french", "english", "control"),
    [
        ("DÉBAT", "palaver", "french"),
        ("Brise glace", "", "french"),
        ("Chicaya", "Icebreaker", "english"),
        ("Icebreaker", "", "french"),
    ],
)
def test_names_that_another_concept_has_begin_none(
    parts: Components, editor: Account, french: str, english: str, control: str
) -> None:
    with pytest.raises(UnfitFormError) as refused:
        begin(parts, editor, french, english)
    assert list(refused.value.faults) == [control]


def test_a_concept_that_was_added_goes_with_its_names_and_its_key_is_not_given_again(
    parts: Components, editor: Account
) -> None:
    key = begin(parts, editor, "Bal-soupe")
    add(parts, editor, replace(NAME, concept=key, text="soupe dansée"))
    with parts.store.read() as work:
        assert [one.key for one in added_concepts(parts.schema, work)] == [key]
    with parts.store.write() as work:
        remove_concept(parts.schema, work, editor, key)
    assert find_terms(parts.schema, "soupe dansée", limit=9) == []
    second = begin(parts, editor, "Bal-soupe")
    assert second != key
    assert term_of(parts.schema, second).names == ()


@pytest.mark.parametrize("key", ["debate", "nothing"])
def test_a_concept_that_was_not_added_here_stays(
    parts: Components, editor: Account, key: str
) -> None:
    add(parts, editor, NAME)
    with parts.store.write() as work, pytest.raises(NotFoundError):
        remove_concept(parts.schema, work, editor, key)


def test_files_that_cannot_be_read_are_a_fault_of_the_schema(
    parts: Components, editor: Account, tmp_path: Path
) -> None:
    add(parts, editor, NAME)
    with pytest.raises(SchemaError):
        thesaurus_source(
            parts.store, SiteReader(parts.store), tmp_path / "nothing"
        ).read()
