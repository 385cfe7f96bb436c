"""Writes and reads notices: W3C Linked Data Notifications, as COAR Notify forms them.

"Announce Relationship" says that a version of ours was made from one of theirs
(coar-notify.net/specification/1.0.1/announce-relationship); an ActivityStreams Undo of
it says that it is no more. The package `coarnotify` builds and validates both; its own
HTTP client is not used. What it leaves unchecked is checked here: the types of JSON
values, the origin, the target and the triple.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coarnotify.core.notify import (
    NotifyActor,
    NotifyObject,
    NotifyPattern,
    NotifyService,
)
from coarnotify.exceptions import NotifyException, ValidationError
from coarnotify.patterns.announce_relationship import (
    AnnounceRelationship,
    AnnounceRelationshipObject,
)
from coarnotify.patterns.undo_offer import UndoOffer

from commons.core.domain.site.notice import UNDO_END, NoticeSort
from commons.core.kinds.rdfio.namespaces import full_iri
from commons.errors import FileFormatError

MEDIA_TYPE = "application/ld+json"
MOST_BYTES = 16_000
DEEPEST = 8
LONGEST = 2_000

DERIVED = full_iri("prov:wasDerivedFrom")
_PAGE = ["Page", "sorg:AboutPage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeMessage:
    """A notice as it travels: `subject` was derived from `source`.

    `origin` and `target` are the addresses of the two sites, `inbox` that of the
    sender. `id` is a URN that the sender gave; that of an Undo names what it undoes.
    """

    id: str
    sort: NoticeSort
    subject: str
    source: str
    origin: str
    target: str
    name: str = ""
    inbox: str = ""
    target_inbox: str = ""


def write_notice(message: NoticeMessage) -> bytes:
    """Return a notice in JSON-LD. Raises FileFormatError for what it may not hold."""
    try:
        announced = _announcement(message)
        if message.sort is NoticeSort.UNDO:
            undo = UndoOffer()
            undo.id = f"{message.id}{UNDO_END}"
            undo.in_reply_to = announced.id
            for part in ("actor", "origin", "target"):
                setattr(undo, part, getattr(announced, part))
            undo.object = announced
            undo.validate()
            told = undo.to_jsonld()
        else:
            announced.validate()
            told = announced.to_jsonld()
    except (NotifyException, ValidationError, ValueError) as error:
        raise FileFormatError(f"no notice can say that ({error})") from error
    return json.dumps(told, ensure_ascii=False).encode()


def read_notice(body: bytes) -> NoticeMessage:
    """Return what a notice says. Raises FileFormatError for what is none of ours."""
    told = _json(body)
    undoes = "Undo" in _listed(told.get("type"))
    inner = told.get("object") if undoes else told
    if not isinstance(inner, Mapping):
        raise FileFormatError("an object is missing")
    try:
        if undoes:
            NotifyPattern.validate(UndoOffer(_copy(told)))
        announced = AnnounceRelationship(_copy(inner))
        NotifyPattern.validate(announced)
        AnnounceRelationshipObject(_copy(_mapping(inner, "object"))).validate()
    except FileFormatError:
        raise
    except (
        NotifyException,
        ValidationError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        raise FileFormatError(f"no valid notice ({error})"[:500]) from error
    if "coar-notify:RelationshipAction" not in _listed(inner.get("type")):
        raise FileFormatError("not an Announce Relationship")
    triple = _mapping(inner, "object")
    if _text(triple, "as:relationship") != DERIVED:
        raise FileFormatError(f"the relationship is not {DERIVED}")
    origin = _mapping(told, "origin")
    return NoticeMessage(
        id=_text(inner, "id"),
        sort=NoticeSort.UNDO if undoes else NoticeSort.ANNOUNCE,
        subject=_text(triple, "as:subject"),
        source=_text(triple, "as:object"),
        origin=_text(origin, "id"),
        target=_text(_mapping(told, "target"), "id"),
        inbox=str(origin.get("inbox", ""))[:LONGEST],
    )


def _announcement(message: NoticeMessage) -> AnnounceRelationship:
    """Build the announcement, as section "Example" of the pattern has it."""
    notice = AnnounceRelationship()
    notice.id = message.id
    actor, origin, target = NotifyActor(), NotifyService(), NotifyService()
    actor.id, actor.name = message.origin, message.name
    origin.id, origin.inbox = message.origin, message.inbox
    target.id, target.inbox = message.target, message.target_inbox
    told = AnnounceRelationshipObject()
    told.id = f"{message.id}:relationship"
    told.type = "Relationship"
    told.set_property("as:subject", message.subject)
    told.set_property("as:relationship", DERIVED)
    told.set_property("as:object", message.source)
    about = NotifyObject()
    about.id, about.type = message.source, _PAGE
    notice.actor, notice.origin, notice.target = actor, origin, target
    notice.object = told
    notice.set_property("context", about.doc)
    return notice


def _json(body: bytes) -> Mapping[str, Any]:
    """Read a JSON object of bounded depth, whose names and texts are short."""
    if len(body) > MOST_BYTES:
        raise FileFormatError("too large")
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FileFormatError("not JSON") from error
    level: list[object] = [told]
    for _ in range(DEEPEST):
        nested = [one for one in level if isinstance(one, dict | list)]
        level = [
            value
            for one in nested
            for value in (one.values() if isinstance(one, dict) else one)
        ]
        if any(isinstance(one, str) and len(one) > LONGEST for one in level):
            raise FileFormatError("a text is too long")
    if any(isinstance(one, dict | list) for one in level):
        raise FileFormatError("nested too deep")
    if not isinstance(told, dict):
        raise FileFormatError("not an object")
    return told


def _copy(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy, for the package takes the context out of what it is given."""
    copied: dict[str, Any] = json.loads(json.dumps(told))
    return copied


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _mapping(told: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = told.get(key)
    if not isinstance(found, dict):
        raise FileFormatError(f"{key} is missing")
    return found


def _text(told: Mapping[str, Any], key: str) -> str:
    found = told.get(key)
    if not isinstance(found, str) or not found or not found.isprintable():
        raise FileFormatError(f"{key} is missing")
    return found
