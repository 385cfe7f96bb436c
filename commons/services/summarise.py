"""Says in a line what a version changed: which fields, how many words."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from commons.domain.kind import Value, Values

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The keys of the fields that changed, and words more and fewer in them.

    Words that only moved count for nothing.
    """

    keys: tuple[str, ...]
    added: int
    removed: int


def summarise(before: Values, after: Values) -> Summary:
    """Compare two versions without looking where their words stand."""
    keys = [k for k in {**after, **before} if before.get(k) != after.get(k)]
    old, new = Counter[str](), Counter[str]()
    for key in keys:
        old.update(_WORD.findall(_text(before.get(key, ""))))
        new.update(_WORD.findall(_text(after.get(key, ""))))
    return Summary(
        keys=tuple(keys), added=(new - old).total(), removed=(old - new).total()
    )


def _text(value: Value) -> str:
    if isinstance(value, Mapping):
        return " ".join(map(_text, value.values()))
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return str(value)
