"""Notices as they travel: what we write is valid, what is read is doubted."""

import json
from dataclasses import replace
from typing import Any

import pytest
from coarnotify.factory import COARNotifyFactory
from coarnotify.patterns.announce_relationship import AnnounceRelationship

from commons.adapters.remote.coar_notify import (
    MOST_BYTES,
    NoticeMessage,
    read_notice,
    write_notice,
)
from commons.core.domain.site.notice import NoticeSort
from commons.errors import FileFormatError

MESSAGE = NoticeMessage(
    id="urn:uuid:94ecae35-dcfd-4182-8550-22c7164fe23f",
    sort=NoticeSort.ANNOUNCE,
    subject="https://b.example/sheets/0123456789ab/v/1",
    source="https://a.example/sheets/ba9876543210/v/2",
    origin="https://b.example",
    target="https://a.example",
    name="Le commun de B",
    inbox="https://b.example/inbox",
    target_inbox="https://a.example/inbox",
)


def test_what_is_written_is_a_valid_pattern_of_coar_notify() -> None:
    told = json.loads(write_notice(MESSAGE))
    found = COARNotifyFactory.get_by_object(told)
    assert isinstance(found, AnnounceRelationship)
    assert found.validate()
    assert found.origin.validate()
    assert found.target.validate()
    assert found.object.validate()
    assert (
        told["object"]["as:relationship"] == "http://www.w3.org/ns/prov#wasDerivedFrom"
    )


@pytest.mark.parametrize("sort", NoticeSort)
def test_what_is_written_is_read_back(sort: NoticeSort) -> None:
    message = replace(MESSAGE, sort=sort)
    read = read_notice(write_notice(message))
    assert (
        replace(read, name=message.name, target_inbox=message.target_inbox) == message
    )


def test_addresses_with_a_port_of_this_machine_are_valid() -> None:
    message = replace(
        MESSAGE,
        subject="http://127.0.0.1:8130/sheets/0123456789ab/v/1",
        origin="http://127.0.0.1:8130",
        inbox="http://127.0.0.1:8130/inbox",
    )
    assert read_notice(write_notice(message)).subject == message.subject


def changed(**parts: Any) -> bytes:
    """Give a notice of which some parts are others; None takes one away."""
    told = json.loads(write_notice(MESSAGE))
    for path, value in parts.items():
        *way, last = path.split("__")
        place = told
        for name in way:
            place = place[name]
        place[last.replace("_", ":") if last.startswith("as_") else last] = value
    return json.dumps(told).encode()


BROKEN: tuple[bytes, ...] = (
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"{",
    b"\xff\xfe",
    b"[" * 8_000,
    b'{"a":' * 2_000,
    b" " * (MOST_BYTES + 1),
    changed(type=None),
    changed(type="Create"),
    changed(type=["Announce"]),
    changed(type={"a": 1}),
    changed(id=None),
    changed(id=3),
    changed(id="not a uri"),
    changed(origin=None),
    changed(origin="https://b.example"),
    changed(origin__id=7),
    changed(target=None),
    changed(object=None),
    changed(object=[]),
    changed(object__type="Document", object__as_relationship=None),
    changed(object__as_subject=None),
    changed(object__as_subject={"id": "https://b.example"}),
    changed(object__as_subject="/sheets/0123456789ab"),
    changed(object__as_object=["https://a.example"]),
    changed(object__as_relationship="http://purl.org/vocab/frbr/core#supplement"),
    changed(context=None),
    changed(context={"id": 5}),
    changed(name="x" * 3_000),
    changed(deep={"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": 1}}}}}}}}),
)


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_notice_is_refused(body: bytes) -> None:
    with pytest.raises(FileFormatError):
        read_notice(body)


def test_an_undo_must_hold_what_it_undoes() -> None:
    told = json.loads(write_notice(replace(MESSAGE, sort=NoticeSort.UNDO)))
    for key in ("object", "inReplyTo", "origin"):
        broken = {name: value for name, value in told.items() if name != key}
        with pytest.raises(FileFormatError):
            read_notice(json.dumps(broken).encode())
