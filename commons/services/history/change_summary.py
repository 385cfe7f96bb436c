"""Says in a line what a version changed: which fields, how many words."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from commons.core.domain.schema.kind import Value, Values

MOST_COUNTED = 1_000_000
"""Characters of versions whose words are counted at once."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The keys of the fields that changed, and words more and fewer in them.

    Words that only moved count for nothing. `size` is how many characters those
    fields have in both versions: past what may be counted, no words are.
    """

    keys: tuple[str, ...]
    added: int
    removed: int
    size: int


def summarise_changes(
    before: Values, after: Values, *, most: int = MOST_COUNTED
) -> Summary:
    """Compare two versions without looking where their words stand.

    The words are counted of `most` characters at most.
    """
    keys = [k for k in {**after, **before} if before.get(k) != after.get(k)]
    gone, come = (
        " ".join(_text(side.get(key, "")) for key in keys) for side in (before, after)
    )
    size = len(gone) + len(come)
    counted = (gone, come) if size <= most else ("", "")
    old, new = (Counter(_WORD.findall(text)) for text in counted)
    return Summary(
        keys=tuple(keys),
        added=(new - old).total(),
        removed=(old - new).total(),
        size=size,
    )


def _text(value: Value) -> str:
    if isinstance(value, Mapping):
        return " ".join(map(_text, value.values()))
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return str(value)
