"""Writing as people do it: with a network that goes, a browser that dies, by keys."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, FilePayload, Page, Response, expect

from tests.adapters.media.pictures import drawing, written
from tests.browser.conftest import QUIET, chromium_path
from tests.browser.judged.judges import axe, axe_source
from tests.browser.tabs import ALICE, BRUNO, Tabs
from tests.browser.walking import (
    field,
    press,
    publish,
    sees_titles,
    sign_in,
    size_of,
    unfold,
)
from tests.servers.server import Server

pytestmark = pytest.mark.browser

TITLE = "Le tour de table à la volée"
STEPS = [f"Étape nommée {name}" for name in ("un", "deux", "trois", "quatre", "cinq")]
LAST = "La toute dernière étape"
IMAGES = ("rouge", "vert", "bleu")
LOSS_MS = 5_000
"""What a killed browser may lose."""

_ON_SHELF = """word => new Promise(resolve => {
  const asked = indexedDB.open("commons-writing");
  asked.onerror = () => resolve(false);
  asked.onsuccess = () => {
    const base = asked.result;
    if (!base.objectStoreNames.length) return resolve(base.close());
    const all = base.transaction("texts").objectStore("texts").getAll();
    all.onsuccess = () => {
      base.close();
      resolve(JSON.stringify(all.result).includes(word));
    };
  };
})"""


@contextmanager
def a_browser(chromium: Browser, server: Server, profile: Path) -> Iterator[Page]:
    """Open a browser of its own, whose profile outlives it."""
    context = chromium.browser_type.launch_persistent_context(
        profile,
        executable_path=chromium_path(),
        args=QUIET,
        base_url=server.address,
        locale="fr-FR",
        viewport={"width": 1280, "height": 900},
    )
    try:
        yield context.new_page()
    finally:
        with suppress(Error):
            context.close()


def kill(profile: Path) -> None:
    """Kill -9 the browser of a profile: the process that started all others of it."""
    named = f"--user-data-dir={profile}".encode()
    for told in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = told.read_bytes().split(b"\0")
            if named in words and not any(one.startswith(b"--type=") for one in words):
                os.kill(int(told.parent.name), signal.SIGKILL)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text(
        re.compile("Brouillon enregistré")
    )


_PASTE = """(text, [name, bytes]) => {
  const clipboardData = new DataTransfer();
  const type = "image/png";
  clipboardData.items.add(new File([new Uint8Array(bytes)], name, { type }));
  const about = { clipboardData, bubbles: true, cancelable: true };
  text.dispatchEvent(new ClipboardEvent("paste", about));
}"""


_PASTE_HTML = """(text, [html, plain]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", plain);
  text.focus();
  const about = { clipboardData, bubbles: true, cancelable: true };
  return text.dispatchEvent(new ClipboardEvent("paste", about));
}"""


def brings_images(page: Page) -> None:
    """Choose two images, paste the third one; describe and credit all three."""
    sent = [
        (f"{name}.png", written(drawing(120, 80 + place), "PNG"))
        for place, name in enumerate(IMAGES)
    ]
    unfold(page)
    page.locator("[name='images.upload']").set_input_files(
        [
            FilePayload(name=name, mimeType="image/png", buffer=content)
            for name, content in sent[:2]
        ]
    )
    expect(page.locator("[name='images-1-alt']")).to_be_visible()
    expect(page.get_by_text("c’est ajouté").first).to_be_visible()
    name, content = sent[2]
    page.locator("[name=body]").evaluate(_PASTE, [name, list(content)])
    expect(page.locator("[name='images-2-alt']")).to_be_visible()
    unfold(page)
    for place, name in enumerate(IMAGES):
        page.locator(f"[name='images-{place}-alt']").fill(f"Dessin {name}")
        page.locator(f"[name='images-{place}-author']").fill("Camille D.")
        licence = page.locator(f"[name='images-{place}-licence']")
        licence.first.select_option("CC-BY-SA-4.0")


def opens(page: Page) -> None:
    """Open a new method, signed in; a killed browser may forget its session."""
    page.goto("/sheets/new/method")
    if page.url.partition("?")[0].endswith("/login"):
        sign_in(page, ALICE)
        page.goto("/sheets/new/method")


def test_a_method_of_six_steps_outlives_the_network_and_the_browser(
    chromium: Browser, server: Server, tmp_path: Path
) -> None:
    with a_browser(chromium, server, tmp_path / "profile") as page:
        opens(page)
        field(page, "Titre").fill(TITLE)
        writes_steps(page, STEPS[:3])
        saved(page)
        page.context.set_offline(True)
        writes_steps(page, [*STEPS, LAST], begun=3)
        expect(page.locator("[data-saved]")).to_contain_text("Hors ligne")
        page.get_by_role("button", name="Publier", exact=True).click()
        expect(page.get_by_text("Sans réseau, rien ne part").first).to_be_visible()
        page.wait_for_function(_ON_SHELF, arg=LAST, timeout=LOSS_MS)
        kill(tmp_path / "profile")
    with a_browser(chromium, server, tmp_path / "profile") as page:
        opens(page)
        found = page.get_by_role("status").filter(has_text="Ce navigateur a gardé")
        expect(found).to_contain_text(TITLE, timeout=15_000)
        found.get_by_role("button", name="Reprendre ce texte").click()
        sees_titles(page, [*STEPS, LAST])
        brings_images(page)
        saved(page)
        publish(page)
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        for name in IMAGES:
            image = page.get_by_role("img", name=f"Dessin {name}")
            expect(image).to_have_attribute("width", "120")
            expect(image).to_have_attribute("loading", "lazy")
        assert page.locator("ol.steps h3").all_inner_texts() == [*STEPS, LAST]
        page.goto("/drafts")
        expect(page.get_by_role("link", name=TITLE)).to_have_count(0)
        page.goto("/sheets/new/method")
        expect(page.get_by_role("button", name="Reprendre ce texte")).to_have_count(0)


def writes_steps(page: Page, titles: list[str], begun: int = 0) -> None:
    for number, title in list(enumerate(titles))[begun:]:
        if field(page, "Titre de l’étape").count() == number:
            press(page, "add:steps")
        field(page, "Titre de l’étape").nth(number).fill(title)
        field(page, "Comment faire").nth(number).fill(f"{title}, à voix haute.")


def test_what_was_written_without_network_goes_when_it_is_back(tabs: Tabs) -> None:
    page = tabs.open(ALICE)
    page.goto("/sheets/new/tool")
    page.context.set_offline(True)
    field(page, "Titre").fill("Un outil du bout du monde")
    expect(page.get_by_text("Hors ligne")).to_have_count(2)  # seen, and heard
    page.context.set_offline(False)
    saved(page)
    expect(
        page.get_by_role("status").filter(has_text="réseau est revenu")
    ).to_be_attached()
    page.goto("/drafts")
    expect(page.get_by_role("link", name="bout du monde").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("Ce navigateur a gardé")).to_have_count(0)


def test_two_tabs_on_one_draft_lose_neither_text(tabs: Tabs) -> None:
    first = tabs.open(ALICE)
    first.goto("/sheets/new/tool")
    field(first, "Titre").fill("Deux onglets")
    saved(first)
    second = first.context.new_page()
    first_address = first.url.removeprefix(tabs.server.address)
    second.goto(first_address)
    field(second, "En une phrase").fill("Ce que dit le second onglet, plus tard.")
    saved(second)
    field(first, "En une phrase").fill("Ce que dit le premier onglet, sans savoir.")
    expect(first.get_by_text("gardé à part").first).to_be_visible()
    other = first.locator("[data-saved]").get_by_role("link", name="l’autre brouillon")
    expect(other).to_have_attribute("href", first_address)
    field(first, "Titre").fill("Deux onglets, à part")
    saved(first)
    expect(other).to_be_visible()
    second.goto("/drafts")
    card = second.get_by_role("article").filter(has_text="Deux onglets, à part")
    expect(card).to_contain_text("pendant que vous écriviez ailleurs")
    other = second.get_by_role("main").get_by_role(
        "link", name="Deux onglets", exact=True
    )
    expect(other).to_have_count(1)


def test_a_session_that_ended_is_opened_again_beside_the_text(tabs: Tabs) -> None:
    page = tabs.open()
    sign_in(page, BRUNO)
    page.goto("/sheets/new/tool")
    page.context.clear_cookies()
    field(page, "Titre").fill("Écrit après la fin de la session")
    expect(page.get_by_text("Votre session est terminée").first).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Se reconnecter").click()
    sign_in(opened.value, BRUNO)
    opened.value.close()
    page.evaluate("dispatchEvent(new Event('focus'))")  # as when one comes back to it
    saved(page)
    refusals = [
        wrong for wrong in tabs.wrongs if re.match("40[01] for .*/draft$", wrong)
    ]
    assert tabs.wrongs == refusals
    tabs.wrongs.clear()


def goes_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on what a selector names."""
    for _ in range(250):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(wanted)


