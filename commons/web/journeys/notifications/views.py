"""What happened in what one follows: the bell, the list, and how one is told.

A link from an e-mail shows a page with one button, since mail programs follow links by
themselves; only the button, or a mail program's own (RFC 8058), does something.
"""

from contextlib import suppress
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.community.notifications import events, inbox
from commons.adapters.store.community.notifications.subscriptions import read_deliveries
from commons.adapters.store.people import accounts
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain import clock
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.people.notification import (
    DEFAULT_DELIVERY,
    Delivery,
    EventKind,
    group_events,
)
from commons.errors import BusyError, CommonsError
from commons.services.notifications.digest_letters import STOP_PURPOSE
from commons.services.notifications.digests import change_deliveries, stop_mails
from commons.services.notifications.lines import say_groups
from commons.web.guard.journey import Journey
from commons.web.guard.signed_links import is_signed
from commons.web.journeys.notifications.follow import speaker
from commons.web.journeys.notifications.opening import named_line, unread_of_line
from commons.web.request.context import (
    components,
    current_account,
    current_writer,
    page_number,
    positive_int,
)
from commons.web.request.limits.rate_limits import (
    FORMS,
    count_write,
    limit_accounts,
    limit_addresses,
)
from commons.web.request.responses import private_page, uncached_page

PAGE_SIZE = 30
MOST_PAGES = 400
_LIST = "notifications.list_page"
_CHOICES = "notifications.choices_page"
_LINKS = limit_addresses("links of notifications", "60 per hour;300 per day")

notifications = Journey("notifications", __name__)


@notifications.app_template_global("count_unread")
def count_unread() -> int:
    """Count what who signed in has not read, up to 100, and what was given back to them.

    0 where it cannot be known.
    """
    me = current_account()
    if me is None:
        return 0
    try:
        with components().store.read() as work:
            refused = held_edits.count_refused_of(work, me.id)
            at = inbox.read_bearings(work, me.id)
            if at.all_read:
                return refused
            kinds = _shown(read_deliveries(work, me.id))
            count = inbox.count_unread(work, me, kinds, at)
        if at.far_behind and not count:
            # else each page looks through all that is not for its reader
            _move_mark(me, at.last)
    except CommonsError:
        return 0  # the page that is shown says so
    return count + refused


def _move_mark(me: Account, last: int) -> None:
    """Note that nothing up to an event is unread; not while another writes."""
    with (
        suppress(BusyError),
        components().store.write(quiet=True, durable=False, patient=False) as work,
    ):
        inbox.mark_all_read(work, me.id, last)


def _shown(chosen: dict[EventKind, Delivery]) -> list[EventKind]:
    return [kind for kind, said in chosen.items() if said is not Delivery.NONE]


