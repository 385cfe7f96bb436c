"""Changes the names by which searches know a concept, as editors of a site decide.

What is changed lies over the files of schemas/ and holds in every process at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.site import thesaurus_edits as edits
from commons.adapters.store.site.audit_log import note_act
from commons.adapters.store.site.site_state import SiteReader
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.core.domain.language.folding import fold, fold_typography
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Schema
from commons.core.domain.schema.thesaurus import (
    TermRole,
    ThesaurusEdit,
    ThesaurusTerm,
)
from commons.core.domain.site.audit import AuditAct
from commons.core.kinds.schema.live_schema import SchemaSource
from commons.core.kinds.schema.thesaurus_edits import THESAURUS_FILE, edit_thesaurus
from commons.core.text.french.meaning.thesaurus import words_of
from commons.errors import FullError, NotFoundError, SchemaError, UnfitFormError
from commons.settings import LANGUAGES

LONGEST_NAME = 80
MOST_EDITS, MOST_CHARACTERS = 5_000, 200_000
"""How many edits are kept, and of how many characters together."""
EDITS = "edits of the thesaurus"
"""The sort of a FullError of theirs."""
FAULTS = {
    "empty": "Écrivez un mot ou quelques mots.",
    "long": "C’est trop long : 80 caractères au plus.",
    "vague": "Ces mots sont dans toutes les phrases : la recherche n’en ferait rien.",
    "taken": "Un concept porte déjà ce nom : ajoutez-lui plutôt un synonyme.",
}
"""What is wrong with a name, in French, to translate."""


def thesaurus_source(store: Store, site: SiteReader, folder: Path) -> SchemaSource:
    """Return the source of the thesaurus of a folder as the edits have it."""

    def stamp() -> int:
        return site.state().thesaurus

    def read() -> dict[str, str]:
        with store.read() as work:
            made = edits.list_edits(work)
        if not made:
            return {}
        try:
            shipped = (folder / THESAURUS_FILE).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SchemaError(f"{folder / THESAURUS_FILE}: {error}") from error
        return {THESAURUS_FILE: edit_thesaurus(shipped, made)}

    return SchemaSource(stamp=stamp, read=read)


def term_of(schema: Schema, key: str) -> ThesaurusTerm:
    """Return a concept. Raises NotFoundError."""
    found = next((term for term in schema.thesaurus if term.key == key), None)
    if found is None:
        raise NotFoundError(key)
    return found


def find_terms(schema: Schema, words: str, *, limit: int) -> list[ThesaurusTerm]:
    """Return the concepts with a name that holds these words; all without words."""
    wanted = fold(words)
    found = (
        term
        for term in schema.thesaurus
        if any(wanted in fold(name) for name in _every_name(term))
    )
    return sorted(found, key=lambda term: fold(term.label["fr"]))[:limit]


def add_name(schema: Schema, work: Work, account: Account, edit: ThesaurusEdit) -> None:
    """Give a concept one more name; one that it has changes nothing.

    Raises NotFoundError, UnfitFormError (of `text`), FullError.
    """
    term = term_of(schema, edit.concept)
    text = _checked(edit.text, "text", need=edit.role is TermRole.NEED)
    if edit.language not in LANGUAGES or edit.role is TermRole.LABEL:
        raise NotFoundError(edit.language)
    if fold(text) in map(fold, _every_name(term)):
        return
    _write(work, account, replace(edit, text=text))


def withdraw_name(
    schema: Schema, work: Work, account: Account, edit: ThesaurusEdit
) -> None:
    """Take a name away from a concept, whichever language it is in.

    Raises NotFoundError for a name that is not there or comes first.
    """
    term = term_of(schema, edit.concept)
    names = {TermRole.NAME: term.names, TermRole.NEED: term.needs}.get(edit.role, ())
    if edit.text not in names:
        raise NotFoundError(edit.text)
    _write(work, account, edit)


def add_concept(
    schema: Schema, work: Work, account: Account, french: str, english: str
) -> str:
    """Begin a concept with its first names; return its key.

    Without an English one it has the French. The key was never another's, also of
    those added meanwhile or gone. Raises UnfitFormError, FullError.
    """
    label = _checked(french, "french")
    labels = {"fr": label, "en": _checked(english or label, "english")}
    made = edits.list_edits(work)
    _refuse_taken(schema, made, labels, "english" if english else "french")
    taken = {term.key for term in schema.thesaurus} | {edit.concept for edit in made}
    stem = iri.slugify(label).replace("-", "_") or "concept"
    names = (stem, *(f"{stem}_{number}" for number in range(2, len(taken) + 3)))
    key = next(name for name in names if name not in taken)
    first = ThesaurusEdit(
        concept=key, role=TermRole.LABEL, language="", text="", added=True
    )
    for language, text in labels.items():
        _write(work, account, replace(first, language=language, text=text))
    return key


def added_concepts(schema: Schema, work: Work) -> list[ThesaurusTerm]:
    """Return the concepts that were begun here and are not in the files of schemas/."""
    named: dict[str, set[str]] = {}
    for edit in edits.list_edits(work):
        if edit.role is TermRole.LABEL and edit.added:
            named.setdefault(edit.concept, set()).add(edit.text)
    return [
        term
        for term in schema.thesaurus
        if named.get(term.key, set()).issuperset(term.label.values())
    ]


def remove_concept(schema: Schema, work: Work, account: Account, key: str) -> None:
    """Remove a concept that was begun here, with all its names.

    Raises NotFoundError for any other.
    """
    term = next((one for one in added_concepts(schema, work) if one.key == key), None)
    if term is None:
        raise NotFoundError(f"« {key} » n’est pas un concept ajouté ici")
    gone = ThesaurusEdit(
        concept=key,
        role=TermRole.LABEL,
        language="fr",
        text=term.label["fr"],
        added=False,
    )
    edits.end_concept(work, gone, account.person.id)


def _refuse_taken(
    schema: Schema,
    made: Sequence[ThesaurusEdit],
    labels: Mapping[str, str],
    english_control: str,
) -> None:
    """Refuse first names that another concept has in the same language.

    Raises UnfitFormError.
    """
    for language, control in (("fr", "french"), ("en", english_control)):
        names = [name for term in schema.thesaurus for name in _names(term, language)]
        names += [
            edit.text
            for edit in made
            if edit.role is TermRole.LABEL and edit.added and edit.language == language
        ]
        if _plain(labels[language]) in map(_plain, names):
            raise UnfitFormError({control: FAULTS["taken"]})


def _names(term: ThesaurusTerm, language: str) -> list[str]:
    """Return the names of a concept in a language; those of both are French here."""
    english = language == "en"
    others = [name for name in term.names if (name in term.english) is english]
    return [term.label[language], *others]


def _plain(name: str) -> str:
    """Return a name without what tells no two names apart: accents, case, hyphens."""
    return fold_typography(name).replace("-", " ")


def _every_name(term: ThesaurusTerm) -> tuple[str, ...]:
    return (*term.label.values(), *term.names, *term.needs)


def _checked(typed: str, control: str, *, need: bool = False) -> str:
    """Return a name as it is kept. Raises UnfitFormError."""
    text = clean_line(typed)
    if not text:
        raise UnfitFormError({control: FAULTS["empty"]})
    if len(text) > LONGEST_NAME:
        raise UnfitFormError({control: FAULTS["long"]})
    if not need and not any(word.telling for word in words_of(text)):
        raise UnfitFormError({control: FAULTS["vague"]})
    return text


def _write(work: Work, account: Account, edit: ThesaurusEdit) -> None:
    """Write an edit down; a name can be taken away however many there are."""
    count, characters = edits.measure_edits(work)
    if edit.added and (
        count >= MOST_EDITS or characters + len(edit.text) > MOST_CHARACTERS
    ):
        raise FullError(EDITS, MOST_EDITS)
    edits.add_edit(work, edit, account.person.id)
    act = AuditAct.THESAURUS
    note_act(work, account.person.id, act, edit.concept, added=str(int(edit.added)))
