"""Why a sheet answers a question: its words that do, and in which of its texts."""

from collections.abc import Iterator, Mapping, Sequence

from commons.adapters.search.port import Reason
from commons.adapters.search.question.alternatives import SearchTerms, Substitute
from commons.adapters.search.question.word_groups import Group
from commons.core.text.french.occurrences import stem_occurrences

_MOST_LOOKED_AT = 2_000
"""How many words of a text are looked at, of those that begin as one asked."""
_LONGEST_TEXT = 20_000

Found = Mapping[str, Mapping[str, str]]
"""Text -> stem -> the word that has it, as the text writes it."""


def explain_match(
    texts: Mapping[str, str], words: str, asked: SearchTerms
) -> tuple[Reason, ...]:
    """Give why some texts answer: first by the words asked, then by others.

    `words` is the question that the groups are places in; the texts come in the order
    of what they weigh.
    """
    stems = {stem for group in asked.groups for _, stem in group.forms}
    stems |= {
        stem
        for one in asked.substitutes
        for alternative in one.alternatives
        for stem in alternative.stems
    }
    found = {key: _words_with(text, stems) for key, text in texts.items()}
    return (
        *_by_words(found, words, asked.groups),
        *_by_other_words(found, words, asked),
    )


def _words_with(text: str, stems: set[str]) -> dict[str, str]:
    """Give the first word of a text that has each of some stems."""
    found: dict[str, str] = {}
    short = text[:_LONGEST_TEXT]
    for token in stem_occurrences(short, stems, _MOST_LOOKED_AT):
        found.setdefault(token.stem, short[token.start : token.end])
    return found


def _by_words(found: Found, words: str, groups: Sequence[Group]) -> Iterator[Reason]:
    for group in groups:
        stems = [stem for _, stem in group.forms]
        there = {
            key: next(row[stem] for stem in stems if stem in row)
            for key, row in found.items()
            if any(stem in row for stem in stems)
        }
        if there and not group.faint:
            yield Reason(
                asked=_said(words, [group]),
                found=next(iter(there.values())),
                fields=tuple(there),
            )


def _by_other_words(found: Found, words: str, asked: SearchTerms) -> Iterator[Reason]:
    for one in asked.substitutes:
        own = [asked.groups[number] for number in one.groups]
        told = _nearest(found, one)
        if told and own:
            there, others = told
            yield Reason(asked=_said(words, own), found=others, fields=there)


def _nearest(found: Found, one: Substitute) -> tuple[tuple[str, ...], str] | None:
    """Give the texts that hold the alternative worth most, and their words for it."""
    for alternative in sorted(one.alternatives, key=lambda other: -other.worth):
        there = [
            key
            for key, row in found.items()
            if all(stem in row for stem in alternative.stems)
        ]
        if there:
            row = found[there[0]]
            return tuple(there), " ".join(row[stem] for stem in alternative.stems)
    return None


def _said(words: str, groups: Sequence[Group]) -> str:
    """Give what was asked by some groups, as it was typed."""
    return " ".join(words[group.start : group.end] for group in groups)
