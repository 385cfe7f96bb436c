"""A reader may ask why a sheet was found, and is told by its own words."""

import pytest

from commons.adapters.search.port import Index, Reason
from commons.core.domain.schema.thesaurus import ThesaurusTerm
from commons.core.text.french.meaning.thesaurus import Thesaurus
from tests.adapters.search.makers import a_document, ask, filled

TERMS = (
    ThesaurusTerm(key="stick", label={"fr": "bâton de parole"}, names=("cercle de parole",)),
)  # fmt: skip


@pytest.fixture
def known(index: Index) -> Index:
    return filled(
        index,
        a_document("a", title="Cercle de parole", texts={"body": "On se passe un objet."}),
        a_document("b", title="Rénover un lavoir", summary="Les habitants.", spans={"people": (4, 12)}, sequence=2),
    )  # fmt: skip


def test_the_words_asked_are_told_where_they_stand(known: Index) -> None:
    (hit,) = ask(known, "lavoir des habitantes", explain=True).hits
    assert hit.reasons == (
        Reason(asked="lavoir", found="lavoir", fields=("title",)),
        Reason(asked="habitantes", found="habitants", fields=("summary",)),
    )


def test_other_words_are_told_as_the_sheet_writes_them(known: Index) -> None:
    (hit,) = ask(known, "bâton de parole", thesaurus=Thesaurus(TERMS), explain=True).hits  # fmt: skip
    assert Reason(asked="bâton parole", found="Cercle parole", fields=("title",)) in hit.reasons  # fmt: skip
    (hit,) = ask(known, "rénovation", explain=True).hits
    assert [(one.asked, one.found) for one in hit.reasons] == [("rénovation", "Rénover")]  # fmt: skip


def test_what_was_put_right_is_told_as_it_was_put(known: Index) -> None:
    (hit,) = ask(known, "lavoirr", explain=True).hits
    assert hit.reasons[0].asked == "lavoir"


def test_the_span_that_fits_is_told(known: Index) -> None:
    (hit,) = ask(known, "", fits={"people": 6}, explain=True).hits
    assert dict(hit.fits) == {"people": (4, 12)}


def test_nothing_is_told_unless_it_is_asked(known: Index) -> None:
    (hit,) = ask(known, "lavoir", fits={"people": 6}).hits
    assert (hit.reasons, dict(hit.fits)) == ((), {})
