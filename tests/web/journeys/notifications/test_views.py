"""The bell, the button, the list, the choices, and the link that ends e-mails."""

import re
from html import unescape

import pytest
from flask import Flask

from commons.adapters.store.community.notifications import inbox
from commons.adapters.store.community.notifications.subscriptions import read_deliveries
from commons.adapters.store.people import accounts
from commons.core.domain.people.account import Account, Role
from commons.core.domain.people.followed_search import FollowedSearch
from commons.core.domain.people.notification import Delivery, EventKind
from commons.services.notifications.digest_letters import STOP_PURPOSE
from commons.services.notifications.searches import search_topic
from commons.web.guard.signed_links import sign_link
from commons.wiring.components import Components
from tests.adapters.store.statements import asked_here
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor
from tests.services.notifications.followers import Readers


def account_of(visitor: Visitor) -> Account:
    with visitor.parts.store.read() as work:
        found = accounts.by_email(work, visitor.email)
    assert found is not None
    return found[0]


def bell(visitor: Visitor) -> str:
    page = visitor.get("/themes/culture").get_data(as_text=True)
    found = re.search(r'class="bell__count">.*?</span>(\d+)', page)
    return found[1] if found else ""


def test_somebody_follows_a_theme_and_reads_what_is_new_there(
    app: Flask, parts: Components, author: Visitor
) -> None:
    Readers(parts=parts).note()
    reader = Visitor(app.test_client(), parts).signed_in(Role.READER)
    done = reader.post(
        "/follow",
        page="/themes/culture",
        topic="theme:culture",
        back="/themes/culture",
        _do="follow",
    )
    assert done.headers["Location"] == "/themes/culture"
    assert "Ne plus suivre" in reader.get("/themes/culture").get_data(as_text=True)
    assert bell(reader) == ""
    author.publishes("method", title="Le grand bal", themes="culture")
    Readers(parts=parts).note()
    assert bell(reader) == "1"
    page = reader.get("/notifications").get_data(as_text=True)
    assert "une nouvelle fiche" in page
    assert 'name="unread" checked' not in page
    assert "Le grand bal" in page
    last = re.search(r'name="last" value="(\d+)"', page)
    assert last is not None
    reader.post("/notifications", _do="all", last=last[1])
    assert bell(reader) == ""
    assert "Le grand bal" in reader.get("/notifications").get_data(as_text=True)
    unread = reader.get("/notifications?unread=on").get_data(as_text=True)
    assert "Le grand bal" not in unread


def test_the_bell_and_the_button_ask_little(
    app: Flask, parts: Components, author: Visitor
) -> None:
    parts.follower.stop()  # what happens is noted when the test says so
    Readers(parts=parts).note()
    reader = Visitor(app.test_client(), parts).signed_in(Role.READER)
    reader.post("/follow", page="/themes/culture", topic="theme:culture")
    sheet = author.publishes("method", themes="culture")

    def asked(visitor: Visitor, *tables: str) -> int:
        with asked_here() as heard:
            visitor.get(sheet)
        return sum(
            any(f"FROM {table}" in one for table in tables) for one in heard.statements
        )

    told = ("deliveries", "event_marks", "events", "subscriptions")
    before = asked(reader, *told)
    Readers(parts=parts).note()
    assert bell(reader) == "1"
    assert (before, asked(reader, *told)) == (2, 4)
    assert asked(author, "subscriptions") == 2  # the bell, and the button


def test_one_line_is_marked_as_read(
    app: Flask, parts: Components, author: Visitor
) -> None:
    Readers(parts=parts).note()
    reader = Visitor(app.test_client(), parts).signed_in(Role.READER)
    for key in ("culture", "food"):
        reader.post("/follow", page="/themes/culture", topic=f"theme:{key}")
        author.publishes("method", title=f"Fiche {key}", themes=key)
    Readers(parts=parts).note()
    page = reader.get("/notifications").get_data(as_text=True)
    fields = dict(
        re.findall(
            r'name="(kind|group|first|last)" value="([^"]+)"',
            page[page.index('value="line"') - 500 :],
        )
    )
    reader.post("/notifications", _do="line", **fields)
    reader.post("/notifications", _do="line", **fields)
    assert bell(reader) == "1"


def test_a_stranger_is_asked_to_sign_in_and_comes_back(visitor: Visitor) -> None:
    page = visitor.get("/themes/culture").get_data(as_text=True)
    assert 'href="/follow?topic=theme:culture"' in page
    assert 'class="bell"' not in page
    answer = visitor.get("/follow?topic=theme:culture")
    assert answer.status_code == 302
    assert "/login?next=" in answer.headers["Location"]


def test_what_cannot_be_followed_is_not_there(author: Visitor) -> None:
    for topic in (
        "",
        "theme:",
        "theme:nothing",
        "sheet:0123456789ab",
        "x:y",
        "territory:x",
    ):
        assert author.get(f"/follow?topic={topic}").status_code == 404
    assert author.get("/follow?topic=author:0123456789ab").status_code == 404


def test_ones_own_sheets_are_followed_until_one_says_no(author: Visitor) -> None:
    address = author.publishes("method", title="Le grand bal")
    page = author.get(address).get_data(as_text=True)
    assert "Ne plus suivre" in page
    sheet = address.split("/")[2]
    author.post("/follow", page=address, topic=f"sheet:{sheet}", _do="unfollow")
    page = author.get(address).get_data(as_text=True)
    assert "Ne plus suivre" not in page
    listed = author.get("/account/followed").get_data(as_text=True)
    assert "Le grand bal" in listed
    author.post("/follow", page=address, topic=f"sheet:{sheet}", _do="follow")
    assert "Ne plus suivre" in author.get(address).get_data(as_text=True)
    listed = author.get("/account/followed").get_data(as_text=True)
    assert "Le grand bal" not in listed


