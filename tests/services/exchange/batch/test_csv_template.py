"""The spreadsheet to fill in has headings that are understood, and one example."""

from itertools import zip_longest

import pytest

from commons.core.domain.schema.problem import Rule
from commons.core.kinds.csv.headings import KEY, column_targets, guess_targets
from commons.core.kinds.rules.sheet_lists import sheet_list
from commons.core.text.files.csv_file import Table, read_csv
from commons.services.exchange.batch.csv_template import ROWS, csv_template
from commons.wiring.components import Components
from tests.core.kinds.examples import KINDS
from tests.services.tables import planned


def template(parts: Components, kind: str, language: str = "fr") -> Table:
    found = parts.schema.kinds[kind]
    return read_csv(csv_template(parts.schema, parts.places, found, language))


def example(parts: Components, language: str) -> dict[str, str]:
    """Give the cell of each target of a method; the last one of several."""
    found = template(parts, "method", language)
    holds = guess_targets(column_targets(parts.schema, "method"), found.header)
    return dict(zip_longest(holds, found.lines[0].cells, fillvalue=""))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_heading_is_understood_and_one_example_fits_beneath(
    parts: Components, kind: str, language: str
) -> None:
    found = template(parts, kind, language)
    assert "" not in guess_targets(column_targets(parts.schema, kind), found.header)
    assert len(found.lines) == 1
    (outcome,) = planned(parts, found, kind=kind, defaults={})
    problems = [row_problem.problem for row_problem in outcome.row_problems]
    listing = sheet_list(parts.schema.kinds[kind])  # a template names no sheet
    waiting = [(listing.field.key, Rule.EXPECTED)] if listing else []
    assert [(one.field, one.rule) for one in problems] == waiting


def test_the_first_column_is_a_key_and_rows_have_columns_of_their_own(
    parts: Components,
) -> None:
    found = template(parts, "method")
    holds = guess_targets(column_targets(parts.schema, "method"), found.header)
    assert holds[0] == KEY
    assert found.lines[0].cells[0] == "1"
    assert holds.count("steps.title") == holds.count("steps.text") == ROWS
    assert holds.count("title") == 1


def test_choices_and_texts_stand_in_the_language_asked_for(
    parts: Components,
) -> None:
    french, english = example(parts, "fr"), example(parts, "en")
    assert (french["language"], english["language"]) == ("français", "English")
    modes = parts.schema.schemes["mode"].concepts.values()
    labels = {(mode.label["fr"], mode.label["en"]) for mode in modes}
    assert (french["mode"], english["mode"]) in labels
    assert french["title"] != english["title"]


def test_of_fields_that_exclude_one_another_the_first_alone_is_filled(
    parts: Components,
) -> None:
    filled = example(parts, "fr")
    exclusives = parts.schema.kinds["method"].exclusives
    assert exclusives
    for exclusive in exclusives:
        first, *others = exclusive.keys
        assert filled[first]
        assert [filled[key] for key in others] == [""] * len(others)


def test_a_language_without_words_is_refused(parts: Components) -> None:
    with pytest.raises(KeyError):
        template(parts, "method", "de")
