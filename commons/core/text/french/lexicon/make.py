"""Makes the two files of words from packages of the registries.

A developer's tool: the wiki never runs it. In a folder aside:

    npm pack dictionary-fr@3 dictionary-en@4
    pip download --no-deps wordfreq==3.1.1
    python -m commons.core.text.french.lexicon.make dictionary-fr-*.tgz \
        dictionary-en-*.tgz wordfreq-*.whl

The same packages give the same bytes. README.md says what stands in the files.
"""

import gzip
import lzma
import re
import struct
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from commons.core.domain.language.folding import fold_typography

HERE = Path(__file__).parent
FILTERS = [
    {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 2**23}
]
LEAST_FRENCH = 3.0
"""The least frequency, as the logarithm of so many in a thousand million words, of a
word that is proposed instead of another."""
LEAST_FOREIGN = 3.6
"""The same for a word that no dictionary has: names, new words, and some errors."""
LEAST_ENGLISH = 3.3

_PLAIN_ENDINGS = frozenset({"", "s", "x", "e", "es"})
_WORD = re.compile(r"[^\W\d_]{2,40}")
_NATURAL = re.compile(r"[a-zà-öø-ÿœæ]{2,40}")


class Suffix(NamedTuple):
    """One way that a word of the dictionary ends."""

    cut: str
    put: str
    fits: re.Pattern[str]


def read_dictionary(package: Path) -> tuple[Mapping[str, list[Suffix]], list[str]]:
    """Give the suffixes by their flag, and the entries, of a Hunspell dictionary."""
    with tarfile.open(package) as archive:
        rules, entries = (
            _member(archive, f"package/index.{name}") for name in ("aff", "dic")
        )
    suffixes: defaultdict[str, list[Suffix]] = defaultdict(list)
    for line in rules:
        parts = line.split()
        if len(parts) >= 5 and parts[0] == "SFX":
            cut, put = (part.split("/")[0] for part in parts[2:4])
            fits = re.compile(f"{parts[4]}$")
            suffixes[parts[1]].append(
                Suffix(cut.replace("0", ""), put.replace("0", ""), fits)
            )
    return suffixes, entries[1:]


def _member(archive: tarfile.TarFile, name: str) -> list[str]:
    """Give the lines of a file of an archive. Raises KeyError without one."""
    stream = archive.extractfile(name)
    if stream is None:
        raise KeyError(name)
    return stream.read().decode().splitlines()


def every_form(package: Path, width: int) -> Iterator[tuple[str, str]]:
    """Give each form with the entry that it stands under; flags have that width."""
    suffixes, entries = read_dictionary(package)
    for line in entries:
        entry, _, flags = line.split("\t")[0].split(" ")[0].partition("/")
        if not _WORD.fullmatch(entry):
            continue
        yield entry, entry
        for at in range(0, len(flags), width):
            for rule in suffixes.get(flags[at : at + width], ()):
                if entry.endswith(rule.cut) and rule.fits.search(entry):
                    yield entry[: len(entry) - len(rule.cut)] + rule.put, entry


def read_frequencies(package: Path, language: str) -> Mapping[str, float]:
    """Give wordfreq's frequencies: the logarithm of so many in 10⁹ words (Zipf)."""
    with zipfile.ZipFile(package) as archive:
        packed = gzip.decompress(
            archive.read(f"wordfreq/data/large_{language}.msgpack.gz")
        )
    found: dict[str, float] = {}
    for bucket, words in enumerate(_unpacked_lists(packed)):
        for word in words:
            found[word] = 9 - bucket / 100
    return found


def _unpacked_lists(packed: bytes) -> Iterator[list[str]]:
    """Give the lists of strings in MessagePack that stand in a list, past its head."""
    at = 0

    def length(short: int, mask: int, wide: Mapping[int, str]) -> int:
        nonlocal at
        code = packed[at]
        at += 1
        if code & ~mask & 0xFF == short:
            return code & mask
        form = wide[code]
        size: int = struct.unpack_from(form, packed, at)[0]
        at += struct.calcsize(form)
        return size

    lists = {0xDC: ">H", 0xDD: ">I"}
    count = length(0x90, 0x0F, lists)
    for place in range(count):
        if not place:  # the head is a map: skip to the first list
            at = packed.index(b"\x01", at) + 1
            continue
        words = []
        for _ in range(length(0x90, 0x0F, lists)):
            size = length(0xA0, 0x1F, {0xD9: ">B", 0xDA: ">H"})
            words.append(packed[at : at + size].decode())
            at += size
        yield words


def write_forms(forms: Iterable[tuple[str, str]], known: Mapping[str, float]) -> None:
    """Write each folded form with how its entry is made of it."""
    best: dict[str, tuple[float, str]] = {}
    for form, entry in forms:
        if form.lower() not in known and form.removeprefix(entry) not in _PLAIN_ENDINGS:
            continue  # "jardinassiez": nobody types it
        folded, root = fold_typography(form), fold_typography(entry)
        weight = (known.get(entry.lower(), 0.0), root)
        if (
            folded.isascii()
            and root.isascii()
            and weight > best.get(folded, (-1.0, ""))
        ):
            best[folded] = weight
    lines = []
    for folded, (_, root) in sorted(best.items()):
        same = 0
        while same < min(len(folded), len(root)) and folded[same] == root[same]:
            same += 1
        told = f" {len(folded) - same}{root[same:]}" if root != folded else ""
        lines.append(f"{folded}{told}\n")
    _write("forms.txt.xz", lines)


def write_frequent(package: Path, forms: set[str], english: set[str]) -> None:
    """Write the frequent words of both languages, the most frequent first."""
    french, other = (read_frequencies(package, language) for language in ("fr", "en"))
    lines = [
        f"{word}\n"
        for word, frequency in sorted(
            french.items(), key=lambda pair: (-pair[1], pair[0])
        )
        if _NATURAL.fullmatch(word)
        and frequency >= (LEAST_FRENCH if word in forms else LEAST_FOREIGN)
    ]
    lines.append("\n")
    lines += [
        f"{word}\n"
        for word, frequency in sorted(
            other.items(), key=lambda pair: (-pair[1], pair[0])
        )
        if word.isascii()
        and word.isalpha()
        and len(word) > 1
        and frequency >= LEAST_ENGLISH
        and word in english
    ]
    _write("frequent.txt.xz", lines)


def _write(name: str, lines: list[str]) -> None:
    body = "".join(lines).encode()
    packed = lzma.compress(body, format=lzma.FORMAT_XZ, filters=FILTERS)
    (HERE / name).write_bytes(packed)
    sys.stdout.write(f"{name}: {len(lines)} lines, {len(packed)} bytes\n")


def main() -> None:
    """Make both files."""
    french, english, frequencies = map(Path, sys.argv[1:])
    forms = list(every_form(french, 2))
    write_forms(forms, read_frequencies(frequencies, "fr"))
    write_frequent(
        frequencies,
        {form.lower() for form, _ in forms},
        {form.lower() for form, _ in every_form(english, 1)},
    )


if __name__ == "__main__":
    main()
