"""The options of `commons load`: what they take, and what they go with."""

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from commons.cli.exchange.options import (
    ALL,
    OPTIONS,
    Input,
    input_of,
    refuse_idle_options,
)
from commons.services.exchange.foreign.survey import VERSIONS


def given(found: Input, *words: str) -> tuple[Result, dict[str, Any]]:
    """Give these options to a command that takes them all, for this input."""
    heard: dict[str, Any] = {}

    @click.pass_context
    def take(context: click.Context, /, **options: Any) -> None:
        refuse_idle_options(context, found)
        heard.update(options)

    command = click.Command("load", callback=take, params=[r.option for r in OPTIONS])
    return CliRunner().invoke(command, words), heard


def test_a_path_is_a_table_an_export_or_a_folder(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.touch()
    export = tmp_path / "export"
    (export / VERSIONS).mkdir(parents=True)
    assert input_of(table) is Input.TABLE
    assert input_of(tmp_path / "nothing") is Input.TABLE
    assert input_of(tmp_path) is Input.FOLDER
    assert input_of(export) is Input.EXPORT


@pytest.mark.parametrize("found", Input)
def test_without_options_nothing_is_refused(found: Input) -> None:
    done, heard = given(found)
    assert done.exit_code == 0, done.output
    assert heard["columns"] == heard["authors"] == ()
    assert heard["incomplete"] is heard["check"] is False


def test_options_that_have_no_use_are_all_named() -> None:
    done, heard = given(Input.TABLE, "--incomplete", "--map", __file__, "--check")
    assert done.exit_code == 2
    assert "--incomplete, --map : sans effet sur un tableau" in done.output
    assert heard == {}
    done, _ = given(Input.EXPORT, "--kind", "tool", "--column", "A=title")
    assert "--kind, --column : sans effet sur un export" in done.output


def test_an_option_goes_with_the_inputs_of_its_row() -> None:
    for row in OPTIONS:
        if row.option.is_flag:
            for found in Input:
                done, _ = given(found, row.option.opts[0])
                assert (done.exit_code == 0) == (found in row.inputs), row.option.name
    assert set(Input) == ALL


@pytest.mark.parametrize("name", ["--source", "--author", "--licence", "--kind"])
@pytest.mark.parametrize("blank", ["", "  ", "\u200b"])
def test_a_blank_text_is_refused_under_the_name_of_the_option(
    name: str, blank: str
) -> None:
    done, _ = given(Input.FOLDER, name, blank)
    assert done.exit_code == 2
    assert name in done.output
    assert "une valeur est attendue" in done.output


def test_one_blank_among_several_is_refused() -> None:
    done, _ = given(Input.TABLE, "--author", "Camille", "--author", " ")
    assert done.exit_code == 2


def test_a_source_is_tidied_and_texts_that_repeat_stand_in_order() -> None:
    _, heard = given(
        Input.FOLDER, "--source", "  lille \t 2018 ", "--author", "B", "--author", "A"
    )
    assert heard["source"] == "lille 2018"
    assert heard["authors"] == ("B", "A")


@pytest.mark.parametrize(
    ("name", "value"), [("--encoding", "latin-9000"), ("--map", "/nothing.yaml")]
)
def test_an_encoding_or_a_file_that_there_is_not_is_refused(
    name: str, value: str
) -> None:
    done, _ = given(Input.FOLDER, name, value)
    assert done.exit_code == 2
    assert name in done.output
