"""What may be tried, and told of in a trial."""

from commons.core.domain.schema.kind import Kind
from commons.core.kinds.rules.sheet_lists import sheet_list


def may_be_tried(kind: Kind) -> bool:
    """Say whether sheets of a kind can be tried, which follows from its fields.

    Those that say something by themselves: no trial, which is about another sheet, and
    no list of other sheets.
    """
    return kind.subject is None and sheet_list(kind) is None
