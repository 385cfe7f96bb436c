"""The look of the site is one row, and nothing before the first change."""

from dataclasses import replace

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.measures import file_references
from commons.adapters.store.site.appearance import read_appearance, write_appearance
from commons.core.domain.site.appearance import Appearance
from tests.adapters.store.makers import added

LOGO = f"{7:064x}.png"
LOOK = Appearance(number=1, colour="#8a2346", logo=LOGO, logo_text="Deux mains")


def test_the_last_look_stands_and_its_logo_is_named(store: Store) -> None:
    person = added(store, "a@exemple.fr", "Ana").person
    with store.write() as work:
        assert read_appearance(work) == Appearance()
        write_appearance(work, LOOK, person.id)
        assert read_appearance(work) == LOOK
        assert file_references.referenced_files(work) == {LOGO}
        assert file_references.published_files(work) == set()
        bare = replace(LOOK, number=2, logo="", logo_text="")
        write_appearance(work, bare, person.id)
        assert read_appearance(work) == bare
        assert file_references.referenced_files(work) == set()
