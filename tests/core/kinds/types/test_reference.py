"""Web addresses, sheets and files: read from what names them, IRIs in RDF."""

from dataclasses import replace

import pytest

from commons.core.domain.schema.kind import Field, FieldType, Value
from commons.core.kinds.types.reference import FILE, SHEET, URL, VERSION
from tests.core.kinds.examples import SCHEMA

TITLE = SCHEMA.kinds["method"].field("title")
NAME = f"{'0' * 64}.jpg"
TABLE = f"{'0' * 64}.csv"


def of_type(type_: FieldType, editor: str = "") -> Field:
    return replace(TITLE, type=type_, editor=editor)


@pytest.mark.parametrize(
    ("type_", "typed", "read"),
    [
        (URL, "www.a.fr/é", "https://www.a.fr/%C3%A9"),
        (URL, "https://a.fr/é", "https://a.fr/é"),
        (SHEET, "https://ici.fr/sheets/0123456789ab/abaque", "0123456789ab"),
        (SHEET, "[[0123456789ab|L’abaque]]", "0123456789ab"),
        (SHEET, "L’abaque", "L’abaque"),
        (FILE, f"/media/{NAME}", NAME),
        (VERSION, "/sheets/0123456789ab/v/3", "/sheets/0123456789ab/v/3"),
        (VERSION, "/sheets/0123456789ab/v/3.ttl", "/sheets/0123456789ab/v/3"),
        (
            VERSION,
            " https://a.fr/sheets/0123456789ab/v/12?lang=en#step-1",
            "https://a.fr/sheets/0123456789ab/v/12",
        ),
        (
            VERSION,
            "www.a.fr/wiki/sheets/0123456789ab/v/1/adapt",
            "https://www.a.fr/wiki/sheets/0123456789ab/v/1",
        ),
        (VERSION, "/sheets/0123456789ab/abaque", "/sheets/0123456789ab/abaque"),
        (VERSION, "L’abaque", "L’abaque"),
    ],
)
def test_a_reference_is_read_from_what_names_it(
    type_: FieldType, typed: str, read: str
) -> None:
    assert type_.parse(SCHEMA, of_type(type_), typed) == read


@pytest.mark.parametrize(
    ("type_", "value", "address"),
    [
        (URL, "https://a.fr/é", "https://a.fr/é"),
        (
            URL,
            "/sheets/0123456789ab/v/3",
            "http://commons.invalid/sheets/0123456789ab/v/3",
        ),
        (SHEET, "0123456789ab", "http://commons.invalid/sheets/0123456789ab"),
        (FILE, NAME, f"http://commons.invalid/media/{NAME}"),
        (
            VERSION,
            "/sheets/0123456789ab/v/3",
            "http://commons.invalid/sheets/0123456789ab/v/3",
        ),
        (
            VERSION,
            "https://a.fr/sheets/0123456789ab/v/3",
            "https://a.fr/sheets/0123456789ab/v/3",
        ),
    ],
)
def test_each_is_an_iri_in_rdf(type_: FieldType, value: Value, address: str) -> None:
    assert type_.iri_of is not None
    assert type_.iri_of(SCHEMA, of_type(type_), value) == address


def test_an_image_is_asked_for_by_the_editor() -> None:
    assert FILE.fits(SCHEMA, of_type(FILE), TABLE)
    assert not FILE.fits(SCHEMA, of_type(FILE, "image"), TABLE)
    assert FILE.fits(SCHEMA, of_type(FILE, "ownimage"), NAME)


def test_lists_are_cut_where_no_name_can_go_on() -> None:
    text = "https://a.fr/?x=1,2;3 https://b.fr, www.c.fr"
    assert URL.split(SCHEMA, of_type(URL), text, cell=True) == [
        "https://a.fr/?x=1,2;3",
        "https://b.fr",
        "www.c.fr",
    ]
    assert SHEET.split(SCHEMA, of_type(SHEET), "Pain, sel;Vin", cell=False) == [
        "Pain, sel",
        "Vin",
    ]
    assert FILE.split(SCHEMA, of_type(FILE), "a;b.jpg\nc.jpg", cell=False) == [
        "a;b.jpg",
        "c.jpg",
    ]


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("/sheets/0123456789ab/v/3", True),
        ("https://a.fr/sheets/0123456789ab/v/3", True),
        ("/sheets/0123456789ab", False),
        ("/sheets/0123456789ab/v/0", False),
        ("/sheets/0123456789ab/v/3?x", False),
        ("sheets/0123456789ab/v/3", False),
        ("javascript:/sheets/0123456789ab/v/3", False),
        ("https://nom:secret@a.fr/sheets/0123456789ab/v/3", False),
        ("https://a.fr/sheets/0123456789ab/v/3/", False),
        (f"https://a.fr/{'a' * 2000}/sheets/0123456789ab/v/3", False),
        (3, False),
    ],
)
def test_a_version_is_named_by_its_address_alone(value: object, *, fits: bool) -> None:
    assert VERSION.fits(SCHEMA, of_type(VERSION), value) is fits
