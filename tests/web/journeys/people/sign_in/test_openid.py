"""Signing in by a real OpenID provider, which the tests start."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from commons.adapters.store.people import accounts, mail_queue
from commons.adapters.store.site import audit_log
from commons.app import create_app
from commons.core.domain import clock
from commons.core.domain.people.account import Role
from commons.core.domain.site.audit import AuditAct
from commons.services.people.blocking import block_account
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.clients.openid import (
    SECRET,
    comes_in,
    need_provider,
    running_provider,
    signs_in_there,
)
from tests.conftest import settings_in
from tests.people.visitor import PASSWORD, Visitor, said_by, token_in
from tests.servers.server import free_port

pytestmark = pytest.mark.clients

BASE = "http://localhost"
CALLBACK = f"{BASE}/login/openid/callback"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    need_provider()
    with running_provider(free_port(), BASE) as address:
        yield address


@pytest.fixture
def chosen() -> dict[str, str]:
    """Give what the operator chose beside; a test may say otherwise."""
    return {}


@pytest.fixture
def parts(
    issuer: str, chosen: dict[str, str], empty_folder: Path, tmp_path: Path
) -> Iterator[Components]:
    folder = tmp_path / "instance"
    shutil.copytree(empty_folder, folder)
    told = {
        "base_url": BASE,
        "oidc_issuer": issuer,
        "oidc_client_id": "commons",
        "oidc_client_secret": SECRET,
        "oidc_name": "La Clé",
        **chosen,
    }
    made = assemble_components(settings_in(folder, **told))
    yield made
    made.follower.stop()
    made.store.close()


@pytest.fixture
def elsewhere(app: Flask, parts: Components) -> Visitor:
    return Visitor(app.test_client(), parts)


def opens(visitor: Visitor, name: str) -> None:
    """Come in by the provider for the first time, and choose a name."""
    answer = comes_in(visitor.client, name, next="/drafts")
    assert answer.headers["Location"] == "/login/openid/new", said_by(answer)
    done = visitor.post("/login/openid/new", name=f"{name} C.")
    assert (done.status_code, done.headers["Location"]) == (303, "/drafts")


@pytest.mark.parametrize(
    "chosen", [{"oidc_client_id": "commons"}, {"oidc_client_id": "signed"}]
)
def test_somebody_opens_an_account_by_the_provider_and_comes_in_again(
    app: Flask, parts: Components, chosen: dict[str, str]
) -> None:
    first, again = (Visitor(app.test_client(), parts) for _ in range(2))
    opens(first, "ana")
    assert "ana@exemple.fr" in said_by(first.get("/account"))
    with parts.store.read() as work:
        found = accounts.by_email(work, "ana@exemple.fr")
        assert found is not None
        assert found[0].email_confirmed
        assert found[0].role is Role.CONTRIBUTOR
    assert comes_in(again.client, "ana").headers["Location"] == "/"
    assert "ana C." in said_by(again.get("/account"))
    assert "par un autre site" in said_by(again.get("/account/sessions"))


def test_the_browser_is_sent_with_what_the_standard_wants(
    elsewhere: Visitor, issuer: str
) -> None:
    sent = elsewhere.get("/login/openid")
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert sent.headers["Location"].startswith(issuer)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid email profile"]
    assert len(asked["state"][0]) > 30
    assert len(asked["nonce"][0]) > 30
    assert "client_secret" not in asked


def test_a_name_is_chosen_as_at_any_registration(
    elsewhere: Visitor, visitor: Visitor
) -> None:
    visitor.signed_in(Role.CONTRIBUTOR, "Ana Durand")
    comes_in(elsewhere.client, "bea")
    page = elsewhere.get("/login/openid/new").get_data(as_text=True)
    assert 'value="bea d’ailleurs"' in page
    taken = elsewhere.post("/login/openid/new", name="Ana Durand")
    assert taken.status_code == 422
    assert "déjà pris" in said_by(taken)
    assert elsewhere.post("/login/openid/new", name="x" * 81).status_code == 422
    assert elsewhere.post("/login/openid/new", name="Béa").status_code == 303


def test_nobody_is_let_into_an_account_by_its_address_alone(
    elsewhere: Visitor,
) -> None:
    typed = {"name": "Zoé", "email": "zoe@exemple.fr", "password": PASSWORD}
    elsewhere.post("/register", **typed)
    answer = comes_in(elsewhere.client, "zoe")
    assert answer.headers["Location"].startswith("/login")
    assert "a déjà un compte ici" in said_by(elsewhere.get("/login"))
    assert elsewhere.get("/account").status_code == 302


def test_an_account_is_linked_by_its_holder_and_detached(
    author: Visitor, elsewhere: Visitor, parts: Components
) -> None:
    refused = author.post("/account/openid", _do="link", old="faux")
    assert refused.status_code == 422
    assert author.get("/login/openid").headers["Location"] == "/"  # not sent there
    author.post("/account/openid", _do="link", old=PASSWORD)
    assert "Continuer vers La Clé" in said_by(author.get("/account/openid"))
    linked = comes_in(author.client, "carl")
    assert linked.headers["Location"] == "/account/openid"
    assert "est relié" in said_by(author.get("/account/openid"))
    comes_in(elsewhere.client, "carl")
    assert author.name in said_by(elsewhere.get("/account"))
    author.post("/account/openid", _do="unlink", old=PASSWORD)
    elsewhere.post("/logout", page="/account")
    answer = comes_in(elsewhere.client, "carl")
    assert answer.headers["Location"] == "/login/openid/new"
    with parts.store.read() as work:
        acts = [one.act for one in audit_log.latest_acts(work, limit=2)]
    assert acts == [AuditAct.UNLINK_IDENTITY, AuditAct.LINK_IDENTITY]


def test_an_identity_opens_one_account(
    author: Visitor, editor: Visitor, elsewhere: Visitor
) -> None:
    for visitor, said in ((author, "est relié"), (editor, "Un autre compte d’ici")):
        visitor.post("/account/openid", _do="link", old=PASSWORD)
        comes_in(visitor.client, "dora")
        assert said in said_by(visitor.get("/account/openid"))
    comes_in(elsewhere.client, "dora")
    assert author.name in said_by(elsewhere.get("/account"))


def test_a_blocked_account_stays_outside(
    elsewhere: Visitor, editor: Visitor, parts: Components
) -> None:
    opens(elsewhere, "eva")
    with parts.store.write() as work:
        held = accounts.by_email(work, "eva@exemple.fr")
        judge = accounts.by_email(work, editor.email)
        assert held is not None
        assert judge is not None
        block_account(work, judge[0], held[0])
    assert elsewhere.get("/account").status_code == 302
    answer = comes_in(elsewhere.client, "eva")
    assert answer.headers["Location"].startswith("/login")
    assert elsewhere.get("/account").status_code == 302


def test_an_address_that_is_not_verified_opens_nothing(elsewhere: Visitor) -> None:
    answer = comes_in(elsewhere.client, "unverified-fred")
    assert answer.headers["Location"].startswith("/login")
    said = said_by(elsewhere.get("/login"))
    assert "ne dit pas que votre adresse est vérifiée" in said


@pytest.mark.parametrize("chosen", [{"oidc_emails": "trusted"}])
def test_unless_the_operator_vouches_for_the_provider(
    elsewhere: Visitor, chosen: dict[str, str]
) -> None:
    opens(elsewhere, "unverified-gael")


@pytest.mark.parametrize("chosen", [{"registration": "closed"}])
def test_closed_registration_opens_nothing_by_this_door_either(
    elsewhere: Visitor, chosen: dict[str, str]
) -> None:
    answer = comes_in(elsewhere.client, "hugo")
    assert answer.headers["Location"].startswith("/login")
    assert elsewhere.get("/login/openid/new").status_code == 303


def held_errand(visitor: Visitor, **changed: str) -> None:
    """Change what a browser remembers of its errand."""
    with visitor.client.session_transaction() as held:
        held["openid"] = {**held["openid"], **changed}


def test_an_answer_that_was_not_asked_for_here_is_refused(
    elsewhere: Visitor, app: Flask
) -> None:
    sent = elsewhere.get("/login/openid").headers["Location"]
    back = urlsplit(signs_in_there(sent, "iris", CALLBACK))
    victim = app.test_client()  # another's code in one's own browser (login CSRF)
    for query in (back.query, back.query + "&state=x", "code=x", "", "state=é&code=x"):
        answer = victim.get(f"{back.path}?{query}")
        assert answer.headers["Location"].startswith("/login"), query
    for query in (
        "state=known&code=forged",
        "state=known&error=access_denied",
        "state=known&code=x&iss=https://evil.example",
        "state=unknown&code=x",
    ):
        elsewhere.get("/login/openid")
        held_errand(elsewhere, state="known")
        answer = elsewhere.get(f"/login/openid/callback?{query}")
        assert answer.headers["Location"].startswith("/login"), query
        assert elsewhere.get("/account").status_code == 302


@pytest.mark.parametrize("member", ["nonce", "verifier"])
def test_a_code_is_for_who_was_sent(elsewhere: Visitor, member: str) -> None:
    sent = elsewhere.get("/login/openid").headers["Location"]
    back = urlsplit(signs_in_there(sent, "jo", CALLBACK))
    held_errand(elsewhere, **{member: "x" * 43})
    answer = elsewhere.get(f"{back.path}?{back.query}")
    assert answer.headers["Location"].startswith("/login?")
    again = elsewhere.get(f"{back.path}?{back.query}")
    assert again.headers["Location"].startswith("/login")
    assert elsewhere.get("/login/openid/new").status_code == 303


def test_signing_out_leads_to_where_one_signs_out_there(
    elsewhere: Visitor, issuer: str
) -> None:
    opens(elsewhere, "kim")
    elsewhere.post("/logout", page="/account")
    comes_in(elsewhere.client, "kim")
    out = elsewhere.post("/logout", page="/account")
    assert out.headers["Location"] == "/login/openid/out"
    page = elsewhere.get("/login/openid/out").get_data(as_text=True)
    (address,) = re.findall(rf'href="({issuer}[^"]+)"', page)
    assert "id_token_hint=ey" in address
    again = elsewhere.get("/login/openid/out").get_data(as_text=True)
    assert "id_token_hint" not in again
    assert elsewhere.get("/account").status_code == 302


@pytest.mark.parametrize("chosen", [{"oidc_issuer": "http://127.0.0.1:9"}])
def test_a_provider_that_does_not_answer_is_said(
    elsewhere: Visitor, chosen: dict[str, str]
) -> None:
    answer = elsewhere.get("/login/openid?next=/drafts")
    assert answer.headers["Location"] == "/login?next=/drafts"
    assert "La Clé ne répond pas" in said_by(elsewhere.get("/login"))


def test_without_a_provider_there_is_no_such_door(tmp_path: Path) -> None:
    bare = assemble_components(settings_in(tmp_path / "bare"))
    reader = Visitor(create_app(bare).test_client(), bare)
    assert "Se connecter avec" not in said_by(reader.get("/login"))
    for address in ("/login/openid", "/login/openid/callback", "/login/openid/out"):
        assert reader.get(address).status_code == 404
    bare.follower.stop()
    bare.store.close()


def test_a_text_waits_in_its_tab_while_one_signs_in_by_the_provider(
    elsewhere: Visitor,
) -> None:
    opens(elsewhere, "lea")
    page = elsewhere.get("/sheets/new/method").get_data(as_text=True)
    elsewhere.client.delete_cookie("commons_session")
    typed = {"csrf_token": token_in(page), "title": "Le <banc>", "_do": "publish"}
    refused = elsewhere.client.post("/sheets/new/method", data=typed)
    shown = refused.get_data(as_text=True)
    assert refused.status_code == 401
    assert "(nouvel onglet)" in shown
    form = shown[shown.index('action="/sheets/new/method"') :]
    assert "Le &lt;banc&gt;" in form
    comes_in(elsewhere.client, "lea")  # in another tab
    waiting = {"csrf_token": token_in(form), "_do": "resume", "title": "Le <banc>"}
    resumed = elsewhere.client.post("/sheets/new/method", data=waiting)
    assert resumed.status_code == 200
    assert "Le &lt;banc&gt;" in resumed.get_data(as_text=True)


@pytest.mark.parametrize("chosen", [{"mail_url": "log:", "mail_from": "w@exemple.fr"}])
def test_a_link_to_another_site_is_told_to_who_holds_the_account(
    author: Visitor, parts: Components
) -> None:
    author.post("/account/openid", _do="link", old=PASSWORD)
    author.get("/account/openid")
    comes_in(author.client, "carl")
    with parts.store.write() as work:
        (waiting,) = mail_queue.claim_mails(work, clock.now(), limit=5)
    assert waiting.recipient == author.email
    assert waiting.subject.startswith("Votre compte sur Commons s’ouvre aussi")
