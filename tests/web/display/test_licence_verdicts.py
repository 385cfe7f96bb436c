"""What is said of the licences that an adaptation may have."""

from flask import Flask

from commons.core.domain.schema.licence import RemixVerdict
from commons.services.reuse.adaptation import licence_choices
from commons.web.display.licence_verdicts import choice_in_words
from commons.wiring import Components


def test_a_licence_that_is_not_simply_possible_says_why_where_there_is_room(
    app: Flask, parts: Components
) -> None:
    choices = licence_choices(parts.schema, ["CC-BY-SA-4.0"])
    assert {one.verdict for one in choices} > {RemixVerdict.ALLOWED}
    with app.test_request_context("/?lang=fr"):
        for one in choices:
            brief = choice_in_words(parts.schema, one, because=False)
            whole = choice_in_words(parts.schema, one)
            assert brief.startswith(one.licence.short)
            allowed = one.verdict is RemixVerdict.ALLOWED
            assert (whole == brief) is allowed
            assert allowed or f"{brief} (CC BY-SA 4.0" in whole
