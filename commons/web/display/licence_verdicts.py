"""What is said of the licences that an adaptation may have."""

from flask_babel import lazy_gettext as _l

from commons.core.domain.schema.licence import RemixVerdict

VERDICTS = {
    RemixVerdict.ALLOWED: _l("possible"),
    RemixVerdict.WITH_NOTICE: _l("possible, en gardant la mention de la source"),
    RemixVerdict.REFUSED: _l("pas possible : la licence de la source ne le permet pas"),
}
"""What is said of a licence, for whoever adapts."""
