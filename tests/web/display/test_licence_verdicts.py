"""What is said of the licences that an adaptation may have."""

from flask import Flask

from commons.core.domain.schema.licence import RemixVerdict
from commons.services.reuse.adaptation import licence_choices
from commons.web.display.licence_verdicts import choice_in_words, choices_in_words
from commons.wiring.components import Components


def test_licences_of_which_the_same_is_said_are_told_together_with_why(
    app: Flask, parts: Components
) -> None:
    choices = licence_choices(parts.schema, ["CC-BY-SA-4.0"])
    verdicts = {one.verdict for one in choices}
    assert verdicts > {RemixVerdict.ALLOWED}
    with app.test_request_context("/?lang=fr"):
        told = choices_in_words(parts.schema, choices)
        brief = [choice_in_words(one) for one in choices]
    assert len(told) == len(verdicts) < len(choices) == len(brief)
    assert [line for line in told if "(CC BY-SA 4.0" in line] == told[1:]
    for one, line in zip(choices, brief, strict=True):
        assert line.startswith(one.licence.short)
        assert sum(one.licence.short in row.partition(" (")[0] for row in told) == 1
