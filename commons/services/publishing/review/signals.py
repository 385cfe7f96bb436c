"""The signs of spam in a text that waits for review; each tells the reviewer why.

Nothing is refused for a sign, and no third party is asked: a reviewer reads them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import quota_counters
from commons.adapters.store.stewardship.review import held_edits
from commons.adapters.store.stewardship.review.recent_texts import recent_values
from commons.core.domain.schema.kind import Value, Values
from commons.core.domain.sheet import SOURCES, Action
from commons.services.publishing.publish import NewRevision

MOST_READ = 300
"""How many of the latest versions a text is compared with: some milliseconds."""

MOST_CHARACTERS = 3_000_000
"""How many characters of them at most, whoever published what."""

SHORTEST_PARAGRAPH = 80
"""From how many characters on a paragraph that comes again is no chance."""

PACE_SECONDS = 600

_LINK = re.compile(r"https?://[^\s\"'<>()\[\]\\]{3,500}", re.IGNORECASE)
_BREAK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSigns:
    """What was seen of how a form was sent.

    `seconds` is the time since it was opened, None when that is not known; `trapped`
    says that a control was filled in that nobody sees; `worked` whether the browser did
    its proof of work, None where none was asked for.
    """

    seconds: int | None = None
    trapped: bool = False
    worked: bool | None = None


NO_SIGNS = FormSigns()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A sign of spam: a sentence in French about a `count`, and how strong it is.

    `strength` gives 0 for nothing to tell, up to 3.
    """

    sentence: str
    strength: Callable[[int], int]


def _from(*bounds: int) -> Callable[[int], int]:
    """Return the strength that rises at each bound."""
    return lambda count: sum(count >= bound for bound in bounds)


SIGNALS: Mapping[str, Signal] = {
    "trapped": Signal(
        sentence="Un champ que personne ne voit a été rempli.", strength=lambda _: 3
    ),
    "sent_again": Signal(
        sentence="Paragraphes que ce compte a déjà envoyés dans un autre texte :"
        " %(count)s",
        strength=_from(1, 1, 4),
    ),
    "repeated": Signal(
        sentence="Paragraphes déjà publiés dans une autre fiche : %(count)s",
        strength=_from(1, 3, 8),
    ),
    "links": Signal(
        sentence="Nouveaux liens vers d’autres sites : %(count)s",
        strength=_from(3, 8, 20),
    ),
    "new_hosts": Signal(
        sentence="Sites que rien ne citait ici récemment : %(count)s",
        strength=_from(1, 4, 10),
    ),
    "pace": Signal(
        sentence="Textes que ce compte a envoyés en dix minutes : %(count)s",
        strength=_from(3, 6, 12),
    ),
    "quick": Signal(
        sentence="Envoyé %(count)s secondes après l’ouverture du formulaire.",
        strength=lambda seconds: sum(seconds < bound for bound in (20, 5)),
    ),
    "no_work": Signal(
        sentence="Envoyé sans le petit calcul que font les navigateurs (sans scripts,"
        " c’est normal).",
        strength=lambda _: 1,
    ),
}
"""The name of a sign, as held edits keep it, in the order in which signs are told."""


def find_signals(
    work: Work, account: str, wanted: NewRevision, draft: str, signs: FormSigns
) -> dict[str, int]:
    """Return the signs in a version that an account hands in, and how much of each.

    `draft` is the one that it was written in, which is not compared with itself.
    """
    head = revisions.get_heads(work, [wanted.sheet]).get(wanted.sheet)
    before: Values = head.values if head else {}
    links = new_links(before, wanted.values)
    fresh = _paragraphs(wanted.values) - _paragraphs(before)
    own = _own_paragraphs(work, account, draft)
    known = _Known(work, wanted, fresh, {_host(link) for link in links})
    pace = quota_counters.count_taken(
        work, f"handing in/{account}", PACE_SECONDS, 1
    ).count
    counts = {
        "trapped": int(signs.trapped),
        "sent_again": len(fresh & own),
        "repeated": known.repeated,
        "links": len(links),
        "new_hosts": known.new_hosts,
        "pace": pace,
        "no_work": int(signs.worked is False),
    }
    found = {name: count for name, count in counts.items() if count}
    if signs.seconds is not None:
        found["quick"] = signs.seconds
    return {
        name: found[name]
        for name, signal in SIGNALS.items()
        if name in found and signal.strength(found[name])
    }


def link_signals(work: Work, values: Values) -> dict[str, int]:
    """Return the signs in the links of a text that stands by itself."""
    links = _links(values)
    left = {_host(link) for link in links}
    for _, known in recent_values(
        work, limit=MOST_READ, most_characters=MOST_CHARACTERS
    ):
        left -= {_host(link) for link in _links(known)} if left else set()
    counts = {"links": len(links), "new_hosts": len(left)}
    return {name: n for name, n in counts.items() if SIGNALS[name].strength(n)}


def new_links(before: Values, values: Values) -> set[str]:
    """Return the addresses in a text that did not stand in the one before."""
    return _links(values) - _links(before)


class _Known:
    """What the latest versions say already: paragraphs of other sheets, hosts."""

    def __init__(
        self, work: Work, wanted: NewRevision, paragraphs: set[bytes], hosts: set[str]
    ) -> None:
        compares = wanted.action is not Action.REVERT and SOURCES not in wanted.values
        left, said = set(hosts), set[bytes]()
        if hosts or (paragraphs and compares):
            latest = recent_values(
                work, limit=MOST_READ, most_characters=MOST_CHARACTERS
            )
            for sheet, values in latest:
                if left:
                    left -= {_host(link) for link in _links(values)}
                if compares and sheet != wanted.sheet:
                    said |= paragraphs & _paragraphs(values)
        self.repeated = len(said)
        self.new_hosts = len(left)


def _own_paragraphs(work: Work, account: str, draft: str) -> set[bytes]:
    """Return the paragraphs of what else waits of an account."""
    waiting = held_edits.waiting_of_account(work, account)
    others = (_paragraphs(one.values) for one in waiting if one.draft != draft)
    return set[bytes]().union(*others)


def _paragraphs(values: Values) -> set[bytes]:
    """Return the paragraphs of a text that are long enough, as their hashes."""
    parts = (part for text in _texts(values) for part in _BREAK.split(text))
    return {
        sha256(" ".join(part.casefold().split()).encode()).digest()
        for part in parts
        if len(part) >= SHORTEST_PARAGRAPH
    }


def _links(values: Values) -> set[str]:
    return {link for text in _texts(values) for link in _LINK.findall(text)}


def _host(link: str) -> str:
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        return link


def _texts(value: Value | Values) -> Iterator[str]:
    """Yield every text in values, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, Iterable):
        for one in value:
            yield from _texts(one)
