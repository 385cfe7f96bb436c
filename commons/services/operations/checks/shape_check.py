"""Checks what is published against the shapes that are published, in French."""

from collections.abc import Iterator, Mapping

from commons.adapters.rdf.shacl_validation import PublishedShapes, ShapeViolation
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import blocks, seals
from commons.core.domain.language.characters import clean_line
from commons.core.domain.schema.kind import Field, Kind, Schema
from commons.core.domain.sheet import Revision
from commons.core.progress import OnProgress

LONGEST_TEXT = 60
"""Characters of a title or a value that are told."""

SENTENCES: Mapping[str, str] = {
    "MinCount": "il manque une valeur",
    "MaxCount": "il y a trop de valeurs",
    "Datatype": "la valeur n’est pas du type attendu",
    "NodeKind": "la valeur n’est pas de la nature attendue",
    "Class": "la valeur n’est pas de la classe attendue",
    "In": "la valeur ne fait pas partie des choix",
    "Pattern": "la valeur n’a pas la forme attendue",
    "MinLength": "le texte est trop court",
    "MaxLength": "le texte est trop long",
    "MinInclusive": "la valeur est trop petite",
    "MaxInclusive": "la valeur est trop grande",
    "LessThanOrEquals": "la valeur dépasse celle qui devrait la suivre",
    "Xone": "il faut une seule réponse parmi celles qui s’excluent",
    "Or": "il manque ce que demande une autre réponse",
}
"""The sentence of each constraint that our shapes use (SHACL, sections 4.1 to 4.8)."""


def find_shape_violations(
    schema: Schema, base: str, work: Work, on_progress: OnProgress | None = None
) -> Iterator[str]:
    """Give a sentence for each violation of the published shapes by a standing version.

    `base` is the address of the instance. One version is read and judged at a time, so
    that memory stays flat. What is damaged is said by `verify_rows`, and passed over
    here. `on_progress` gets (done, total) in sheets.
    """
    shapes = PublishedShapes(schema=schema, base=base)
    for head in seals.last_ones(work, on_progress):
        kind = schema.kinds.get(head.kind)
        if kind is None or head.deleted:
            continue
        try:
            block = blocks.get_block(work, head.sheet, head.number)
            found = shapes.find_violations(head, block)
        except ValueError as error:
            yield f"{_name(head)} ne peut pas être jugée par les formes : {error}"
            continue
        for one in found:
            yield f"{_name(head)}, {_field(kind, one.shapes)} : {_sentence(one)}"


def _name(head: Revision) -> str:
    title = _shortened(head.title)
    return f"la version {head.number} de la fiche {head.sheet}, « {title} »"


def _field(kind: Kind, shapes: tuple[str, ...]) -> str:
    """Name the field and the column whose shapes these are; a strange one as it is."""
    field = _of_shape(kind.fields, shapes[0])
    if field is None:
        return f"<{shapes[-1]}>"
    column = _of_shape(field.columns, shapes[-1])
    labels = [one.label["fr"] for one in (field, column) if one]
    return f"champ « {', '.join(labels)} »"


def _of_shape(fields: tuple[Field, ...], shape: str) -> Field | None:
    """Find the field of a shape: its own, or one that is named after it."""
    named = [f for f in fields if shape == f.shape or shape.startswith(f"{f.shape}-")]
    return max(named, key=lambda field: len(field.shape), default=None)


def _sentence(violation: ShapeViolation) -> str:
    known = SENTENCES.get(violation.constraint)
    sentence = known or f"la contrainte {violation.constraint} n’est pas tenue"
    value = _shortened(violation.value)
    return f"{sentence} ({value})" if value else sentence


def _shortened(text: str) -> str:
    line = clean_line(text)
    return line if len(line) <= LONGEST_TEXT else f"{line[:LONGEST_TEXT]}…"