@notifications.get(
    "/notifications",
    needs=Permission.OWN_ACCOUNT,
    reads="120 per minute",
    crawled=False,
)
def list_page() -> AnyResponse:
    """List what happened in what one follows, put together by day."""
    me, here, page = current_writer(), components(), page_number(MOST_PAGES)
    wanted, unread = request.args.get("kind", ""), "unread" in request.args
    with here.store.read() as work:
        kinds = _shown(read_deliveries(work, me.id))
        chosen = [kind for kind in kinds if not wanted or kind == wanted]
        last = events.last_event(work)
        before = min(positive_int(request.args.get("before")) or last, last)
        wanted_slice = inbox.Slice(kinds=chosen, last=before, unread=unread)
        found = inbox.page_keys(work, me, wanted_slice)
        groups = group_events(found.keys)
        pages = max(1, -(-len(groups) // PAGE_SIZE))
        if page > pages:
            raise NotFound
        lines = say_groups(
            here.schema,
            here.places,
            work,
            speaker(),
            groups[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        )
        refused = held_edits.count_refused_of(work, me.id)
    body = render_template(
        "notifications/list.html",
        lines=lines,
        refused=refused,
        last=last,
        any_unread=any(key.unread for key in found.keys),
        older=_page_address(wanted, unread, found.older) if found.older else "",
        kinds=kinds,
        labels=kind_labels(),
        wanted=wanted,
        unread=unread,
        page=page,
        pages=pages,
        page_address=partial(
            _page_address, wanted, unread, before if before < last else 0
        ),
        sends_mail=here.settings.sends_mail,
    )
    return private_page(body, 200)


def _page_address(wanted: str, unread: bool, before: int, number: int = 1) -> str:  # noqa: FBT001  # a filter
    """Give the address of a page of what is not newer than an event, 0 for all."""
    return url_for(
        _LIST,
        kind=wanted or None,
        unread="on" if unread else None,
        before=before or None,
        page=number if number > 1 else None,
    )


@notifications.post(
    "/notifications",
    needs=Permission.OWN_ACCOUNT,
    writes=limit_accounts("reading notifications", "1200 per hour"),
)
def mark_page() -> AnyResponse:
    """Mark a line, or all that was shown, as read."""
    me, here = current_writer(), components()
    whole = request.form.get("_do") == "all"
    with here.store.read() as work:
        last = min(positive_int(request.form.get("last")), events.last_event(work))
        line = None if whole else named_line(request.form.to_dict())
        read = unread_of_line(work, me, line) if line else []
    if whole or read:
        with here.store.write(quiet=True) as work:
            if whole:
                inbox.mark_all_read(work, me.id, last)
            inbox.mark_read(work, me.id, read)
    return redirect(_back(), 303)


def _back() -> str:
    wanted = request.form.get("only", "")
    return url_for(
        _LIST,
        kind=wanted if wanted in set(EventKind) else None,
        unread="on" if "unread" in request.form else None,
    )


@notifications.route(
    "/account/notifications",
    methods=["GET", "POST"],
    needs=Permission.OWN_ACCOUNT,
    reads=FORMS,
    writes=limit_accounts("choosing notifications", "120 per hour"),
    crawled=False,
)
def choices_page() -> AnyResponse:
    """Choose how one is told of each kind of events."""
    me, here = current_writer(), components()
    with here.store.read() as work:
        chosen = read_deliveries(work, me.id)
    if request.method == "POST":
        wanted = {kind: _typed(kind, chosen[kind]) for kind in EventKind}
        with here.store.write(quiet=True) as work:
            change_deliveries(work, me.id, wanted, clock.now())
        flash(gettext("C’est noté."), "good")
        return redirect(url_for(_CHOICES), 303)
    page = render_template(
        "notifications/choices.html",
        me=me,
        chosen=chosen,
        labels=kind_labels(),
        helps=_kind_helps(),
        deliveries=_delivery_labels(),
        sends_mail=here.settings.sends_mail,
    )
    return uncached_page(page, 200)


def _typed(kind: EventKind, known: Delivery) -> Delivery:
    """Return what the form says of a kind, what is known for nothing that can be."""
    said = request.form.get(kind.value, "")
    if not components().settings.sends_mail and said == Delivery.SITE:
        return known if known is not Delivery.NONE else DEFAULT_DELIVERY[kind]
    return Delivery(said) if said in set(Delivery) else known


def kind_labels() -> dict[EventKind, str]:
    """Return what each kind of events is called."""
    return {
        EventKind.SHEET: gettext("Nouvelles fiches"),
        EventKind.VERSION: gettext("Nouvelles versions"),
        EventKind.QUESTION: gettext("Questions et remarques"),
        EventKind.ANSWER: gettext("Réponses"),
        EventKind.TRIAL: gettext("Essais"),
        EventKind.ADAPTATION: gettext("Adaptations et traductions"),
        EventKind.THANKS: gettext("Mercis"),
        EventKind.TRANSLATION: gettext("Traductions en retard"),
        EventKind.ACCEPTED: gettext("Textes relus"),
    }


def _kind_helps() -> dict[EventKind, str]:
    return {
        EventKind.SHEET: gettext("Dans un thème, un territoire, ou d’une personne."),
        EventKind.VERSION: gettext("D’une fiche, d’une collection ou d’une personne."),
        EventKind.QUESTION: gettext("Sous une fiche que vous suivez."),
        EventKind.ANSWER: gettext(
            "À vos questions, et sous une fiche que vous suivez."
        ),
        EventKind.TRIAL: gettext("Quelqu’un raconte un essai d’une fiche."),
        EventKind.ADAPTATION: gettext("Quelqu’un adapte ou traduit une fiche."),
        EventKind.THANKS: gettext("Pour une version que vous avez publiée."),
        EventKind.TRANSLATION: gettext("L’original d’une traduction a changé."),
        EventKind.ACCEPTED: gettext("Un texte que vous avez envoyé est publié."),
    }


def _delivery_labels() -> dict[Delivery, str]:
    labels = {
        Delivery.NONE: gettext("Rien"),
        Delivery.SITE: gettext("Sur le site"),
    }
    if components().settings.sends_mail:
        labels |= {
            Delivery.ONCE: gettext("Par courriel, tout de suite"),
            Delivery.DAILY: gettext("Par courriel, chaque jour"),
            Delivery.WEEKLY: gettext("Par courriel, chaque semaine"),
        }
    return labels


@notifications.route(
    "/notifications/stop/<account>/<signature>",
    methods=["GET", "POST"],
    needs=Permission.SIGN_IN,
    writes=_LINKS,
    crawled=False,
    token=False,
)
def stop_page(account: str, signature: str) -> AnyResponse:
    """Get no more e-mails of what one follows: by the button, or from a mail program."""
    if not is_signed(STOP_PURPOSE, account, signature):
        raise NotFound
    if request.method == "GET":
        page = render_template(
            "people/recovery/link.html",
            title=gettext("Ne plus recevoir ces courriels"),
            sentence=gettext(
                "Ce que vous suivez se lira sur le site, et rien ne sera plus envoyé."
            ),
            button=gettext("Ne plus en recevoir"),
            choices=(
                url_for(_CHOICES),
                gettext("Choisir plutôt de quoi être prévenu, et comment"),
            ),
        )
        return uncached_page(page, 200)
    count_write(_LINKS)
    with components().store.write(quiet=True) as work:
        accounts.get_account(work, account)
        stop_mails(work, account, clock.now())
    flash(gettext("C’est fait : ces courriels ne vous seront plus envoyés."), "good")
    me = current_account()
    own = me is not None and me.id == account
    return redirect(url_for(_CHOICES if own else "home.home_page"), 303)
