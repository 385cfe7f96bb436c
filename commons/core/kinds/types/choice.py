"""The types of what is chosen from a list of schemas/: its concepts, and licences."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from commons.core.domain.language.folding import fold_words
from commons.core.domain.schema.concept import Concept, Words
from commons.core.domain.schema.kind import Field, Schema, Value
from commons.core.domain.schema.problem import Rule
from commons.core.kinds.types.plain import PLAIN
from commons.core.kinds.values.list_splitting import split_at_signs
from commons.core.kinds.values.scalars import scalar_text

_OWN_LICENCE = "licence"
"""The list that the licence of a sheet is chosen from, with care."""


def _parse(schema: Schema, field: Field, value: Value) -> Value | None:
    text = scalar_text(value)
    concepts = schema.schemes[field.choice].concepts
    if text in concepts:
        return concepts[text].key
    return _keys(schema, field.choice).get(_joined(text), text)


@lru_cache(maxsize=256)
def _keys(schema: Schema, choice: str) -> dict[bytes, str]:
    """Map every name of a choice to its key: case, accents and signs forgiven."""
    keys: dict[bytes, str] = {}
    scheme = schema.schemes[choice]
    for concept in (*scheme.concepts.values(), *scheme.replaced.values()):
        for name in _names(schema, concept):
            keys.setdefault(_joined(name), concept.replaced_by or concept.key)
    keys.pop(b"", None)
    return keys


def _joined(name: str) -> bytes:
    """Return a name without spaces, which stand in numbers or do not."""
    return fold_words(name).replace(b" ", b"")


def _names(schema: Schema, concept: Concept) -> list[str]:
    """Return all the names that people use for a choice."""
    names = [concept.key, concept.iri, *concept.label.values(), *concept.former]
    licence = schema.licences.get(concept.key)
    if licence is not None and licence.iri == concept.iri:
        names += [licence.short, *licence.aliases]
    return names


def _fits(schema: Schema, field: Field, value: object) -> bool:
    return isinstance(value, str) and value in schema.schemes[field.choice].concepts


def _split(schema: Schema, field: Field, text: str, *, cell: bool) -> list[str]:
    """Cut at signs, and at commas what is no choice with a comma in its name."""
    pieces = split_at_signs(schema, field, text, cell=cell)
    return [part for piece in pieces for part in _cut_at_commas(schema, field, piece)]


def _cut_at_commas(schema: Schema, field: Field, text: str) -> list[str]:
    known = schema.schemes[field.choice].concepts
    if str(_parse(schema, field, text.strip())) in known:
        return [text]
    return text.split(",")


def _iri_of(schema: Schema, field: Field, value: Value) -> str:
    scheme, key = schema.schemes[field.choice], str(value)
    return (scheme.replaced.get(key) or scheme.concepts[key]).iri


def _label_concept(schema: Schema, field: Field, value: str) -> Words:
    concept = schema.schemes[field.choice].concepts.get(value)
    return concept.label if concept else {}


def _offer_concepts(
    schema: Schema, field: Field, typed: Sequence[str], _language: str
) -> Iterator[tuple[str, Words, Words]]:
    concepts = schema.schemes[field.choice].concepts
    chosen = {concepts[key].key for key in typed if key in concepts}
    for concept in concepts.values():
        if not concept.retired or concept.key in chosen:
            yield concept.key, concept.label, concept.help


def _label_licence(schema: Schema, _field: Field, value: str) -> Words:
    licence = schema.licences.get(value)
    return licence.label if licence else {}


def _shorten_licence(schema: Schema, _field: Field, value: str) -> Words:
    licence = schema.licences.get(value)
    return {"fr": licence.short, "en": licence.short} if licence else {}


def _offer_licences(
    schema: Schema, field: Field, typed: Sequence[str], _language: str
) -> Iterator[tuple[str, Words, Words]]:
    """Offer the licences of a sheet by their whole names, those of sources shortly."""
    own = field.choice == _OWN_LICENCE
    for key, licence in schema.licences.items():
        label = _label_licence if own or not licence.short else _shorten_licence
        if licence.offered or licence.key in typed or not own:
            yield licence.key, label(schema, field, key), {}


LICENCE = replace(
    PLAIN,
    key="licence",
    stated_by=("sh:in dct:LicenseDocument",),
    rule=Rule.NOT_CHOICE,
    is_counted=True,
    controls=("choice", "ticks"),
    parse=_parse,
    fits=_fits,
    iri_of=_iri_of,
    label=_label_licence,
    short_label=_shorten_licence,
    choices=_offer_licences,
)
CONCEPT = replace(
    LICENCE,
    key="concept",
    stated_by=("sh:in skos:Concept",),
    chooses_concept=True,
    lists_words=True,
    split=_split,
    label=_label_concept,
    short_label=_label_concept,
    choices=_offer_concepts,
)
