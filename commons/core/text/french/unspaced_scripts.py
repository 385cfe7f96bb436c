"""Scripts that put no space between words: Han, kana, Thai, Lao, Khmer, Burmese.

Nobody can tell their words apart without a dictionary. Each two neighbouring signs
are a token instead: what was asked is found inside any sentence, and its signs in
the same order weigh more than the same signs apart.
"""

import re
import unicodedata
from collections.abc import Iterator

_HAN_AND_KANA = (
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufad9\uff66-\uff9d\U0001b000-\U0001b16f\U00020000-\U000323af"
)
_KANA_MARKS = "\u302a-\u302f\u3099\u309a\uff9e\uff9f"
_UNSEEN = "\u00ad\u200b-\u200d\u2060"
_BLOCKS = (
    *((0x0E00, 0x0E80), (0x0E80, 0x0F00), (0x0F00, 0x1000), (0x1000, 0x10A0)),
    *((0x1780, 0x1800), (0x1950, 0x19E0), (0x1A20, 0x1AB0), (0xA9E0, 0xAA00)),
    *((0xAA60, 0xAAE0),),
)
"""Thai, Lao, Tibetan, Burmese, Khmer, Tai Le and New Tai Lue, Tai Tham, more Burmese
and Tai Viet: from, up to."""


def _of(categories: str) -> str:
    """Return the characters of the blocks whose category begins so."""
    every = (chr(code) for start, end in _BLOCKS for code in range(start, end))
    return "".join(c for c in every if unicodedata.category(c)[0] in categories)


_BASE = f"[{_HAN_AND_KANA}{_of('LN')}]"
_SIGN = re.compile(f"{_BASE}[{_KANA_MARKS}{_UNSEEN}{_of('M')}]*")
_STRETCH = re.compile(f"(?:{_SIGN.pattern})+")


def script_stretches(text: str) -> Iterator[tuple[int, int, bool]]:
    """Give the stretches of a text (start, end), and whether they have no spaces."""
    at = 0
    for found in _STRETCH.finditer(text):
        start, end = found.span()
        if at < start:
            yield at, start, False
        yield start, end, True
        at = end
    if at < len(text):
        yield at, len(text), False


def sign_positions(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Give where each sign of a stretch stands, with the marks that it carries."""
    return [found.span() for found in _SIGN.finditer(text, start, end)]
