"""Writes the e-mails of what happened, at the moment at which one is sent.

So what was deleted, hidden, muted or read meanwhile is not in it, and who was blocked or
wants no more of them gets none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape

from commons.adapters.store.community.notifications import inbox, subscriptions
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.people import accounts
from commons.core.domain.addresses.link_signatures import link_signature
from commons.core.domain.people.account import Account
from commons.core.domain.people.mail import Mail
from commons.core.domain.people.notification import BY_MAIL, Delivery, group_events
from commons.core.domain.schema.kind import Schema
from commons.core.kinds.places.register import Places
from commons.errors import NotFoundError
from commons.services.notifications.digests import (
    DigestOrder,
    may_be_written_to,
    read_order,
)
from commons.services.notifications.lines import (
    BY,
    GroupLine,
    Speaker,
    say_groups,
)
from commons.services.people.mail.html_frame import frame_html, links_html
from commons.services.people.mail.letters import (
    HELLO,
    Letterhead,
    point_at,
)

MOST_GROUPS = 30
"""How many lines an e-mail has; what else there is stands on the site."""

STOP_PURPOSE = "stop notifications"
"""What the signature of a link is for that ends these e-mails."""

SUBJECTS: Mapping[Delivery, str] = {
    Delivery.ONCE: "{site} : {first}",
    Delivery.DAILY: "{site} : les nouvelles du jour",
    Delivery.WEEKLY: "{site} : les nouvelles de la semaine",
}
ABOUT = "Voici ce qui s’est passé dans ce que vous suivez sur {site} :"
MORE = "et {count} de plus"
REST = "Il y en a plus : lisez tout sur {site}."
ALL = "Tout lire sur le site"
CHOOSE = "Choisir ce que je reçois"
STOP = "Ne plus recevoir ces courriels"
SENTENCES: tuple[str, ...] = (
    *SUBJECTS.values(),
    HELLO,
    ABOUT,
    MORE,
    REST,
    ALL,
    CHOOSE,
    STOP,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWriter:
    """What writes them; `key` signs the links that end them."""

    store: Store
    schema: Callable[[], Schema]
    places: Places
    head: Letterhead
    key: str

    def compose(self, mail: Mail) -> Mail | None:
        """Return an e-mail with what it tells by now, None where that is nothing."""
        order = read_order(mail.digest)
        with self.store.read() as work:
            account = _recipient(work, order)
            lines = self._lines(work, account, order) if account else []
        if account is None or not lines:
            return None
        return self._written(mail, account, order, lines)

    def _lines(
        self, work: Work, account: Account, order: DigestOrder
    ) -> list[GroupLine]:
        chosen = subscriptions.read_deliveries(work, account.id)
        kinds = [kind for kind in order.kinds if chosen[kind] in BY_MAIL]
        wanted = inbox.Slice(
            kinds=kinds, after=order.after, last=order.last, unread=True
        )
        groups = group_events(inbox.list_keys(work, account, wanted))
        speaker = self._speaker(account.language)
        some = groups[: MOST_GROUPS + 1]
        return say_groups(self.schema(), self.places, work, speaker, some)

    def _stop_path(self, account: str) -> str:
        signature = link_signature(self.key, STOP_PURPOSE, account)
        return f"/notifications/stop/{account}/{signature}"

    def _speaker(self, language: str) -> Speaker:
        return Speaker(
            language=language,
            translate=lambda sentence: self.head.translate(language, sentence),
        )

    def _written(
        self, mail: Mail, account: Account, order: DigestOrder, lines: list[GroupLine]
    ) -> Mail:
        head, speaker = self.head, self._speaker(account.language)

        def say(sentence: str, **more: object) -> str:
            return speaker.translate(sentence).format(
                site=head.site, name=account.person.name, **more
            )

        letter = _Letter(
            before=[say(HELLO), say(ABOUT)],
            items=[_item(head, say, line) for line in lines[:MOST_GROUPS]],
            after=[say(REST)] if len(lines) > MOST_GROUPS else [],
            ways=[
                (say(ALL), f"{head.base}/notifications"),
                (say(CHOOSE), f"{head.base}/account/notifications"),
                (say(STOP), head.base + self._stop_path(account.id)),
            ],
        )
        return replace(
            mail,
            recipient=account.email,
            subject=say(SUBJECTS[order.delivery], first=lines[0].sentence),
            text=_as_text(account.language, head, letter),
            html=_as_html(account.language, head, letter),
            unsubscribe=letter.ways[-1][1],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """A line, its address, and what stands under it: texts with their addresses."""

    sentence: str
    link: str
    below: list[tuple[str, str]]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    before: list[str]
    items: list[_Item]
    after: list[str]
    ways: list[tuple[str, str]]


def _recipient(work: Work, order: DigestOrder) -> Account | None:
    try:
        account = accounts.get_account(work, order.account)
    except NotFoundError:
        return None
    return account if may_be_written_to(account) else None


def _item(head: Letterhead, say: Callable[..., str], line: GroupLine) -> _Item:
    below = [
        (_said(say, one.title, one.person), head.base + one.path) for one in line.events
    ]
    return _Item(
        sentence=line.sentence,
        link=head.base + line.path,
        below=below,
        more=say(MORE, count=line.more) if line.more else "",
    )


def _said(say: Callable[..., str], title: str, person: str) -> str:
    return (
        title
        if not person
        else say(BY.replace("{name}", "{by}"), title=title, by=person)
    )


def _as_text(language: str, head: Letterhead, letter: _Letter) -> str:
    items = []
    for one in letter.items:
        below = [f"  – {text}\n    {link}" for text, link in one.below]
        more = [f"  – {one.more}"] if one.more else []
        items.append("\n".join([f"* {one.sentence}", *below, *more]))
    ways = point_at(language, head, letter.ways)
    parts = [*letter.before, *items, *letter.after, *ways, f"{head.site}\n{head.base}"]
    return "\n\n".join(parts) + "\n"


def _as_html(language: str, head: Letterhead, letter: _Letter) -> str:
    rows = [f"<p>{escape(line)}</p>" for line in letter.before]
    for one in letter.items:
        below = "".join(
            f'<li><a href="{escape(link)}" style="color:#1d4f5c">{escape(text)}</a></li>'
            for text, link in one.below
        )
        more = f"<li>{escape(one.more)}</li>" if one.more else ""
        rows.append(
            f'<p style="margin-bottom:.2em"><a href="{escape(one.link)}" '
            f'style="color:#1d4f5c;font-weight:bold">{escape(one.sentence)}</a></p>'
            f'<ul style="margin-top:.2em">{below}{more}</ul>'
        )
    rows += [f"<p>{escape(line)}</p>" for line in letter.after]
    return frame_html(language, head.site, head.base, [*rows, *links_html(letter.ways)])
