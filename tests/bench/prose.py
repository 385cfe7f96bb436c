"""Writes French-looking prose whose words come as often as real ones do.

The words of the starter sheets come first, in the order of their frequency;
made-up ones fill the long tail, so that the index meets a vocabulary that
grows with the commons. The same seed gives the same prose, for ever.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

CONTENT = Path(__file__).parents[2] / "content"
MADE_UP = 20_000
REAL_ALONE = 400
"""How many of the most frequent words are real without exception."""

_KEY = re.compile(r"\b[a-z_]+:(?=\s)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ONSETS = (*"bcdfgjlmnprstv", "ch", "cl", "fr", "gr", "pl", "pr", "qu", "tr")
_VOWELS = (*"aeéiou", "ai", "an", "au", "en", "eu", "in", "on", "ou")
_ENDINGS = ("age", "ment", "tion", "té", "ure", "oir", "eur", "euse", "ier", "ière")
_FLATTENING = 2.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words, most frequent first, with the sums of their frequencies."""

    words: tuple[str, ...]
    sums: tuple[float, ...]

    def some(self, rng: Random, count: int) -> list[str]:
        """Give words as often as Zipf's law has them."""
        return rng.choices(self.words, cum_weights=self.sums, k=count)


@cache
def vocabulary(shortest: int = 1) -> Vocabulary:
    """Give the words of at least so many letters (5 leaves grammar out)."""
    words = [word for word in _ranked() if len(word) >= shortest]
    weights = (1 / (rank + _FLATTENING) for rank in range(1, len(words) + 1))
    return Vocabulary(words=tuple(words), sums=tuple(accumulate(weights)))


def title(rng: Random) -> str:
    """Give a title of three to seven words, most of them telling."""
    telling = vocabulary(5).some(rng, rng.randint(2, 4))
    small = rng.choices(("de", "et", "pour", "avec", "sur", "à"), k=len(telling))
    joined = [word for pair in zip(telling, small, strict=True) for word in pair]
    return " ".join(joined[:-1])[:80].strip().capitalize()


def text(rng: Random, least: int, most: int) -> str:
    """Give sentences, from `least` to `most` characters in all."""
    target = rng.randint(least, max(least, most - most // 5))
    written = ""
    while len(written) < target:
        written = f"{written} {sentence(rng)}".strip()
    if len(written) > most:
        written = f"{written[: most - 1].rpartition(' ')[0]}."
    return written.ljust(least, ".")


def sentence(rng: Random) -> str:
    """Give one sentence of six to twenty words."""
    words = vocabulary().some(rng, rng.randint(6, 20))
    if len(words) > 10:
        words[len(words) // 2] += ","
    return f"{' '.join(words)}.".capitalize()


def markdown(rng: Random, links: list[str]) -> str:
    """Give a free text: parts with titles, lists, and the links asked for."""
    parts = [text(rng, 200, 600)]
    for _ in range(rng.randint(1, 4)):
        parts.append(f"## {title(rng)}")
        parts.append(text(rng, 200, 900))
        if rng.random() < 0.6:
            parts.append("\n".join(_item(rng) for _ in range(rng.randint(2, 5))))
    parts += [f"{sentence(rng)} Voir aussi {link}." for link in links]
    return "\n\n".join(parts)


def _item(rng: Random) -> str:
    first, *rest = vocabulary(4).some(rng, rng.randint(4, 12))
    return f"- **{first.capitalize()}** : {' '.join(rest)}"


@cache
def _ranked() -> tuple[str, ...]:
    """Give every word, most frequent first: real ones, then one in four."""
    files = sorted(CONTENT.rglob("*.md"))
    texts = (_KEY.sub("", file.read_text(encoding="utf-8")) for file in files)
    counts = Counter(word.lower() for text in texts for word in _WORD.findall(text))
    real = sorted(counts, key=lambda word: (-counts[word], word))
    tail = [word for word in _made_up() if word not in counts]
    mixed, left = real[:REAL_ALONE], real[REAL_ALONE:]
    for place, word in enumerate(tail):
        if place % 4 == 0 and place // 4 < len(left):
            mixed.append(left[place // 4])
        mixed.append(word)
    return tuple(mixed)


def _made_up() -> tuple[str, ...]:
    rng = Random("words")  # noqa: S311  # no secret
    made = (
        "".join(
            rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.randint(1, 3))
        )
        + rng.choice(_ENDINGS)
        for _ in range(MADE_UP)
    )
    return tuple(dict.fromkeys(made))
