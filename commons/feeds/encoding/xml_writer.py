"""Knows how XML 1.0 is written, one element after the other."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

XSI = "http://www.w3.org/2001/XMLSchema-instance"

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>\s*")
_NONE: Mapping[str, str] = {}


class XmlWriter:
    """Writes one document; characters that XML 1.0 has not (2.2) are left out."""

    def __init__(self) -> None:
        self._out = StringIO()
        self._sax = XMLGenerator(self._out, "utf-8", short_empty_elements=True)
        self._sax.startDocument()

    @contextmanager
    def inside(
        self, name: str, attributes: Mapping[str, str] = _NONE
    ) -> Iterator[None]:
        """Open an element around what is written meanwhile."""
        self._start(name, attributes)
        yield
        self._sax.endElement(name)

    def leaf(
        self, name: str, text: str = "", attributes: Mapping[str, str] = _NONE
    ) -> None:
        """Write an element that holds a text alone."""
        self._start(name, attributes)
        if text:
            self._sax.characters(_fit(text))
        self._sax.endElement(name)

    def document(self, written: bytes) -> None:
        """Write another document of ours (UTF-8) here, without its declaration."""
        self._sax.ignorableWhitespace(_fit(_DECLARATION.sub("", written.decode(), 1)))

    @property
    def length(self) -> int:
        """How many characters are written so far."""
        return self._out.tell()

    def ended(self) -> bytes:
        """Give the document, every element closed."""
        self._sax.endDocument()
        return self._out.getvalue().encode()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        fit = {key: _fit(value) for key, value in attributes.items()}
        self._sax.startElement(name, AttributesImpl(fit))


def _fit(text: str) -> str:
    return _FORBIDDEN.sub("", text)
