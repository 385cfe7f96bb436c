"""What a column of a spreadsheet may hold, and which heading means what.

A target is a whole field ("summary"), one column of a field's rows
("steps.title"), or KEY. Headings are recognised by the keys and labels of the
shapes in either language, whatever their case, accents and signs; a number in
a heading ("Étape 2 – Titre") says which of several values stands there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from commons.core.domain.language.folding import fold_words
from commons.core.domain.schema.concept import Words
from commons.core.domain.schema.kind import Field, Schema
from commons.settings import LANGUAGES

KEY = "_key"
"""The target of the column that tells the lines of one source apart."""

MOST_PLACES = 200
"""How many values of a field have a column each, at most."""

PLACED = frozenset({"latitude", "longitude"})
"""What of a place has columns of its own: its name or code is the whole field."""

KEY_LABEL: Words = {"fr": "Clé", "en": "Key"}
_KEY_NAMES = ("clé", "key", "id", "identifiant", "identifier", "référence", "ref")
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "authors": ("auteur", "autrice", "auteurs", "auteur·rice", "authors"),
    "body": ("description", "texte", "texte libre", "récit", "text", "free text"),
    "duration": ("durée",),
    "enablers": ("facilitation", "facilitations", "enabler"),
    "end_date": ("date de fin", "end date"),
    "group_max": ("maximum", "nombre maximum de personnes"),
    "group_min": ("minimum", "nombre minimum de personnes"),
    "keywords": ("tags", "étiquettes"),
    "links": ("site", "site web", "url", "adresse web"),
    "name": ("nom",),
    "pitfalls": ("frein", "freins", "pitfall"),
    "postures": ("posture", "postures"),
    "start_date": ("date de début", "date", "année", "start date", "year"),
    "summary": ("résumé", "accroche"),
    "territory": ("commune", "ville", "lieu", "code insee", "place", "town"),
    "text": ("texte", "description"),
    "themes": ("thématique", "thématiques"),
    "title": ("titre", "nom", "intitulé", "name"),
    "tip": ("astuce",),
}
"""Key of a field or a column -> what people also call it."""

_EMPTY_WORDS = frozenset(b"de d du des l la le les n un une of the a s".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a column may hold: `field` whole, or `column` of its rows.

    `field` is None for KEY. `label` is for choosing among targets.
    """

    name: str
    label: Words
    field: Field | None = None
    column: Field | None = None

    @property
    def many(self) -> bool:
        """Whether several columns may hold it."""
        return self.field is not None and self.field.many

    @property
    def own(self) -> Field | None:
        """What one cell holds: the column of a row, else the field."""
        return self.column or self.field

    def heading(self, language: str, number: int = 0) -> str:
        """Give the heading that means this target: Étape 2 – Titre de l’étape."""
        if self.field is None:
            return self.label[language]
        words = self.field.item if number and self.field.item else self.field.label
        first = f"{words[language]} {number}" if number else words[language]
        return f"{first} – {self.column.label[language]}" if self.column else first


@lru_cache(maxsize=64)
def column_targets(schema: Schema, kind: str) -> tuple[Target, ...]:
    """Give all that a column may hold for a kind, in the order of the form.

    What has no text, such as an image, is in no spreadsheet.
    """
    found = [Target(name=KEY, label=KEY_LABEL)]
    for field in schema.kinds[kind].fields:
        found += _of(field)
    return tuple(found)


def guess_targets(found: Sequence[Target], header: Sequence[str]) -> tuple[str, ...]:
    """Give the target's name of each heading, "" for one that means nothing.

    A target for one column only goes to the first that means it.
    """
    names = _names(found)
    guessed: list[str] = []
    for heading in header:
        target = names.get(_plain(heading))
        taken = target is not None and not target.many and target.name in guessed
        guessed.append(target.name if target and not taken else "")
    return tuple(guessed)


def value_positions(
    chosen: Sequence[Target | None], header: Sequence[str]
) -> list[int]:
    """Give which value each column holds, counted from 1; 0 where there is one.

    The number in the heading, else the next one for the same target.
    """
    last: dict[str, int] = {}
    found: list[int] = []
    for target, heading in zip(chosen, header, strict=True):
        if target is None or not target.many:
            found.append(0)
            continue
        number = _number(heading) or last.get(target.name, 0) + 1
        last[target.name] = max(number, last.get(target.name, 0))
        found.append(number)
    return found


def _of(field: Field) -> Iterator[Target]:
    """Give the targets of one field."""
    if field.type.names_file or field.editor == "hidden":
        return
    if any(column.type.names_file and column.required for column in field.columns):
        return
    if not field.type.has_columns or field.shorthand or field.pair:
        yield Target(name=field.key, label=field.label, field=field)
    for column in field.columns:
        if column.type.names_file or column.editor == "hidden":
            continue
        if field.editor == "place" and column.key not in PLACED:
            continue
        words = field.item or field.label
        yield Target(
            name=f"{field.key}.{column.key}",
            label={s: f"{words[s]} – {column.label[s]}" for s in LANGUAGES},
            field=field,
            column=column,
        )


def _names(found: Sequence[Target]) -> dict[bytes, Target]:
    """Map what headings say to targets; what the shapes say comes first."""
    names: dict[bytes, Target] = {}
    for spelt in (_own_names, _other_names):
        for target in found:
            for name in spelt(target):
                names.setdefault(name, target)
    names.pop(b"", None)
    return names


def _own_names(target: Target) -> Iterator[bytes]:
    field, column = target.field, target.column
    if field is None:
        yield from (_plain(name) for name in _KEY_NAMES)
        return
    firsts = {_plain(name) for name in _words(field)}
    if column is None:
        yield from firsts
        return
    for first in firsts:
        for second in {_plain(name) for name in _words(column)}:
            yield b" ".join((first, second))
            yield b" ".join((first, _without(second, first)))


def _other_names(target: Target) -> Iterator[bytes]:
    field, column = target.field, target.column
    if field is None:
        return
    if column is None:
        yield from (_plain(name) for name in _ALIASES.get(field.key, ()))
        return
    for first in (*_words(field), *_ALIASES.get(field.key, ())):
        for second in (*_words(column), *_ALIASES.get(column.key, ())):
            yield b" ".join((_plain(first), _plain(second)))
    yield from (_plain(name) for name in _words(column) if column.key in PLACED)


def _words(field: Field) -> list[str]:
    return [field.key, *field.label.values(), *field.item.values()]


def _plain(heading: str) -> bytes:
    """Give a heading without accents, signs, numbers and empty words."""
    words = fold_words(heading.replace("°", " ")).split()
    kept = [w for w in words if not w.isdigit() and w not in _EMPTY_WORDS]
    return b" ".join(kept)


def _without(words: bytes, others: bytes) -> bytes:
    left = others.split()
    return b" ".join(word for word in words.split() if word not in left)


def _number(heading: str) -> int:
    """Give the first number of a heading, 0 without one that can be a place."""
    digits = next((w for w in fold_words(heading).split() if w.isdigit()), b"0")
    number = int(digits[:4])
    return number if number <= MOST_PLACES else 0
