"""What is written of how people are trusted: two steps, links in e-mails, refusals."""

from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

from commons.adapters.store.community import messages
from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Work, open_file
from commons.adapters.store.people import accounts
from commons.adapters.store.people.credentials import second_factors
from commons.adapters.store.people.credentials.second_factors import SecondFactor
from commons.adapters.store.stewardship.purge import purges
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.addresses.link_signatures import link_signature
from commons.core.domain.people.account import Account
from commons.core.domain.sheet import Action, Draft
from commons.core.domain.site.review import HeldEdit
from commons.services.notifications.digest_letters import STOP_PURPOSE
from commons.services.people.sign_in.second_factor import offer_secret
from commons.services.stewardship.reviews import refuse_edit
from commons.web.journeys.community.messages import REPORT, STOP
from tests.browser.tabs import (
    ADMIN,
    ALICE,
    BRUNO,
    CLAIRE,
    factors_of,
    recovery_code,
    secret_of,
)
from tests.people.visitor import filled
from tests.servers.server import Person, Server


def write_what_is_trusted(server: Server, admin: Person) -> dict[str, str]:
    """Write it; give the identifiers and the signatures that its states need."""
    store = open_file(server.folder / "commons.sqlite")
    with store.write() as work:
        alice, bruno, claire, head = (
            _account(work, email) for email in (ALICE, BRUNO, CLAIRE, ADMIN)
        )
        _ask_for_codes(work, server.folder, claire)
        refused = _refuse(work, claire, head)
        message, *_ = messages.reported_messages(work, limit=1)
    store.close()
    recovery_code(server.folder, CLAIRE)

    def sign(purpose: str, what: str) -> str:
        return link_signature(secret_of(server.folder), purpose, what)

    purged = _purge(admin)
    _wait_until_clean(server, admin)
    return {
        "alice": alice.id,
        "bruno": bruno.person.id,
        "no_mails": sign(STOP_PURPOSE, alice.id),
        "no_messages": sign(STOP, alice.id),
        "message": message.id,
        "reporting": sign(REPORT, message.id),
        "refused": refused,
        "purged": purged,
    }


def _wait_until_clean(server: Server, reader: Person) -> None:
    """Wait for the files to be clean of what was removed: the index is made anew."""
    store, until = open_file(server.folder / "commons.sqlite"), monotonic() + 60
    while True:
        with store.read() as work:
            cleaning = purges.unfinished_purges(work)
        if not cleaning and reader.get("/map.json").status == 200:
            break
        assert monotonic() < until, cleaning
        sleep(0.2)
    store.close()


def _account(work: Work, email: str) -> Account:
    found = accounts.by_email(work, email)
    assert found is not None
    return found[0]


def _ask_for_codes(work: Work, folder: Path, account: Account) -> None:
    """Have an account sign in with two steps."""
    offered = offer_secret(factors_of(folder), account, "Commons")
    factor = SecondFactor(
        account=account.id, secret=offered.sealed, created=clock.now(), step=0
    )
    second_factors.add_factor(work, factor)


def _refuse(work: Work, author: Account, editor: Account) -> str:
    """Have a text handed in and refused; give its draft, to which it went back."""
    draft = Draft(
        id=iri.new_id(),
        account=author.id,
        kind="method",
        sheet="",
        parent=None,
        instant=clock.now(),
        values={
            "title": "Nos bancs à vendre",
            "summary": "Des bancs, en gros et en détail.",
            "licence": "CC-BY-SA-4.0",
            "language": "fr",
        },
    )
    kept = drafts.save_draft(work, draft)
    held = HeldEdit(
        id=iri.new_id(),
        account=author.id,
        draft=draft.id,
        known=kept.revision,
        sheet=draft.id,
        kind=draft.kind,
        parent=None,
        action=Action.CREATE,
        instant=clock.now(),
        values=draft.values,
    )
    held_edits.hold_edit(work, held)
    reason = "C’est une publicité ; dites plutôt comment on s’en sert ensemble."
    refuse_edit(work, held.id, reason, editor)
    return draft.id


def _purge(admin: Person) -> str:
    """Remove the first of two versions of a sheet for good; give the sheet."""
    typed = filled(title="Le banc retiré")
    made = admin.post("/sheets/new/method", _do="publish", _confirmed="on", **typed)
    sheet = urlsplit(made.place).path.split("/")[2]
    again = {"_parent": "1", "change_note": "sans le nom", "body": "Un banc."}
    edited = admin.post(
        f"/sheets/{sheet}/edit", _do="publish", _confirmed="on", **(typed | again)
    )
    assert edited.status == 303, edited.text
    done = admin.post(
        "/admin/purges/new",
        page=f"/admin/purges/new?at=/sheets/{sheet}",
        at=f"/sheets/{sheet}",
        basis="personal_data",
        scope="version",
        numbers="1",
        seen="2",
        sure="1",
        _do="purge",
    )
    assert done.status == 303, done.text
    return sheet
