"""Messages that are relayed by e-mail: a form, and ways to report and to stop them.

A link from an e-mail shows a page with one button, since mail programs follow links
by themselves; only the button does something.
"""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.community import messages as store
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts, persons
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.people.remark import LONGEST_REMARK
from commons.core.domain.sheet import Person, Revision
from commons.errors import FullError, UnfitFormError
from commons.services.community.messages import (
    MESSAGES,
    TO_ONE,
    NewMessage,
    end_reported_message,
    find_recipient,
    report_message,
    send_message,
)
from commons.services.community.remarks import check_text
from commons.web.display.messages import translate_faults
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.guard.signed_links import is_signed, sign_link
from commons.web.request.context import components, current_writer, list_page
from commons.web.request.limits.rate_limits import (
    FORMS,
    LISTS,
    MODERATION,
    count_newcomer,
    count_write,
    limit_accounts,
    limit_addresses,
)
from commons.web.request.responses import private_page, uncached_page
from commons.wiring.deliveries import open_letterhead

PAGE_SIZE = 50
REPORT, STOP = "report a message", "stop messages"
_LIST = "messages.reported_page"
_LINKS = limit_addresses("links of messages", "60 per hour;300 per day")

messages = Journey(
    "messages",
    __name__,
    entries=(
        NavigationEntry(
            endpoint=_LIST,
            label=_l("Messages signalés"),
            order=69,
            place="team",
            needs=Permission.MODERATE,
        ),
    ),
)


@messages.route(
    "/people/<person>/message",
    methods=["GET", "POST"],
    needs=Permission.REMARK,
    reads=FORMS,
    writes=limit_accounts("messages", "20 per hour;40 per day"),
    crawled=False,
    resumes=True,
)
def message_page(person: str) -> AnyResponse:
    """Write to somebody, who is shown no address and whose own is not shown."""
    me, here = current_writer(), components()
    with here.store.read() as work:
        who, recipient = _recipient(work, person, me)
        about = _about(work)
    if recipient is None:
        return _nobody(who)
    text, fault = request.form.get("text", ""), ""
    if request.form.get("_do") == "send" and me.email_confirmed:
        new = NewMessage(
            text=text,
            sheet=about.sheet if about else "",
            report=_report_path,
            stop=_stop_path,
        )
        try:
            check_text(text)
            count_newcomer(me)
            with here.store.write(quiet=True) as work:
                send_message(work, open_letterhead(here), me, person, new)
        except UnfitFormError as error:
            fault = translate_faults(error.faults)["text"]
        except FullError as error:
            fault = _enough(error)
        else:
            flash(gettext("Votre message part vers %(name)s.", name=who.name), "good")
            return redirect(url_for("entities.person_page", person=person), 303)
    page = render_template(
        "community/message.html",
        who=who,
        about=about,
        confirmed=me.email_confirmed,
        text=text,
        fault=fault,
        most=LONGEST_REMARK,
    )
    return uncached_page(page, 422 if fault else 200)


def _recipient(work: Work, person: str, me: Account) -> tuple[Person, Account | None]:
    """Return a person, and their account where it can be written to.

    Raises NotFoundError for nobody, NotFound where none is and for oneself.
    """
    if not components().settings.sends_mail or person == me.person.id:
        raise NotFound
    return persons.get_person(work, person), find_recipient(work, person)


def _nobody(who: Person) -> AnyResponse:
    """Say that a person cannot be written to, and give back what was typed."""
    page = render_template(
        "community/message.html",
        who=who,
        closed=True,
        text=request.form.get("text", ""),
    )
    return uncached_page(page, 404)


def _about(work: Work) -> Revision | None:
    """Return the sheet that is written about, None for none that stands."""
    named = request.values.get("sheet", "")
    found = revisions.get_heads(work, [named]).get(named) if iri.is_id(named) else None
    return None if found is None or found.deleted else found


def _report_path(message: str) -> str:
    signature = sign_link(REPORT, message)
    return url_for("messages.report_page", message=message, signature=signature)


def _stop_path(account: str) -> str:
    signature = sign_link(STOP, account)
    return url_for("messages.stop_page", account=account, signature=signature)


