"""People say a few words of themselves, and are found by place, theme and words."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text as sql

from commons.adapters.store.people import accounts, profiles as store
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.core.domain.people.profile import LONGEST_WORDS
from commons.services.people.blocking import block_account
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.people.reviewed import account_of, reviewing
from tests.people.visitor import Visitor, filled, said_by

FORM = "/account/profile"


@pytest.fixture
def someone(app: Flask, parts: Components) -> Callable[..., Visitor]:
    """Give a function that opens accounts."""
    return lambda role=Role.CONTRIBUTOR, name="": Visitor(
        app.test_client(), parts
    ).signed_in(role, name)


def presents(visitor: Visitor, **typed: str) -> str:
    """Send the form; give the address of the person's page."""
    answer = visitor.post(FORM, _do="save", **typed)
    assert answer.status_code == 303, said_by(answer)
    return answer.headers["Location"]


def test_what_somebody_says_is_read_on_their_page(
    author: Visitor, client: FlaskClient
) -> None:
    page = presents(
        author,
        words="J’anime des ateliers.\nAppelez-moi <b>vite</b>.",
        territory="Brest",
        organisation="Les Bricoleurs du Ponant",
        themes="culture",
        links="https://exemple.fr/moi",
    )
    shown = client.get(page).get_data(as_text=True)
    assert "J’anime des ateliers.\nAppelez-moi &lt;b&gt;vite&lt;/b&gt;." in shown
    assert "/territories/commune:29019" in shown
    assert "Les Bricoleurs du Ponant" in shown
    assert "/themes/culture" in shown
    assert 'href="https://exemple.fr/moi" rel="nofollow ugc noopener"' in shown
    typed = author.get(FORM).get_data(as_text=True)
    assert 'value="Brest"' in typed
    assert "J’anime des ateliers." in typed
    assert 'value="culture" checked' in typed


def test_a_page_says_nothing_that_was_not_written(
    author: Visitor, client: FlaskClient
) -> None:
    page = presents(author, words="Bonjour.")
    shown = said_by(client.get(page))
    assert "Peut aider sur" not in shown
    presents(author, words="  ")
    assert "Bonjour." not in said_by(client.get(page))
    with author.parts.store.read() as work:
        assert store.get_profile(work, account_of(author).person.id) is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": "x" * (LONGEST_WORDS + 1)}, "500 caractères"),
        ({"words": "x\n" * 25}, "20 lignes"),
        ({"territory": "Nulle-Part-les-Oies"}, "listes officielles"),
        ({"links": "http://exemple.fr"}, "https://"),
        ({"links": "javascript:alert(1)"}, "https://"),
        ({"links": "https://banque.fr@exemple.com/"}, "https://"),
        ({"links": "https://localhost"}, "https://"),
        ({"links": "\n".join(f"https://e.fr/{n}" for n in range(4))}, "3 au plus"),
        ({"organisation": "x" * 121}, "120 caractères"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    author: Visitor, typed: dict[str, str], said: str
) -> None:
    answer = author.post(FORM, _do="save", **{"words": "Mes mots.", **typed})
    assert answer.status_code == 422
    page = said_by(answer)
    assert said in page.replace("\u00a0", " ")
    assert typed.get("words", "Mes mots.") in answer.get_data(as_text=True)


def test_people_are_found_within_the_larger_place(
    someone: Callable[..., Visitor], client: FlaskClient
) -> None:
    presents(someone(name="Ana de Brest"), territory="Brest", themes="culture")
    presents(someone(name="Bob de Rennes"), territory="Rennes", themes="food")
    for place, names in {
        "Brest": ["Ana"],
        "Finistère": ["Ana"],
        "Bretagne": ["Ana", "Bob"],
        "Ille-et-Vilaine": ["Bob"],
        "Lyon": [],
    }.items():
        page = said_by(client.get("/people", query_string={"territory": place}))
        found = [name for name in ("Ana", "Bob") if f"{name} de" in page]
        assert found == names, place
    page = said_by(client.get("/people?territory=Quimper"))
    assert "Finistère (1)" in page
    assert "Bretagne (2)" in page
    assert "Bob de" not in said_by(client.get("/people?theme=culture"))
    assert "Ana de" in said_by(client.get("/people?theme=culture"))
    assert "listes officielles" in said_by(client.get("/people?territory=Nulleparrt"))


