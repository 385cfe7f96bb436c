"""Puts values and problems into sentences of the page's language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask_babel import format_date, format_decimal, format_time, gettext, ngettext

from commons.core.domain.language import durations
from commons.core.domain.schema.problem import RULES, Problem, Rule, Severity
from commons.errors import FullError
from commons.services.notifications.following import SEARCHES
from commons.web.request.context import components, localised
from commons.web.request.locale import page_language

MOST_PLACES = 6
"""How many places are named where something is counted."""


def problem_sentence(problem: Problem) -> str:
    """Give what is wrong, without the name of the field."""
    details = {name: _detail(value) for name, value in problem.details.items()}
    if isinstance(key := problem.details.get("key"), str):
        details["other"] = _label(key)
    if isinstance(keys := problem.details.get("keys"), tuple):
        details["others"] = ", ".join(_label(key) for key in keys)
    if isinstance(words := problem.details.get("words"), Mapping):
        details["expected"] = localised(words)
    if isinstance(value := problem.details.get("value"), str):
        details["value"] = value  # as it was typed
    if problem.rule is Rule.EXPECTED and problem.details.get("count"):
        return str(gettext("%(min)s au moins pour être complet", **details))
    return str(gettext(RULES[problem.rule])) % details


class Advice(str):
    """A sentence on what a text may be completed with: nothing is wrong in it."""

    __slots__ = ()
    advised = True


def fault_sentence(problem: Problem) -> str:
    """Give what is wrong, as Advice where a text may be published with it."""
    said = problem_sentence(problem)
    return said if problem.severity is Severity.VIOLATION else Advice(said)


def advice_label(sentence: str) -> str:
    """Give a labelled sentence without the words that only say to fill it in."""
    return sentence.removesuffix(labelled_text("", gettext(RULES[Rule.EXPECTED])))


def labelled_text(label: str, text: str) -> str:
    """Give a text after what it is about: Titre : à renseigner."""
    return str(gettext("%(label)s : %(text)s", label=label, text=text))


def quoted(title: str) -> str:
    """Give a title between the quotation marks of the page's language."""
    return str(gettext("«\u00a0%(title)s\u00a0»", title=title))


def count_with_places(counted: str, places: Sequence[str], others: int = 0) -> str:
    """Say what was counted and where: "2 adaptations : Brest, Quimper".

    `others` is how many places there are beside those that are given.
    """
    named = list(places[:MOST_PLACES])
    if more := len(places) - len(named) + others:
        named.append(ngettext("%(num)s autre lieu", "%(num)s autres lieux", more))
    return labelled_text(counted, ", ".join(named)) if named else counted


def format_day(instant: datetime) -> str:
    """Give the day of an instant: 13 mars 2026."""
    return str(format_date(instant, "long"))


def format_moment(instant: datetime) -> str:
    """Give an instant to the minute, in the wiki's time: 13 mars 2026 à 17:30."""
    parts = {"day": format_day(instant), "time": format_time(instant, "short")}
    return str(gettext("%(day)s à %(time)s", **parts))


def _detail(value: object) -> str:
    """Give a detail of a problem: a number, words, a bound in time, or a name."""
    if isinstance(value, Mapping):
        return localised(value)
    if isinstance(value, int | float):
        return str(format_decimal(value))
    return durations.in_words(str(value), page_language())


def _label(key: str) -> str:
    """Give the label of a field, whichever kind it stands in."""
    kinds = components().schema.kinds.values()
    labels = (f.label for kind in kinds for f in kind.fields if f.key == key)
    return localised(next(labels, {"fr": key}))


def say_sentence(sentence: str, details: Mapping[str, object]) -> str:
    """Translate a sentence of the floors below, with what goes into it."""
    said = str(gettext(sentence))
    return said % details if details else said


def in_order(
    problems: Iterable[tuple[str, str]], order: Sequence[str]
) -> list[tuple[str, str]]:
    """Return (control, sentence) pairs in the order in which a page has the controls.

    `order` names them, and a column of a list ("steps-0-title") by that list; what it
    does not name comes last, as it came.
    """
    places = {name: place for place, name in enumerate(order)}

    def place_of(problem: tuple[str, str]) -> int:
        name = problem[0]
        return places.get(name, places.get(name.partition("-")[0], len(places)))

    return sorted(problems, key=place_of)


def translate_faults(of: Mapping[str, str]) -> dict[str, str]:
    """Translate the faults of a form."""
    return {name: gettext(text) for name, text in of.items()}


def follow_refusal(error: FullError) -> str:
    """Say that an account follows as much as it may."""
    if error.sort == SEARCHES:
        return str(
            gettext(
                "Vous suivez déjà %(count)s recherches : c’est le plus.",
                count=error.most,
            )
        )
    return str(
        gettext("Vous suivez déjà %(count)s choses : c’est le plus.", count=error.most)
    )
