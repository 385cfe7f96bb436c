"""Looks at the network: a mail server, the address of the site, who is believed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from commons.services.operations.doctor.finding import State
from commons.services.operations.doctor.network import (
    look_at_address,
    look_at_mail,
    look_at_proxy,
)
from commons.wiring.components import Components
from tests.servers.mail_server import MailServer
from tests.servers.nginx import behind_nginx
from tests.servers.server import Server, free_port
from tests.services.operations.doctor.patients import patient_of


def test_a_mail_server_is_greeted_and_hears_no_message(
    parts: Components, tmp_path: Path
) -> None:
    with MailServer(tmp_path / "mail") as server:
        greeted = look_at_mail(patient_of(parts, mail_url=server.url))
        assert greeted.state is State.FINE
        assert [*server.folder.iterdir()] == []
    assert look_at_mail(patient_of(parts, mail_url=server.url)).state is State.FAULT
    assert look_at_mail(patient_of(parts, mail_url="")).state is State.WARNING
    assert look_at_mail(patient_of(parts, mail_url="log:")).state is State.WARNING


def test_an_address_where_nobody_or_another_answers_is_a_fault(
    parts: Components,
) -> None:
    away = patient_of(parts, base_url=f"http://127.0.0.1:{free_port()}")
    assert look_at_address(away).state is State.FAULT
    assert look_at_proxy(away).state is State.WARNING
    https = patient_of(parts, base_url="https://127.0.0.1:1", trusted_proxies=0)
    assert look_at_proxy(https).state is State.FAULT


@pytest.fixture(scope="module")
def believing(
    tmp_path_factory: pytest.TempPathFactory, starter_folder: Path
) -> Iterator[Server]:
    """Serve a wiki that believes one proxy."""
    folder = tmp_path_factory.mktemp("believing")
    shutil.copytree(starter_folder, folder / "instance")
    with Server(folder / "instance", workers=1, trusted_proxies="1") as server:
        yield server


def test_a_site_that_believes_strangers_is_a_fault(
    parts: Components, believing: Server
) -> None:
    bare = patient_of(parts, base_url=believing.address, trusted_proxies=1)
    assert look_at_address(bare).state is State.FINE
    found = look_at_proxy(bare)
    assert found.state is State.FAULT
    assert "COMMONS_TRUSTED_PROXIES=0" in found.todo
    alone = patient_of(parts, base_url=believing.address, trusted_proxies=0)
    assert look_at_proxy(alone).state is State.FINE


def test_behind_the_proxy_that_ships_all_is_well(
    parts: Components,
    believing: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with behind_nginx(tmp_path, believing.port, free_port()) as public:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "fullchain.pem"))
        through = patient_of(parts, base_url=public.address, trusted_proxies=1)
        assert look_at_address(through).state is State.FINE
        assert look_at_proxy(through).state is State.FINE
