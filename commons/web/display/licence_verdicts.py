"""What is said of the licences that an adaptation may have."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext as _l

from commons.core.domain.schema.kind import Schema
from commons.core.domain.schema.licence import RemixVerdict
from commons.core.kinds.rules.licence_rules import short_name, what_it_asks
from commons.services.reuse.adaptation import LicenceChoice
from commons.web.display.messages import labelled_text
from commons.web.request.context import localised

VERDICTS = {
    RemixVerdict.ALLOWED: _l("possible"),
    RemixVerdict.WITH_NOTICE: _l("possible, en gardant la mention de la source"),
    RemixVerdict.REFUSED: _l("pas possible : la licence de la source ne le permet pas"),
}
"""What is said of a licence, for whoever adapts."""


def choice_in_words(choice: LicenceChoice) -> str:
    """Return a licence and whether it is possible."""
    return labelled_text(choice.licence.short, str(VERDICTS[choice.verdict]))


def choices_in_words(schema: Schema, choices: Iterable[LicenceChoice]) -> list[str]:
    """Return licences and whether they are possible, those alike together, and why."""
    alike: dict[str, list[str]] = {}
    for choice in choices:
        names = alike.setdefault(_verdict_in_words(schema, choice), [])
        names.append(choice.licence.short)
    return [labelled_text(", ".join(names), told) for told, names in alike.items()]


def _verdict_in_words(schema: Schema, choice: LicenceChoice) -> str:
    told = str(VERDICTS[choice.verdict])
    if choice.verdict is not RemixVerdict.ALLOWED:
        asks = localised(what_it_asks(schema, choice.because[0]))
        source = short_name(schema, choice.because[0])
        why = gettext("%(source)s : %(asks)s", source=source, asks=asks)
        told = f"{told} ({why})"
    return told
