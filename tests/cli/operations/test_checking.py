"""What is stale or strange is named, as an operator asks."""

import subprocess
import sys
from pathlib import Path

import pytest

from commons.cli.operations.checking import check
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.servers.fresh_process import printed_by
from tests.servers.server import environment, ordered
from tests.services.operations.checks.damaged_rows import (
    damage_rows,
    list_rows,
    store_in,
)


def test_a_look_names_what_is_stale_and_a_check_makes_it_again(folder: Path) -> None:
    def shelves() -> int:
        with store_in(folder) as store:
            return len(list_rows(store, "shelves"))

    assert shelves() == 2
    with store_in(folder) as store:
        damage_rows(store, "DELETE FROM shelves")
    looked = ordered(folder, "check", "--look")
    assert (looked.exit_code, shelves()) == (1, 0)
    assert "est autre qu’au journal" in looked.stderr
    checked = ordered(folder, "check")
    assert (checked.exit_code, shelves()) == (1, 2)
    assert "refait d’après le journal" in checked.stderr
    assert ordered(folder, "check").exit_code == 0


OF_A_CHECK = ("--look", "--shapes")


@pytest.mark.judged
@pytest.mark.parametrize(
    "chosen", [(), OF_A_CHECK[:1], OF_A_CHECK[1:], OF_A_CHECK], ids=" ".join
)
def test_each_option_of_a_check_is_honoured_beside_any_other(
    folder: Path, parts: Components, chosen: tuple[str, ...]
) -> None:
    assert {name for p in check.params for name in p.opts} == {*OF_A_CHECK}
    odd = Desk(parts).put_one(title="Longue", duration="longtemps")
    damage_rows(parts.store, "DELETE FROM shelves")
    done = ordered(folder, "check", *chosen)
    assert done.exit_code == 1
    assert ("refait d’après le journal" in done.stderr) == ("--look" not in chosen)
    line = f"la version 1 de la fiche {odd.sheet}, « Longue », champ « Durée » :"
    assert (line in done.stderr) == ("--shapes" in chosen)
    again = ordered(folder, "check", *chosen)
    assert again.exit_code == (0 if chosen == () else 1)


@pytest.mark.judged
def test_what_conforms_to_the_shapes_is_in_order(folder: Path) -> None:
    done = ordered(folder, "check", "--shapes")
    assert (done.exit_code, done.stdout) == (0, "Tout est en ordre.\n")


def test_shapes_without_their_judge_are_refused_and_nothing_else_is(
    folder: Path,
) -> None:
    lacking = (
        "import sys; sys.modules['pyshacl'] = None  # as where it is not installed\n"
        "from commons.cli import main; main()"
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", lacking, *words],
            env=environment(folder),
            capture_output=True,
            text=True,
            check=False,
        )

    refused = run("check", "--shapes")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert 'pyshacl : pip install "commons-wiki[shapes]"' in refused.stderr
    assert run("check").returncode == 0


@pytest.mark.parametrize("module", ["commons.cli", "commons.app"])
def test_neither_commands_nor_servers_wait_for_rdflib(module: str) -> None:
    seen = f"import sys, {module}; print([m for m in ('rdflib', 'pyshacl') if m in sys.modules])"
    assert printed_by(seen) == "[]\n"


def test_no_command_waits_for_the_words_of_french_that_it_does_not_need() -> None:
    seen = "import commons.app, commons.core.text.french.lexicon.words as w; print(vars(w._LEXICON))"
    assert printed_by(seen) == "{}\n"


def test_a_file_that_none_of_ours_is_is_named_and_left(folder: Path) -> None:
    stray = next((folder / "media").rglob("*.png")).with_name("vacances.txt")
    stray.touch()
    done = ordered(folder, "check")
    assert done.exit_code == 0
    assert f"{stray} n’est pas un fichier du commun" in done.stderr
    assert stray.exists()
