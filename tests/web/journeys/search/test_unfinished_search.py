"""What the pages say while the search index is being made: never a silent 0."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from commons.wiring.components import Components
from tests.people.visitor import said_by
from tests.servers.server import Person, Server

SAYING = "La recherche est en train d’être refaite"


def emptied(parts: Components) -> None:
    parts.index.clear()


def damaged(parts: Components) -> None:
    for path in (parts.settings.index_dir / "files").glob("*.seg"):
        path.write_bytes(b"\xff" * path.stat().st_size)


def lost(parts: Components) -> None:
    shutil.rmtree(parts.settings.index_dir / "files")


HARM = [
    emptied,
    *(pytest.param(harm, marks=pytest.mark.sqlite) for harm in (damaged, lost)),
]


@contextmanager
def while_made(parts: Components, harm: Callable[[Components], None]) -> Iterator[None]:
    """Hold the moment when an index is begun again and nothing is in it yet."""
    with parts.index.exclusive():
        harm(parts)
        yield
    parts.catch_up()


@pytest.mark.parametrize("harm", HARM)
def test_a_search_says_that_it_is_being_made_again(
    starter: Components, client: FlaskClient, harm: Callable[[Components], None]
) -> None:
    before = client.get("/search.json?q=jardin").get_json()
    assert before["total"] > 0
    with while_made(starter, harm):
        page = client.get("/search?q=jardin")
        assert SAYING in said_by(page)
        assert "Aucune fiche ne répond" not in said_by(page)
        told = client.get("/search.json?q=jardin")
        assert (told.status_code, told.headers["Retry-After"]) == (503, "30")
        assert told.content_type == "application/problem+json"
        assert SAYING in told.get_json()["detail"]
    assert SAYING not in said_by(client.get("/search?q=jardin"))
    assert client.get("/search.json?q=jardin").get_json() == before


@pytest.mark.parametrize(
    "address", ["/search", "/themes", "/themes/food", "/territories/commune:29019"]
)
def test_every_page_that_counts_says_so(
    starter: Components, client: FlaskClient, address: str
) -> None:
    assert SAYING not in said_by(client.get(address))
    with while_made(starter, emptied):
        said = said_by(client.get(address))
        assert SAYING in said
        assert not {"pour l’instant", "Pas encore de fiche"} & {
            words
            for words in ("pour l’instant", "Pas encore de fiche")
            if words in said
        }


def test_a_place_that_only_sheets_know_is_not_denied_meanwhile(
    starter: Components, client: FlaskClient
) -> None:
    unknown = "/territories/commune:99999"
    assert client.get(unknown).status_code == 404
    with while_made(starter, emptied):
        answer = client.get(unknown)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert SAYING in said_by(answer)
        assert client.get("/territories/nonsense").status_code == 404


def test_health_tells_it(starter: Components, client: FlaskClient) -> None:
    assert client.get("/healthz").get_json()["search_whole"] is True
    with while_made(starter, emptied):
        told = client.get("/healthz").get_json()
        assert (told["search_whole"], told["changes_to_index"] > 0) == (False, True)
    assert client.get("/healthz").get_json()["search_whole"] is True


def test_no_question_is_noted_as_unanswered_meanwhile(
    starter: Components, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    with while_made(starter, emptied):
        client.get("/search?q=jardin")
    assert "a search without result" not in capsys.readouterr().err


def test_a_server_listens_before_its_index_is_made(
    starter: Components, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        with while_made(starter, emptied):
            server = Server(tmp_path / "instance")
            server.awaited = "/healthz/live"
            stack.enter_context(server)
            assert Person(server.address).get("/healthz").status == 503
            reader = Person(server.address)
            assert reader.get("/").status == 200
            assert SAYING in reader.get("/search?q=jardin").text
            assert reader.get("/search.json?q=jardin").status == 503
        assert reader.get("/search.json?q=jardin").status == 200
