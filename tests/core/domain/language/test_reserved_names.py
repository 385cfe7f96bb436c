"""A name that a reader takes for the site's own is nobody's to register."""

import pytest

from commons.cli.exchange.loading import EDITORS
from commons.core.domain.language.reserved_names import is_reserved, latin_lookalike

SITE = "Les Communs d’Ici"

RESERVED = [
    EDITORS.name,
    *(
        "equipe  EDITORIALE",
        "Équipe-éditoriale",
        "ÉquipeÉditoriale",
        "L’équipe éditoriale",
    ),
    *("Équipe\u200b éditoriale", "Éq\u03c5ipe éditoriale", "Équipe édit0riale"),
    *(
        "Administration",
        "Personne retirée",
        "PERSONNE RETIREE",
        "\u0410dmin",
        "A d m i n",
        "Adm1n",
        "Admin 2",
        "ADMINISTRATlON",
    ),
    *(
        "administrateur·ice·s",
        "Adrninistration",
        "ᴀᴅᴍɪɴ",
        "\uff21\uff44\uff4d\uff49\uff4e",
        "Modération",
    ),
    *("Les modératrices", "rédaction", "Team", "Équipe", "Le site"),
    *(
        "Les Communs d’Ici",
        "communs d'ici",
        "Communs-D-Ici",
        "\u0421\u043emmuns d’Ici",
    ),
    *("Équipe des Communs d’Ici", "Admin – Communs d’Ici"),
    *("\ua4f0quipe éditoriale", "\u13acquipe éditoriale", "É\u024buipe éditoriale"),
    *("\u13daupport", "\U0001f170dmin", "\U0001f1e6dmin", "Les C\ua4f3mmuns d’Ici"),
]
FREE = [
    *("Camille D.", "Équipe du lac", "La Fabrique du Coin", "Mode douce", "Édith"),
    *("Communs du Trégor", "Ici et là", "Анна", "李", "Modeste", "Ada Min", "Λέανδρος"),
    *("Camille 0123456789ab", "Lecteurs du Trégor", "1", "l’"),
    *(
        "\u041c\u043e\u0434",
        "Bjørn Åse",
        "Þór",
        "Sœur Anne",
        "Marie \U0001f1eb\U0001f1f7",
    ),
]


@pytest.mark.parametrize("name", RESERVED)
def test_what_speaks_for_the_site_is_reserved(name: str) -> None:
    assert is_reserved(name, SITE)


@pytest.mark.parametrize("name", FREE)
def test_what_only_resembles_a_word_of_it_is_free(name: str) -> None:
    assert not is_reserved(name, SITE)


def test_letters_of_other_scripts_are_those_that_they_look_like() -> None:
    assert latin_lookalike("\u0421\u0430m\u0456ll\u0435\u200b") == "Camille"
