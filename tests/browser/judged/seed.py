"""What is written before the states of our pages are judged: one of each sort.

Texts that hold all that a text can hold, and what only happens over time: thanks,
questions, notices, held edits, spreadsheets, a lost password.
"""

import json
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.media.ingest import take_file
from commons.adapters.store.community import messages
from commons.adapters.store.federation import incoming, news, outgoing
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts, mail_queue
from commons.adapters.store.people.account_tokens import TokenPurpose
from commons.adapters.store.site import repairs
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.mail import Mail, MailState
from commons.core.domain.people.message import Message
from commons.core.domain.sheet import Action
from commons.core.domain.site.notice import ReceivedState, SendState
from commons.core.domain.site.review import HeldEdit
from commons.core.text.files.csv_file import write_csv
from commons.services.federation.notices.checking import LICENCE, UNTRUE
from commons.services.people import recovery
from commons.services.stewardship.reports import report_target
from tests.adapters.media.pictures import drawing, written
from tests.adapters.store.makers import an_incoming, an_outgoing
from tests.browser.judged.seed_trust import write_what_is_trusted
from tests.browser.tabs import ADMIN, ALICE
from tests.people.visitor import controls_in, filled
from tests.servers.server import Person, Server, opened_store
from tests.services.tables import HEADER, row

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
    for topic in ("theme:culture", f"sheet:{deleted}"):
        admin.post("/follow", page="/account/followed", topic=topic, _do="follow")
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
    ids["organisation"] = _present(admin)
    ids |= _look_after(server)
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
    admin.post("/admin/themes", _do="add", label_fr="Ponts", parent="town_planning")
    admin.post("/admin/themes", _do="add", label_fr="Passerelles")
    admin.post(
        "/admin/themes/passerelles", page="/admin/themes", _do="merge", into="ponts"
    )
    admin.post("/admin/thesaurus", _do="begin", french="Bal-soupe")
    of_sheet = {"translation_of": f"/sheets/{sheet}/v/1", "language": "en"}
    ids["translation"] = publish(title="A sheet that says all", **of_sheet)
    ids["selection"] = _select(admin, [adapted, ids["tool"], ids["experience"]])
    ids |= _bring_in(admin)
    ids |= write_what_is_trusted(server, admin)
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


def _present(person: Person) -> str:
    """Say a few words of oneself, in all ways; give the organisation."""
    made = person.post(
        "/organisations/new",
        _do="save",
        name="Bancs publics",
        words=f"Des bancs.\n\n{'x' * 90}",
        territory="Brest",
        link=f"https://exemple.fr/{'x' * 90}",
    )
    assert made.status == 303, _faults(made.text)
    told = person.post(
        "/account/profile",
        _do="save",
        words=f"Je pose des bancs.\n\n{'x' * 90}",
        territory="Brest",
        organisation="Bancs publics",
        themes="culture",
        links=f"https://exemple.fr/{'x' * 90}",
    )
    assert told.status == 303, _faults(told.text)
    return urlsplit(made.place).path.split("/")[2]


def _write_letters(server: Server) -> None:
    """Confirm two addresses, and report what one of the two wrote to the other."""
    store = opened_store(server.folder)
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
    store = opened_store(server.folder)
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
    store = opened_store(server.folder)
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


def _look_after(server: Server) -> dict[str, str]:
    """Have a password lost, something taken back, and an e-mail that does not arrive."""
    store = opened_store(server.folder)
    now = clock.now()
    mail = Mail(
        id=iri.new_id(),
        recipient="camille@exemple.fr",
        subject="Choisir un nouveau mot de passe",
        text="Un texte",
        html="<p>Un texte</p>",
        created=now,
        due=now + timedelta(days=3),
        state=MailState.DEAD,
        tries=9,
        fault="550 no such mailbox",
    )
    with store.write() as work:
        found = [accounts.by_email(work, email) for email in (ALICE, ADMIN)]
        alice, admin = (one[0] for one in found if one is not None)
        repairs.begin_repair(work, alice.person, admin.person)
        link = recovery.make_link(work, alice, TokenPurpose.RESET)
        mail_queue.queue_mail(work, mail)
    store.close()
    return {"reset": link.rpartition("/")[2], "newcomer": alice.person.id}