def test_people_are_found_by_words_of_theirs(
    someone: Callable[..., Visitor], client: FlaskClient
) -> None:
    presents(someone(name="Élodie Œuvre"), words="J’anime des CAFÉS-débats à 100 %.")
    presents(someone(name="Zoé"), organisation="Association Éclat")
    for words, names in {
        "oeuvre": ["Élodie"],
        "cafes": ["Élodie"],
        "100 %": ["Élodie"],
        "éclat": ["Zoé"],
        "%": ["Élodie"],
        "cafes eclat": [],
        "_": [],
    }.items():
        page = said_by(client.get("/people", query_string={"q": words}))
        found = [name for name in ("Élodie", "Zoé") if name in page]
        assert found == names, words


def test_a_new_account_is_read_once_its_edits_are_accepted(
    parts: Components,
) -> None:
    held = reviewing(parts)
    app = create_app(held)
    newcomer = Visitor(app.test_client(), held).signed_in(Role.CONTRIBUTOR, "Nouvelle")
    reviewer = Visitor(app.test_client(), held).signed_in(Role.EDITOR)
    page = presents(
        newcomer,
        words="Achetez mes pilules",
        organisation="Pilules SA",
        territory="Brest",
        links="https://pilules.example/",
    )
    client = app.test_client()
    shown = client.get(page)
    for text in ("pilules", "Pilules", "commune:29019"):
        assert text not in said_by(shown)
        assert text not in client.get(f"{page}.ttl").get_data(as_text=True)
        assert text not in said_by(client.get("/people"))
        assert text not in said_by(client.get("/organisations"))
    assert 'content="noindex"' in shown.get_data(as_text=True)
    own = said_by(newcomer.get(page))
    assert "Achetez mes pilules" in own
    assert "En attente" in own
    judged = said_by(reviewer.get(page))
    assert "Sites que rien ne citait ici récemment" in judged
    listed = reviewer.get("/organisations").get_data(as_text=True)
    assert "Pilules SA" in listed
    assert "En attente de relecture" in listed
    trusted = create_app(parts).test_client()
    assert "Achetez mes pilules" in said_by(trusted.get(page))


def test_who_is_blocked_is_shown_no_more(
    author: Visitor, editor: Visitor, client: FlaskClient
) -> None:
    page = presents(author, words="Des mots à moi", organisation="Ronde")
    assert "Des mots à moi" in said_by(client.get(page))
    assert "Ronde" in said_by(client.get("/organisations"))
    presents(editor, words="Moi aussi", organisation="Ronde")
    with author.parts.store.write() as work:
        block_account(work, account_of(editor), account_of(author))
    assert "Ronde" in said_by(client.get("/organisations"))
    presents(editor, words="Moi aussi", organisation="")
    assert "Ronde" not in said_by(client.get("/organisations"))
    assert client.get(page).status_code == 200
    assert "Des mots à moi" not in said_by(client.get(page))
    assert "Des mots à moi" not in said_by(client.get("/people"))


def test_a_profile_goes_with_its_account(author: Visitor, client: FlaskClient) -> None:
    page = presents(author, words="Des mots à moi", themes="culture")
    account = account_of(author)
    with author.parts.store.write() as work:
        store.erase_profile(work, account.person.id)
    assert "Des mots" not in said_by(client.get(page))
    presents(author, words="Encore", themes="culture")
    with author.parts.store.write() as work:
        gone = {"person": account.person.id, "account": account.id}
        for order in (
            "DELETE FROM names WHERE person = :person",
            "DELETE FROM accounts WHERE id = :account",
        ):
            work.connection.execute(sql(order), gone)
    with author.parts.store.read() as work:
        assert store.get_profile(work, account.person.id) is None
        assert accounts.by_person(work, account.person.id) is None
        left = work.connection.exec_driver_sql("SELECT * FROM profile_categories")
        assert left.all() == []


