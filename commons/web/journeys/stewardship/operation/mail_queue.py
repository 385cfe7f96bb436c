"""The e-mails that could not be delivered: why, try again, forget."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.people import mail_queue as store
from commons.core.domain.people.account import Permission
from commons.core.domain.people.mail import MailState
from commons.services.people.mail.undelivered import forget_mail, retry_mails
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.context import components, current_writer, list_page
from commons.web.request.limits.rate_limits import LISTS, MODERATION
from commons.web.request.responses import private_page

PAGE_SIZE = 50
_LIST = "mails.mail_page"

mails = Journey(
    "mails",
    __name__,
    entries=(
        NavigationEntry(
            endpoint=_LIST,
            label=_l("Courriels non remis"),
            order=68,
            place="team",
            needs=Permission.ACCOUNTS,
        ),
    ),
)


@mails.get("/admin/mail", needs=Permission.ACCOUNTS, reads=LISTS)
def mail_page() -> AnyResponse:
    """List the e-mails that were given up, and say how many wait."""
    here = components()
    with here.store.read() as work:
        counts = store.count_mails(work)
        page, pages = list_page(counts.get(MailState.DEAD, 0), PAGE_SIZE)
        dead = store.dead_mails(work, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1))
    body = render_template(
        "stewardship/operation/mail_queue.html",
        dead=dead,
        count=counts.get(MailState.DEAD, 0),
        waiting=counts.get(MailState.WAITING, 0),
        sends_mail=here.settings.sends_mail,
        page=page,
        pages=pages,
        page_address=lambda number: url_for(_LIST, page=number),
    )
    return private_page(body, 200)


@mails.post("/admin/mail", needs=Permission.ACCOUNTS, writes=MODERATION)
def settle_mail() -> AnyResponse:
    """Try one again, or all of them, or forget one."""
    which = request.form.get("mail", "")
    with components().store.write(quiet=True) as work:
        if request.form.get("_do") == "forget":
            forget_mail(work, current_writer(), which)
            said = gettext("Le courriel est oublié.")
        else:
            retry_mails(work, current_writer(), which)
            said = gettext("C’est reparti : un nouvel essai est en cours.")
    flash(said, "good")
    return redirect(url_for(_LIST), 303)
