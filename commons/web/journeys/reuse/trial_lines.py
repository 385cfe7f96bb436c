"""Says of trials what lists of them show."""

from dataclasses import dataclass

from flask_babel import format_decimal, ngettext

from commons.core.domain.addresses import iri
from commons.core.domain.language import dates
from commons.core.domain.sheet import TRIED, Revision
from commons.core.kinds.rules.credits import authors_of
from commons.services.reuse.trials import TrialSummary
from commons.web.display.messages import MOST_PLACES, count_with_places
from commons.web.display.sheet.value_labels import place_of
from commons.web.request.context import components
from commons.web.request.locale import page_language


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialLine:
    """A trial in a list.

    `facts` says where, when and with how many, as far as it is known; `version` is the
    one that was tried, `outcome` what it gave.
    """

    revision: Revision
    facts: str
    authors: str
    version: int
    outcome: str


def describe_trial(trial: Revision) -> TrialLine:
    """Return what a list says of a trial."""
    people = trial.values.get("participants")
    told = (
        place_of(trial),
        dates.in_words(trial.text("date"), page_language()),
        _people(people) if isinstance(people, int) else "",
    )
    named = iri.version_of(trial.text(TRIED))
    return TrialLine(
        revision=trial,
        facts=" · ".join(filter(None, told)),
        authors=", ".join(who.name for who in authors_of(components().schema, trial)),
        version=named[1] if named else 0,
        outcome=trial.text("summary"),
    )


def count_in_words(summary: TrialSummary) -> str:
    """Say how often a sheet was tried, and where: "4 essais : Brest (2), Douarnenez"."""
    size = format_decimal(summary.total)
    words = ngettext("%(size)s essai", "%(size)s essais", summary.total, size=size)
    plain = {1, summary.total}
    shown = summary.places[:MOST_PLACES]
    places = [
        one.name if one.count in plain else f"{one.name} ({format_decimal(one.count)})"
        for one in shown
    ]
    return count_with_places(str(words), places, len(summary.places) - len(shown))


def _people(number: int) -> str:
    size = format_decimal(number)
    return str(ngettext("%(size)s personne", "%(size)s personnes", number, size=size))
