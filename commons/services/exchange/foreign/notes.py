"""What is told of a file of others: sorts of notes, in the words of the report."""

from dataclasses import dataclass

UNKNOWN = "nom sans champ ici, laissé de côté"
NO_ROOM = "ne va pas dans son champ, laissé dans le texte"
TITLE_OF_NAME = "sans titre : le nom du fichier en tient lieu"
LONG_TITLE = "titre trop long : raccourci, gardé entier dans le texte"
ROUGH = "durée en fourchette : la plus longue est gardée"
TOO_MUCH = "trop à ranger dans des champs : la suite est laissée dans le texte"
HTML = "HTML changé en Markdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something to be told of a file: what it is, and the words it is about."""

    sort: str
    about: str = ""