def test_a_sheet_is_written_and_published_by_keys_alone(tabs: Tabs) -> None:
    page = tabs.open(ALICE)
    page.goto("/write")
    keys = page.keyboard
    goes_to(page, "main a[href$='/method']")
    keys.press("Enter")
    page.wait_for_url("**/sheets/new/method")
    goes_to(page, "[name=title]")
    keys.type("Le cercle des mains")
    writes_marks_by_keys(page)
    opens_part(page, "identity")
    goes_to(page, "[name=keywords]")
    keys.type("débat\ndéb")
    goes_to(page, ".proposals button")
    keys.press("Enter")
    expect(page.locator("[name=keywords]")).to_have_value(
        re.compile("débat\ndébat .+\n")
    )
    opens_part(page, "context")
    goes_to(page, "[name=territory]")
    keys.type("mirecour")
    expect(page.locator("[role=option]")).not_to_have_count(0)
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator("[name=territory]")).to_have_value("Mirecourt")
    names_a_sheet_by_keys(page)
    sees_beside_by_keys(page)
    publishes_by_keys(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Le cercle des mains")


def writes_marks_by_keys(page: Page) -> None:
    keys = page.keyboard
    goes_to(page, "[name=steps-0-title]")
    keys.type("Se mettre en cercle")
    goes_to(page, "markdown-toolbar button")
    keys.press("ArrowRight")
    keys.press("Enter")
    keys.type("Lentement")
    expect(page.locator("[name=steps-0-text]")).to_have_value("_Lentement_")


def opens_part(page: Page, key: str) -> None:
    """Open a part of the form that is folded away, by keys."""
    goes_to(page, f"#g-{key} > summary")
    page.keyboard.press("Enter")


def names_a_sheet_by_keys(page: Page) -> None:
    keys = page.keyboard
    opens_part(page, "more")
    goes_to(page, "[name=body]")
    keys.type("Voir [[abaque")
    proposed = page.locator("[role=option]").filter(has_text="L’abaque")
    expect(proposed.first).to_be_visible()
    for _ in range(page.locator("text-expander [role=option]").count()):
        keys.press("ArrowDown")  # round, and on the first one again
    keys.press("Enter")
    keys.press("Control+b")
    keys.type("bien")
    expect(page.locator("[name=body]")).to_have_value(
        re.compile(r"^Voir \[\[L’abaque .*\]\].*\*\*bien\*\*")
    )


def sees_beside_by_keys(page: Page) -> None:
    keys = page.keyboard
    keys.press("Control+Enter")
    shown = page.get_by_role("region", name="Aperçu en direct")
    expect(shown.get_by_role("heading", name="Se mettre en cercle")).to_be_visible()
    expect(shown.get_by_role("link", name="L’abaque")).to_be_visible()
    page.evaluate(axe_source())
    assert axe(page) == []
    keys.press("Control+Enter")
    keys.press("Control+s")
    saved(page)


def publishes_by_keys(page: Page) -> None:
    keys = page.keyboard
    goes_to(page, ".writebar [value=publish]")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Presque prêt")).to_be_visible()
    goes_to(page, "[name=_confirmed]")
    keys.press("Space")
    goes_to(page, "[value=publish]")
    keys.press("Enter")


def test_a_row_that_was_removed_by_mistake_comes_back(tabs: Tabs) -> None:
    page = tabs.open(ALICE)
    page.goto("/sheets/new/method")
    writes_steps(page, STEPS[:2])
    address = page.url
    press(page, "remove:steps:0")
    sees_titles(page, [STEPS[1]])
    page.get_by_role("button", name="Remettre").click()
    sees_titles(page, STEPS[:2])
    assert page.url.partition("?")[0] == address.partition("?")[0]


def a_png(name: str, size: int = 90) -> FilePayload:
    content = written(drawing(120, size), "PNG")
    return FilePayload(name=name, mimeType="image/png", buffer=content)


def chooses_files_and_goes_on(page: Page) -> None:
    """Choose files here and there, type, and add a row meanwhile."""
    of_step = page.locator("[name='steps-0-image.upload']")
    of_step.set_input_files(a_png("cercle.png"))
    field(page, "Comment faire").first.fill("Tapé pendant l’envoi.")
    more = page.locator("[name='images.upload']")
    more.set_input_files([a_png("salle.png", 91), a_png("table.png", 92)])
    document = FilePayload(name="Trame.txt", mimeType="text/plain", buffer=b"Bonjour")
    page.locator("[name='files.upload']").set_input_files(document)
    press(page, "add:steps")
    expect(page.locator("#p-steps-0-image img")).to_have_count(1)
    for name in ("table.png", "Trame.txt"):
        told = page.locator("[data-told]").filter(has_text=name)
        expect(told).to_contain_text("c’est ajouté")


def keeps_all_files(response: Response) -> bool:
    """Say whether this keeps the draft with all that `chooses_files_and_goes_on`."""
    sent = response.request.post_data or ""
    kept = all(name in sent for name in ("images-2-file", "files-0-file"))
    return response.url.endswith("/draft") and response.ok and kept


def test_a_chosen_file_is_in_the_draft_whatever_is_pressed_next(tabs: Tabs) -> None:
    page = tabs.open(ALICE)
    page.goto("/sheets/new/method")
    field(page, "Titre").fill("Des images et un document")
    field(page, "Titre de l’étape").first.fill(STEPS[0])
    with page.expect_response(keeps_all_files):  # by itself
        chooses_files_and_goes_on(page)
    sees_titles(page, [STEPS[0], ""])
    text = field(page, "Comment faire").first
    expect(text).to_have_value("Tapé pendant l’envoi.")
    chosen = page.locator("[name='steps-0-image']")
    expect(chosen.locator("option")).to_have_count(4)  # the others may be taken too
    image = chosen.input_value()
    unneeded = page.get_by_role("button", name="Ajouter les images choisies")
    expect(unneeded).to_be_hidden()
    page.reload()
    expect(page.locator("[name='steps-0-image']")).to_have_value(image)
    expect(page.locator("#f-images > .row")).to_have_count(3)
    expect(page.locator("#f-files > .row")).to_have_count(1)
    page.evaluate(axe_source())
    assert axe(page) == []


def test_a_file_that_cannot_go_is_said_and_stays_chosen(tabs: Tabs) -> None:
    page = tabs.open(ALICE, width=320)
    page.goto("/sheets/new/method")
    field(page, "Titre").fill("Une image loin du réseau")
    saved(page)
    page.context.set_offline(True)
    more = page.locator("[name='images.upload']")
    more.set_input_files(a_png("loin.png"))
    expect(page.locator("[data-told]")).to_contain_text("faute de réseau")
    press(page, "add:steps")
    page.get_by_role("button", name="Publier", exact=True).click()
    unsent = page.locator("[data-saved]").filter(has_text="Pas encore envoyé")
    expect(unsent).to_contain_text("loin.png")
    assert more.evaluate("control => control.files.length") == 1
    page.context.set_offline(False)
    expect(page.locator("#f-images > .row")).to_have_count(1)
    assert more.evaluate("control => control.files.length") == 0
    broken = FilePayload(name="faux.png", mimeType="image/png", buffer=b"rien du tout")
    page.locator("[name='steps-1-image.upload']").set_input_files(broken)
    refused = page.locator("#p-steps-1-image .field__error").first
    expect(refused).to_contain_text("faux.png")
    expect(page.locator("#f-images > .row")).to_have_count(1)
    unfold(page)
    page.locator("[name='images-0-alt']").fill("Un dessin, loin")
    saved(page)
    assert [wrong.partition(" ")[0] for wrong in tabs.wrongs] == ["422"]  # refused
    tabs.wrongs.clear()


def test_what_is_pasted_from_a_text_processor_keeps_what_it_looked_like(
    tabs: Tabs,
) -> None:
    page = tabs.open(ALICE)
    page.goto("/sheets/new/method")
    text = field(page, "Comment faire").first
    html = "<ul><li><p>Des <b>feutres</b></p></li><li>Du papier</li></ul>"
    assert not text.evaluate(_PASTE_HTML, [html, "Des feutres Du papier"])
    expect(text).to_have_value("- Des **feutres**\n- Du papier")
    page.keyboard.press("Control+z")  # taken back as typing is
    expect(text).to_have_value("")
    assert text.evaluate(
        _PASTE_HTML, ["<p>Un mot</p>", "Un mot"]
    )  # left to the browser


def test_on_a_narrow_screen_proposals_stay_within_the_window(tabs: Tabs) -> None:
    page = tabs.open(ALICE, width=320)
    page.goto("/sheets/new/tool")
    unfold(page)
    page.locator("[name=body]").click()
    page.keyboard.type("Voir par exemple [[abaque")
    expect(page.locator("[role=option]").first).to_be_visible()
    assert size_of(page) == (320, 320)


def test_on_a_narrow_screen_the_preview_passes_under_the_buttons(tabs: Tabs) -> None:
    page = tabs.open(ALICE, width=320)
    page.goto("/sheets/new/method")
    field(page, "En une phrase").fill("Assez long pour aller sous la barre. " * 20)
    field(page, "Titre de l’étape").first.fill(STEPS[0])
    saved(page)  # so that nothing makes the preview again meanwhile
    page.keyboard.press("Control+Enter")
    number = page.locator(".live .step").first
    expect(number).to_be_visible()
    over = number.evaluate("""step => {
      const bar = document.querySelector(".writebar").getBoundingClientRect();
      scrollBy(0, step.getBoundingClientRect().top - bar.top - bar.height / 3);
      const at = step.getBoundingClientRect();
      const there = document.elementFromPoint(at.left + 8, at.top + 8);
      return { inside: at.top + 8 > bar.top, bar: !!there.closest(".writebar") };
    }""")
    assert over == {"inside": True, "bar": True}
