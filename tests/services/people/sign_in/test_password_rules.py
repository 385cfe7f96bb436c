"""What a password must be: long, and nothing that guessers try first."""

import time

import pytest

from commons.services.people.sign_in.password_rules import (
    COMMON_IN_FRENCH,
    PasswordFault,
    PasswordTerms,
    find_fault,
)

ALONE = PasswordTerms(
    names=("Camille Durand", "cdurand@mairie-brest.fr", "La Fabrique")
)
BESIDE_A_CODE = PasswordTerms(names=ALONE.names, with_code=True)


@pytest.mark.parametrize(
    "password",
    [
        "lampe forêt tasse violon",
        "cinq autres mots sans lien",
        "correct horse battery staple",
        "J’adore les glaces au citron",
        "Xk3!pz9w-Rt7$mQ2",
        "ᚠᛇᚻ᛫ᛒᛦᚦ᛫ᚠᚱᚩᚠᚢᚱ᛫ᚠ",
    ],
)
def test_a_long_password_that_nobody_guesses_will_do(password: str) -> None:
    assert find_fault(password, ALONE) is None


@pytest.mark.parametrize(
    "password",
    [
        *("a" * 20, "abcabcabcabcabcabc", "azertyuiop12345", "123456789012345"),
        *("motdepassemotdepasse", "Mot de passe 2024", "P@ssw0rd!P@ssw0rd!"),
        *("soleil2024soleil", "doudoudoudoudou", "jetaimejetaime1", "bonjourbonjour1"),
        *(
            "CamilleDurand1975",
            "camille.durand75",
            "lafabrique2024!!",
            "mairie-brest2024",
        ),
        *("cdurandcdurand1", "BretagneBretagne", "1er janvier 1975", "Été2024été2024é"),
    ],
)
def test_what_guessers_try_first_is_refused(password: str) -> None:
    assert find_fault(password, ALONE) is PasswordFault.EASY


@pytest.mark.parametrize(
    "password", ["", "court", "x" * 14, "lampe tasse vi", "x" * 129]
)
def test_what_is_short_or_endless_is_refused(password: str) -> None:
    assert find_fault(password, ALONE) is PasswordFault.SHORT


def test_eight_characters_will_do_beside_a_code() -> None:
    assert find_fault("violon-7", BESIDE_A_CODE) is None
    assert find_fault("violon-7", ALONE) is PasswordFault.SHORT
    assert find_fault("violon7", BESIDE_A_CODE) is PasswordFault.SHORT
    for easy in (
        "azertyui",
        "camille1",
        "doudou75",
        "12345678",
        "password",
        "aaaaaaaa",
    ):
        assert find_fault(easy, BESIDE_A_CODE) is PasswordFault.EASY, easy


def test_what_a_site_calls_itself_is_no_password() -> None:
    named = PasswordTerms(names=("Ana", "a@b.fr", "Commun des quartiers"))
    for easy in ("commundesquartiers", "Commun des Quartiers 1", "quartierscommun"):
        assert find_fault(easy, named) is PasswordFault.EASY, easy


@pytest.mark.parametrize(
    "password", ["a4@8({[<3e69gi!1|7lo0s$5+tx%z2" * 4, "aA4@" * 32, "\u0301" * 128]
)
def test_no_password_takes_long_to_judge(password: str) -> None:
    find_fault("des listes à lire d’abord", ALONE)
    hostile = PasswordTerms(names=("a" * 80, "@".join(["x." * 100, "y"]), "n " * 5000))
    start = time.thread_time()
    find_fault(password, hostile)
    assert time.thread_time() - start < 1


def test_the_list_says_nothing_twice() -> None:
    assert len(COMMON_IN_FRENCH) == len(set(COMMON_IN_FRENCH))
