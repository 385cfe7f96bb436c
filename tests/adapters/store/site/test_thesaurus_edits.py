"""Edits of the thesaurus stay in their order, and each raises the number."""

from dataclasses import replace

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.site import thesaurus_edits
from commons.core.domain.schema.thesaurus import TermRole, ThesaurusEdit
from tests.adapters.store.makers import added

FIRST = ThesaurusEdit(
    concept="debate", role=TermRole.NAME, language="fr", text="palabre", added=True
)


def test_edits_are_read_as_they_were_made(store: Store) -> None:
    author = added(store, "a@exemple.fr", "Ana").person
    second = replace(FIRST, text="chicaya")
    with store.write() as work:
        assert thesaurus_edits.last_number(work) == 0
        assert thesaurus_edits.measure_edits(work) == (0, 0)
        for edit in (FIRST, second):
            thesaurus_edits.add_edit(work, edit, author.id)
    with store.read() as work:
        assert thesaurus_edits.list_edits(work) == [FIRST, second]
        assert thesaurus_edits.last_number(work) == 2
        assert thesaurus_edits.measure_edits(work) == (2, 14)


def test_an_edit_takes_the_place_of_those_that_it_outdoes(store: Store) -> None:
    author = added(store, "a@exemple.fr", "Ana").person
    english, gone = replace(FIRST, language="en"), replace(FIRST, added=False)
    other = replace(FIRST, role=TermRole.NEED)
    with store.write() as work:
        for edit in (FIRST, english, other, FIRST):
            thesaurus_edits.add_edit(work, edit, author.id)
        assert thesaurus_edits.list_edits(work) == [english, other, FIRST]
        thesaurus_edits.add_edit(work, gone, author.id)
        thesaurus_edits.add_edit(work, FIRST, author.id)
        assert thesaurus_edits.list_edits(work) == [other, gone, FIRST]
        assert thesaurus_edits.last_number(work) == 6
        thesaurus_edits.end_concept(work, gone, author.id)
        assert thesaurus_edits.list_edits(work) == [gone]
        assert thesaurus_edits.last_number(work) == 7
