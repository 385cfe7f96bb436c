"""What a query asks for: groups of forms, from any text that someone typed."""

from collections.abc import Mapping
from dataclasses import dataclass

from commons.text.french import Token, analyse

MOST_CHARACTERS = 2_000
MOST_GROUPS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One word asked for: any of its `forms` (exact form, stem) answers.

    `start` and `end` frame it in the query as typed.
    """

    forms: tuple[tuple[str, str], ...]
    start: int
    end: int


def groups(words: str) -> tuple[Group, ...]:
    """Give the words that a query asks for, in order, each once.

    Stop words are left out, unless there is nothing else.
    """
    tokens = analyse(words[:MOST_CHARACTERS])
    telling = [token for token in tokens if not token.stop]
    kept: dict[tuple[tuple[str, str], ...], Group] = {}
    for group in _group(telling or tokens):
        kept.setdefault(group.forms, group)
    return tuple(kept.values())[:MOST_GROUPS]


def correct(words: str, puts: Mapping[Group, str]) -> str:
    """Write the query again with other words in place of some groups."""
    pieces: list[str] = []
    end = 0
    for group in sorted(puts, key=lambda group: group.start):
        pieces += [words[end : group.start], puts[group]]
        end = group.end
    return "".join(pieces) + words[end:]


def _group(tokens: list[Token]) -> list[Group]:
    """Gather forms of one word; the whole of a compound answers for each part."""
    parts: dict[tuple[int, int], list[Token]] = {}
    wholes: list[Token] = []
    for place, token in enumerate(tokens):
        if any(_within(other, token) for other in tokens[place + 1 : place + 12]):
            wholes.append(token)
        else:
            parts.setdefault((token.start, token.end), []).append(token)
    return [
        Group(
            forms=tuple(
                (token.text, token.stem)
                for token in [*found, *(w for w in wholes if _within(found[0], w))]
            ),
            start=start,
            end=end,
        )
        for (start, end), found in parts.items()
    ]


def _within(part: Token, whole: Token) -> bool:
    """Say whether one token stands in a part of the place of the other."""
    inside = whole.start <= part.start and part.end <= whole.end
    return inside and (part.start, part.end) != (whole.start, whole.end)
