"""What the request at hand can reach: the parts, the account, the language."""

from datetime import datetime
from typing import cast

from flask import current_app, request, session
from flask_login import UserMixin, current_user
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from commons.core.domain.language.text_direction import is_from_right
from commons.core.domain.people.account import Account, Permission, has_permission
from commons.core.domain.people.sign_in import Session
from commons.core.domain.schema.concept import Words
from commons.core.text.markdown.typography import typeset_text
from commons.feeds.instance import Instance
from commons.services.operations.housekeeping.expiry import RetentionTerms, end_of
from commons.web.request.locale import page_language
from commons.wiring.components import Components, pin_components

STORE_TOKEN = "commons.token"  # noqa: S105  # a number, no secret
"""The token of the store, in the environ of a request for which it was read."""

FROZEN_SITE = "frozen site"
"""The extension of an application whose answers are written into files."""

_COMPONENTS = "commons.components"


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """Who signed in, as flask-login wants it: known by the session's token."""

    def __init__(
        self, account: Account, token: str, session: Session | None = None
    ) -> None:
        self.account = account
        self.token = token
        self.session = session

    def get_id(self) -> str:
        """Give the token of the session, which the store can revoke."""
        return self.token


def is_frozen() -> bool:
    """Say whether what is answered goes into a copy that is made of files alone."""
    return FROZEN_SITE in current_app.extensions


def components() -> Components:
    """Give the parts of the application; a request has one schema, and one set of settings."""
    found = request.environ.get(_COMPONENTS)
    if found is None:
        opened = cast("Components", current_app.extensions["commons"])
        found = pin_components(opened, request.environ.get(STORE_TOKEN))
        request.environ[_COMPONENTS] = found
    return cast("Components", found)


def end_here(touched: datetime) -> datetime | None:
    """Give when a draft ends that nobody touches any more, None for never."""
    chosen = components().settings
    terms = RetentionTerms(draft_days=chosen.draft_days, copy_days=chosen.copy_days)
    return end_of(chosen.data_dir, terms, touched)


def feed_instance() -> Instance:
    """Give what feeds are told with, the same for whoever asks."""
    here = components()
    return Instance(
        base=here.settings.base_url,
        name=here.settings.site_name,
        contact=here.settings.contact,
        language=here.settings.language,
        schema=here.schema,
        places=here.places,
    )


def current_account() -> Account | None:
    """Give who signed in, None for an anonymous reader."""
    user = cast("object", current_user)
    found = getattr(user, "account", None)
    return found if isinstance(found, Account) else None


def current_session() -> Session:
    """Give the session of who asks, where the table of rights let only accounts in."""
    found = getattr(cast("object", current_user), "session", None)
    if found is None:
        msg = "a route that needs a session has no such rule"
        raise LookupError(msg)
    return cast("Session", found)


def names_account() -> bool:
    """Say whether the session names an account, be it ended meanwhile.

    Asks no store: what goes out with a refusal can ask it when nothing can be read.
    """
    return "_user_id" in session  # where flask-login writes it


def current_writer() -> Account:
    """Give who signed in, where the table of rights let only accounts in."""
    found = current_account()
    if found is None:
        msg = "a route that needs an account has no such rule"
        raise LookupError(msg)
    return found


def positive_int(text: str | None, most: int = 999_999_999) -> int:
    """Read a whole number from 1 to `most`; 0 for anything else."""
    digits = text or ""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        return 0
    return int(digits) if 0 < int(digits) <= most else 0


def page_number(most: int, named: str = "page") -> int:
    """Return the page of a list that is asked for, 1 when empty. Raises BadRequest (400)."""
    page = positive_int(request.args.get(named) or "1", most)
    if not page:
        raise BadRequest("page")
    return page


MOST_PAGES = 10_000


def list_page(total: int, size: int, named: str = "page") -> tuple[int, int]:
    """Return which page of a list of so many rows is asked for, and how many there are.

    The last, where more is asked for; `named` is the parameter, where one page has
    several lists. Raises BadRequest (400).
    """
    pages = max(1, -(-total // size))
    return min(page_number(MOST_PAGES, named), pages), pages


def visitor_may(act: Permission) -> bool:
    """Say whether who asks may do this; what anybody may asks for no session."""
    if has_permission(None, act):
        return True
    signed_in = current_account()
    return has_permission(signed_in.role if signed_in else None, act)


def asks_for_json() -> bool:
    """Say whether a script of ours asks, which reads JSON only."""
    return request.headers.get("Accept") == "application/json"


def lang_attribute(tag: str) -> Markup:
    """Give the attributes for words that are not in the page's language, else "".

    Those of a language that is written from the right say so too.
    """
    if not tag or tag == page_language():
        return Markup("")
    side = Markup(' dir="rtl"') if is_from_right(tag) else Markup("")
    return Markup(' lang="{}"{}').format(tag, side)


def in_language(words: str, tag: str) -> str:
    """Give words that stand within a sentence, marked where `tag` is not the page's."""
    marked = lang_attribute(tag)
    return Markup("<span{}>{}</span>").format(marked, words) if marked else words


def own_lang_attribute(tag: str) -> Markup:
    """Give the attributes for words of the page within others that are in `tag`."""
    spoken = page_language()
    if not tag or tag == spoken:
        return Markup("")
    side = Markup(' dir="ltr"') if is_from_right(tag) else Markup("")
    return Markup(' lang="{}"{}').format(spoken, side)


def localised(words: Words) -> str:
    """Give the words in the page's language, else in French, else any."""
    spoken = page_language()
    if own := words.get(spoken):
        return typeset_text(own) if spoken == "fr" else own
    return words.get("fr") or next(iter(words.values()), "")
