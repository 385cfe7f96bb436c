"""Odd values to fuzz with: what no form, address or command expects to be given."""

import random
import string
from collections.abc import Callable, Sequence
from typing import TypeAlias

Draw: TypeAlias = random.Random

PLAIN = (
    "Porteur de parole",
    "2",
    "PT2H",
    "2026-02-30",
    "commune:29019",
    "https://exemple.org/a?b[c]=d",
    "espace public, parole, habitants",
    "[[Porteur de parole]]",
)
BLANK = ("", " ", "\u200b", "\u00a0\u2003", "\r\n\r\n", "\x00", "\x0b", "\ufeff")
NUMBERS = ("-1", "0", "1e309", "9" * 40, "NaN", "0x10", "１２", "1.5", "-0", "²")  # noqa: RUF001  # odd on purpose
HOSTILE = (
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}%(x)s%s",
    "' OR 1=1 --",
    "../../etc/passwd",
    "javascript:alert(1)",
    "\u202egnp.exe",
    "=1+1|cmd",
    "http://user:pw@127.0.0.1/",
    "\ud800",
    "e\u0301" * 400,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 60,
)
MARKS = "^[", "[", "*_", "`", "> ", "- ", "![", "<a ", "|a", "&#", "~~", "[^1]: ", "\\"


def text(draw: Draw) -> str:
    """Return one odd text, a fifth of them long, none over 60 000 characters."""
    return draw.choice(TEXTS)(draw)


def name(draw: Draw) -> str:
    """Return one odd text short enough to stand in an address."""
    return text(draw)[: draw.choice((3, 40, 1500))]


def _one_of(values: Sequence[str]) -> Callable[[Draw], str]:
    return lambda draw: draw.choice(values)


def _letters(draw: Draw) -> str:
    words = ("".join(draw.choices(string.ascii_lowercase, k=6)) for _ in range(80))
    return " ".join(words)


def _any_points(draw: Draw) -> str:
    points = (draw.randrange(1, 0x2FFFF) for _ in range(draw.randrange(1, 200)))
    return "".join(chr(p) for p in points if not 0xD800 <= p < 0xE000)


def _repeated(draw: Draw) -> str:
    mark = draw.choice(MARKS)
    return mark * (draw.choice((10, 1_000, 60_000)) // len(mark))


def _lines(draw: Draw) -> str:
    lines = (draw.choice(PLAIN + HOSTILE[:7] + MARKS) for _ in range(200))
    return draw.choice(("\n", "\r", "\n\n", ";")).join(lines)


TEXTS: tuple[Callable[[Draw], str], ...] = (
    _one_of(PLAIN),
    _one_of(PLAIN),
    _one_of(BLANK),
    _one_of(NUMBERS),
    _one_of(HOSTILE),
    _letters,
    _any_points,
    _repeated,
    _lines,
)
"""The kinds of odd texts; what is plain comes twice, for some of it must be saved."""


def content(draw: Draw) -> bytes:
    """Return the bytes of an odd file: a damaged picture, table, sheet or archive."""
    begun = draw.choice(BEGINNINGS)
    return begun + draw.choice((b"", draw.randbytes(2_000), text(draw).encode(*_LAX)))


_LAX = ("utf-8", "surrogatepass")

BEGINNINGS = (
    b"",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x06",
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01",
    b"RIFF\xff\xff\xff\x7fWEBPVP8X",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"titre;en une phrase\n",
    "titre\tth\u00e8mes\nD\u00e9bat;;;\n".encode("cp850"),
    b"---\ntitle: [a\n---\n# Titre\n",
    b"---\ntitle: D\xc3\xa9bat mouvant\nlicence: CC0-1.0\n---\n## Pas\n",
    b'{"sheet": "0123456789ab", "sequence": 1e400}\n',
    b"\xff\xfet\x00i\x00",
    b"<svg xmlns='http://www.w3.org/2000/svg'>",
)
"""How files of every kind begin, some of them well enough to be read on."""

FILE_NAMES = (
    "a.md", "photo.jpg", "liste.csv", "x.png", "../../a.md", "\u202efdp.exe",
    "con.txt", "a" * 240, "\u00e9t\u00e9.MD", "a.tar.gz", "\x00.pdf", "",
)  # fmt: skip
