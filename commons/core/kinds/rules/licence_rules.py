"""Says whether the licences of the sources allow that of the sheet."""

from collections.abc import Mapping

from commons.core.domain.kind import Schema, Values
from commons.core.domain.licence import RemixVerdict, remix_verdict
from commons.core.domain.problem import Problem, Rule

_RULES = {
    RemixVerdict.REFUSED: (Rule.LICENCE, "licence"),
    RemixVerdict.WITH_NOTICE: (Rule.NOTICE, "notice"),
}


def licence_problems(schema: Schema, values: Values) -> tuple[Problem, ...]:
    """Give one problem per source that may not be adapted under this licence.

    A source whose licence asks for its notice is no problem once the author
    has ticked that the notice is kept. What is missing or unreadable is the
    check's business.
    """
    target = values.get("licence")
    sources = values.get("sources")
    if not isinstance(target, str) or not isinstance(sources, list):
        return ()
    problems: list[Problem] = []
    for row, source in enumerate(sources):
        licence = source.get("licence") if isinstance(source, Mapping) else None
        if not isinstance(source, Mapping) or not isinstance(licence, str):
            continue
        judged = remix_verdict(schema.licences, licence, target)
        if judged is RemixVerdict.WITH_NOTICE and source.get("notice") is True:
            continue
        if judged in _RULES:
            rule, column = _RULES[judged]
            problems.append(
                Problem(
                    field="sources",
                    rule=rule,
                    row=row,
                    column=column,
                    details={
                        "source": _short(schema, licence),
                        "target": _short(schema, target),
                    },
                )
            )
    return tuple(problems)


def _short(schema: Schema, key: str) -> str:
    """Give the short name of a licence, or the key when it is not known."""
    licence = schema.licences.get(key)
    return key if licence is None else licence.short
