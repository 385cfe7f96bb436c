"""Words that sound alike have one key."""

import pytest
from hypothesis import given, strategies

from commons.core.text.french.phonetic import sound_of

ALIKE = """
    atelié/atelier colège/collège graphik/graphique téatre/théâtre assenblé/assemblée
    vilage/village parainage/parrainage otostop/autostop mouvan/mouvant
    consantement/consentement convantion/convention cartografie/cartographie
    quartié/quartier débas/débat bénévolle/bénévole anbassadeur/ambassadeur
    consertation/concertation komunication/communication
"""


@pytest.mark.parametrize("pair", ALIKE.split())
def test_what_sounds_the_same_is_the_same(pair: str) -> None:
    first, second = pair.split("/")
    assert sound_of(first) == sound_of(second)


@pytest.mark.parametrize("pair", ["jardin/jardinier", "débat/début", "forum/forme"])
def test_what_sounds_otherwise_is_not(pair: str) -> None:
    first, second = pair.split("/")
    assert sound_of(first) != sound_of(second)


@given(strategies.text("aàâeéèêiouycçghlmnpqrstxz", max_size=60))
def test_any_word_has_a_key(word: str) -> None:
    assert len(sound_of(word)) <= 2 * len(word)
