"""A thesaurus with edits is one that the reader takes, with every other name as it was."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from commons.core.domain.schema.kind import Schema
from commons.core.domain.schema.thesaurus import (
    TermRole,
    ThesaurusEdit,
    ThesaurusTerm,
)
from commons.core.kinds.rdfio.turtle_reader import read_texts
from commons.core.kinds.schema.loader import parse_schema
from commons.core.kinds.schema.thesaurus_edits import THESAURUS_FILE, edit_thesaurus
from commons.errors import SchemaError
from commons.wiring.shipped import shipped_folder

TEXTS = read_texts(shipped_folder("schemas"))
NAME = ThesaurusEdit(
    concept="debate", role=TermRole.NAME, language="fr", text="palabre", added=True
)


def edited(*edits: ThesaurusEdit) -> Schema:
    text = edit_thesaurus(TEXTS[THESAURUS_FILE], edits)
    return parse_schema({**TEXTS, THESAURUS_FILE: text})


def term(schema: Schema, key: str) -> ThesaurusTerm:
    return next(one for one in schema.thesaurus if one.key == key)


def plain(terms: Iterable[ThesaurusTerm]) -> list[tuple[object, ...]]:
    return [
        (one.key, dict(one.label), one.names, one.needs, one.broader, one.related)
        for one in terms
    ]


def test_without_edits_it_says_the_same() -> None:
    assert plain(edited().thesaurus) == plain(parse_schema(TEXTS).thesaurus)


def test_names_are_added_and_taken_away() -> None:
    before = term(parse_schema(TEXTS), "debate")
    gone = replace(NAME, text=before.names[0], language="", added=False)
    need = replace(NAME, role=TermRole.NEED, text="se disputer pour rien")
    after = term(edited(NAME, gone, need), "debate")
    kept = {one for one in before.names if one != gone.text}
    assert set(after.names) == {*kept, "palabre"}
    assert "se disputer pour rien" in after.needs
    assert (
        "palabre" not in term(edited(NAME, replace(NAME, added=False)), "debate").names
    )


def test_a_concept_begins_once_it_is_named_in_each_language() -> None:
    label = replace(NAME, concept="palabre", role=TermRole.LABEL)
    other = replace(label, language="en", text="palaver")
    assert "palabre" not in {one.key for one in edited(label).thesaurus}
    made = term(edited(label, other, replace(NAME, concept="palabre")), "palabre")
    assert dict(made.label) == {"fr": "palabre", "en": "palaver"}
    assert made.names == ("palabre",)


def test_a_concept_that_loses_its_name_goes_and_so_does_what_leads_to_it() -> None:
    label = term(parse_schema(TEXTS), "debate").label["fr"]
    lost = replace(NAME, role=TermRole.LABEL, text=label, language="", added=False)
    schema = edited(lost)
    assert "debate" not in {one.key for one in schema.thesaurus}
    assert all("debate" not in one.related for one in schema.thesaurus)


def test_any_sign_may_stand_in_a_name() -> None:
    odd = 'à "deux" \\ <b> l’œuf . ; @en'
    assert odd in term(edited(replace(NAME, text=odd)), "debate").names


@pytest.mark.parametrize("text", ["palabre", "débat"])
def test_a_first_name_too_many_is_one_more_name(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = term(parse_schema(TEXTS), "debate")
    label = replace(NAME, role=TermRole.LABEL, text=text)
    again = replace(label, text="chicaya")
    after = term(edited(label, again, replace(label, language="en")), "debate")
    assert after.label == before.label
    assert set(after.names) >= {"chicaya", *before.names}
    assert "debate" in caplog.text


def test_a_first_name_given_up_may_be_given_anew() -> None:
    old = term(parse_schema(TEXTS), "debate").label["fr"]
    label = replace(NAME, role=TermRole.LABEL)
    schema = edited(replace(label, text=old, added=False), label)
    assert term(schema, "debate").label["fr"] == "palabre"


def test_a_file_that_is_no_turtle_is_a_fault_of_the_schema() -> None:
    with pytest.raises(SchemaError):
        edit_thesaurus("this is no Turtle", [NAME])