def test_the_profile_is_told_in_rdf(author: Visitor, client: FlaskClient) -> None:
    page = presents(
        author, words="Je sais faire.", territory="Brest", organisation="Ronde"
    )
    told = client.get(f"{page}.ttl").get_data(as_text=True)
    for text in ("Je sais faire.", "foaf:Person", "commune:29019", "/organisations/"):
        assert text in told


def test_the_list_is_bounded(client: FlaskClient) -> None:
    assert client.get("/people?page=2").status_code == 404
    assert client.get("/people?page=0").status_code == 400
    assert client.get("/people", query_string={"q": "a " * 900}).status_code == 200
    assert (
        client.get("/people", query_string={"territory": "x" * 900}).status_code == 200
    )
    assert client.get("/people?theme=nothing").status_code == 200


def test_what_a_strange_form_sends_changes_nothing_else(author: Visitor) -> None:
    presents(author, words="Moi", themes="no_such_theme", chosen="nothing")
    with author.parts.store.read() as work:
        kept = store.get_profile(work, account_of(author).person.id)
    assert kept is not None
    assert kept.themes == ()
    assert kept.organisation == ""


def test_a_persons_sheets_are_narrowed_to_a_sort(
    author: Visitor, client: FlaskClient
) -> None:
    author.publishes("method", title="Une méthode")
    author.publishes("tool", title="Un outil")
    page = f"/people/{account_of(author).person.id}"
    shown = client.get(page).get_data(as_text=True)
    assert f'href="{page}?what=tool"' in shown
    tools = said_by(client.get(f"{page}?what=tool"))
    assert "Un outil" in tools
    assert "Une méthode" not in tools
    assert "Une méthode" in said_by(client.get(f"{page}?what=nothing"))
    assert "Un outil" not in said_by(client.get(f"{page}?what=adapted"))


def test_who_reviews_an_edit_reads_the_introduction_that_waits(
    parts: Components,
) -> None:
    held = reviewing(parts)
    app = create_app(held)
    newcomer = Visitor(app.test_client(), held).signed_in(Role.CONTRIBUTOR)
    reviewer = Visitor(app.test_client(), held).signed_in(Role.EDITOR)
    presents(newcomer, words="Achetez mes bancs", links="https://bancs.example/")
    newcomer.post(
        "/sheets/new/method", _do="publish", _confirmed="on", **filled(title="Un banc")
    )
    listed = reviewer.get("/admin/reviews").get_data(as_text=True)
    found = re.search(r'href="(/reviews/[a-z0-9]{12})"', listed)
    assert found is not None
    page = said_by(reviewer.get(found[1]))
    assert "Achetez mes bancs" in page
    assert "https://bancs.example/" in page
    assert "Achetez mes bancs" not in said_by(newcomer.get(found[1]))


def test_a_sheet_that_offers_help_leads_to_others_nearby(
    parts: Components, client: FlaskClient
) -> None:
    head = Desk(parts).put_one(
        help=[{"offered": True, "text": "Venez voir le nôtre."}],
        territory={"code": "commune:29019"},
    )
    page = client.get(f"/sheets/{head.sheet}/{head.slug}").get_data(as_text=True)
    assert "/people?territory=commune:29019" in page


def test_a_newcomer_may_correct_themselves_but_not_flood_what_is_read(
    author: Visitor, parts: Components
) -> None:
    for _ in range(8):
        answer = author.post(FORM, _do="save", links="no link")
        assert answer.status_code == 422
    answers = [
        author.post(FORM, _do="save", words=f"Mot {n}").status_code for n in range(6)
    ]
    assert answers == [303] * 5 + [429]
    held = reviewing(parts)
    waiting = Visitor(create_app(held).test_client(), held)
    waiting.signed_in(Role.CONTRIBUTOR)
    for n in range(7):
        presents(waiting, words=f"Mot {n}")
