"""What is said of a load: each kind of thing once, with examples."""

from pathlib import Path

import pytest

from commons.cli.exchange.report import (
    EXAMPLES,
    ReportOptions,
    print_report,
    say_nothing_came,
    say_table,
)
from commons.core.text.files.csv_file import read_csv
from commons.services.exchange.batch.load_report import Fault, LoadReport, Remark
from commons.services.exchange.foreign.notes import UNKNOWN

FOLDER = Path("/dossier")
Heard = pytest.CaptureFixture[str]


def faults(count: int, reason: str = "la ligne {} est vide") -> list[Fault]:
    """Give faults of one sort."""
    path = FOLDER / "a.md"
    return [
        Fault(path=path, line=n, reason=reason.format(n)) for n in range(1, count + 1)
    ]


def remarks(sort: str, *abouts: str) -> list[Remark]:
    """Give remarks of one sort, each of a file of its own."""
    return [
        Remark(path=FOLDER / f"{number}.md", sort=sort, about=about)
        for number, about in enumerate(abouts)
    ]


def said(heard: Heard, report: LoadReport, *, verbose: bool = False) -> list[str]:
    """Give the lines that go to standard error."""
    print_report(report, ReportOptions(folder=FOLDER, verbose=verbose))
    return heard.readouterr().err.splitlines()


def test_the_counts_go_to_standard_output(capsys: Heard) -> None:
    report = LoadReport(created=3, updated=2, unchanged=1)
    print_report(report, ReportOptions(folder=FOLDER))
    told = capsys.readouterr()
    assert told.out == "3 créées, 2 mises à jour, 1 inchangées, 0 fautes\n"
    assert told.err == ""


def test_drafts_and_what_was_kept_are_counted_where_there_are_some(
    capsys: Heard,
) -> None:
    print_report(
        LoadReport(drafted=2, kept=faults(1), faults=faults(2)),
        ReportOptions(folder=FOLDER),
    )
    assert capsys.readouterr().out.endswith(
        "0 inchangées, 2 en brouillon, 1 gardées, 2 fautes\n"
    )


def test_faults_of_a_sort_have_a_few_examples_and_are_all_told_when_asked_for(
    capsys: Heard,
) -> None:
    many = LoadReport(faults=[*faults(1, "« x » manque"), *faults(EXAMPLES + 2)])
    short, whole = said(capsys, many), said(capsys, many, verbose=True)
    assert short[:2] == [
        "/dossier/a.md:1: la ligne 1 est vide",
        "/dossier/a.md:2: la ligne 2 est vide",
    ]
    assert short[EXAMPLES] == "… et 2 autres fautes de cette sorte (--verbose)"
    assert short[-1] == "/dossier/a.md:1: « x » manque"
    assert len(whole) == EXAMPLES + 3
    assert not any("--verbose" in line for line in whole)


def test_files_are_told_from_the_folder_and_fields_by_their_name(
    capsys: Heard,
) -> None:
    report = LoadReport(
        remarks=[
            *remarks("titre déjà pris", "Le banc", ""),
            *remarks(UNKNOWN, "tags", "date", "tags"),
        ],
        passed=remarks("sans texte", *[""] * (EXAMPLES + 1)),
    )
    assert said(capsys, report) == [
        f"3 × {UNKNOWN} : tags (2), date (1)",
        "2 × titre déjà pris : 0.md (Le banc), 1.md",
        "4 passés, sans texte : 0.md, 1.md, 2.md, …",
    ]


def test_a_file_cannot_write_on_the_terminal_by_its_name(capsys: Heard) -> None:
    strange = Remark(path=FOLDER / "a\x1b[2J\nb.md", sort="sans texte")
    (line,) = said(capsys, LoadReport(passed=[strange]))
    assert "\x1b" not in line


def test_who_loads_a_folder_of_nothing_is_told_what_was_looked_for(
    capsys: Heard,
) -> None:
    say_nothing_came(LoadReport(), ["method", "tool"])
    assert "(method, tool)" in capsys.readouterr().err
    say_nothing_came(LoadReport(remarks=remarks("sans titre", "")), ["method"])
    assert capsys.readouterr().err == "Rien n’est entré.\n"
    say_nothing_came(LoadReport(faults=faults(1)), ["method"])
    assert capsys.readouterr().err == ""


def test_columns_that_were_left_out_are_named_and_many_are_cut(capsys: Heard) -> None:
    table = read_csv(b"Titre;Note;;Fin\nLe banc;x;y;z\n")
    say_table(table, ["title", "", "", "body"], verbose=False)
    assert capsys.readouterr().err == (
        "2 colonnes laissées de côté : « Note », « sans titre »\n"
    )
    wide = read_csv((";".join(f"C{n}" for n in range(20)) + "\nx\n").encode())
    say_table(wide, [""] * 20, verbose=False)
    assert capsys.readouterr().err.endswith("« C11 », …\n")
    say_table(wide, [""] * 20, verbose=True)
    assert capsys.readouterr().err.endswith("« C19 »\n")


def test_an_encoding_that_was_guessed_is_told_with_what_it_gives(
    capsys: Heard,
) -> None:
    say_table(read_csv("Titre\nDébat\n".encode()), ["title"], verbose=False)
    assert capsys.readouterr().err == ""
    say_table(read_csv("Titre\nDébat à\n".encode("cp850")), ["title"], verbose=False)
    told = capsys.readouterr().err
    assert told.startswith("Encodage deviné : MS-DOS")
    assert "Débat à" in told
    assert told.endswith("(sinon, --encoding)\n")


def test_as_many_targets_are_needed_as_there_are_columns() -> None:
    with pytest.raises(ValueError, match="zip"):
        say_table(read_csv(b"A;B\n1;2\n"), ["title"], verbose=False)
