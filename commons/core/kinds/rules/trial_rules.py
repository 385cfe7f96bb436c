"""What may be tried, and told of in a trial."""

from commons.core.domain.schema.kind import Kind


def may_be_tried(kind: Kind) -> bool:
    """Say whether sheets of a kind can be tried, which follows from its fields.

    Those that say something by themselves: no trial, which is about another sheet, and
    no list of other sheets.
    """
    lists = any(
        column.required and column.type.names_sheet
        for field in kind.fields
        if field.many
        for column in field.columns
    )
    return kind.subject is None and not lists
