"""Translating a sheet: what a translation starts from, and in which languages a sheet is."""

from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.link_targets import sheets_translating
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import PLACE, Kind, Schema, Values
from commons.core.domain.sheet import SOURCES, TRANSLATION, Person, Revision
from commons.core.kinds.rules.credits import AUTHORS, TRANSLATOR, credited_row
from commons.core.kinds.rules.sources import translated_version
from commons.core.kinds.rules.validation import as_list
from commons.services.publishing.law.source_law import source_row
from commons.services.reuse.adaptation import adapted_values

MOST_TRANSLATIONS = 20
"""How many translations of a sheet, or of what it translates, are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translations:
    """The sheets that say the same in other languages.

    `original` is the head of the sheet that this one translates, `taken` the number
    of the version that it translates; None and 0 for what is no translation of ours.
    `others` are the heads of the original, if it stands, and of translations.
    """

    original: Revision | None = None
    taken: int = 0
    others: tuple[Revision, ...] = ()

    def made_of(self, sheet: str) -> list[Revision]:
        """Return those of the others that translate a version of a sheet."""
        return [one for one in self.others if translates(one, sheet)]

    def alternates(self, head: Revision) -> list[Revision]:
        """Return one of the others for each language that is not that of a head."""
        found: dict[str, Revision] = {}
        for one in self.others:
            found.setdefault(one.language.casefold(), one)
        found.pop(head.language.casefold(), None)
        return list(found.values())

    @property
    def moved_on(self) -> bool:
        """Whether the original says something else since."""
        original = self.original
        return original is not None and original.number > self.taken


def translates(revision: Revision, sheet: str) -> bool:
    """Say whether a version says that it translates one of a sheet."""
    return (translated_version(revision.values) or ("", 0))[0] == sheet


def may_be_translated(kind: Kind) -> bool:
    """Say whether sheets of a kind may be translations."""
    return any(field.key == TRANSLATION for field in kind.fields)


def translated_values(
    schema: Schema, original: Revision, person: Person, language: str, changes: str
) -> Values:
    """Return the values that a translation of a version begins with.

    All is copied, to be translated, but what speaks of its holder. The version is the
    first source, under the nearest licence that it allows; `changes` say what was done.
    """
    kind = schema.kinds[original.kind]
    begun = adapted_values(schema, kind, [original], person, "")
    places = {f.key for f in kind.fields if f.editor == PLACE} & original.values.keys()
    address = iri.version_iri(original.sheet, original.number, base="")
    others = as_list(begun[SOURCES])[1:]
    return {
        **begun,
        **{key: original.values[key] for key in places},
        "language": language,
        TRANSLATION: address,
        AUTHORS: [credited_row(person, TRANSLATOR)],
        SOURCES: [
            {**source_row(schema, original, address), "changes": changes},
            *others,
        ],
    }


def following_values(values: Values, number: int) -> Values:
    """Return the values of a translation that follows its original to a version."""
    named = translated_version(values)
    if named is None:
        return values
    return {**values, TRANSLATION: iri.version_iri(named[0], number, base="")}


def list_translations(
    work: Work, head: Revision, *, translated: bool = True
) -> Translations:
    """Return the sheets that say in other languages what a head says.

    One question to the database for a sheet that has none, and is none; nothing is
    asked when it is known that it has none (`translated` is false).
    """
    named = translated_version(head.values)
    if named is None and not translated:
        return Translations()
    around = [head.sheet, *([named[0]] if named else [])]
    found = sheets_translating(work, around, limit=MOST_TRANSLATIONS)
    asked = [*around[1:], *(one for one in found if one != head.sheet)]
    if not asked:
        return Translations()
    heads = revisions.get_heads(work, list(dict.fromkeys(asked)))
    original = heads.get(named[0]) if named else None
    return Translations(
        original=original,
        taken=named[1] if named and original else 0,
        others=tuple(one for one in heads.values() if not one.deleted),
    )
