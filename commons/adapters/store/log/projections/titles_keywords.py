"""Knows the words that writers may use again: titles of sheets, and keywords."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)

from commons.adapters.store.engine.expressions import PositionOf
from commons.adapters.store.engine.tables.core_tables import (
    STANDS,
    KeywordRow,
    SheetRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.language.folding import fold
from commons.core.domain.sheet import Revision

MOST_WORDS = 4
"""How many words of a title are looked for."""

MOST_NAMES, MOST_LEADS = 24, 12
"""How many names titles are looked up by at once, and how many that they may begin with."""

_LAST_SIGN = "\U0010ffff"
MOST_LED = 400
"""How many titles that begin with a name are given at most."""

_STARTS = (" ", "'", "-")
_JOINTS = str.maketrans("'-", "  ")
_SPACED = func.replace(func.replace(SheetRow.folded_title, "'", " "), "-", " ")
_SHORTEST_FIRST = (func.length(SheetRow.folded_title), SheetRow.folded_title)

_FORGET = delete(KeywordRow).where(KeywordRow.sheet == bindparam("of"))
_INSERT = insert(KeywordRow)
_KEYWORDS = (
    select(func.min(KeywordRow.word))
    .where(
        KeywordRow.folded >= bindparam("start"), KeywordRow.folded < bindparam("end")
    )
    .group_by(KeywordRow.folded)
    .order_by(func.count().desc(), KeywordRow.folded)
    .limit(bindparam("limit"))
)


def _begins(number: int) -> ColumnElement[bool]:
    """Say whether a word of a title begins as the parameter of this number."""
    word: BindParameter[str] = bindparam(f"word{number}")
    within = (
        PositionOf(literal(" ") + SheetRow.folded_title, literal(start) + word) > 0
        for start in _STARTS
    )
    anywhere = PositionOf(SheetRow.folded_title, word) > 0  # cheap, and mostly false
    return and_(anywhere, or_(*within))


_TITLES = [
    select(SheetRow.id, SheetRow.kind, SheetRow.title, SheetRow.folded_title)
    .where(*map(_begins, range(count)), STANDS)
    .order_by(
        PositionOf(_SPACED, bindparam("whole")) != 1, *_SHORTEST_FIRST, SheetRow.id
    )
    .limit(bindparam("limit"))
    for count in range(MOST_WORDS + 1)
]
"""How to find titles, by how many words they must have."""


def _leads(number: int) -> ColumnElement[bool]:
    """Say whether a title begins as the parameter of this number, by its index."""
    lead: BindParameter[str] = bindparam(f"lead{number}")
    title = SheetRow.folded_title
    return and_(title >= lead, title < lead + _LAST_SIGN)


_LED = (
    select(SheetRow.id, SheetRow.kind, SheetRow.title, SheetRow.folded_title)
    .where(
        STANDS,
        or_(
            SheetRow.folded_title.in_(bindparam("whole", expanding=True)),
            *map(_leads, range(MOST_LEADS)),
        ),
    )
    .order_by(
        SheetRow.folded_title.not_in(bindparam("whole", expanding=True)),
        *_SHORTEST_FIRST,
        SheetRow.id,
    )
    .limit(MOST_LED)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled:
    """A live sheet, by what a writer knows it."""

    sheet: str
    kind: str
    title: str


def note_keywords(work: Work, revision: Revision) -> None:
    """Write down the keywords of a new head; those of the one before go."""
    if revision.number > 1:
        work.connection.execute(_FORGET, {"of": revision.sheet})
    if rows := keyword_rows(revision):
        work.connection.execute(_INSERT, rows)


def keyword_rows(head: Revision) -> list[dict[str, str]]:
    """Give the rows of the keywords of a head; a tombstone has none."""
    words = {} if head.deleted else _folded(head)
    return [
        {"sheet": head.sheet, "folded": folded, "word": word}
        for folded, word in words.items()
    ]


def keywords_starting(work: Work, begun: str, *, limit: int) -> list[str]:
    """Give the keywords that begin so, the most used first; accents forgiven."""
    start = fold(begun)
    known = {"start": start, "end": start + _LAST_SIGN, "limit": limit}
    return list(work.connection.execute(_KEYWORDS, known).scalars())


def titles_starting(work: Work, begun: str, *, limit: int) -> list[Titled]:
    """Give the live sheets whose title has words that begin as these, all of them.

    Titles that begin so come first, then the shortest; accents and case are
    forgiven. One pass over the titles at most: 9 ms for 50 000 (an index
    of what stands would have each row looked up: 24 ms).
    """
    whole = fold(begun).translate(_JOINTS)
    words = whole.split()[:MOST_WORDS]
    known = {f"word{number}": word for number, word in enumerate(words)}
    asked = {**known, "whole": whole, "limit": limit}
    rows = work.connection.execute(_TITLES[len(words)], asked) if words else ()
    return [Titled(sheet=row.id, kind=row.kind, title=row.title) for row in rows]


def titles_led_by(work: Work, names: Sequence[str]) -> list[tuple[str, Titled]]:
    """Give the live sheets whose title is a name, or begins with one of several words.

    Each comes with its name, in the order of the names; the first MOST_NAMES are looked
    for, by the index of titles. Of more than MOST_LED, titles that are a name stay,
    then the shortest.
    """
    folded = {fold(name): name for name in reversed(names[:MOST_NAMES])}
    several = [f"{start} " for start in reversed(folded) if " " in start]
    leads = {
        f"lead{number}": lead
        for number, lead in zip_longest(
            range(MOST_LEADS), several[:MOST_LEADS], fillvalue=_LAST_SIGN
        )
    }
    rows = work.connection.execute(_LED, {"whole": list(folded), **leads}).all()
    found = []
    for start, name in reversed(folded.items()):
        for row in rows:
            led = " " in start and row.folded_title.startswith(f"{start} ")
            if row.folded_title == start or led:
                one = Titled(sheet=row.id, kind=row.kind, title=row.title)
                found.append((name, one))
    return found


def _folded(revision: Revision) -> dict[str, str]:
    words = (word for word in revision.items("keywords") if isinstance(word, str))
    return {fold(word): word for word in words}
