"""A need told in other words is found, and no other."""

from commons.core.text.french.meaning.needs import MOST_NEEDS, Needs
from commons.core.text.french.meaning.vectors import NOTHING, text_vector
from commons.core.text.french.morphology.stemming import stem_word

TOLD = (
    (0, "se disputer avec son voisin"),
    (1, "trop d’ordures dans la rue"),
    (2, "manque de médecins à la campagne"),
)


def asked(text: str):
    return text_vector((stem_word(word), 1.0) for word in text.split())


def test_a_need_is_known_by_words_that_mean_the_same() -> None:
    needs = Needs(TOLD)
    assert needs.nearest(asked("querelle voisinage"))[0][0] == 0
    assert needs.nearest(asked("poubelles rue"))[0][0] == 1
    assert needs.nearest(asked("medecins village"))[0][0] == 2


def test_what_is_far_from_all_of_them_tells_none() -> None:
    assert not Needs(TOLD).nearest(asked("violon orchestre"))
    assert not Needs(TOLD).nearest(NOTHING)
    assert not Needs([(0, "bruit"), (1, "")]).nearest(asked("bruit bruit"))


def test_they_are_few_and_each_what_helps_comes_once() -> None:
    many = [(place % 5, "se disputer avec son voisin") for place in range(20)]
    found = Needs(many).nearest(asked("disputer voisin"))
    assert len({place for place, _ in found}) == len(found) == MOST_NEEDS
