"""Refuses the passwords that guessers try first (NIST SP 800-63B, 3.1.1.2).

Only length and being hard to guess are asked, never capitals or signs. How many guesses
one takes is estimated by zxcvbn, which knows the passwords of leaks, keyboards, dates and
repetitions; it is told what is common in French, the site's own names and those of the
account.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from commons.core.domain.language.folding import fold_case

SHORTEST_ALONE, SHORTEST_WITH_CODE, LONGEST = 15, 8, 128
"""How many characters a password has, alone or beside a second factor."""

LOG_GUESSES_ALONE, LOG_GUESSES_WITH_CODE = 12.0, 6.0
"""How many guesses a password takes at least, as a power of ten."""

JUDGED_CHARACTERS = 24
"""How much of a password is judged: the time that takes doubles every few characters."""

_LONGEST_NAME = 100
_MOST_NAMES = 20
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_WORDS = re.compile(r"[^\W_]{3,}")


class PasswordFault(StrEnum):
    """Why a password will not do."""

    SHORT = "short"
    EASY = "easy"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordTerms:
    """For whom a password is: what is called like them, and what else they are asked."""

    names: tuple[str, ...] = ()
    with_code: bool = False

    @property
    def shortest(self) -> int:
        """How many characters it has at least."""
        return SHORTEST_WITH_CODE if self.with_code else SHORTEST_ALONE

    @property
    def log_guesses(self) -> float:
        """How many guesses it takes at least, as a power of ten."""
        return LOG_GUESSES_WITH_CODE if self.with_code else LOG_GUESSES_ALONE


def find_fault(password: str, terms: PasswordTerms) -> PasswordFault | None:
    """Return why a password will not do, None for one that will."""
    if not terms.shortest <= len(password) <= LONGEST:
        return PasswordFault.SHORT
    if _says_little_else(password, terms.names):
        return PasswordFault.EASY
    if _log_guesses(password, terms.names) < terms.log_guesses:
        return PasswordFault.EASY
    return None


def _says_little_else(password: str, names: Iterable[str]) -> bool:
    """Say whether a name makes up most of a password."""
    plain = _plain(password)
    folded = (_plain(name.strip()) for name in names)
    return any(len(name) > len(plain) // 2 and name in plain for name in folded)


def _log_guesses(password: str, names: tuple[str, ...]) -> float:
    from zxcvbn import zxcvbn  # noqa: PLC0415  # its lists weigh 15 MB, and few ask

    known = [*COMMON_IN_FRENCH, *_known_words(names)]
    judged = _plain(password)[:JUDGED_CHARACTERS]
    return float(zxcvbn(judged, user_inputs=known)["guesses_log10"]) if judged else 0.0


def _known_words(names: tuple[str, ...]) -> list[str]:
    """Return the names, whole, without spaces, and word by word."""
    folded = [_plain(name)[:_LONGEST_NAME] for name in names[:_MOST_NAMES]]
    words = [word for name in folded for word in _WORDS.findall(name)]
    return [*folded, *(name.replace(" ", "") for name in folded), *words]


def _plain(text: str) -> str:
    """Return a text without capitals and accents."""
    return _ACCENTS.sub("", unicodedata.normalize("NFD", fold_case(text)))


COMMON_IN_FRENCH = (
    *("motdepasse", "motdepass", "mot de passe", "mdp", "azerty", "azertyuiop"),
    *("qsdfgh", "qsdfghjklm", "wxcvbn", "aqwzsx", "aqwxsz", "123soleil", "secret"),
    *("bonjour", "bonsoir", "salut", "coucou", "bienvenue", "merci", "jetaime"),
    *("je t'aime", "mamour", "amour", "monamour", "mon amour", "cheri", "cherie"),
    *("doudou", "loulou", "chouchou", "nounours", "titi", "toto", "tata", "tonton"),
    *("bebe", "bisou", "bisous", "calin", "coeur", "princesse", "soleil", "lune"),
    *("etoile", "fleur", "papillon", "licorne", "dauphin", "chaton", "minou"),
    *("cheval", "chien", "chat", "lapin", "tigre", "panthere", "dragon", "loup"),
    *("chocolat", "caramel", "vanille", "fraise", "cerise", "pomme", "banane"),
    *("maman", "papa", "mamie", "papi", "famille", "maison", "vacances", "liberte"),
    *("egalite", "fraternite", "france", "paris", "marseille", "lyon", "toulouse"),
    *("bordeaux", "nantes", "lille", "rennes", "strasbourg", "montpellier", "nice"),
    *("bretagne", "corse", "alsace", "normandie", "brest", "quimper", "grenoble"),
    *("portugal", "algerie", "maroc", "tunisie", "martinique", "guadeloupe"),
    *("football", "psg", "om", "olympique", "zidane", "mbappe", "champion"),
    *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout"),
    *("septembre", "octobre", "novembre", "decembre", "printemps", "automne"),
    *("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("nicolas", "julien", "thomas", "camille", "marie", "pierre", "sophie", "julie"),
    *("antoine", "alexandre", "maxime", "romain", "kevin", "jerome", "laurent"),
    *("isabelle", "nathalie", "valerie", "sandrine", "stephanie", "celine", "chloe"),
    *("manon", "oceane", "marine", "laura", "pauline", "caroline", "virginie"),
    *("admin", "administrateur", "utilisateur", "invite", "bienvenu", "connexion"),
    *("ordinateur", "internet", "reseau", "mairie", "commune", "departement"),
    *("region", "prefecture", "association", "ministere", "territoire", "wiki"),
    *("commun", "communs", "fiche", "fiches", "methode", "outil", "partage"),
    *("jenesaispas", "nimportequoi", "toutvabien", "cestmoi", "sesame", "ouvretoi"),
)
"""What people choose in French, as lists of leaked passwords show."""
