"""How names of places are compared: folded, or with typing errors forgiven."""

import re
import unicodedata
from heapq import nsmallest
from itertools import pairwise

_JOINERS = "'-’\u2018\u02bc\u2010\u2011\u2012–—"
_SIGNS = str.maketrans(dict.fromkeys(_JOINERS, " ") | {"œ": "oe", "Œ": "OE"})
_KEPT = b"\nabcdefghijklmnopqrstuvwxyz0123456789"
_FOLDED = bytes(
    lower if (lower := ord(chr(code).lower())) in _KEPT else ord(" ")
    for code in range(128)
) + bytes(128)
_SHORT = (
    (b" st ", b" saint "),
    (b" ste ", b" sainte "),
    (b" communaute de communes ", b" cc "),
    (b" communaute d agglomeration ", b" ca "),
    (b" communaute urbaine ", b" cu "),
)
"""What is written in two ways, and the one that we search by."""
_CHOSEN_WORDS = 12


def fold_name(text: str) -> bytes:
    """Give lower letters without accents, spaces around each word, by line."""
    apart = unicodedata.normalize("NFKD", text.translate(_SIGNS))
    plain = apart.encode("ascii", "ignore").translate(_FOLDED).replace(b"\n", b" \n ")
    spaced = re.sub(rb"  +", b" ", b" %b \n" % plain)
    for written, searched in _SHORT:
        spaced = spaced.replace(written, searched)
    return spaced


def fold_typed(text: str) -> bytes:
    """Fold what someone typed; b"" when it has letters of other scripts."""
    apart = unicodedata.normalize("NFKD", text.translate(_SIGNS))
    if any(sign.isalnum() and not sign.isascii() for sign in apart):
        return b""
    return b" ".join(fold_name(apart.replace("\n", " ")).split())


def name_key(text: str) -> str:
    """Give a name with its accents, whatever the case and the signs."""
    return unicodedata.normalize("NFC", text.translate(_SIGNS)).casefold()


def errors_forgiven(word: bytes) -> int:
    """Give how many typing errors a word of this length may have."""
    return min(len(word) // 4, 2)


def similar_words(vocabulary: bytes, typed: bytes) -> list[tuple[int, bytes]]:
    """Give the words nearest to the one typed, after their typing errors.

    With n errors, one of n + 1 pieces of the word stands untouched, at most n
    letters away from its place: only words that have one are compared.
    """
    most, size = errors_forgiven(typed), len(typed)
    edges = [size * part // (most + 1) for part in range(most + 2)]
    pieces = b"|".join(
        rb"[^\n]{%d,%d}%b" % (max(0, start - most), start + most, typed[start:end])
        for start, end in pairwise(edges)
    )
    near = []
    for match in re.finditer(rb"(?m)^(?:%b)[^\n]*" % pieces, vocabulary):
        errors = errors_between(typed, match[0], most)
        if errors <= most:
            near.append((errors, abs(len(match[0]) - size), match[0]))
    return [(errors, word) for errors, _, word in nsmallest(_CHOSEN_WORDS, near)]


def errors_between(typed: bytes, word: bytes, most: int) -> int:
    """Count the typing errors between what was typed and how a word begins.

    An error is a letter changed, added, forgotten, or swapped with the next.
    Beyond `most` the count is only known to be more.
    """
    same = 0
    for one, other in zip(typed, word, strict=False):
        if one != other:
            break
        same += 1
    typed, word = typed[same:], word[same:]
    if not typed:
        return 0
    if most <= 0:
        return 1
    ways = [(typed[1:], word[1:]), (typed[1:], word), (typed, word[1:])]
    if len(word) > 1 and typed[:2] == word[1::-1]:
        ways.append((typed[2:], word[2:]))
    return 1 + min(errors_between(left, right, most - 1) for left, right in ways)
