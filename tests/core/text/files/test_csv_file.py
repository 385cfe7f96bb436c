"""Spreadsheets as people save them, and files that are none."""

import tracemalloc

import pytest

from commons.core.text.files import csv_file
from commons.core.text.files.csv_file import Line, Table, read_csv, write_csv
from commons.errors import UnfitTableError

ROWS = [["Titre", "Thème"], ["L’été", "Où ?\nIci ; là, « oui »"], [], ["Œuvre", "€"]]
TABLE = Table(
    header=("Titre", "Thème"),
    lines=(
        Line(number=2, cells=("L’été", "Où ?\nIci ; là, « oui »")),
        Line(number=4, cells=("Œuvre", "€")),
    ),
)


def csv_of(separator: str, end: str = "\r\n") -> str:
    """Write ROWS as spreadsheets do."""
    quoted = [[f'"{cell}"' for cell in row] for row in ROWS]
    return "".join(separator.join(row) + end for row in quoted)


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_way_to_save_a_table_reads_the_same(
    encoding: str, separator: str, end: str
) -> None:
    assert read_csv(csv_of(separator, end).encode(encoding)) == TABLE


def test_what_we_write_is_read_back() -> None:
    assert read_csv(write_csv(ROWS)) == TABLE


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    text = '\r\nTitre;Texte\r\n;;\r\nun;"deux\nlignes"\r\n\r\ntrois;\r\n;;;\r\n'
    found = read_csv(text.encode())
    assert [line.number for line in found.lines] == [4, 6]
    assert [line.cells for line in found.lines] == [("un", "deux\nlignes"), ("trois",)]


def test_rows_may_be_ragged_and_headings_the_same_or_missing() -> None:
    found = read_csv(b"a;;a\n1\n1;2;3;4\n")
    assert found.header == ("a", "", "a")
    assert [line.cells for line in found.lines] == [("1",), ("1", "2", "3", "4")]


def test_the_line_by_which_excel_tells_the_separator_is_no_row() -> None:
    found = read_csv(b"sep=,\r\na,b\r\n1;2,3\r\n")
    assert found.lines == (Line(number=2, cells=("1;2", "3")),)


def test_quotation_marks_within_a_cell_stay() -> None:
    text = 'Titre;Note\n5" de large;"dit ""oui"""\n'
    assert read_csv(text.encode()).lines[0].cells == ('5" de large', 'dit "oui"')


HOSTILE = {
    "nothing": (b"", csv_file.EMPTY),
    "blank": (b"\xef\xbb\xbf;;\r\n\r\n", csv_file.EMPTY),
    "headings alone": (b"Titre;Texte\r\n", csv_file.NO_ROWS),
    "a workbook": (b"PK\x03\x04" + bytes(100), csv_file.WORKBOOK),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(100), csv_file.WORKBOOK),
    "NUL bytes": (b"Titre;Texte\r\na\x00;b\r\n", csv_file.BINARY),
    "every byte": (bytes(range(256)), csv_file.BINARY),
    "UTF-16 unmarked": ("Titre;é\na;b".encode("utf-16-le"), csv_file.BINARY),
    "UTF-16 cut": ("Titre;é\na;b".encode("utf-16")[:-1], csv_file.UNREADABLE),
    "damaged": ("é;à\nè;ù\n".encode() + b"\xe9\n", csv_file.UNREADABLE),
    "no encoding": ("Titre;é\n".encode("cp1252") + b"\x81", csv_file.BINARY),
    "an open quote": (b'a;b\n1;2\n"3;4\n5;6\n', csv_file.QUOTES),
    "a quote in two": (b'a;b\n"1"2;3\n', csv_file.QUOTES),
    "one long line": (b"a" * 9_000_000, csv_file.LONG_CELL),
    "one long row": (b";" * 9_000_000, csv_file.LONG_CELL),
    "5 000 columns": (b";".join([b"c"] * 5_000) + b"\n1\n", csv_file.MANY_COLUMNS),
    "a wide row": (b"a;b\n" + b"1;" * 500 + b"1\n", csv_file.MANY_COLUMNS),
    "20 000 rows": (b"a;b\n" + b"1;2\n" * 20_000, csv_file.MANY_ROWS),
    "blank for ever": (b"a;b\n" + b"\n" * 9_000_000, csv_file.MANY_ROWS),
    "too large": (b"a;b\n" * 3_000_000, csv_file.MANY_BYTES),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_table_is_refused_with_a_reason(name: str) -> None:
    content, sentence = HOSTILE[name]
    with pytest.raises(UnfitTableError) as refused:
        read_csv(content)
    assert refused.value.sentence == sentence
    assert str(refused.value) == sentence % refused.value.details


def test_a_fault_is_told_by_the_row_where_it_begins() -> None:
    with pytest.raises(UnfitTableError, match="ligne 3") as refused:
        read_csv(b'a;b\n"un\ndeux";2\n"3;4\n5;6\n')
    assert refused.value.details == {"line": 3}


@pytest.mark.parametrize("name", ["one long line", "one long row", "blank for ever"])
def test_refusing_takes_little_memory(name: str) -> None:
    content = HOSTILE[name][0]
    tracemalloc.start()
    with pytest.raises(UnfitTableError):
        read_csv(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * len(content)


def test_a_few_stray_controls_do_not_make_a_table_unreadable() -> None:
    line = (
        "Une fiche;Ce que la fiche apporte, dit en une phrase de tous les jours;{}\r\n"
    )
    text = "Titre;Résumé;Texte\r\n" + line.format("a\x02b\x0bc") + line.format("d") * 3
    assert csv_file.read_csv(text.encode()).lines[0].cells[2] == "a\x02b\x0bc"
    with pytest.raises(UnfitTableError, match="texte"):
        csv_file.read_csv(b"Titre;Texte\r\na\x02;\x01\x02\x03b\r\n")


def test_what_all_cells_cost_together_is_bounded() -> None:
    row = b"<ul><li><b>a" * 50 + b";" + b"[[a]] http://a.fr " * 20 + b"\n"
    small, large = b"a;b\n" + row * 10, b"a;b\n" + row * 1_000
    assert len(csv_file.read_csv(small, most_weight=80_000).lines) == 10
    assert len(csv_file.read_csv(large).lines) == 1_000
    with pytest.raises(UnfitTableError) as refused:
        csv_file.read_csv(large, most_weight=80_000)
    assert refused.value.sentence == csv_file.MUCH_WORK
