"""Compares folded names of places, with typing errors forgiven."""

import re
from heapq import nsmallest
from itertools import pairwise

_CHOSEN_WORDS = 12


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
