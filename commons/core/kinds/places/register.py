"""Official places of France: alone knows the file places.tsv.xz and their names.

The file is read at the first question, then kept for the process. Its rows are
sorted by code; they stay lines of text, and all names stand folded in one
string that completion scans, so that 36 000 places cost little memory.
"""

import lzma
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import accumulate, chain, groupby, islice
from pathlib import Path

from commons.core.domain.language.folding import (
    fold_place_names,
    fold_signs,
    fold_words,
)
from commons.core.kinds.places.name_matching import (
    errors_between,
    errors_forgiven,
    similar_words,
)
from commons.errors import SchemaError

FILE = "places/places.tsv.xz"
LONGEST_TEXT = 160
MOST_WORDS = 12
MOST_PLACES = 100

_SORTS = {
    "commune": "commune",
    "region": "région",
    "department": "département",
    "intercommunality": "intercommunalité",
}
"""The sorts of places and what is written for them in brackets. Among places
of one name that have as many inhabitants, the first sort wins."""

_ARTICLES = (b"", b"l ", b"la ", b"le ", b"les ")
_CHOSEN_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialPlace:
    """An official place; coordinates are None when no source gives them.

    `department` is a commune's department, for an intercommunality the one
    where most of its people live, else "". Coordinates are degrees, WGS 84: a
    commune's town hall, and for larger places the mean of their communes by
    inhabitants.
    """

    code: str
    name: str
    department: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    r"""What the file says.

    `folded` holds " name \n name \n" in the order of `lines`, and `starts`
    where each begins. `first` is the first row of a folded name, `alike` all
    rows of a name that several bear, `former` the row of a code of the past.
    """

    lines: list[str]
    folded: bytes
    starts: "array[int]"
    first: dict[bytes, int]
    alike: dict[bytes, tuple[int, ...]]
    former: dict[str, int]

    def row(self, code: str) -> int | None:
        """Give the row of a code of today or of the past."""
        at = bisect_left(self.lines, code + "\t")
        if at < len(self.lines) and self.lines[at].partition("\t")[0] == code:
            return at
        return self.former.get(code)

    def rows(self, name: bytes) -> tuple[int, ...]:
        """Give the rows of a folded name, by code."""
        if name in self.alike:
            return self.alike[name]
        return (self.first[name],) if name in self.first else ()

    def name(self, row: int) -> bytes:
        """Give the folded name of a row, a space at both ends."""
        end = self.folded.find(b"\n", self.starts[row])
        return self.folded[self.starts[row] : end]

    def sort(self, row: int) -> str:
        """Give what stands before the colon of a code."""
        return self.lines[row].partition(":")[0]

    def people(self, row: int) -> int:
        """Give the number of inhabitants."""
        return int(self.lines[row].rsplit("\t", 2)[1])

    def official(self, row: int) -> OfficialPlace:
        """Give a row as a value."""
        code, name, department, latitude, longitude, *_ = self.lines[row].split("\t")
        return OfficialPlace(
            code=code,
            name=name,
            department=department,
            latitude=float(latitude) if latitude else None,
            longitude=float(longitude) if longitude else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The official places of a file, which the first question reads.

    Questions raise SchemaError when the file cannot be read, nothing else:
    any text may be asked.
    """

    file: Path

    def codes(self) -> Iterator[str]:
        """Give the code of every place of today, in the order of codes."""
        return (line.partition("\t")[0] for line in _table(self.file).lines)

    def get(self, code: str) -> OfficialPlace | None:
        """Give the place of a code; for a merged commune, the one of today."""
        table = _table(self.file)
        row = table.row(code)
        return None if row is None else table.official(row)

    def label(self, code: str) -> str:
        """Give the name; homonyms of one sort are told apart: Saint-Denis (93).

        A code that is not known gives what follows its colon.
        """
        table = _table(self.file)
        row = table.row(code)
        if row is None:
            return code.partition(":")[2] or code
        place = table.official(row)
        alike = table.rows(table.name(row).strip())
        if [table.sort(other) for other in alike].count(table.sort(row)) > 1:
            return f"{place.name} ({place.department})"
        return place.name

    def written(self, code: str) -> str:
        """Give a text that `named` reads as this very code, for a form.

        It is the label, unless a larger place of another sort has that name:
        "Paris (département)". A code that is not known stays a code.
        """
        place = self.get(code)
        if place is None:
            return code
        label, sort = self.label(code), place.code.partition(":")[0]
        hints = (label, f"{place.name} ({_SORTS[sort]})")
        read = (text for text in hints if self.named(text) == place.code)
        return next(read, place.code)

    def named(self, text: str) -> str | None:
        """Give the code that a text means, None when unknown or ambiguous.

        In this order: an official code; the bare code of a commune of today or
        of an intercommunality; a whole name, accents, case, hyphens and "St"
        forgiven; a name with its department or its sort in brackets. Among
        the places of a name, those spelt as typed come first ("Loiré" is not
        the Loire). Homonyms of one sort are left out; of several sorts, the
        place with most inhabitants is meant, and of two that have as many a
        commune before a region, before a department.
        """
        table, text = _table(self.file), text.strip()
        if not text or len(text) > LONGEST_TEXT:
            return None
        for code in (text, f"commune:{text.upper()}", f"intercommunality:{text}"):
            row = table.row(code)
            if row is not None and (code == text or code not in table.former):
                return table.official(row).code
        row = _meant(table, table.rows(fold_words(text)), text)
        if row is None and text.endswith(")"):
            name, _, hint = text[:-1].rpartition("(")
            alike = table.rows(fold_words(name))
            row = _meant(table, _hinted(table, alike, hint), name.strip())
        return None if row is None else table.official(row).code

    def complete(self, text: str, limit: int = 10) -> list[OfficialPlace]:
        """Give the places whose words begin as those typed, best first.

        What `named` gives comes first, then the whole name, then names that
        begin so (the article apart), then the others; each by inhabitants,
        most first. When nothing begins so, typing errors are forgiven: one in
        a word of four letters, two in a word of eight. A single letter only
        finds the place of that name.
        """
        table, wanted = _table(self.file), max(0, min(limit, MOST_PLACES))
        words = fold_words(text[:LONGEST_TEXT]).split()[:MOST_WORDS]
        if sum(map(len, words)) < 2:
            words = []
        rows, found = list(_beginning(table, words)), True
        if not rows:
            rows, found = _resembling(self.file, words), False
        ranked = nsmallest(wanted, rows, key=_order(self.file, words, exact=found))
        meant = self.named(text)
        first = None if meant is None else table.row(meant)
        if first is not None:
            ranked = [first, *(row for row in ranked if row != first)][:wanted]
        return [table.official(row) for row in ranked]


def read_places(folder: Path) -> Places:
    """Give the official places that stand in a folder of schemas.

    Raises:
        SchemaError: the folder has no such file.
    """
    file = folder / FILE
    if not file.is_file():
        raise SchemaError(f"{file}: there is no such file")
    return Places(file=file)


@lru_cache(maxsize=4)
def _table(file: Path) -> _Table:
    """Read the file; raise SchemaError when it is damaged."""
    try:
        text = lzma.decompress(file.read_bytes()).decode()
        lines = text.splitlines()
        names = fold_place_names("\n".join([line.split("\t", 2)[1] for line in lines]))
    except (OSError, lzma.LZMAError, UnicodeDecodeError, IndexError) as error:
        raise SchemaError(f"{file}: {error}") from error
    first: dict[bytes, int] = {}
    alike: dict[bytes, tuple[int, ...]] = {}
    spans = names.splitlines(keepends=True)
    for row, name in enumerate(spans):
        bare = name.strip()
        if first.setdefault(bare, row) != row:
            alike[bare] = (*alike.get(bare, (first[bare],)), row)
    return _Table(
        lines=lines,
        folded=names,
        starts=array("I", accumulate(map(len, spans[:-1]), initial=0)),
        first=first,
        alike=alike,
        former={
            f"commune:{code}": row
            for row, line in enumerate(lines)
            if not line.endswith("\t")
            for code in line.rsplit("\t", 1)[1].split()
        },
    )


def _hinted(table: _Table, rows: Iterable[int], hint: str) -> list[int]:
    """Keep the rows that the brackets mean: a department or a sort."""
    folded = fold_words(hint)
    sorts = {
        s for s, word in _SORTS.items() if folded in (s.encode(), fold_words(word))
    }
    codes = {hint.strip().upper()} | {
        table.official(row).code.partition(":")[2]
        for row in table.rows(folded)
        if table.sort(row) == "department"
    }
    codes.discard("")
    return [
        row
        for row in rows
        if table.sort(row) in sorts or table.official(row).department in codes
    ]


def _meant(table: _Table, rows: Iterable[int], text: str) -> int | None:
    """Choose among rows of one name, as `Places.named` says."""
    alike = list(rows)
    typed = fold_signs(text)
    spelt = [row for row in alike if fold_signs(table.official(row).name) == typed]
    sorts: dict[str, list[int]] = {sort: [] for sort in _SORTS}
    for row in spelt or alike:
        sorts[table.sort(row)].append(row)
    single = [same[0] for same in sorts.values() if len(same) == 1]
    return max(single, key=table.people, default=None)


def _order(
    file: Path, words: list[bytes], *, exact: bool
) -> Callable[[int], tuple[int, int, int]]:
    """Give the key by which places that answer are sorted.

    Where errors are forgiven, names of as many words as typed come first.
    """
    table, inhabitants = _table(file), _inhabitants(file)
    begun = tuple(b" %b%b" % (article, b" ".join(words)) for article in _ARTICLES)
    whole = frozenset(form + b" " for form in begun)

    def key(row: int) -> tuple[int, int, int]:
        name = table.name(row)
        if exact:
            tier = 2 - name.startswith(begun) - (name in whole)
        else:
            tier = int(name.count(b" ") != len(words) + 1)
        return tier, -inhabitants[row], row

    return key


@lru_cache(maxsize=4)
def _inhabitants(file: Path) -> "array[int]":
    """Give the number of inhabitants of every row."""
    table = _table(file)
    return array("I", map(table.people, range(len(table.lines))))


def _beginning(table: _Table, words: list[bytes]) -> Iterator[int]:
    """Give the rows where every word typed begins a word of the name."""
    starts = sorted({b" " + word for word in words}, key=len)
    if not starts:
        return
    for row in _holding(table, starts.pop()):
        name = table.name(row)
        if all(start in name for start in starts):
            yield row


def _holding(table: _Table, piece: bytes) -> Iterator[int]:
    """Give the rows whose folded name holds these bytes, in order."""
    at = table.folded.find(piece)
    while at >= 0:
        row = bisect_right(table.starts, at) - 1
        yield row
        after = table.folded.find(b"\n", at)
        at = table.folded.find(piece, after)


@lru_cache(maxsize=4)
def _vocabulary(file: Path) -> bytes:
    """Give every word of the names once, a line each."""
    return b"\n".join(sorted(set(_table(file).folded.split())))


def _resembling(file: Path, words: list[bytes]) -> list[int]:
    """Give the rows that answer when typing errors are forgiven.

    The rarest word finds candidates, so that the cost is bounded; the others
    must then resemble a word of the same name.
    """
    table = _table(file)
    if not words:
        return []
    rarest = min(words, key=lambda word: (table.folded.count(b" " + word), -len(word)))
    others = [word for word in words if word is not rarest]
    near = similar_words(_vocabulary(file), rarest)
    for _, likely in groupby(near, key=lambda pair: pair[0]):
        rows = chain(*(_holding(table, b" %b " % word) for _, word in likely))
        chosen = dict.fromkeys(islice(rows, _CHOSEN_ROWS))
        found = [row for row in chosen if _fits(table, row, others)]
        if found:
            return found
    return []


def _fits(table: _Table, row: int, words: Iterable[bytes]) -> bool:
    """Say whether each word typed resembles a word of the name."""
    name = table.name(row).split()
    return all(
        any(
            errors_between(word, other, errors_forgiven(word)) <= errors_forgiven(word)
            for other in name
        )
        for word in words
    )
