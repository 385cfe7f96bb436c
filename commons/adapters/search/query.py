"""What a query asks for: groups of forms, from any text that someone typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from commons.core.text.french.analysis import Token, analyse_text
from commons.core.text.french.stemming import stem_word
from commons.core.text.french.stop_words import FAINT_WORDS

MOST_CHARACTERS = 2_000
MOST_GROUPS = 20
"""How many words a query asks for, beside those that say nothing."""
_SHORTEST_PLURAL = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One word asked for: any of its `forms` (exact form, stem) answers.

    `start` and `end` frame it in the query as typed. `plain` is its exact form, ""
    for a part of a compound and for inclusive writing. A `faint` word helps to put
    in order what the other words find, and finds nothing itself.
    """

    forms: tuple[tuple[str, str], ...]
    start: int
    end: int
    plain: str = ""
    faint: bool = False


def word_groups(words: str) -> tuple[Group, ...]:
    """Give the words that a query asks for, in order, each once.

    Stop words are left out, and faint words faint, unless there is nothing else.
    """
    tokens = [
        token for token in analyse_text(words[:MOST_CHARACTERS]) if not token.part
    ]
    telling = [token for token in tokens if not token.stop]
    found = _group(telling or tokens)[:MOST_GROUPS]
    if all(group.faint for group in found):
        return tuple(replace(group, faint=False) for group in found)
    return tuple(found)


def corrected_query(words: str, puts: Mapping[Group, str]) -> str:
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
    gathered: list[Group] = []
    seen: set[str] = set()
    for (start, end), found in parts.items():
        own = [(token.text, token.stem) for token in found]
        own += [form for token in found for form in _infinitive(token)]
        if seen.intersection(root for _, root in own):
            continue
        seen.update(root for _, root in own)
        around = [(w.text, w.stem) for w in wholes if _within(found[0], w)]
        gathered.append(
            Group(
                forms=(*own, *around),
                start=start,
                end=end,
                plain=found[0].text if len(found) == 1 and not around else "",
                faint=not around and all(token.text in FAINT_WORDS for token in found),
            )
        )
    return gathered


def _infinitive(token: Token) -> list[tuple[str, str]]:
    """Give "parler" for "parlent", which has a stem of its own like "client".

    What is no verb gives a word that hardly anybody writes.
    """
    if len(token.text) < _SHORTEST_PLURAL or not token.text.endswith("ent"):
        return []
    infinitive = f"{token.text[:-3]}er"
    return [(infinitive, stem_word(infinitive))]


def _within(part: Token, whole: Token) -> bool:
    """Say whether one token stands in a part of the place of the other."""
    inside = whole.start <= part.start and part.end <= whole.end
    return inside and (part.start, part.end) != (whole.start, whole.end)
