"""`commons adapt`: a sheet of a running commons, by its address, and what is refused."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.federated import OtherSites, open_site
from tests.servers.server import Server, add_account, ordered

EMAIL = "nolwenn@exemple.fr"
CHANGES = "Le banc devient une barque, et l’on parle aux marins."

Adapt = Callable[..., Result]


@pytest.fixture(scope="module")
def source(
    tmp_path_factory: pytest.TempPathFactory, starter_folder: Path
) -> Iterator[str]:
    """Serve a commons with one method; give the address of its page."""
    folder = tmp_path_factory.mktemp("source")
    server = Server(folder / "made")
    with open_site(
        folder / "made", starter_folder, OtherSites(), server.address
    ) as site:
        page = site.author.publishes("method", title="Le banc", licence="CC-BY-SA-4.0")
    with server:
        yield server.address + page


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, empty_folder: Path) -> Path:
    """Give the folder of an instance with an account, to copy."""
    folder = tmp_path_factory.mktemp("begun") / "own"
    shutil.copytree(empty_folder, folder)
    add_account(folder, EMAIL)
    return folder


@pytest.fixture
def adapt(tmp_path: Path, begun: Path, source: str) -> Adapt:
    """Give the command, over an instance with an account, which may ask the source."""
    folder = tmp_path / "own"
    shutil.copytree(begun, folder)
    hosts = source.split("/")[2]

    def run(*words: str, may_ask: bool = True) -> Result:
        allowed = hosts if may_ask else ""
        base = "https://wiki.example"
        return ordered(folder, *words, base_url=base, fetch_hosts=allowed)

    return run


def test_a_draft_is_made_for_an_account(adapt: Adapt, source: str) -> None:
    done = adapt("adapt", source, "--account", EMAIL, "--territory", "Brest")
    assert done.exit_code == 0, done.output
    assert "« Le banc », Camille, CC-BY-SA-4.0" in done.output
    assert re.search(
        r"Brouillon : \S+/sheets/new/method\?draft=[0-9a-z]{12}", done.output
    )


def test_it_is_published_when_told_so_with_what_changes(
    adapt: Adapt, source: str
) -> None:
    words = ("adapt", source, "--account", EMAIL, "--publish")
    lacking = adapt(*words)
    assert (lacking.exit_code, "--changes" in lacking.output) == (2, True)
    done = adapt(
        *words,
        "--changes",
        CHANGES,
        "--author",
        "Collectif du banc",
        "--territory",
        "Brest",
    )
    assert done.exit_code == 0, done.output
    assert re.search(r"Publiée : \S+/sheets/[0-9a-z]{12}", done.output)


def test_what_would_be_done_is_told_without_an_account(
    adapt: Adapt, source: str
) -> None:
    done = adapt("adapt", source, "--check")
    assert done.exit_code == 0, done.output
    assert "Licences possibles : CC-BY-SA-4.0" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--account est attendu"),
        (("--account", "personne@exemple.fr"), "aucun compte qui puisse écrire"),
        (("--account", EMAIL, "--licence", "CC0-1.0"), "ne permet pas CC0"),
        (("--account", EMAIL, "--licence", "MIT"), "--licence : MIT"),
        (("--account", EMAIL, "--kind", "method"), "--kind : sans effet"),
        (("--account", EMAIL, "--kind", "poem"), "--kind : poem"),
        (
            ("--account", EMAIL, "--source-licence", "CC-BY-4.0"),
            "--source-licence : sans effet",
        ),
        (("--check", "--licence", "CC0-1.0"), "ne permet pas CC0"),
    ],
)
def test_each_option_is_honoured_or_refused(
    adapt: Adapt, source: str, words: tuple[str, ...], said: str
) -> None:
    done = adapt("adapt", source, *words)
    assert done.exit_code != 0
    assert said in done.output


def test_a_host_that_is_not_public_is_refused_unless_allowed(
    adapt: Adapt, source: str
) -> None:
    done = adapt("adapt", source, "--check", may_ask=False)
    assert done.exit_code == 1
    assert "ne lit rien au port" in done.output


def test_notices_are_told_sent_and_looked_into(adapt: Adapt, source: str) -> None:
    adapt("adapt", source, "--account", EMAIL, "--publish", "--changes", CHANGES)
    sent = adapt("notices", "send")
    assert sent.exit_code == 0, sent.output
    assert "Tout est envoyé." in sent.output
    told = adapt("notices")
    assert "Envoyées : waiting 0, sent 1, dead 0" in told.output
    assert "0 annonces vérifiées" in adapt("notices", "check").output


def test_the_notice_of_a_source_is_said_to_be_kept(adapt: Adapt, source: str) -> None:
    words = ("--publish", "--changes", CHANGES, "--notice", "--territory", "Brest")
    done = adapt("adapt", source, "--account", EMAIL, *words)
    assert done.exit_code == 0, done.output
    assert "Publiée : " in done.output
