"""A sheet as it was, by the rules and examples of RFC 7089."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.http import http_date
from werkzeug.test import TestResponse

from commons.core.domain.sheet import Action, Revision
from commons.services.publishing.publish import NewRevision, publish_version
from commons.web.journeys.sheets import memento
from commons.wiring.components import Components
from tests.adapters.store.makers import NOON
from tests.conftest import BASE
from tests.feeds.conftest import CAMILLE, Desk
from tests.people.visitor import Visitor
from tests.web.links import links_of

NEVER = "0123456789ab"
DAYS = (0, 10, 20)


@pytest.fixture
def past(parts: Components) -> list[Revision]:
    """Give three versions of a sheet, ten days apart, the last a tombstone."""
    log: list[Revision] = []
    with parts.store.write() as work:
        for day in DAYS:
            head = log[-1] if log else None
            actions = {0: Action.CREATE, 20: Action.DELETE}
            new_revision = NewRevision(
                sheet="camm0000000s",
                kind="method",
                parent=head.number if head else None,
                action=actions.get(day, Action.UPDATE),
                author=CAMILLE,
                change_note="",
                values={
                    "title": "Le café",
                    "licence": "CC-BY-4.0",
                    "language": "fr",
                    "authors": [{"name": "Camille"}],
                },
                instant=NOON + timedelta(days=day, milliseconds=300),
            )
            log.append(publish_version(parts.schema, work, new_revision))
    return log


def at_gate(client: FlaskClient, sheet: str, date: str | None) -> TestResponse:
    headers = {} if date is None else {"Accept-Datetime": date}
    answer = client.get(f"/sheets/{sheet}/timegate", headers=headers)
    assert "Accept-Datetime".lower() in {name.lower() for name in answer.vary}
    assert "Memento-Datetime" not in answer.headers
    return answer


STOOD = {-999: 1, 0: 1, 9.9: 1, 10: 2, 15: 2, 20: 3, 9_999: 3, None: 3}
"""Days after the first version -> the version that the gate leads to."""

NO_DATES = (
    *("", "hier", "2026-03-13T12:00:00Z", "Thu, 31 May 2007", "x" * 3_000),
    *("Thu, 31 May 2007 20:35:00", "Thu, 31 May 2007 20:35:00 CET"),
    *("Thu, 32 May 2007 20:35:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"),
)


def test_the_gate_leads_to_the_version_that_stood_then(
    client: FlaskClient, past: list[Revision]
) -> None:
    sheet = f"{BASE}/sheets/{past[0].sheet}"
    for days, number in STOOD.items():
        date = None if days is None else http_date(NOON + timedelta(days=days))
        answer = at_gate(client, past[0].sheet, date)
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{sheet}/v/{number}"
        links = links_of(answer)
        assert links["original"] == [sheet]
        assert links["timemap"] == [f"{sheet}/timemap"]
        assert f"{sheet}/v/{number}" in links["memento"]
        assert (links["first"], links["last"]) == ([f"{sheet}/v/1"], [f"{sheet}/v/3"])


def test_a_date_that_is_none_is_refused_with_an_example(
    client: FlaskClient, past: list[Revision]
) -> None:
    for date in NO_DATES:
        answer = at_gate(client, past[0].sheet, date)
        assert answer.status_code == 400, date
        assert "Thu, 31 May 2007 20:35:00 GMT" in answer.get_data(as_text=True)


def test_unknown_sheets_have_neither_gate_nor_map(client: FlaskClient) -> None:
    assert client.get(f"/sheets/{NEVER}/timegate").status_code == 404
    assert client.get(f"/sheets/{NEVER}/timemap").status_code == 404
    date = {"Accept-Datetime": http_date(NOON)}
    answer = client.get(f"/sheets/{NEVER}/timegate", headers=date)
    assert answer.status_code == 404


def test_the_map_lists_every_version_with_its_date(
    client: FlaskClient, past: list[Revision]
) -> None:
    sheet = f"{BASE}/sheets/{past[0].sheet}"
    first, last = "Fri, 13 Mar 2026 12:00:00 GMT", "Thu, 02 Apr 2026 12:00:00 GMT"
    span = f'from="{first}"; until="{last}"'
    answer = client.get(f"/sheets/{past[0].sheet}/timemap")
    assert answer.mimetype == "application/link-format"
    assert answer.get_data(as_text=True).splitlines() == [
        f'<{sheet}>; rel="original",',
        f'<{sheet}/timegate>; rel="timegate",',
        f'<{sheet}/timemap>; rel="self"; type="application/link-format"; {span},',
        f'<{sheet}/v/1>; rel="first memento"; datetime="{first}",',
        f'<{sheet}/v/2>; rel="memento"; datetime="Mon, 23 Mar 2026 12:00:00 GMT",',
        f'<{sheet}/v/3>; rel="last memento"; datetime="{last}"',
    ]


def test_a_long_map_is_paged(
    client: FlaskClient, past: list[Revision], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memento, "PAGE_SIZE", 2)
    address = f"/sheets/{past[0].sheet}/timemap"
    first, second = client.get(address), client.get(f"{address}?page=2")
    assert f'<{BASE}{address}?page=2>; rel="timemap"' in first.get_data(as_text=True)
    assert 'rel="last memento"' not in first.get_data(as_text=True)
    assert f'<{BASE}{address}>; rel="timemap"' in second.get_data(as_text=True)
    assert 'v/3>; rel="last memento"' in second.get_data(as_text=True)
    assert client.get(f"{address}?page=3").status_code == 404
    for page in ("0", "x", "-1", "1000001"):
        assert client.get(f"{address}?page={page}").status_code == 400


def test_a_version_says_when_it_was_and_what_is_around(
    editor: Visitor, past: list[Revision]
) -> None:
    sheet = f"{BASE}/sheets/{past[0].sheet}"
    for suffix in ("", ".ttl", ".md", ".json"):
        answer = editor.get(f"/sheets/{past[0].sheet}/v/2{suffix}")
        assert answer.headers["Memento-Datetime"] == "Mon, 23 Mar 2026 12:00:00 GMT"
        links = links_of(answer)
        assert links["original"] == [sheet]
        assert links["timegate"] == [f"{sheet}/timegate"]
        assert links["timemap"] == [f"{sheet}/timemap"]
        assert links["first"] == links["prev"] == [f"{sheet}/v/1"]
        assert links["last"] == links["next"] == [f"{sheet}/v/3"]


def test_a_sheet_leads_to_its_gate_and_is_no_memento(
    client: FlaskClient, past: list[Revision], desk: Desk
) -> None:
    (live,) = desk.publish()
    for address, status in (
        (f"/sheets/{past[0].sheet}", 410),
        (f"/sheets/{past[0].sheet}.ttl", 410),
        (f"/sheets/{live.sheet}", 302),
        (f"/sheets/{live.sheet}/{live.slug}", 200),
        (f"/sheets/{live.sheet}.nt", 200),
    ):
        answer = client.get(address)
        assert answer.status_code == status
        gate = f"{BASE}{address[:20]}/timegate"
        assert links_of(answer)["timegate"] == [gate]
        assert "Memento-Datetime" not in answer.headers
    tombstone = client.get(f"/sheets/{past[0].sheet}/v/3")
    assert tombstone.status_code == 410


@pytest.fixture
def desk(parts: Components) -> Desk:
    return Desk(parts)


def test_a_title_never_takes_the_place_of_the_gate(
    client: FlaskClient, desk: Desk
) -> None:
    (sheet,) = desk.publish(title="Timegate")
    page = client.get(f"/sheets/{sheet.sheet}").headers["Location"]
    assert page.endswith("/timegate-fiche")
    assert client.get(page).status_code == 200
