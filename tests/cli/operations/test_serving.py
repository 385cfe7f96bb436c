"""What the server is started with, and what it says of its addresses."""

from pathlib import Path

from commons.web.journeys.registry import JOURNEYS
from tests.servers.fresh_process import printed_by
from tests.servers.server import Person, Server, command, ordered


def test_every_address_is_printed_and_no_instance_is_made(tmp_path: Path) -> None:
    done = command(tmp_path / "instance", "routes")
    assert (done.returncode, done.stderr) == (0, "")
    rules = sum(len(journey.rules) for journey in JOURNEYS)
    assert len(done.stdout.splitlines()) > rules
    assert "/sheets/<sheet_id:sheet>/edit" in done.stdout
    assert not (tmp_path / "instance").exists()


def test_the_server_starts_without_what_loads_or_backs_up() -> None:
    program = (
        "import sys, commons.cli.operations.serving; "
        "print([m for m in sys.modules if m.startswith('commons.services.exchange')"
        " or m.startswith('commons.cli.exchange.loading')])"
    )
    assert printed_by(program).strip() == "[]"


def test_an_empty_instance_opens_with_the_starter_sheets(tmp_path: Path) -> None:
    with Server(tmp_path / "instance", workers=1):
        pass  # it has answered
    counted = ordered(tmp_path / "instance", "index")
    assert counted.exit_code == 0
    done = ordered(tmp_path / "instance", "export", str(tmp_path / "fiches"))
    assert int(done.stdout.split()[0]) >= 12


def test_who_tries_it_on_another_port_is_given_addresses_of_that_port(
    tmp_path: Path,
) -> None:
    with Server(tmp_path / "instance", workers=1, base_url="") as server:
        told = Person(server.address).get("/robots.txt").text
    assert f"Sitemap: http://localhost:{server.port}/" in told
