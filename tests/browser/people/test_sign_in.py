"""Signing in by each way, walked in Chromium: passwords, codes, passkeys, OpenID."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.judged.judges import axe, axe_source, vnu
from tests.browser.tabs import Tabs, quiet_tabs
from tests.browser.walking import field, sign_in
from tests.clients.openid import SECRET, has_provider, need_provider, running_provider
from tests.people.visitor import PASSWORD
from tests.servers.server import Person, Server, free_port

pytestmark = pytest.mark.browser

OUT = "Se déconnecter"


@pytest.fixture(scope="module")
def door(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory, empty_folder: Path
) -> Iterator[Server]:
    """Give a server that is called localhost, as passkeys want a name."""
    folder = tmp_path_factory.mktemp("door") / "instance"
    shutil.copytree(empty_folder, folder)
    box = (folder.parent / "box").as_uri()
    server = Server(folder, mail_url=box, mail_from="wiki@exemple.fr")
    server.address = f"http://localhost:{server.port}"
    if not has_provider():
        with server as running:
            yield running
        return
    with running_provider(free_port(), server.address) as issuer:
        server.chosen |= {
            "oidc_issuer": issuer,
            "oidc_client_id": "signed",
            "oidc_client_secret": SECRET,
            "oidc_name": "La Clé",
        }
        with server as running:
            yield running


@pytest.fixture
def outside(chromium: Browser, door: Server) -> Iterator[Tabs]:
    """Give tabs of that server; at the end none of them may have done a wrong thing."""
    with quiet_tabs(chromium, door) as tabs:
        yield tabs


def newcomer(door: Server, name: str) -> str:
    """Open an account; return its address."""
    email = f"{name}@exemple.fr"
    Person(door.address).post("/register", name=name, email=email, password=PASSWORD)
    return email


def shows_code(secret: str, later: int = 0) -> str:
    """Return the code that an app shows, now or so many steps later."""
    if time.time() % 30 > 20:
        time.sleep(30 - time.time() % 30)
    return pyotp.TOTP(secret).at(int(time.time()), counter_offset=later)


def signs_out(page: Page) -> None:
    page.get_by_role("button", name=OUT).click()
    expect(page.get_by_role("button", name=OUT)).to_have_count(0)


@pytest.mark.parametrize("scripts", ["scripts", "plain"])
def test_a_code_after_the_password_and_a_recovery_code_without_the_phone(
    outside: Tabs, door: Server, scripts: str
) -> None:
    email = newcomer(
        door, f"Cl{'é' if scripts else 'e'}mence{scripts}".replace("é", "e")
    )
    page = outside.open(scripts=scripts == "scripts")
    sign_in(page, email)
    page.goto("/account")
    page.get_by_role("link", name="Connexion en deux étapes").click()
    secret = page.locator("code").inner_text().replace(" ", "")
    qr = page.get_by_alt_text("QR code de la clé qui suit")
    assert qr.evaluate("one => one.naturalWidth") > 0
    field(page, "Code à six chiffres").fill(shows_code(secret, -1))
    field(page, "Mot de passe actuel").fill(PASSWORD)
    page.get_by_role("button", name="Mettre en place").click()
    codes = page.locator("main li code").all_inner_texts()
    assert len(codes) == 10
    for typed in (shows_code(secret), codes[0]):
        signs_out(page)
        page.goto("/login?next=/drafts")
        field(page, "Adresse électronique").fill(email)
        field(page, "Mot de passe").fill(PASSWORD)
        page.locator("main").get_by_role(
            "button", name="Se connecter", exact=True
        ).click()
        field(page, "Code").fill("000000")
        page.locator("main").get_by_role(
            "button", name="Se connecter", exact=True
        ).click()
        expect(page.locator(".errors")).to_contain_text("pas le bon")
        field(page, "Code").fill(typed)
        page.locator("main").get_by_role(
            "button", name="Se connecter", exact=True
        ).click()
        expect(page).to_have_url(re.compile(r"^[^?]*/drafts$"))


def test_one_device_is_signed_out_from_another(outside: Tabs, door: Server) -> None:
    email = newcomer(door, "Deux-Postes")
    laptop, phone = outside.open(), outside.open()
    sign_in(laptop, email)
    sign_in(phone, email)
    phone.goto("/account/sessions")
    phone.get_by_role("button", name="Fermer partout ailleurs").click()
    expect(phone.locator(".notice--good")).to_be_visible()
    laptop.goto("/account")
    expect(laptop).to_have_url(re.compile("/login"))


def gives_device(page: Page) -> None:
    """Give a browser a device with passkeys, which verifies who uses it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_opens_the_account_without_a_password(
    outside: Tabs, door: Server
) -> None:
    email = newcomer(door, "Cle-Neuve")
    page = outside.open()
    gives_device(page)
    sign_in(page, email)
    page.goto("/account")
    page.get_by_role("link", name="Clés d’accès").click()
    field(page, "Nom de la clé").fill("Mon ordinateur")
    field(page, "Mot de passe actuel").fill("pas le bon")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("alert")).to_contain_text("pas votre mot de passe")
    outside.wrongs.clear()  # the refusal
    field(page, "Mot de passe actuel").fill(PASSWORD)
    page.get_by_role("button", name="Ajouter").click()
    expect(page.locator("main")).to_contain_text("Mon ordinateur")
    signs_out(page)
    page.goto("/login?next=/drafts")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page).to_have_url(re.compile(r"^[^?]*/drafts$"))
    page.goto("/account/passkeys")
    page.get_by_role("button", name="Retirer").click()
    signs_out(page)
    page.goto("/login")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.locator(".notice--warn")).to_contain_text("n’ouvre aucun compte")


