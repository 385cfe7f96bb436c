"""Says whether the licences of the sources allow that of the sheet.

That of the rows themselves; what the log knows of them is `source_law` of publishing.
"""

from collections.abc import Mapping

from commons.core.domain.schema.concept import Words
from commons.core.domain.schema.kind import Schema, Values
from commons.core.domain.schema.licence import RemixVerdict, remix_verdict
from commons.core.domain.schema.problem import Problem, Rule

_RULES = {
    RemixVerdict.REFUSED: (Rule.LICENCE, "licence"),
    RemixVerdict.WITH_NOTICE: (Rule.NOTICE, "notice"),
}

MOST_SOURCES = 50
"""How many sources a sheet has at most (schemas/fields.ttl): each is looked up."""

_ASKS_ELSE = {
    "fr": "sa licence ne le permet pas",
    "en": "its licence does not allow it",
}
"""What is said of a licence of which schemas/ does not say what it asks."""


def licence_problems(schema: Schema, values: Values) -> tuple[Problem, ...]:
    """Give one problem per source that may not be adapted under this licence.

    A source whose licence asks for its notice is no problem once the author
    has ticked that the notice is kept. What is missing or unreadable is the
    check's business; that there are more than can be looked up is told alone.
    """
    target = values.get("licence")
    sources = values.get("sources")
    if not isinstance(target, str) or not isinstance(sources, list):
        return ()
    if len(sources) > MOST_SOURCES:
        details = {"max": MOST_SOURCES, "count": len(sources)}
        return (Problem(field="sources", rule=Rule.TOO_MANY, details=details),)
    problems: list[Problem] = []
    for row, source in enumerate(sources):
        licence = source.get("licence") if isinstance(source, Mapping) else None
        if not isinstance(source, Mapping) or not isinstance(licence, str):
            continue
        notice = source.get("notice") is True
        problems += source_problem(schema, (licence, target), row, notice=notice)
    return tuple(problems)


def source_problem(
    schema: Schema, licences: tuple[str, str], row: int, *, notice: bool
) -> tuple[Problem, ...]:
    """Return what stands against a source in a row; none when it may be adapted so.

    `licences` are that of the source and that of the sheet; `notice` says that the
    row keeps the source's notice.
    """
    judged = remix_verdict(schema.licences, *licences)
    if judged not in _RULES or (judged is RemixVerdict.WITH_NOTICE and notice):
        return ()
    rule, column = _RULES[judged]
    details = remix_details(schema, *licences)
    return (
        Problem(field="sources", rule=rule, row=row, column=column, details=details),
    )


def remix_details(schema: Schema, source: str, target: str) -> dict[str, object]:
    """Return what a sentence about two licences says: their names, and why."""
    return {
        "source": short_name(schema, source),
        "target": short_name(schema, target),
        "asks": what_it_asks(schema, source),
    }


def what_it_asks(schema: Schema, key: str) -> Words:
    """Return in plain words what a licence asks of an adaptation."""
    licence = schema.licences.get(key)
    return (licence.asks if licence else {}) or _ASKS_ELSE


def short_name(schema: Schema, key: str) -> str:
    """Return the short name of a licence, or the key when it is not known."""
    licence = schema.licences.get(key)
    return key if licence is None else licence.short
