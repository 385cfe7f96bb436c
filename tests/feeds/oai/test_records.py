"""A sheet as a record of OAI-PMH."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from lxml import etree

from commons.core.domain.sheet import Revision
from commons.feeds.encoding.xml_writer import XmlWriter
from commons.feeds.instance import Instance
from commons.feeds.oai.records import (
    FORMATS,
    METADATA_LICENCE,
    RIGHTS,
    record_header,
    write_record,
)
from commons.feeds.oai.requests import utc_datetime
from commons.web.request.context import feed_instance
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.conftest import BREST, Desk

Recorded = Callable[..., Any]


@pytest.fixture
def teller(app: Flask) -> Instance:
    """Give in which words the instance speaks."""
    with app.test_request_context("/"):
        return feed_instance()


@pytest.fixture
def recorded(teller: Instance, parts: Components):
    """Give the record of a version in a format."""

    def record(head: Revision, prefix: str) -> etree._Element:
        xml = XmlWriter()
        with parts.store.read() as work:
            write_record(xml, teller, work, head, prefix)
        return etree.fromstring(xml.ended())

    return record


def reference(record: etree._Element) -> list[str]:
    """Give the rights that a record is under."""
    found = record.findall(f"about/{{{RIGHTS}}}rights/{{{RIGHTS}}}rightsReference")
    return [str(one.get("ref")) for one in found]


def test_the_header_says_which_sheet_when_and_in_which_sets(
    teller: Instance, desk: Desk
) -> None:
    head, xml = desk.put_one(themes=["culture"], territory=BREST), XmlWriter()
    record_header(xml, teller, head)
    told = etree.fromstring(xml.ended())
    assert told.get("status") is None
    assert told.findtext("identifier") == f"{BASE}/sheets/{head.sheet}"
    assert told.findtext("datestamp") == utc_datetime(head.instant)
    sets = [one.text for one in told.findall("setSpec")]
    assert {"kind:method", "theme:culture", "territory:department:29"} <= set(sets)


@pytest.mark.parametrize("prefix", FORMATS)
def test_a_record_holds_its_metadata_in_the_namespace_of_the_format(
    recorded: Recorded, desk: Desk, prefix: str
) -> None:
    record = recorded(desk.put_one(body="Un mot"), prefix)
    assert [one.tag for one in record] == ["header", "metadata", "about"]
    (metadata,) = record.find("metadata")
    assert etree.QName(metadata).namespace == FORMATS[prefix].namespace


@pytest.mark.parametrize("prefix", FORMATS)
def test_a_deleted_sheet_is_a_header_alone(
    recorded: Recorded, desk: Desk, prefix: str
) -> None:
    record = recorded(desk.delete(desk.put_one()), prefix)
    (header,) = record
    assert header.get("status") == "deleted"


def test_metadata_is_free_and_a_whole_text_under_its_own_licence(
    recorded: Recorded, desk: Desk, parts: Components
) -> None:
    head = desk.put_one()
    own = parts.schema.licences["CC-BY-SA-4.0"].iri
    assert reference(recorded(head, "oai_dc")) == [METADATA_LICENCE]
    assert reference(recorded(head, "rdf")) == [own]


def test_words_say_in_which_language_they_are(recorded: Recorded, desk: Desk) -> None:
    record = recorded(desk.put_one(title="Kafe an amezeien", language="br"), "oai_dc")
    title = record.find(".//{http://purl.org/dc/elements/1.1/}title")
    assert title is not None
    assert title.text == "Kafe an amezeien"
    assert title.get("{http://www.w3.org/XML/1998/namespace}lang") == "br"


def test_a_format_that_there_is_not_is_none(recorded: Recorded, desk: Desk) -> None:
    with pytest.raises(KeyError, match="marc21"):
        recorded(desk.put_one(), "marc21")