def _enough(error: FullError) -> str:
    said = {
        MESSAGES: gettext("C’est assez pour aujourd’hui : 5 messages par jour."),
        TO_ONE: gettext(
            "C’est assez pour aujourd’hui : 3 par jour à la même personne."
        ),
    }
    other = gettext("Cette personne reçoit déjà beaucoup : réessayez plus tard.")
    return str(said.get(error.sort, other))


@messages.route(
    "/messages/<message>/report/<signature>",
    methods=["GET", "POST"],
    needs=Permission.SIGN_IN,
    writes=_LINKS,
    crawled=False,
)
def report_page(message: str, signature: str) -> AnyResponse:
    """Have editors look at a message that one got."""
    if not is_signed(REPORT, message, signature):
        raise NotFound
    if request.method == "GET":
        return _asking(
            gettext("Signaler un message"),
            gettext("L’équipe éditoriale lira ce message, et décidera."),
            gettext("Signaler"),
        )
    with components().store.write(quiet=True) as work:
        report_message(work, message)
    flash(gettext("Merci : l’équipe éditoriale va lire ce message."), "good")
    return redirect(url_for("home.home_page"), 303)


@messages.route(
    "/messages/stop/<account>/<signature>",
    methods=["GET", "POST"],
    needs=Permission.SIGN_IN,
    writes=_LINKS,
    crawled=False,
    token=False,
)
def stop_page(account: str, signature: str) -> AnyResponse:
    """Get no more messages: by the button, or from a mail program (RFC 8058)."""
    if not is_signed(STOP, account, signature):
        raise NotFound
    if request.method == "GET":
        return _asking(
            gettext("Ne plus recevoir de messages"),
            gettext("Plus personne ne pourra vous écrire depuis ce site."),
            gettext("Ne plus en recevoir"),
            (
                url_for("accounts.profile_page", _anchor="messages"),
                gettext("Choisir dans mon compte si l’on peut m’écrire"),
            ),
        )
    count_write(_LINKS)
    with components().store.write() as work:
        accounts.get_account(work, account)
        store.stop_messages(work, account, clock.now())
    flash(gettext("C’est fait : plus personne ne vous écrira depuis ce site."), "good")
    return redirect(url_for("home.home_page"), 303)


def _asking(
    title: str, sentence: str, button: str, choices: tuple[str, str] | None = None
) -> AnyResponse:
    page = render_template(
        "people/recovery/link.html",
        title=title,
        sentence=sentence,
        button=button,
        choices=choices,
    )
    return uncached_page(page, 200)


@messages.post(
    "/account/messages",
    needs=Permission.OWN_ACCOUNT,
    writes=limit_accounts("getting messages", "20 per hour"),
)
def choose_messages() -> AnyResponse:
    """Choose on one's profile whether people may write."""
    me = current_writer()
    with components().store.write() as work:
        if request.form.get("_do") == "stop":
            store.stop_messages(work, me.id, clock.now())
            said = gettext("C’est fait : plus personne ne vous écrira depuis ce site.")
        else:
            store.resume_messages(work, me.id)
            said = gettext("C’est fait : on peut de nouveau vous écrire.")
    flash(said, "good")
    return redirect(url_for("accounts.profile_page"), 303)


@messages.get("/admin/messages", needs=Permission.MODERATE, reads=LISTS)
def reported_page() -> AnyResponse:
    """List the messages that were reported."""
    with components().store.read() as work:
        page, pages = list_page(store.count_reported(work), PAGE_SIZE)
        found = store.reported_messages(
            work, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1)
        )
    body = render_template(
        "community/reported_messages.html",
        messages=found,
        page=page,
        pages=pages,
        page_address=lambda number: url_for(_LIST, page=number),
    )
    return private_page(body, 200)


@messages.post("/admin/messages", needs=Permission.MODERATE, writes=MODERATION)
def settle_message() -> AnyResponse:
    """Take a message off the list once it was looked at."""
    with components().store.write(quiet=True) as work:
        which = request.form.get("message", "")
        end_reported_message(work, current_writer(), which)
    flash(gettext("Le message est effacé."), "good")
    return redirect(url_for(_LIST), 303)
