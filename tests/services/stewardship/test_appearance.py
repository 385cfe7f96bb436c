"""What a look may be, and who saved before."""

from dataclasses import replace

import pytest

from commons.adapters.store.people.accounts import all_accounts
from commons.adapters.store.site.appearance import read_appearance
from commons.core.domain.people.account import Account
from commons.core.domain.site.appearance import Appearance
from commons.errors import ConflictError, NotFoundError, UnfitFormError
from commons.services.stewardship.appearance import save_appearance
from commons.wiring.components import Components
from tests.people.visitor import Visitor

RED = Appearance(colour="C0392B")
LOGO = f"{7:064x}.png"


@pytest.fixture
def writer(parts: Components, editor: Visitor) -> Account:
    with parts.store.read() as work:
        return next(iter(all_accounts(work)))


def test_a_colour_is_kept_in_one_spelling_and_the_shipped_one_as_none(
    parts: Components, writer: Account
) -> None:
    with parts.store.write() as work:
        kept = save_appearance(work, writer, RED)
        assert (kept.number, kept.colour) == (1, "#c0392b")
        assert save_appearance(work, writer, replace(RED, number=1)) == kept
        same = save_appearance(work, writer, Appearance(number=1, colour="#14604D"))
        assert (same.number, same.colour) == (2, "")
        assert read_appearance(work) == same


def test_words_of_a_logo_go_with_it(parts: Components, writer: Account) -> None:
    with parts.store.write() as work:
        alone = save_appearance(work, writer, Appearance(logo_text="Deux mains"))
        assert alone == Appearance()
        look = Appearance(logo=LOGO, logo_text="  Deux\nmains ")
        assert save_appearance(work, writer, look).logo_text == "Deux mains"


@pytest.mark.parametrize(
    ("look", "control"),
    [
        (Appearance(colour="vert"), "colour"),
        (Appearance(colour="red;}body{display:none"), "colour"),
        (Appearance(logo=LOGO, logo_text="x" * 121), "logo_text"),
    ],
)
def test_what_no_page_can_show_is_refused(
    parts: Components, writer: Account, look: Appearance, control: str
) -> None:
    with parts.store.write() as work:
        with pytest.raises(UnfitFormError) as told:
            save_appearance(work, writer, look)
        assert list(told.value.faults) == [control]
        with pytest.raises(NotFoundError):
            save_appearance(work, writer, Appearance(logo=f"{7:064x}.pdf"))
        assert read_appearance(work) == Appearance()


def test_who_began_from_an_older_look_is_told(
    parts: Components, writer: Account
) -> None:
    with parts.store.write() as work:
        save_appearance(work, writer, RED)
        with pytest.raises(ConflictError):
            save_appearance(work, writer, Appearance(colour="#8a2346"))
        assert read_appearance(work).colour == "#c0392b"
