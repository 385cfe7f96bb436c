"""Which characters a text keeps: one normal form, no controls, and what is blank.

Every text that comes in passes here before it is compared, kept or takes part in
an identity, so that what looks the same is the same (Unicode Standard Annex 15).
"""

import re
import unicodedata
from collections.abc import Mapping

REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no text may hold: controls but tab and newline, and what is no character.

`clean_text` leaves none of the controls; halves of characters and noncharacters
stay, for what they stood for is lost and only their writer can say it.
"""

_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""Line ends of any system, Word's line and page breaks, and separators of records."""

_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
"""What stands for no sign: controls, and marks that turn all that follows around.

Words of right-to-left scripts turn by themselves, and U+200E, U+200F stay.
"""
_MEANT = {"\x1f": ""} | {
    chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)
}
"""Windows-1252 read as Latin-1, as browsers mend it (HTML, 13.2.5.80)."""

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_NOT_UTF_8 = re.compile("[\udc80-\udcff]+")
"""Bytes of a file's name that the system could not read as UTF-8 (PEP 383)."""

_TAGS = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0000-\U000e007f]"
)
"""Tags are the end of a flag, or carry words that nobody sees."""

_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Default_Ignorable_Code_Point (DerivedCoreProperties.txt), and the empty braille."""

_INVISIBLE = re.compile(f"[{_IGNORABLE}]+")
_BLANK = re.compile(rf"[\s{_IGNORABLE}]*")
_AROUND = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u00ad\u200b\u2060\ufeff"
)
"""Spaces, and what may stand between words unseen: nothing at either end."""


def normal_form(text: str) -> str:
    """Return the text in NFC: é is one character, whoever typed it where."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def clean_text(text: str) -> str:
    """Return the text in NFC, with plain newlines, no controls, nothing around it.

    A control becomes what it was meant to be, or nothing. What joins or parts
    letters unseen (emoji, Persian, Khmer) stays within the text.
    """
    if text.replace("\n", " ").isprintable():  # no control, half of a pair, tag
        plain = normal_form(text)
    else:
        plain = _mended(text)
    said = plain.strip(_AROUND)
    if said[:1].isascii() and said[:1].isalnum():  # as nearly all begin
        return said
    return "" if is_blank(plain) else said


def _mended(text: str) -> str:
    """Return the text in NFC, with plain newlines and what its controls meant."""
    plain = _NEWLINES.sub("\n", text)
    plain = _CONTROL.sub(lambda found: _MEANT.get(found[0], ""), plain)
    if plain.isascii():
        return plain
    plain = _PAIR.sub(_joined, plain)
    plain = _TAGS.sub(lambda found: found[1] or "", plain)
    return unicodedata.normalize("NFC", plain)


def clean_line(text: str) -> str:
    """Return the text as `clean_text` does, on one line with single spaces."""
    return " ".join(clean_text(text).split())


def name_of_file(name: str) -> str:
    """Return what a name or path of the system says, in NFC; it opens no file.

    Bytes that are not UTF-8, as old archives leave them, are Windows-1252's.
    """
    return normal_form(_NOT_UTF_8.sub(_of_windows, name))


def visible_text(text: str) -> str:
    """Return the text without the characters that nobody sees."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def is_blank(text: str) -> bool:
    """Say whether a reader sees nothing of a text."""
    return _BLANK.fullmatch(text) is not None


def first_refused(text: str) -> Mapping[str, object]:
    """Say which character no text may hold, and on which line (from 1); {} if none."""
    found = REFUSED.search(text)
    if found is None:
        return {}
    line = text.count("\n", 0, found.start()) + 1
    return {"value": f"U+{ord(found[0]):04X}", "line": line}


def _of_windows(found: re.Match[str]) -> str:
    """Return what bytes that are not UTF-8 say in Windows-1252."""
    return found[0].encode("ascii", "surrogateescape").decode("cp1252", "replace")


def _joined(pair: re.Match[str]) -> str:
    """Return the character that two halves are, as JSON and YAML may write it."""
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")
