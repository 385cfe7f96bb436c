"""Figures for a monitor: to whom they are meant, and to nobody else."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.settings import Monitoring
from commons.wiring.components import Components
from tests.people.visitor import Visitor
from tests.web.middleware.test_request_metrics import samples

TOKEN = "un-jeton-de-mesure-9f3c1b"


def watched(parts: Components, proxies: int = 0, **chosen: str) -> FlaskClient:
    """Give somebody who asks an instance that is watched over."""
    settings = replace(
        parts.settings,
        monitoring=Monitoring(**chosen),  # type: ignore[arg-type]  # only words here
        trusted_proxies=proxies,
    )
    return create_app(replace(parts, settings=settings)).test_client()


def test_nobody_reads_figures_unless_the_operator_says_so(
    parts: Components, client: FlaskClient, visitor: Visitor
) -> None:
    assert client.get("/metrics").status_code == 404
    admin = visitor.signed_in(Role.ADMIN)
    assert admin.client.get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("proxies", "address", "headers", "status"),
    [
        (0, "127.0.0.1", {}, 200),
        (0, "::1", {}, 200),
        (0, "192.0.2.7", {}, 404),
        (0, "127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 404),
        (0, "127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 404),
        (0, "127.0.0.1", {"X-Real-IP": "192.0.2.7"}, 404),
        (0, "127.0.0.1", {"X-Forwarded-Proto": "https"}, 404),
        (0, "127.0.0.1", {"Via": "1.1 proxy"}, 404),
        (1, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        (1, "127.0.0.1", {}, 200),
    ],
)
def test_a_program_of_this_machine_reads_them_and_nobody_through_a_proxy(
    parts: Components, proxies: int, address: str, headers: dict[str, str], status: int
) -> None:
    client = watched(parts, proxies, metrics="local")
    asked = client.get(
        "/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address}
    )
    assert asked.status_code == status


@pytest.mark.parametrize(
    ("borne", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (f"Basic {TOKEN}", 404),
        (f"Bearer {TOKEN}x", 404),
        ("Bearer é", 404),
        ("Bearer", 404),
        ("", 404),
    ],
)
def test_who_bears_the_token_reads_them_from_anywhere(
    parts: Components, borne: str, status: int
) -> None:
    client = watched(parts, metrics="token", token=TOKEN)
    asked = client.get(
        "/metrics",
        headers={"Authorization": borne},
        environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert asked.status_code == status
    assert TOKEN not in asked.get_data(as_text=True)


def test_the_figures_say_how_the_instance_is_and_nothing_of_who(
    parts: Components, starter: Components
) -> None:
    client = watched(parts, metrics="local")
    for path in ("/", "/", "/themes", "/search?q=lea@exemple.fr", "/lea@exemple.fr"):
        client.get(path)
    text = client.get("/metrics").get_data(as_text=True)
    found = {
        (name, *sorted(labels.values())): value for name, labels, value in samples(text)
    }
    with parts.store.read() as work:
        head = work.connection.exec_driver_sql("select max(sequence) from revisions")
        assert found["commons_log_position",] == head.scalar_one()
    assert found["commons_requests_total", "2xx", "GET", "home.home_page"] == 2
    assert found["commons_requests_total", "4xx", "GET", "other"] == 1
    assert found["commons_request_seconds_count", "home.home_page"] == 2
    assert found["commons_page_cache_total", "hit"] == 1
    assert found["commons_follower_behind", "the search index"] == 0
    assert found["commons_mails", "dead"] == 0
    assert found["commons_disk_free_bytes",] > 0
    assert found["commons_disk_used_bytes", "database"] > 0
    assert found["commons_writable",] == found["commons_index_whole",] == 1
    assert "exemple" not in text
    assert "127.0.0.1" not in text