def test_without_scripts_nothing_of_passkeys_is_offered(
    outside: Tabs, door: Server
) -> None:
    email = newcomer(door, "Sans-Script")
    page = outside.open(scripts=False)
    page.goto("/login")
    expect(page.get_by_role("button", name="Se connecter avec une clé")).to_have_count(
        0
    )
    sign_in(page, email)
    page.goto("/account/passkeys")
    expect(page.locator("main")).to_contain_text("Il faut pour cela un navigateur")


def signs_in_there(page: Page, name: str) -> None:
    """Sign in at the provider, and let it tell the commons who one is."""
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("x")
    page.locator("button[type=submit]").click()
    page.locator("button[type=submit]").click()


@pytest.mark.parametrize("scripts", ["scripts", "plain"])
def test_an_account_is_opened_by_another_site_and_left_there_too(
    outside: Tabs, door: Server, scripts: str
) -> None:
    need_provider()
    page = outside.open(scripts=scripts == "scripts")
    page.goto("/login?next=/drafts")
    page.get_by_role("link", name="Se connecter avec La Clé").click()
    signs_in_there(page, f"lou-{scripts}")
    field(page, "Nom ou pseudonyme").fill(f"Lou {scripts}")
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page).to_have_url(re.compile(r"^[^?]*/drafts$"))
    page.get_by_role("button", name=OUT).click()
    page.goto("/login?next=/drafts")
    page.get_by_role(
        "link", name="Se connecter avec La Clé"
    ).click()  # it knows us still
    expect(page).to_have_url(re.compile(r"^[^?]*/drafts$"))
    page.get_by_role("button", name=OUT).click()
    page.get_by_role("link", name="Me déconnecter aussi").click()
    page.get_by_role("button", name=re.compile("Yes", re.IGNORECASE)).click()
    expect(page).to_have_url(f"{door.address}/")
    expect(page.get_by_role("button", name=OUT)).to_have_count(0)
    _forgive_provider(outside)


@pytest.mark.sweep
def test_the_pages_about_another_site_have_no_fault(
    outside: Tabs, door: Server, tmp_path: Path
) -> None:
    need_provider()
    source = axe_source()
    found: list[str] = []
    for locale in ("fr-FR", "en-GB"):
        page = outside.open(locale=locale)

        def judge(name: str, page: Page = page, locale: str = locale) -> None:
            page.evaluate(source)
            for width in (320, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                found.extend(f"{name}, {width} px: {one}" for one in axe(page))
            asked = {"Accept-Language": locale}
            said = page.request.get(page.url, headers=asked).text()
            assert f'<html lang="{locale[:2]}"' in said
            (tmp_path / f"{name}-{locale}.html").write_text(said, encoding="utf-8")

        page.goto("/login")
        judge("login")
        page.locator("a[href*='/login/openid']").click()
        signs_in_there(page, f"ana-{locale}")
        expect(page.locator("main [name=name]")).to_be_visible()
        judge("new")
        page.locator("main [name=name]").fill(f"Ana {locale}")
        page.locator("main form button.button--primary").click()
        expect(page.locator("form[action$='/logout']").first).to_be_attached()
        page.goto("/account/openid")
        judge("link")
        page.locator("form[action$='/logout'] button").first.click()
        expect(page).to_have_url(re.compile("/login/openid/out"))
        judge("out")
    _forgive_provider(outside)
    assert "\n".join([*found, *vnu(tmp_path)]) == ""


def _forgive_provider(outside: Tabs) -> None:
    """Leave out what the pages of the provider ask elsewhere."""
    theirs = ("127.0.0.1", "fonts.googleapis.com")
    outside.wrongs[:] = [
        one for one in outside.wrongs if not any(host in one for host in theirs)
    ]