def test_a_deleted_sheet_has_no_title_among_what_one_follows(
    author: Visitor, editor: Visitor
) -> None:
    address = author.publishes("method", title="Un titre secret")
    sheet = address.split("/")[2]
    editor.post("/follow", page=address, topic=f"sheet:{sheet}")
    assert "Un titre secret" in editor.get("/account/followed").get_data(as_text=True)
    history = f"/sheets/{sheet}/history"
    editor.post(f"/sheets/{sheet}/delete", page=history, reason="en double")
    listed = editor.get("/account/followed").get_data(as_text=True)
    assert "Un titre secret" not in listed
    assert "(n’est plus là)" in listed
    editor.post(
        "/follow", page="/account/followed", topic=f"sheet:{sheet}", _do="forget"
    )
    assert "(n’est plus là)" not in editor.get("/account/followed").get_data(
        as_text=True
    )


def test_no_page_promises_an_email_where_none_are_sent(author: Visitor) -> None:
    for address in ("/notifications", "/account/notifications", "/account/followed"):
        assert "courriel" not in author.get(address).get_data(as_text=True)
    author.post("/account/notifications", sheet="none", question="site")
    me = account_of(author)
    with author.parts.store.read() as work:
        chosen = read_deliveries(work, me.id)
    assert chosen[EventKind.SHEET] is Delivery.NONE
    assert chosen[EventKind.QUESTION] is Delivery.ONCE, "for when e-mails are sent"


def test_a_link_ends_the_emails_by_a_post_alone(
    app: Flask, visitor: Visitor, author: Visitor
) -> None:
    me = account_of(author)
    with app.test_request_context():
        signature = sign_link(STOP_PURPOSE, me.id)
    address = f"/notifications/stop/{me.id}/{signature}"
    page = visitor.get(address)
    assert page.status_code == 200
    assert 'href="/account/notifications"' in page.text
    with author.parts.store.read() as work:
        assert Delivery.WEEKLY in read_deliveries(work, me.id).values()
    answer = visitor.client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.headers["Location"] == "/"
    own = author.post(address, page=address)
    assert own.headers["Location"] == "/account/notifications"
    with author.parts.store.read() as work:
        assert set(read_deliveries(work, me.id).values()) == {Delivery.SITE}
    wrong = f"/notifications/stop/{me.id}/{'0' * 32}"
    assert visitor.get(wrong).status_code == 404
    assert visitor.client.post(wrong).status_code == 404


def test_pages_beyond_the_end_are_not_there(author: Visitor) -> None:
    for address in ("/notifications?page=2", "/account/followed?page=2"):
        assert author.get(address).status_code == 404
    assert author.get("/notifications?page=x").status_code == 400


def test_a_search_is_followed_by_its_page(
    app: Flask, parts: Components, author: Visitor, visitor: Visitor
) -> None:
    search = "/search?q=banc&theme=culture"
    page = visitor.get(search).get_data(as_text=True)
    assert 'href="/search/follow?q=banc&amp;theme=culture"' in page
    assert "/login?next=" in visitor.get("/search/follow?q=banc").headers["Location"]
    assert author.get("/search/follow?q=banc").status_code == 200
    done = author.post("/search/follow?q=banc&theme=culture", page=search)
    assert done.headers["Location"] == search
    assert "Ne plus suivre" in author.get(search).get_data(as_text=True)
    assert "Ne plus suivre" not in author.get("/search?q=banc").get_data(as_text=True)
    listed = author.get("/account/followed").get_data(as_text=True)
    assert "Recherche «\u00a0banc\u00a0», Culture" in listed
    author.post("/search/follow?q=banc&theme=culture", page=search, _do="unfollow")
    assert "Ne plus suivre" not in author.get(search).get_data(as_text=True)


def test_nobody_learns_that_another_follows_a_search(
    author: Visitor, editor: Visitor
) -> None:
    author.post("/search/follow?q=secret", page="/search?q=secret")
    topic = search_topic(FollowedSearch(words="secret"))
    assert author.get(f"/follow?topic={topic}").status_code == 200
    assert editor.get(f"/follow?topic={topic}").status_code == 404
    assert editor.post("/follow", page="/account", topic=topic).status_code == 404


def test_what_is_old_is_behind_a_link_and_none_is_lost(
    author: Visitor, parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "SPAN", 3)
    monkeypatch.setattr(inbox, "MOST_ON_A_PAGE", 2)
    readers = Readers(parts=parts)
    readers.follow(account_of(author), "theme:culture", "theme:food")
    desk = Desk(parts)
    heads = desk.publish(5, title="Un bal", themes=["culture"])
    desk.publish(9, title="Un autre")
    heads += desk.publish(2, title="Une soupe", themes=["food"])
    readers.note()
    seen, page, pages = [], "/notifications", 0
    while page:
        text = author.get(page).text
        opened = re.findall(r'href="(/notifications/open[^"]*)"', text)
        leads = [author.get(unescape(one)).headers["Location"] for one in opened]
        seen += re.findall(r"/sheets/([0-9a-z]{12})", " ".join(leads))
        found = re.search(r'href="(/notifications\?before=\d+)"', text)
        page, pages = found[1] if found else "", pages + 1
    assert pages > 1
    assert set(seen) == {one.sheet for one in heads}
