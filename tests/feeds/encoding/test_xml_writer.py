"""Whatever is written is XML 1.0 that any parser reads."""

import pytest
from hypothesis import given, strategies as st
from lxml import etree

from commons.feeds.encoding.xml_writer import XmlWriter


def written(text: str, attribute: str = "") -> bytes:
    """Give a document of one element."""
    xml = XmlWriter()
    with xml.inside("a", {"said": attribute} if attribute else {}):
        xml.leaf("b", text)
    return xml.ended()


def test_elements_stand_within_one_another() -> None:
    xml = XmlWriter()
    with xml.inside("a", {"lang": "fr"}):
        xml.leaf("b", "été")
        with xml.inside("c"):
            xml.leaf("d")
    assert xml.ended().decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n<a lang="fr"><b>été</b><c><d/></c></a>'
    )


def test_signs_of_markup_are_escaped_in_texts_and_attributes() -> None:
    hostile = "</b><script a='1'>\"&amp;]]>"
    told = etree.fromstring(written(hostile, hostile))
    assert told.get("said") == hostile
    assert told.findtext("b") == hostile
    assert len(list(told.iter())) == 2


@pytest.mark.parametrize("sign", ["\0", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud83d"])
def test_characters_that_xml_has_not_are_left_out(sign: str) -> None:
    told = etree.fromstring(written(f"a{sign}b", f"c{sign}d"))
    assert (told.findtext("b"), told.get("said")) == ("ab", "cd")


@given(st.text())
def test_any_text_can_be_read_again(text: str) -> None:
    found = etree.fromstring(written(f"<{text}>")).findtext("b")
    assert found is not None
    assert (found[0], found[-1]) == ("<", ">")
    assert set(found[1:-1]) <= {*text, "\n"}


def test_another_document_is_written_without_its_declaration() -> None:
    xml = XmlWriter()
    with xml.inside("a"):
        xml.document(b'<?xml version="1.0" encoding="UTF-8"?>\n<b><?xml-x?>\x01</b>\n')
    told = xml.ended()
    assert told.count(b"<?xml ") == 1
    assert told.endswith(b"<a><b><?xml-x?></b>\n</a>")


def test_the_length_grows_with_what_is_written() -> None:
    xml = XmlWriter()
    before = xml.length
    xml.leaf("b", "été")
    assert xml.length - before == len("<b>été</b>")
