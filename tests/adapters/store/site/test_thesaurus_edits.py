"""Edits of the thesaurus stay in their order, and each raises the number."""

from dataclasses import replace

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.site import thesaurus_edits
from commons.core.domain.schema.thesaurus import TermRole, ThesaurusEdit
from tests.adapters.store.makers import added


def test_edits_are_read_as_they_were_made(store: Store) -> None:
    author = added(store, "a@exemple.fr", "Ana").person
    first = ThesaurusEdit(
        concept="debate", role=TermRole.NAME, language="fr", text="palabre", added=True
    )
    second = replace(first, added=False)
    with store.write() as work:
        assert thesaurus_edits.last_number(work) == 0
        for edit in (first, second):
            thesaurus_edits.add_edit(work, edit, author.id)
    with store.read() as work:
        assert thesaurus_edits.list_edits(work) == [first, second]
        assert thesaurus_edits.last_number(work) == 2
