"""What is wrong with a value, before it is put into anyone's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field as attribute
from enum import StrEnum

SHOWN = 60
"""How many characters of a wrong value a problem shows."""


class Severity(StrEnum):
    """VIOLATION stops publishing; WARNING asks for one confirmation."""

    VIOLATION = "violation"
    WARNING = "warning"


class Rule(StrEnum):
    """The rule that was broken; RULES gives the sentence of each."""

    REQUIRED = "required"
    EXPECTED = "expected"
    TOO_MANY = "too_many"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    WRONG_FORM = "wrong_form"
    NOT_TEXT = "not_text"
    NOT_NUMBER = "not_number"
    NOT_DURATION = "not_duration"
    NOT_DATE = "not_date"
    NOT_URL = "not_url"
    NOT_CHOICE = "not_choice"
    NOT_SHEET = "not_sheet"
    NOT_VERSION = "not_version"
    NOT_TRIABLE = "not_triable"
    FUTURE = "future"
    SHEET_DELETED = "sheet_deleted"
    LISTED_TWICE = "listed_twice"
    NOT_LISTED = "not_listed"
    TRANSLATES_ITSELF = "translates_itself"
    TRANSLATES_KIND = "translates_kind"
    TRANSLATES_LANGUAGE = "translates_language"
    TRANSLATES_NO_SOURCE = "translates_no_source"
    CONTROL = "control"
    MARKER = "marker"
    ORDER = "order"
    EXCLUSIVE = "exclusive"
    UNKNOWN_FIELD = "unknown_field"
    LICENCE = "licence"
    NOTICE = "notice"
    SOURCE_LICENCE = "source_licence"
    SOURCE_BOUND = "source_bound"
    SOURCE_DROPPED = "source_dropped"
    SOURCE_UNKNOWN = "source_unknown"
    LICENCE_OF_OTHERS = "licence_of_others"
    SHEET_ROWS = "sheet_rows"
    SHEET_LENGTH = "sheet_length"
    NOT_FILE = "not_file"
    NOT_AMONG_IMAGES = "not_among_images"
    UNCREDITED_IMAGE = "uncredited_image"
    FILE_EMPTY = "file_empty"
    FILE_SORT = "file_sort"
    FILE_FOREIGN_IMAGE = "file_foreign_image"
    FILE_TOO_LARGE = "file_too_large"
    FILE_NOT_IMAGE = "file_not_image"
    FILE_DAMAGED = "file_damaged"
    FILE_MOVES = "file_moves"
    FILE_TOO_WIDE = "file_too_wide"
    FILE_TOO_HARD = "file_too_hard"
    FILE_TOO_MANY = "file_too_many"
    NO_KEY = "no_key"
    KEY_TWICE = "key_twice"
    EXTRA_CELLS = "extra_cells"
    TITLE_USED = "title_used"
    EDITED = "edited"
    DELETED = "deleted"
    NOT_DOCUMENT = "not_document"
    DOCUMENT_DAMAGED = "document_damaged"
    DOCUMENT_TOO_HARD = "document_too_hard"
    FILE_TWICE = "file_twice"
    FILE_REMOVED = "file_removed"
    OTHER_SOURCE = "other_source"
    OTHER_KIND = "other_kind"
    DRAFT_TAKEN = "draft_taken"
    DRAFTS_FULL = "drafts_full"


RULES: dict[Rule, str] = {
    Rule.REQUIRED: "à renseigner pour publier",
    Rule.EXPECTED: "à compléter",
    Rule.TOO_MANY: "%(max)s au plus",
    Rule.TOO_SHORT: "%(min)s caractères au moins (%(count)s ici)",
    Rule.TOO_LONG: "%(max)s caractères au plus (%(count)s ici)",
    Rule.TOO_SMALL: "%(min)s au moins",
    Rule.TOO_LARGE: "%(max)s au plus",
    Rule.WRONG_TYPE: "la forme n’est pas celle attendue ici",
    Rule.WRONG_FORM: "forme attendue : %(expected)s",
    Rule.NOT_TEXT: "un texte est attendu",
    Rule.NOT_NUMBER: "un nombre est attendu, par exemple « 12 »",
    Rule.NOT_DURATION: "une durée est attendue, par exemple « 1 h 30 » ou « 2 jours »",
    Rule.NOT_DATE: "une date est attendue, par exemple « 2018 », « novembre 2018 »"
    " ou « 5 novembre 2018 »",
    Rule.NOT_URL: "une adresse web est attendue, qui commence par https://, sans nom"
    " ni mot de passe avant le site",
    Rule.NOT_CHOICE: "« %(value)s » ne fait pas partie des choix",
    Rule.NOT_SHEET: "« %(value)s » ne désigne aucune fiche",
    Rule.NOT_VERSION: "« %(value)s » n’est l’adresse d’aucune version d’une fiche :"
    " ouvrez la fiche, puis son historique, et copiez l’adresse de la version",
    Rule.NOT_TRIABLE: "on ne peut essayer ni un autre essai, ni une collection de"
    " fiches, comme « %(value)s »",
    Rule.FUTURE: "une date passée est attendue, pas une date à venir",
    Rule.SHEET_DELETED: "la fiche « %(value)s » a été supprimée : retirez-la",
    Rule.LISTED_TWICE: "« %(value)s » est déjà plus haut dans la liste",
    Rule.NOT_LISTED: "« %(value)s » ne peut pas être dans une collection : ni une autre"
    " collection, ni ce qui dépend d’une autre fiche",
    Rule.TRANSLATES_ITSELF: "une fiche ne peut pas être sa propre traduction",
    Rule.TRANSLATES_KIND: "une traduction est de la même sorte que ce qu’elle traduit,"
    " et « %(value)s » est d’une autre",
    Rule.TRANSLATES_LANGUAGE: "« %(value)s » est déjà dans cette langue : choisissez"
    " celle de votre traduction",
    Rule.TRANSLATES_NO_SOURCE: "ajoutez la version traduite dans « Adapté de », avec son"
    " titre, ses autrices et auteurs et sa licence",
    Rule.CONTROL: "le texte contient un caractère invisible interdit (%(value)s, à la"
    " ligne %(line)s) : retirez-le",
    Rule.MARKER: "le texte contient une adresse réservée (%(value)s)",
    Rule.ORDER: "doit venir après « %(other)s »",
    Rule.EXCLUSIVE: "un seul choix entre : %(others)s",
    Rule.UNKNOWN_FIELD: "ce champ n’existe pas dans cette sorte de fiche",
    Rule.LICENCE: "une source sous %(source)s ne peut pas être adaptée sous"
    " %(target)s : %(asks)s",
    Rule.NOTICE: "une source sous %(source)s peut être adaptée sous %(target)s"
    " si sa mention est gardée : cochez la case",
    Rule.SOURCE_LICENCE: "« %(title)s », version %(number)s, est ici sous %(source)s,"
    " et non sous %(claimed)s",
    Rule.SOURCE_BOUND: "une version d’avant est adaptée de « %(title)s », sous"
    " %(source)s, et ce texte ne peut pas passer sous %(target)s : %(asks)s",
    Rule.SOURCE_DROPPED: "la version d’avant est adaptée de « %(title)s » : gardez"
    " cette source, que ses autrices et auteurs restent cités. Si elle n’y est que par"
    " erreur, revenez à une version d’avant, ou demandez à une éditrice ou un éditeur"
    " de la retirer",
    Rule.SOURCE_UNKNOWN: "cette adresse est de ce site, mais aucune version de fiche n’y"
    " est : vérifiez-la",
    Rule.LICENCE_OF_OTHERS: "d’autres ont publié ce texte sous %(source)s : %(asks)s."
    " Seules ses autrices et auteurs peuvent le passer sous %(target)s",
    Rule.SHEET_ROWS: "la fiche entière compte %(count)s lignes (étapes, liens, images…),"
    " %(max)s au plus : partagez-la en plusieurs fiches",
    Rule.SHEET_LENGTH: "la fiche entière compte %(count)s caractères, %(max)s au plus :"
    " partagez-la en plusieurs fiches",
    Rule.NOT_FILE: "« %(value)s » n’est pas un fichier déposé sur ce site",
    Rule.NOT_AMONG_IMAGES: "choisissez une des images de la fiche",
    Rule.UNCREDITED_IMAGE: "une image du texte n’est pas dans les images de la fiche,"
    " où se disent son autrice ou auteur et sa licence (%(value)s)",
    Rule.FILE_SORT: "« %(value)s » n’est pas un fichier que nous gardons : une image"
    " JPEG, PNG ou WebP ; un document PDF, Word, Excel, PowerPoint, LibreOffice, RTF,"
    " EPUB, CSV, Markdown ou texte, sans macro ; ou une archive ZIP de tels fichiers",
    Rule.FILE_FOREIGN_IMAGE: "« %(value)s » est une image %(format)s, que les"
    " navigateurs ne montrent pas tous et qui peut dire où et quand elle a été prise :"
    " enregistrez-la en JPEG, PNG ou WebP, puis choisissez-la",
    Rule.FILE_EMPTY: "« %(value)s » est un fichier vide",
    Rule.FILE_REMOVED: "« %(value)s » a été retiré de ce site pour une raison légale",
    Rule.FILE_TOO_LARGE: "« %(value)s » dépasse %(max)s Mo",
    Rule.FILE_NOT_IMAGE: "« %(value)s » n’est pas une image JPEG, PNG ou WebP",
    Rule.FILE_DAMAGED: "« %(value)s » est une image incomplète ou abîmée :"
    " enregistrez-la de nouveau, puis choisissez-la",
    Rule.FILE_MOVES: "« %(value)s » est une image animée : il faut une image fixe",
    Rule.FILE_TOO_WIDE: "« %(value)s » a trop de points (%(count)s millions,"
    " %(max)s au plus) : réduisez-la, puis choisissez-la",
    Rule.FILE_TOO_HARD: "« %(value)s » est trop complexe pour être lue :"
    " enregistrez-la de nouveau, en JPEG simple, puis choisissez-la",
    Rule.FILE_TOO_MANY: "« %(value)s » n’a pas été ajouté : trop de fichiers en peu de"
    " temps, attendez un peu",
    Rule.NOT_DOCUMENT: "« %(value)s » n’est pas un document que nous savons lire : un"
    " texte Word (.docx), LibreOffice (.odt) ou PDF",
    Rule.DOCUMENT_DAMAGED: "« %(value)s » n’a pas pu être lu : ouvrez-le et"
    " enregistrez-le de nouveau, puis choisissez-le",
    Rule.DOCUMENT_TOO_HARD: "« %(value)s » est trop long ou contient trop d’images pour"
    " une fiche : coupez-le en plusieurs documents",
    Rule.NO_KEY: "il faut un titre ou une clé pour reconnaître cette ligne",
    Rule.KEY_TWICE: "cette fiche est déjà à la ligne %(line)s",
    Rule.EXTRA_CELLS: "cette ligne a plus de cases remplies que la ligne de titres",
    Rule.TITLE_USED: "une autre fiche porte déjà ce titre : un lien par ce titre ne"
    " saurait laquelle choisir",
    Rule.EDITED: "quelqu’un a modifié cette fiche depuis le dernier chargement",
    Rule.DELETED: "cette fiche a été supprimée depuis",
    Rule.FILE_TWICE: "cette fiche est déjà dans le fichier %(path)s",
    Rule.OTHER_KIND: "cette fiche est d’une autre sorte sur ce site",
    Rule.OTHER_SOURCE: "cette fiche vient d’une autre source (%(source)s), laissée"
    " telle quelle",
    Rule.DRAFTS_FULL: "vous avez déjà trop de brouillons : publiez-en ou jetez-en",
    Rule.DRAFT_TAKEN: "cette fiche est dans les brouillons d’une autre personne",
}
"""The sentence of each rule, to be translated, after the field's label.

The rules from NO_KEY on are about a line of a spreadsheet or a file of a folder.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong; `row` counts from 0, -1 when it is the field itself.

    A detail is a number, a text, or a text in each language.
    """

    field: str
    rule: Rule
    severity: Severity = Severity.VIOLATION
    row: int = -1
    column: str = ""
    details: Mapping[str, object] = attribute(default_factory=dict, hash=False)

    def __str__(self) -> str:
        """Give the place and the sentence, for logs and the command line."""
        details = {
            key: value.get("fr", "") if isinstance(value, Mapping) else value
            for key, value in self.details.items()
        }
        place = self.field
        if self.row >= 0:
            place += f" {self.row + 1}"
        if self.column:
            place += f".{self.column}"
        return f"{place} : {RULES[self.rule] % details}"
