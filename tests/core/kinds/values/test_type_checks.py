"""A value has the form that its field asks for, or the rule that it breaks is said."""

from dataclasses import replace

import pytest

from commons.core.domain.schema.kind import Field, FieldType
from commons.core.domain.schema.problem import Rule
from commons.core.kinds.types.number import DECIMAL, INTEGER
from commons.core.kinds.types.period import DATE, DURATION
from commons.core.kinds.types.plain import BOOLEAN, ROW
from commons.core.kinds.types.reference import FILE, SHEET, URL
from commons.core.kinds.types.text import TEXT
from commons.core.kinds.values.type_checks import is_ours, is_url, type_problem
from tests.core.kinds.examples import SCHEMA

TITLE = SCHEMA.kinds["method"].field("title")
IMAGE, TABLE = f"{'0' * 64}.jpg", f"{'0' * 64}.csv"

FORMS: list[tuple[FieldType, object, object, Rule]] = [
    (TEXT, "", 3, Rule.NOT_TEXT),
    (INTEGER, 3, True, Rule.NOT_NUMBER),
    (INTEGER, -3, 3.0, Rule.NOT_NUMBER),
    (DECIMAL, 3, "3", Rule.NOT_NUMBER),
    (DECIMAL, 3.5, float("inf"), Rule.NOT_NUMBER),
    (BOOLEAN, False, 0, Rule.WRONG_TYPE),
    (DURATION, "PT1H", "1 h", Rule.NOT_DURATION),
    (DATE, "2018-11", "2018-13", Rule.NOT_DATE),
    (DATE, "2018", "..", Rule.NOT_DATE),
    (URL, "https://a.fr", "a.fr", Rule.NOT_URL),
    (SHEET, "0123456789ab", "0123456789", Rule.NOT_SHEET),
    (FILE, TABLE, "a.csv", Rule.NOT_FILE),
    (ROW, {}, [], Rule.WRONG_TYPE),
]


def of_type(kind: FieldType, editor: str = "") -> Field:
    return replace(TITLE, type=kind, editor=editor)


@pytest.mark.parametrize(("kind", "fits", "does_not", "rule"), FORMS)
def test_each_type_has_its_form_and_its_rule(
    kind: FieldType, fits: object, does_not: object, rule: Rule
) -> None:
    assert type_problem(SCHEMA, of_type(kind), fits) is None
    assert type_problem(SCHEMA, of_type(kind), does_not) is rule


def test_the_editor_says_more_of_dates_and_files() -> None:
    assert type_problem(SCHEMA, of_type(DATE, "opendate"), "..") is None
    for editor in ("image", "ownimage"):
        assert type_problem(SCHEMA, of_type(FILE, editor), IMAGE) is None
        found = type_problem(SCHEMA, of_type(FILE, editor), TABLE)
        assert found is Rule.NOT_FILE


def test_a_choice_is_one_of_its_list() -> None:
    licence = SCHEMA.kinds["method"].field("licence")
    assert type_problem(SCHEMA, licence, "CC-BY-4.0") is None
    assert type_problem(SCHEMA, licence, "cc-by-4.0") is Rule.NOT_CHOICE
    assert type_problem(SCHEMA, licence, ["CC-BY-4.0"]) is Rule.NOT_CHOICE


def test_what_no_text_may_hold_is_said_before_its_form() -> None:
    assert type_problem(SCHEMA, of_type(INTEGER), "3\x07") is Rule.CONTROL
    marked = "http://commons.invalid/sheets/0123456789ab"
    assert type_problem(SCHEMA, of_type(URL), marked) is Rule.MARKER
    assert type_problem(SCHEMA, of_type(TEXT), "un\n\tdeux") is None


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("https://exemple.org/é?a=b#c", True),
        ("HTTP://exemple.org", True),
        ("/sheets/0123456789ab", True),
        ("https://", False),
        ("https://a b.fr", False),
        ("https://[a.fr", False),
        ("ftp://exemple.org", False),
        ("javascript:alert(1)", False),
        ("https://banque.fr@exemple.org", False),
        ("https://a.fr/" + "a" * 2000, False),
        (None, False),
    ],
)
def test_a_web_address_has_a_scheme_and_a_host(value: object, *, fits: bool) -> None:
    assert is_url(value) is fits


@pytest.mark.parametrize(
    ("value", "ours"),
    [
        ("/sheets/0123456789ab", True),
        ("/sheets/0123456789ab/v/3", True),
        ("/sheets/0123456789ab/v/0", False),
        ("/sheets/0123456789ab/v/", False),
        ("/sheets/0123456789ab/titre", False),
        ("https://a.fr/sheets/0123456789ab", False),
        ("/sheets/0123456789a", False),
    ],
)
def test_our_own_sheets_and_versions_are_named_by_their_path(
    value: str, *, ours: bool
) -> None:
    assert is_ours(value) is ours
