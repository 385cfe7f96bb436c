"""A source is known by its sheet, whichever address of it a row has."""

from commons.core.kinds.rules.sources import source_key, source_rows

SHEET = "0123456789ab"


def test_rows_keep_their_places_and_what_is_none_is_left() -> None:
    row = {"url": "https://a.fr/"}
    assert source_rows({"sources": ["typed", row]}) == [(1, row)]
    assert source_rows({"sources": row}) == [(0, row)]
    assert source_rows({}) == []


def test_a_source_is_its_sheet_or_else_its_address() -> None:
    assert source_key({"url": f"https://a.fr/sheets/{SHEET}/v/2/print"}) == SHEET
    assert source_key({"url": "https://a.fr/page"}) == "https://a.fr/page"
    assert source_key({}) == ""
