"""The words by which a document is compared with others are those that say something."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from commons.adapters.search.postings.segments import (
    NO_POSTINGS,
    Part,
    Postings,
    bits_of,
    term_postings,
    term_rarity,
)
from commons.adapters.search.question.similar import (
    MOST_WORDS,
    rank_similar,
    telling_stems,
)
from commons.core.text.french.morphology.stemming import stem_word


def test_rare_words_of_the_title_come_first_and_grammar_never() -> None:
    found = telling_stems(
        {
            "title": "Comment faire un compost avec les gens",
            "summary": "Une méthode pour trier les épluchures de la cantine.",
        }
    )
    assert found[0] == stem_word("compost")
    assert stem_word("epluchures") in found
    assert not {"le", "un", "avec", "comment"} & set(found)


def test_they_are_few_however_long_the_texts_are() -> None:
    words = " ".join(f"mot{n}" for n in range(5_000))
    assert len(telling_stems({"title": words, "summary": words})) == MOST_WORDS
    assert telling_stems({"title": "", "body": "compost"}) == []


@dataclass(frozen=True, kw_only=True)
class _Held:
    """A segment that holds what a test says."""

    size: int
    about: Mapping[str, list[int]]
    behind: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    sequences: tuple[int, ...] = ()
    youngest_first: tuple[int, ...] = ()
    meanings: tuple[str, ...] = ()

    def exact(self, form: str) -> Postings:
        del form
        return NO_POSTINGS

    def stem(self, root: str) -> Postings:
        documents = self.about.get(root, [])
        return term_postings(documents, [9.0] * len(documents), self.size)


@pytest.mark.parametrize("seed", range(20))
def test_the_best_are_those_that_share_most_telling_words(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 # repeatable
    stems = [f"mot{n}" for n in range(MOST_WORDS)]
    parts = []
    for size in (70, 1, 40):
        about = {
            stem: sorted(dice.sample(range(size), dice.randint(0, size)))
            for stem in stems
        }
        gone = bits_of(dice.sample(range(size), size // 5), size)
        live = ((1 << size) - 1) & ~gone
        parts.append(Part(segment=_Held(size=size, about=about), live=live))
    own = 0, 3
    found = dict(rank_similar(parts, own, stems, 12))

    def holds(place: tuple[int, int], stem: str) -> bool:
        at, document = place
        about = parts[at].segment.stem(stem).leading & parts[at].live
        return bool(about >> document & 1)

    places = [
        (at, document)
        for at, part in enumerate(parts)
        for document in range(part.segment.size)
        if (at, document) != own
    ]
    everything = sum(part.live.bit_count() for part in parts)
    every = [*places, own]
    told = {
        stem: term_rarity(sum(holds(place, stem) for place in every), everything)
        for stem in stems
    }
    right = {}
    for place in places:
        shared = [stem for stem in stems if holds(place, stem)]
        if len(shared) > 1:
            right[place] = sum(told[stem] for stem in shared)
    best = sorted(right.values(), reverse=True)[:12]
    assert list(found.values()) == pytest.approx(best)
    assert all(found[place] == pytest.approx(right[place]) for place in found)
