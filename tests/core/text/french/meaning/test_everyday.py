"""Everyday words that say the same when somebody tells a need."""

from commons.core.text.french.meaning.everyday import said_alike
from commons.core.text.french.morphology.stemming import stem_word


def test_words_of_a_row_say_the_same_and_others_themselves() -> None:
    money, sous = stem_word("argent"), stem_word("sous")
    assert sous in said_alike([money])
    assert money in said_alike([sous])
    assert said_alike([stem_word("compost")]) == {stem_word("compost")}
