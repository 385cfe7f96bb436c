"""The law of translations: what a sheet that translates a version of another must say.

A translation is an adaptation. The version that it translates is therefore among its
sources, whose licence binds it as any other: forms and loads fill the row in when the
version is here, and no version is published without it, whichever door it took. It is
of the same kind and in another language; nothing translates itself.
"""

from collections.abc import Iterator, Mapping

from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Schema, Value, Values
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.domain.sheet import SOURCES, TRANSLATION
from commons.core.kinds.rules.sources import translated_version
from commons.core.kinds.rules.validation import as_list
from commons.services.publishing.law.source_law import complete_sources, source_row
from commons.services.publishing.law.source_records import SourceRecords

_CHANGES = {
    "fr": "Traduction de cette version, sans autre changement annoncé.",
    "en": "A translation of this version; no other change is announced.",
}
"""What a row says that was filled in, in the language of the sheet, else in English."""


def complete_credits(schema: Schema, known: SourceRecords, values: Values) -> Values:
    """Return values whose sources say what the log has of them.

    The version that they translate is among them.
    """
    completed = complete_translation(schema, known, values)
    return complete_sources(schema, known, completed)


def complete_translation(
    schema: Schema, known: SourceRecords, values: Values
) -> Values:
    """Return values with the version that they translate among their sources.

    It takes the place of another version of the same sheet. One that is not here stays
    for its author to credit.
    """
    named = translated_version(values)
    if named is None or _is_source(values, named):
        return values
    original = known.versions.get(named)
    if original is None or original.deleted:
        return values
    rows = as_list(values.get(SOURCES))
    before = next((row for row in rows if _names_sheet(row, named[0])), None)
    kept = before if isinstance(before, Mapping) else {"changes": _changes(values)}
    credit = source_row(schema, original, iri.version_iri(*named, base=""))
    row = {**kept, **credit}
    others = [one for one in rows if one is not before]
    return {**values, SOURCES: [row, *others]}


def _changes(values: Values) -> str:
    """Return what a row says that was filled in, in the language of the sheet."""
    spoken = str(values.get("language", "")).partition("-")[0]
    return _CHANGES.get(spoken, _CHANGES["en"])


def _names_sheet(row: Value, sheet: str) -> bool:
    named = iri.sheet_named(str(row.get("url"))) if isinstance(row, Mapping) else None
    return named is not None and named[0] == sheet


def translation_problems(
    known: SourceRecords, sheet: str, kind: str, values: Values
) -> Iterator[Problem]:
    """Give what stands against the translation that a version of a sheet says it is.

    `kind` is the key of its kind. A version that is not here is judged by its row of
    sources alone.
    """
    named = translated_version(values)
    if named is None:
        return
    if named[0] == sheet:
        yield Problem(field=TRANSLATION, rule=Rule.TRANSLATES_ITSELF)
        return
    if not _is_source(values, named):
        yield Problem(field=TRANSLATION, rule=Rule.TRANSLATES_NO_SOURCE)
    original = known.versions.get(named)
    if original is None:
        return
    told = {"value": original.title}
    if original.kind != kind:
        yield Problem(field=TRANSLATION, rule=Rule.TRANSLATES_KIND, details=told)
    if original.language.casefold() == str(values.get("language", "")).casefold():
        yield Problem(field="language", rule=Rule.TRANSLATES_LANGUAGE, details=told)


def _is_source(values: Values, named: tuple[str, int]) -> bool:
    """Say whether a row of sources names this version."""
    return any(
        iri.sheet_named(str(row.get("url"))) == named
        for row in as_list(values.get(SOURCES))
        if isinstance(row, Mapping)
    )
