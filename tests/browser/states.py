"""The states of our pages that are judged, and what must be written before.

A state is an address, and for a form what is typed into it and which button is
pressed. A browser and a client without scripts come to the same page.
"""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

from playwright.sync_api import Page

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.media.ingest import take_file
from commons.adapters.store.community import messages
from commons.adapters.store.engine.unit_of_work import open_file
from commons.adapters.store.federation import incoming, news, outgoing
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.adapters.store.review import held_edits
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.message import Message
from commons.core.domain.sheet import Action
from commons.core.domain.site.notice import ReceivedState, SendState
from commons.core.domain.site.review import HeldEdit
from commons.core.text.files.csv_file import write_csv
from commons.services.federation.notices.checking import LICENCE, UNTRUE
from commons.services.stewardship.reports import report_target
from tests.adapters.media.pictures import drawing, written
from tests.adapters.store.makers import an_incoming, an_outgoing
from tests.browser.tabs import ADMIN, ALICE, BRUNO
from tests.browser.walking import comes_to_another_page
from tests.server import Person, Server
from tests.services.tables import HEADER, row
from tests.visitor import controls_in, filled

SUMMARY = "Une phrase assez longue pour dire ce que la fiche apporte à qui la lit."
BODY = """Un texte de **toutes** les sortes, avec une note[^1] et un [lien](https://exemple.fr).

## Un titre

> Une citation.

1. un
2. deux

- [x] fait
- [ ] à faire

| Rôle | Nombre |
|:-----|-------:|
| accueil | 2 |

    du code

### Un autre titre

Une [[fiche-que-personne-n-a-ecrite|fiche qui manque]], ~~rayée~~.

[^1]: La note.
"""
NOTE = f"""Pour **commencer**[^1], ou après [ceci](https://exemple.fr).

| Qui | {"Un mot que rien ne coupe".replace(" ", "_")} |
|-----|-----|
| {"x" * 40} | {"y" * 40} |

    {"z" * 90}

[^1]: Ou pour finir.
"""
RICH = {
    "title": "Une fiche qui dit tout",
    "summary": SUMMARY,
    "body": BODY,
    "keywords": "banc\nquartier",
    "territory": "Brest",
    "duration": "1 h 30",
    "difficulty": "some_habit",
    "objective": "meet",
    "themes": "culture",
    "steps-0-title": "Poser le banc",
    "steps-0-text": "À deux, devant la mairie.\n\n- un\n- deux",
    "steps-0-duration": "10 min",
    "steps-0-tip": "Prévoir de *l’ombre*.",
    "steps-1-title": "Écouter",
    "steps-1-text": "Sans hâte.",
    "links-0-url": "https://exemple.fr/banc",
    "links-0-title": "Le banc d’à côté",
}
TRIED = {
    "territory": "Douarnenez",
    "date": "novembre 2018",
    "summary": "Chacun a parlé, même les plus timides.",
    "pitfalls-0": "Il pleuvait, et le banc était trempé.",
}
REFUSED = {"title": "ab", "links-0-url": "pas une adresse", "keywords": "a"}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A page as somebody sees it; `press` is the value of the button, if any.

    `alone` sends the form without our scripts, which would mend it.
    """

    path: str
    who: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    press: str = ""
    alone: bool = False


def _writing(kind: str, press: str, **typed: str) -> State:
    return State(path=f"/sheets/new/{kind}", who=ADMIN, typed=typed, press=press)


KINDS = ("method", "tool", "experience", "collection")
STATES = {
    "home": State(path="/"),
    "results": State(path="/search?q=d%C3%A9bat"),
    "one filter": State(path="/search?kind=method&posture=test"),
    "results that fit": State(path="/search?q=d%C3%A9bat&people=25&minutes=120"),
    "a word corrected": State(path="/search?q=debat+mouvan"),
    "no result": State(path="/search?q=xyzzyx"),
    "results in another order": State(path="/search?q=d%C3%A9bat&sort=recent&exact=1"),
    "results explained": State(path="/search?q=debat+mouvan&explain=1"),
    "no result that fits": State(path="/search?q=d%C3%A9bat&kind=tool&people=9999"),
    "a sheet is missing": State(path="/search/missing?q=moulin"),
    "a sheet is missing, refused": State(
        path="/search/missing", typed={"text": " "}, press="send"
    ),
    "searches in vain": State(path="/admin/searches", who=ADMIN),
    "thesaurus": State(path="/admin/thesaurus?q=d%C3%A9bat&name=palabre", who=ADMIN),
    "a concept": State(path="/admin/thesaurus/debate", who=ADMIN),
    "a concept that was added": State(path="/admin/thesaurus/bal_soupe", who=ADMIN),
    "a concept, refused": State(
        path="/admin/thesaurus/debate", who=ADMIN, typed={"text": "de la"}, press="add"
    ),
    "what waits for review": State(path="/admin/reviews", who=ADMIN),
    "a new sheet that waits": State(path="/sheets/{held}", who=ADMIN),
    "a change that waits": State(path="/reviews/{held_change}", who=ADMIN),
    "a change that waits, refused without a reason": State(
        path="/reviews/{held_change}", who=ADMIN, typed={"reason": ""}, press="refuse"
    ),
    "changes, narrowed": State(path="/changes?unreviewed=1&new=1", who=ADMIN),
    "changes, of nobody": State(path="/changes?person=personne&territory=nulle-part"),
    "a report": State(path="/report?at=/sheets/{sheet}"),
    "a report, refused": State(
        path="/report?at=/sheets/{sheet}", typed={"words": "x"}, press="send"
    ),
    "reports": State(path="/admin/reports", who=ADMIN),
    "method": State(path="/sheets/{sheet}"),
    "method, by its author": State(path="/sheets/{sheet}", who=ADMIN),
    "experience": State(path="/sheets/{experience}"),
    "tool": State(path="/sheets/{tool}"),
    "collection": State(path="/sheets/{collection}"),
    "collection, by an editor": State(path="/sheets/{collection}", who=ADMIN),
    "change of a collection": State(path="/sheets/{collection}/edit", who=ADMIN),
    "which collection": State(path="/collect/{sheet}", who=ADMIN),
    "featured collections": State(path="/featured", who=ADMIN),
    "old version": State(path="/sheets/{sheet}/v/1"),
    "adapt": State(path="/sheets/{sheet}/v/1/adapt"),
    "trial": State(path="/sheets/{trial}"),
    "trials": State(path="/sheets/{sheet}/trials"),
    "no trial": State(path="/sheets/{tool}/trials"),
    "trials of my sheets": State(path="/account/trials", who=ADMIN),
    "no trial of my sheets": State(path="/account/trials", who=ALICE),
    "which sheet was tried": State(path="/trials/new?q=fiche", who=ALICE),
    "new trial": State(path="/sheets/new/trial?tried={sheet}&version=1", who=ALICE),
    "trial, refused": State(
        path="/sheets/new/trial?tried={sheet}&version=1",
        who=ALICE,
        typed={"participants": "zéro", "keywords": "a"},
        press="publish",
    ),
    "trial, almost ready": State(
        path="/sheets/new/trial?tried={sheet}&version=1",
        who=ALICE,
        typed={"territory": "Brest"},
        press="publish",
    ),
    "questions": State(path="/sheets/{sheet}/remarks"),
    "questions, by an editor": State(path="/sheets/{sheet}/remarks", who=ADMIN),
    "no question": State(path="/sheets/{tool}/remarks"),
    "questions on a step": State(path="/sheets/{sheet}/remarks?step=steps-2"),
    "new question": State(path="/sheets/{sheet}/remarks/new?step=steps-1", who=ALICE),
    "new question, refused": State(
        path="/sheets/{sheet}/remarks/new", who=ALICE, typed={"text": " "}, press="send"
    ),
    "a reply": State(path="/sheets/{sheet}/remarks/new?parent={asked}", who=ALICE),
    "change of a question": State(path="/remarks/{asked}/edit", who=ALICE),
    "hide a question": State(path="/remarks/{asked}/hide", who=ADMIN),
    "a message": State(path="/people/{person}/message?sheet={sheet}", who=ALICE),
    "a message, refused": State(
        path="/people/{person}/message", who=ALICE, typed={"text": " "}, press="send"
    ),
    "a message, not confirmed": State(path="/people/{person}/message", who=BRUNO),
    "messages that were reported": State(path="/admin/messages", who=ADMIN),
    "translate": State(path="/sheets/{sheet}/v/1/translate"),
    "translation": State(path="/sheets/{translation}"),
    "adapt, nothing found": State(path="/sheets/{sheet}/v/1/adapt?other=xyzzyx"),
    "adaptation": State(path="/sheets/{adapted}"),
    "lineage": State(path="/sheets/{adapted}/lineage"),
    "lineage, alone": State(path="/sheets/{tool}/lineage"),
    "take over": State(path="/sheets/{adapted}/update/{sheet}", who=ADMIN),
    "taken over": State(
        path="/sheets/{adapted}/edit?takes={sheet}&newest=2&field=body", who=ADMIN
    ),
    "on A4": State(path="/sheets/{sheet}/v/2/print"),
    "cards": State(path="/sheets/{sheet}/v/2/cards"),
    "a collection of all sorts": State(path="/sheets/{selection}"),
    "booklet": State(path="/sheets/{selection}/v/1/print"),
    "cards of a collection": State(path="/sheets/{selection}/v/1/cards"),
    "card of an account": State(path="/sheets/{experience}/v/1/cards"),
    "deleted": State(path="/sheets/{deleted}"),
    "diff": State(path="/sheets/{sheet}/diff/1..2"),
    "diff, as a page": State(path="/sheets/{sheet}/diff/1..2/page"),
    "who wrote what": State(path="/sheets/{sheet}/contributions"),
    "history": State(path="/sheets/{sheet}/history?since=2020-01-01", who=ALICE),
    "history, by an admin": State(path="/sheets/{deleted}/history", who=ADMIN),
    "history, without account": State(path="/sheets/{sheet}/history"),
    "changes": State(path="/changes"),
    "map": State(path="/map"),
    "map of a part": State(path="/map?territory=department:29&kind=method"),
    "map near a place": State(path="/map?near=Landerneau"),
    "map, which place": State(path="/map?near=Saint-Denis"),
    "map, nothing found": State(path="/map?q=xyzzyx"),
    "themes": State(path="/themes"),
    "theme": State(path="/themes/culture"),
    "territory": State(path="/territories/commune:29019"),
    "territory without sheet": State(path="/territories/department:88"),
    "person": State(path="/people/{person}"),
    "sign in": State(path="/login?next=/drafts"),
    "register": State(path="/register"),
    "register, refused": State(
        path="/register",
        typed={"name": "a", "email": "pas@une-adresse", "password": "court"},
        press="Créer",
    ),
    "what to write": State(path="/write", who=ALICE),
    **{f"new {kind}": State(path=f"/sheets/new/{kind}", who=ALICE) for kind in KINDS},
    **{f"{kind}, refused": _writing(kind, "publish", **REFUSED) for kind in KINDS},
    **{
        f"{kind}, almost ready": _writing(kind, "publish", title="Presque prête")
        for kind in KINDS
    },
    "preview": _writing("method", "preview", **RICH),
    "expired form": replace(
        _writing("method", "publish", title="Gardé", csrf_token="non"), alone=True
    ),
    "change": State(path="/sheets/{sheet}/edit", who=ADMIN),
    "stale": State(
        path="/sheets/{sheet}/edit",
        who=ADMIN,
        typed={"_parent": "1", "title": "Un autre titre", "body": "Un autre texte."},
        press="publish",
    ),
    "from elsewhere": State(path="/adapt", who=ALICE),
    "from elsewhere, refused": State(
        path="/adapt", who=ALICE, typed={"address": "pas une adresse"}, press="look"
    ),
    "announcements": State(path="/notices", who=ADMIN),
    "news": State(path="/news", who=ADMIN),
    "no news": State(path="/news", who=ALICE),
    "drafts": State(path="/drafts", who=ADMIN),
    "no draft": State(path="/drafts", who=ALICE),
    "profile": State(path="/account", who=ADMIN),
    "accounts": State(path="/admin/accounts", who=ADMIN),
    "about": State(path="/pages/about"),
    "legal, not written": State(path="/pages/legal"),
    "pages of the site": State(path="/admin/pages", who=ADMIN),
    "a page of the site": State(path="/admin/pages/legal/fr", who=ADMIN),
    "the words of welcome": State(
        path="/admin/pages/home/fr",
        who=ADMIN,
        typed={"text": "Ici\n\nOn fait."},
        press="look",
    ),
    "logo and colour": State(path="/admin/appearance", who=ADMIN),
    "document": State(path="/write/document", who=ADMIN),
    "no document": State(path="/write/document", who=ADMIN, press="send"),
    "spreadsheets": State(path="/batch", who=ADMIN),
    "no spreadsheet": State(path="/batch", who=ADMIN, press="send"),
    "columns": State(path="/batch/{batch}/columns", who=ADMIN),
    "lines": State(path="/batch/{batch}", who=ADMIN),
    "lines, loaded": State(path="/batch/{batch_loaded}", who=ADMIN),
    "template": State(path="/batch/template/method", who=ADMIN),
    "not found": State(path="/nulle-part"),
    "patterns": State(path="/developers/patterns"),
    "for harvesters": State(path="/developers"),
    "catalogue": State(path="/catalog"),
    "dumps": State(path="/dumps/", who=ADMIN),
}

EVERY_LOOK = (
    *("home", "results", "no result", "method", "diff, as a page", "history"),
    *("map", "map near a place", "territory"),
    *("theme", "person", "register, refused", "method, refused", "stale"),
    *("tool, almost ready", "drafts", "lines", "for harvesters", "not found"),
    *(
        "preview",
        "new method",
        "patterns",
        "experience",
        "collection",
        "translation",
        "adaptation",
        "lineage",
    ),
    *("from elsewhere, refused", "announcements", "news", "on A4", "cards"),
    *("new trial", "trials of my sheets"),
    *("a sheet is missing, refused", "searches in vain", "a concept, refused"),
    *("a collection of all sorts", "booklet", "cards of a collection"),
    *("take over", "taken over", "logo and colour"),
    *("questions, by an editor", "new question, refused", "a reply"),
    *("a message, refused", "messages that were reported"),
)
"""States that axe judges in every run, wide and narrow, light and dark: every sort of
part is in one of them. In `make drill` it judges the others, and these in English."""


def write_what_is_needed(server: Server) -> dict[str, str]:
    """Write what the states show; give the identifiers by name."""
    admin = Person(server.address).sign_in(ADMIN)

    def publish(**typed: str) -> str:
        made = admin.post(
            "/sheets/new/method", _do="publish", _confirmed="on", **filled(**typed)
        )
        assert made.status == 303, _faults(made.text)
        return urlsplit(made.place).path.split("/")[2]

    rich = {**RICH, **_pictured(BlobStore(data_dir=server.folder))}
    sheet, deleted = publish(**rich), publish(title="À supprimer")
    adapted = publish(**{**rich, **_adapting(f"{server.address}/sheets/{sheet}/v/1")})
    again = filled(**{**rich, "body": BODY.replace("note", "remarque")})
    note = {"change_note": "une remarque", "_parent": "1", "_do": "publish"}
    edited = admin.post(f"/sheets/{sheet}/edit", _confirmed="on", **again, **note)
    assert edited.status == 303, _faults(edited.text)
    history = f"/sheets/{deleted}/history"
    admin.post(f"/sheets/{deleted}/delete", page=history, reason="un essai")
    alice, thanks = Person(server.address).sign_in(ALICE), f"/sheets/{sheet}/v/2/thanks"
    alice.post(thanks, page=f"/sheets/{sheet}/history")
    trial = alice.post(
        f"/sheets/new/trial?tried={sheet}&version=1",
        _do="publish",
        **filled(title="", tried=f"/sheets/{sheet}/v/1", **TRIED),
    )
    assert trial.status == 303, _faults(trial.text)
    ids = {"trial": urlsplit(trial.place).path.split("/")[2]}
    ids["asked"] = _talk(alice, admin, sheet)
    _write_letters(server)
    admin.post("/sheets/new/tool", _do="draft", **filled(title="Un brouillon"))
    _announce(server, sheet)
    ids |= _hold(server, sheet)
    told = json.loads(admin.get(f"/sheets/{sheet}.jsonld").text)
    found = {
        kind: json.loads(admin.get(f"/search.json?kind={kind}").text)["results"][0]
        for kind in ("experience", "tool", "collection")
    }
    ids |= {kind: str(result["id"]) for kind, result in found.items()}
    admin.post("/featured", _do="feature", sheet=ids["collection"])
    admin.post("/admin/thesaurus", _do="begin", french="Bal-soupe")
    of_sheet = {"translation_of": f"/sheets/{sheet}/v/1", "language": "en"}
    ids["translation"] = publish(title="A sheet that says all", **of_sheet)
    ids["selection"] = _select(admin, [adapted, ids["tool"], ids["experience"]])
    ids |= _bring_in(admin)
    return {
        "sheet": sheet,
        "deleted": deleted,
        "adapted": adapted,
        "person": _person(told),
        **ids,
    }


def _talk(asker: Person, editor: Person, sheet: str) -> str:
    """Ask and answer under a sheet, in all ways; give the question that waits."""
    new = f"/sheets/{sheet}/remarks/new"

    def say(who: Person, text: str, **more: str) -> str:
        sent = who.post(new, _do="send", text=text, **more)
        assert sent.status == 303, _faults(sent.text)
        return urlsplit(sent.place).path.split("/")[2]

    answered = say(asker, "Combien de bancs ?", step="steps-2")
    say(editor, "Deux suffisent.", parent=answered)
    editor.post(f"/remarks/{answered}", page=new, _do="resolve")
    spam = say(editor, "Achetez mon banc : https://exemple.fr/banc", sort="remark")
    editor.post(f"/remarks/{spam}/hide", reason="une publicité")
    asked = say(asker, "Et s’il pleut ?\n\nL’an dernier, il pleuvait.", step="steps-1")
    say(editor, f"On rentre. {'x' * 90}", parent=asked)
    gone = say(editor, "Rien.", parent=asked)
    editor.post(f"/remarks/{gone}/edit", _do="delete")
    return asked


def _write_letters(server: Server) -> None:
    """Confirm two addresses, and report what one of the two wrote to the other."""
    store = open_file(server.folder / "commons.sqlite")
    with store.write() as work:
        people = []
        for email in (ALICE, ADMIN):
            found = accounts.by_email(work, email)
            assert found is not None
            people.append(replace(found[0], email_confirmed=True))
            accounts.change_account(work, people[-1])
        alice, admin = people
        message = Message(
            id=iri.new_id(),
            sender=alice.id,
            author=alice.person,
            recipient=admin.id,
            reader=admin.person,
            sheet="",
            text=f"Achetez mon banc.\n\n{'x' * 90}",
            instant=clock.now(),
            reported=clock.now(),
        )
        messages.add_message(work, message)
    store.close()


def _adapting(address: str) -> dict[str, str]:
    """Give what the form of an adaptation says of its own."""
    return {
        "title": "Une fiche qui dit tout, à Rennes",
        "territory": "Rennes",
        "body": BODY.replace("note", "mention"),
        "sources-0-url": address,
        "sources-0-changes": "Le banc est devenu une barque.",
    }


def _select(editor: Person, sheets: list[str]) -> str:
    """Publish a collection with notes of all sorts; give its identifier."""
    rows = {f"items-{n}-sheet": sheet for n, sheet in enumerate(sheets)}
    notes = {f"items-{n}-note": NOTE for n in range(len(sheets))}
    typed = filled(title="Une collection qui dit tout", summary=SUMMARY, body=BODY)
    made = editor.post(
        "/sheets/new/collection",
        _do="publish",
        _confirmed="on",
        **{**typed, **rows, **notes},
    )
    assert made.status == 303, _faults(made.text)
    return urlsplit(made.place).path.split("/")[2]


def _announce(server: Server, sheet: str) -> None:
    """Write what other commons announced of a sheet, and what of ours did not arrive."""
    store = open_file(server.folder / "commons.sqlite")
    shown = an_incoming(sheet, ReceivedState.ACCEPTED)
    against = an_incoming(sheet, ReceivedState.HELD)
    dead = replace(
        an_outgoing(sheet), state=SendState.DEAD, fault="no inbox there (404)"
    )
    with store.write() as work:
        for notice in (
            shown,
            an_incoming(sheet, ReceivedState.HELD),
            replace(against, fault=LICENCE),
            replace(an_incoming(sheet, ReceivedState.REFUSED), made=None, fault=UNTRUE),
        ):
            distant = replace(notice, due=notice.due + timedelta(days=3_650))
            incoming.add_incoming(work, distant)
        outgoing.add_outgoing(work, dead)
        news.tell_writers(work, shown.id, sheet, shown.received)
    store.close()


def _hold(server: Server, sheet: str) -> dict[str, str]:
    """Have a new sheet and a change wait for review, and a sheet reported; give both."""
    store = open_file(server.folder / "commons.sqlite")
    with store.write() as work:
        account = next(one for one in accounts.all_accounts(work) if one.email != ADMIN)
        stands = revisions.get_head(work, sheet).values
        new = HeldEdit(
            id=iri.new_id(),
            account=account.id,
            draft=iri.new_id(),
            known=1,
            sheet=iri.new_id(),
            kind="method",
            parent=None,
            action=Action.CREATE,
            instant=clock.now(),
            values={**stands, "title": "Achetez nos bancs"},
            signals={"trapped": 1, "links": 9, "no_work": 1},
        )
        change = replace(
            new,
            id=iri.new_id(),
            draft=iri.new_id(),
            sheet=sheet,
            parent=2,
            action=Action.UPDATE,
            note="la couleur",
            values={**stands, "summary": f"{SUMMARY} Tout de suite."},
        )
        for one in (new, change):
            held_edits.hold_edit(work, one)
        report_target(work, f"/sheets/{sheet}", "other", "On y vend des bancs.", None)
    store.close()
    return {"held": new.sheet, "held_change": change.id}


def _bring_in(editor: Person) -> dict[str, str]:
    """Load a spreadsheet, then check another that has all to say; give both."""

    def check(*rows: list[str]) -> str:
        file = ("innovations.csv", write_csv([HEADER, *rows]))
        columns = editor.send("/batch", file, kind="method").place
        held = controls_in(editor.get(columns).text)
        return editor.post(columns, **held).place

    loaded = check(row(1), row(2), row(3, duration="un moment"))
    editor.post(loaded, _do="load", manner="draft_the_rest")
    sheet = re.findall(r'href="/sheets/(\w{12})"', editor.get(loaded).text)[0]
    typed = filled(title="Revue", change_note="relu", _parent="1", _do="publish")
    editor.post(f"/sheets/{sheet}/edit", _confirmed="on", **typed)
    again = check(row(1, duration="2 h"), row(2), row(4, difficulty="dur"), row(5))
    return {"batch": again.split("/")[2], "batch_loaded": loaded.split("/")[2]}


def _pictured(blobs: BlobStore) -> dict[str, str]:
    """Put files onto the blob store; give what a form says of them."""
    wide = take_file(blobs, BytesIO(written(drawing(1400, 900), "JPEG")), "a.jpg").name
    small = take_file(blobs, BytesIO(written(drawing(200, 300), "PNG")), "b.png").name
    plain = take_file(blobs, BytesIO(written(drawing(500, 90), "WEBP")), "c.webp").name
    note = take_file(blobs, BytesIO(b"%PDF-1.7"), "note.pdf").name
    by = {"author": "Camille D.", "licence": "CC-BY-SA-4.0"}
    rows: list[dict[str, str]] = [
        {"file": wide, "alt": "Un banc devant la mairie", "title": "Le banc", **by},
        {"file": small, "alt": "Le plan de la place", **by},
        {"file": plain, "decorative": "on", **by},
    ]
    return {
        **{f"images-{n}-{k}": v for n, row in enumerate(rows) for k, v in row.items()},
        "steps-0-image": wide,
        "steps-1-tip": f"Voir ![](/media/{small}) le plan.",
        "files-0-file": note,
        "files-0-title": "La trame d’animation",
    }


def _faults(page: str) -> list[str]:
    return re.findall(r'<li><a href="#f-[^>]*>[^<]*', page)


def _person(told: object) -> str:
    """Give the identifier of the first person that a JSON-LD text names."""
    return json.dumps(told).partition("/people/")[2][:12]


def go(page: Page, state: State, ids: dict[str, str]) -> None:
    """Come to a state as a person does."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(state.path.format(**ids))
    if not state.press:
        return
    for name, text in state.typed.items():
        control = page.locator(f"main [name='{name}']").first
        if control.count():
            control.evaluate(_FILL, text)
    sort = f":not([type='button']):is([value='{state.press}'], :not([value]))"
    button = page.locator(f"main button{sort}:not(.unseen)").first
    if state.alone:
        with page.expect_event("domcontentloaded"):
            button.evaluate(_SEND)
    else:
        comes_to_another_page(page, button)


_SEND = """button => {
  const order = document.createElement("input");
  Object.assign(order, {type: "hidden", name: button.name, value: button.value});
  button.form.append(order);
  button.form.submit();
}"""
_FILL = """(control, text) => {
  if (["radio", "checkbox"].includes(control.type)) {
    const all = [...document.getElementsByName(control.name)];
    all.find(one => one.value === text).checked = true;
  } else control.value = text;
}"""


def page_of(person: Person, state: State, ids: dict[str, str]) -> str:
    """Give the HTML of a state, as a client without scripts gets it."""
    path = state.path.format(**ids)
    if not state.press:
        found = person.get(path)
        while found.status in {301, 302, 303}:
            found = person.get(found.place)
        return found.text
    typed = {**(filled() if "/sheets/" in path else {}), **state.typed}
    return person.post(path, _do=state.press, **typed).text
