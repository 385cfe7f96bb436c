"""The button that follows something, wherever it stands, and the list of what one follows."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.community.notifications import subscriptions
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.people.notification import (
    FOLLOWED_ROOTS,
    MOST_FOLLOWED,
    OWN,
    SEARCH,
    SHEET,
    read_topic,
    topic_of,
)
from commons.errors import FullError
from commons.services.notifications.following import (
    FollowState,
    follow,
    follow_state,
    forget,
    unfollow,
)
from commons.services.notifications.lines import Speaker, TopicName, name_topics
from commons.web.display.messages import follow_refusal
from commons.web.display.panels import BEFORE, Panel, PanelContext, PanelValues
from commons.web.guard.journey import Journey
from commons.web.request.context import (
    components,
    current_account,
    current_writer,
    page_number,
)
from commons.web.request.limits.rate_limits import FORMS, LISTS, limit_accounts
from commons.web.request.locale import page_language
from commons.web.request.responses import private_page, uncached_page, within_site

PAGE_SIZE = 50
MOST_PAGES = -(-MOST_FOLLOWED // PAGE_SIZE)


def _sheet_button(work: Work, context: PanelContext) -> PanelValues:
    topic, me = topic_of(SHEET, context.head.sheet), current_account()
    return {"topic": topic, "state": follow_state(work, me, topic) if me else None}


following = Journey(
    "following",
    __name__,
    panels=(
        Panel(
            key="follow",
            position=BEFORE,
            order=28,
            template="notifications/_panel_follow.html",
            load=_sheet_button,
        ),
    ),
)


_STOPPING: Mapping[str, Callable[[Work, Account, str, datetime], None]] = {
    "unfollow": unfollow,
    "forget": forget,
}


@following.app_template_global("follow_state_of")
def follow_state_of(topic: str) -> FollowState | None:
    """Return whether who asks follows a topic, None for who did not sign in."""
    me = current_account()
    if me is None:
        return None
    with components().store.read() as work:
        return follow_state(work, me, topic)


@following.route(
    "/follow",
    methods=["GET", "POST"],
    needs=Permission.OWN_ACCOUNT,
    reads=FORMS,
    writes=limit_accounts("following", "600 per hour;2000 per day"),
    crawled=False,
)
def follow_page() -> AnyResponse:
    """Follow something, or no more; a page with a button for who comes by a link."""
    me, here = current_writer(), components()
    topic = request.values.get("topic", "")
    stops = request.method == "POST" and request.form.get("_do") in _STOPPING
    with here.store.read() as work:
        named = _named(work, topic, gone=stops)
        state = follow_state(work, me, topic)
    if request.method == "GET":
        page = render_template(
            "notifications/follow.html",
            topic=topic,
            named=speaker().name(named),
            path=named.path,
            state=state,
        )
        return uncached_page(page, 200)
    act = _STOPPING.get(request.form.get("_do", ""), follow)
    try:
        with here.store.write(quiet=True) as work:
            act(work, me, topic, clock.now())
    except FullError as error:
        flash(follow_refusal(error), "bad")
    else:
        flash(_done(speaker().name(named), stops=stops), "good")
    back = within_site(request.form.get("back", ""))
    return redirect(named.path if back == "/" else back, 303)


def _done(name: str, *, stops: bool) -> str:
    if stops:
        return str(gettext("Vous ne suivez plus : %(name)s.", name=name))
    return str(gettext("Vous suivez : %(name)s.", name=name))


def _named(work: Work, topic: str, *, gone: bool) -> TopicName:
    """Return the name of what is to be followed, or no more.

    Raises NotFound for what is not there, unless it may be `gone`, and for a search that
    only others follow: it is begun from its own page.
    """
    here, (root, name) = components(), read_topic(topic)
    if root == OWN and name == current_writer().person.id:
        return own_name()
    if root not in FOLLOWED_ROOTS:
        raise NotFound
    found = name_topics(here.schema, here.places, work, [topic]).get(topic)
    known = root != SEARCH or _said_of(work, topic)
    if found is not None and known:
        return found
    if not gone:
        raise NotFound
    words = {"": str(gettext("ce qui n’est plus là"))}
    return TopicName(words=words, path=url_for("following.followed_page"))


def _said_of(work: Work, topic: str) -> bool:
    """Say whether who asks follows or mutes a topic by their own word."""
    account = current_writer().id
    return subscriptions.find_subscription(work, account, topic) is not None


def own_name() -> TopicName:
    """Return what one's own sheets and questions are called."""
    words = {"": str(gettext("ce que j’ai écrit"))}
    return TopicName(words=words, path=url_for("following.followed_page"))


def speaker() -> Speaker:
    """Return who says lines in the language of the page."""
    return Speaker(language=page_language(), translate=gettext)


@following.get(
    "/account/followed", needs=Permission.OWN_ACCOUNT, reads=LISTS, crawled=False
)
def followed_page() -> AnyResponse:
    """List what one follows and mutes, with a way to stop."""
    me, here = current_writer(), components()
    page, own = page_number(MOST_PAGES), topic_of(OWN, current_writer().person.id)
    with here.store.read() as work:
        total = subscriptions.count_subscriptions(work, me.id)
        pages = max(1, -(-total // PAGE_SIZE))
        if page > pages:
            raise NotFound
        found = subscriptions.list_subscriptions(
            work, me.id, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
        )
        names = name_topics(
            here.schema, here.places, work, (one.topic for one in found)
        )
        state = follow_state(work, me, own)
    body = render_template(
        "notifications/followed.html",
        own=own,
        own_state=state,
        rows=[
            (one, speaker().name(names[one.topic]), names[one.topic].path)
            if one.topic in names
            else (one, "", "")
            for one in found
            if one.topic != own
        ],
        most=MOST_FOLLOWED,
        page=page,
        pages=pages,
        page_address=partial(_page_address),
    )
    return private_page(body, 200)


def _page_address(number: int) -> str:
    return url_for("following.followed_page", page=number)
