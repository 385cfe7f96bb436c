"""A small computation that a browser does while a form is filled in.

It costs a reader nothing and a person some tens of milliseconds; who sends forms by the
thousand pays it each time. The browser looks for a number whose hash together with the
challenge begins with so many zero bits (as in Hashcash, hashcash.org).
"""

import re
from hashlib import sha256

ZERO_BITS = 12
"""How many: four thousand hashes on average."""

_ANSWER = re.compile(r"[0-9]{1,10}")


def is_solved(challenge: str, answer: str, zero_bits: int = ZERO_BITS) -> bool:
    """Return whether a number, in decimal digits, solves a challenge."""
    if not challenge or not _ANSWER.fullmatch(answer):
        return False
    digest = sha256(f"{challenge}:{answer}".encode()).digest()
    return int.from_bytes(digest) >> (len(digest) * 8 - zero_bits) == 0
