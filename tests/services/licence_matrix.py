"""The matrix of licences, written by hand from their texts: not read from schemas/."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from commons.core.domain.schema.kind import Values

TARGETS = ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "etalab-2.0", "LAL-1.3", "GFDL-1.3")
YES, NOTICE, NO = "✔", "◐", "✘"
MATRIX = {
    "CC0-1.0": "✔ ✔ ✔ ✔ ✔ ✔",
    "CC-BY-4.0": "✘ ✔ ✔ ◐ ◐ ◐",
    "CC-BY-3.0": "✘ ✔ ✔ ◐ ◐ ◐",
    "CC-BY-SA-4.0": "✘ ✘ ✔ ✘ ✔ ✘",
    "CC-BY-SA-3.0": "✘ ✘ ✔ ✘ ✘ ✘",
    "CC-BY-SA-2.5": "✘ ✘ ✔ ✘ ✘ ✘",
    "CC-BY-SA-2.0": "✘ ✘ ✔ ✘ ✘ ✘",
    "CC-BY-SA-1.0": "✘ ✘ ✘ ✘ ✘ ✘",
    "etalab-2.0": "✘ ✔ ✔ ✔ ◐ ◐",
    "LAL-1.3": "✘ ✘ ✔ ✘ ✔ ✘",
    "GFDL-1.3": "✘ ✘ ✘ ✘ ✘ ✔",
    **{
        f"CC-BY-{what}-{version}": "✘ ✘ ✘ ✘ ✘ ✘"
        for what in ("NC", "NC-SA", "ND", "NC-ND")
        for version in ("4.0", "3.0", "2.0")
    },
    "unknown": "✘ ✘ ✘ ✘ ✘ ✘",
    "all-rights-reserved": "✘ ✘ ✘ ✘ ✘ ✘",
}
TELLING = frozenset(
    {*{MATRIX[one]: one for one in reversed(MATRIX)}.values(), "unknown"}
)
"""The first source of each row that says something else than the rows before it."""
CHANGES = "Le déroulé est raccourci, et les exemples sont d’ici."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A source under a licence, a sheet under another, and whether its notice is kept.

    `row` is what the sheet says of the source, in place of one elsewhere.
    """

    source: str
    target: str
    notice: bool
    row: Values | None = field(default=None, hash=False, compare=False)

    @property
    def lets(self) -> bool:
        verdict = MATRIX[self.source].split()[TARGETS.index(self.target)]
        return verdict == YES or (verdict == NOTICE and self.notice)

    @property
    def title(self) -> str:
        return f"{self.source} vers {self.target}{' mention' * self.notice}"

    def values(self, licence: str = "") -> Values:
        """Give the values of an adaptation of it."""
        row: Values = self.row or {
            "url": f"https://exemple.org/{self.source}",
            "title": "Débat mouvant",
            "author": "Mona",
            "licence": self.source,
            "changes": CHANGES,
        }
        kept = {"notice": True} if self.notice else {}
        return {
            "title": self.title,
            "authors": [{"name": "Camille"}],
            "licence": licence or self.target,
            "language": "fr",
            "sources": [{**row, **kept}],
        }


CELLS = [
    Cell(source=source, target=target, notice=notice)
    for source in MATRIX
    for target in TARGETS
    for notice in (False, True)
]


def rows_through(doors: Iterable[object], *, whole: object) -> Iterator[Any]:
    """Give each door with each source, of which `whole` is always tried with all.

    The others judge by the same table: of sources that it tells the same of, they are
    tried with one, and with each in `make drill`.
    """
    for door in doors:
        for source in MATRIX:
            short = door == whole or source in TELLING
            marks = () if short else pytest.mark.thorough
            yield pytest.param(door, source, marks=marks)
