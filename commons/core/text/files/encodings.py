"""Tells in which encoding a text was saved, and says so when that is a guess.

A mark or sound UTF-8 leaves no doubt. Else the encodings of French and English
machines are tried, and the one that makes words wins: an accented capital or a
sign in the midst of a word is what a wrong one makes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from commons.errors import FileFormatError

ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "cp1252": "Windows (Excel, CSV)",
    "cp850": "MS-DOS (Excel, CSV MS-DOS)",
    "mac_roman": "Macintosh (Excel, CSV Macintosh)",
    "iso8859_15": "ISO 8859-15",
    "utf-16": "UTF-16",
}
"""What may be chosen, and how it is called; the order is that of preference."""

_GUESSED = ("cp1252", "cp850", "mac_roman", "iso8859_15")
_BYTES = {code: 0xDC00 + code for code in range(0x80, 0xA0)}
"""Controls that stand for a byte, as such a byte."""

_STOOD_FOR_BYTES = re.compile("[\x80-\x9f]")

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MOST_SIGNS = 20_000
_SIGN = re.compile(r"(?<=(.))([^\x00-\x7f])(?=(.))", re.DOTALL)
_FRENCH = frozenset("éèàçêâîôûùëïüœæ")
_FIRST = frozenset("éàêœ")
_CAPITALS = frozenset("ÉÀÇÊÎÈÔÂŒ")
_MARKS_OF_TEXT = frozenset("’\u2018“”«»–—…€°²³·•½\u00a0\u202f£§©®")
_WITHIN_WORDS = frozenset("’·\u2011\u00ad")
_EVIDENCE = 1.0
_SHOWN = 3
_EXTRACT = re.compile(r"[^\n;\t\"]{0,24}[^\x00-\x7f][^\n;\t\"]{0,24}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedText:
    """A text, the key of its encoding, and whether that is a guess."""

    text: str
    encoding: str
    guessed: bool


def decode_text(content: bytes, encoding: str = "") -> DecodedText:
    """Read a text, in the encoding of this key when one is given.

    Raises FileFormatError: its line says where a text that is UTF-8 (or of the
    encoding given) is damaged, 0 when it is no text of any encoding.
    """
    if encoding:
        return DecodedText(
            text=_strictly(content, encoding), encoding=encoding, guessed=False
        )
    for mark, name in _MARKS:
        if content.startswith(mark):
            return DecodedText(
                text=_strictly(content, name), encoding=name, guessed=False
            )
    if is_utf8(content) or _mostly_utf8(content):
        text = _strictly(content, "utf-8")
        return DecodedText(text=text, encoding="utf-8", guessed=False)
    tried = {name: text for name in _GUESSED if (text := _tried(content, name))}
    scores = {name: _likeness(text) for name, text in tried.items()}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < _EVIDENCE:
        best = _GUESSED[0]
    if best not in tried:
        raise FileFormatError("ce fichier n’est pas un texte", 0)
    return DecodedText(text=tried[best], encoding=best, guessed=True)


def is_utf8(content: bytes) -> bool:
    """Say whether a text is sound UTF-8, which hardly any other encoding looks like."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def read_once(text: str) -> str:
    """Give what a text said before its UTF-8 was taken for another encoding.

    "DÃ©bat" was "Débat", which another program read wrongly, then saved. "" when
    the text as a whole is no such thing.
    """
    if text.isascii():
        return ""
    signs = text.translate(_BYTES) if _STOOD_FOR_BYTES.search(text) else text
    for name in _GUESSED:
        try:
            return signs.encode(name, "surrogateescape").decode()
        except UnicodeError:
            continue
    return ""


def sample_lines(text: str) -> tuple[str, ...]:
    """Give a few extracts by which a person sees whether a text was read right."""
    found = (" ".join(extract.split()) for extract in _EXTRACT.findall(text))
    return tuple(list(dict.fromkeys(found))[:_SHOWN])


def _strictly(content: bytes, encoding: str) -> str:
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = _byte_order(content) or encoding
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        msg = f"ligne {line} : caractère illisible en {ENCODINGS[encoding]}"
        raise FileFormatError(msg, line) from error


def _byte_order(content: bytes) -> str:
    """Give the codec of UTF-16 without a mark, "" for what does not look like it.

    Spaces and plain letters leave every second byte of it empty, hardly any other.
    """
    counts = {
        "utf-16-be": content[0::2].count(0),
        "utf-16-le": content[1::2].count(0),
    }
    name = max(counts, key=lambda name: counts[name])
    many = counts[name] * 8 > len(content) and min(counts.values()) * 20 < counts[name]
    return name if many and _tried(content, name) else ""


def _tried(content: bytes, encoding: str) -> str:
    """Give a text in an encoding, "" when it cannot be in it."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _mostly_utf8(content: bytes) -> bool:
    """Say whether a text was UTF-8 until something went wrong with it.

    In the encodings that are guessed, hardly any accented letter stands where
    UTF-8 could have it.
    """
    text = content.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = len(text) - len(text.encode("ascii", "ignore")) - wrong
    return right > wrong


def _likeness(text: str) -> float:
    """Say how much a text looks like words; below 0 when it looks like none."""
    total = 0.0
    for count, found in enumerate(_SIGN.finditer(f" {text} ")):
        if count == _MOST_SIGNS:
            break
        total += _weight(*found.groups())
    return total


def _weight(before: str, sign: str, after: str) -> float:
    """Say how well a sign stands between two others."""
    if not sign.isalpha():
        return _weight_of_sign(before, sign, after)
    if sign.isupper():
        beside = before.isupper() or after.isalpha()
        return -3 if before.islower() else (1 if sign in _CAPITALS else 0.2) * beside
    if after.isupper():
        return -2
    known = _FRENCH if before.isalpha() else _FIRST
    return (2 if before.isalpha() else 1.5) if sign in known else 0.5


def _weight_of_sign(before: str, sign: str, after: str) -> float:
    if before.isalpha() and after.isalpha():
        return 2 if sign in _WITHIN_WORDS else -3
    return 0.5 if sign in _MARKS_OF_TEXT else -2
