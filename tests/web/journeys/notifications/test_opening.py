"""What a notification names is opened by an address that marks it as read."""

import re
from html import unescape

import pytest
from flask import Flask

from commons.core.domain.people.account import Role
from commons.services.stewardship.chosen_settings import choose_settings
from commons.wiring.components import Components
from tests.people.visitor import Visitor
from tests.services.notifications.followers import Readers


@pytest.fixture
def reader(app: Flask, parts: Components, author: Visitor) -> Visitor:
    """Give who follows a theme in which two sheets are new, and one with a new version."""
    Readers(parts=parts).note()
    reader = Visitor(app.test_client(), parts).signed_in(Role.READER)
    reader.post("/follow", page="/themes/culture", topic="theme:culture")
    for title in ("Le bal", "Le banc"):
        author.publishes("method", title=title, themes="culture")
    Readers(parts=parts).note()
    return reader


def links(reader: Visitor) -> list[str]:
    """Give the addresses of the list that open a notification: of the line, of each."""
    page = reader.get("/notifications").text
    return [
        unescape(one) for one in re.findall(r'href="(/notifications/open[^"]*)"', page)
    ]


def bell(reader: Visitor) -> str:
    found = re.search(
        r'class="bell__count">.*?</span>(\d+)', reader.get("/themes/culture").text
    )
    return found[1] if found else ""


def test_a_line_is_read_once_it_is_opened(reader: Visitor) -> None:
    line, *each = links(reader)
    assert bell(reader) == "2"
    assert reader.get(line).headers["Location"] == "/themes/culture"
    assert bell(reader) == ""
    assert links(reader) == []
    for one in (line, *each):  # once more is as before
        assert reader.get(one).status_code == 302


def test_one_thing_of_a_line_is_read_alone(reader: Visitor) -> None:
    _line, newest, oldest = links(reader)
    answer = reader.get(newest)
    shown = reader.client.get(answer.headers["Location"], follow_redirects=True)
    assert "Le banc" in shown.text
    assert bell(reader) == "1"
    assert newest not in links(reader)
    assert oldest in links(reader)


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Purpose": "prefetch;prerender"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_what_nobody_reads_stays_unread(
    reader: Visitor, headers: dict[str, str]
) -> None:
    answer = reader.client.get(links(reader)[0], headers=headers)
    assert answer.headers["Location"] == "/themes/culture"
    reader.client.head(links(reader)[0])
    assert bell(reader) == "2"


def test_while_nothing_is_written_one_is_led_there_all_the_same(
    reader: Visitor, parts: Components
) -> None:
    line = links(reader)[0]
    with parts.store.write():  # another writer, for whom nobody waits here
        assert reader.get(line).headers["Location"] == "/themes/culture"
    assert bell(reader) == "2"


def test_on_a_site_that_is_read_only_one_is_led_there(
    reader: Visitor, parts: Components
) -> None:
    line = links(reader)[0]
    with parts.store.write() as work:
        choose_settings(work, parts.settings, None, {"READ_ONLY": "on"})
    assert reader.get(line).headers["Location"] == "/themes/culture"
    assert bell(reader) == "2"


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?kind=version",
        "?kind=odd&group=theme:culture&first=1&last=9",
        "?kind=sheet&group=theme:nothing&first=1&last=9",
        "?kind=sheet&group=//evil.example&first=1&last=9",
    ],
)
def test_what_is_not_there_leads_to_the_list(reader: Visitor, asked: str) -> None:
    answer = reader.get(f"/notifications/open{asked}")
    assert answer.headers["Location"] == "/notifications"
    assert bell(reader) == "2"


def test_a_stranger_marks_nothing(reader: Visitor, visitor: Visitor) -> None:
    answer = visitor.client.get(links(reader)[0])
    assert "/login" in answer.headers["Location"]
    assert bell(reader) == "2"
