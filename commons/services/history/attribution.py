"""Says who wrote what of a sheet as it stands: words, paragraphs and fields."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.schema.kind import Field, Kind, Value, Values
from commons.core.domain.sheet import Person, Revision
from commons.core.kinds.rules.credits import AUTHORS, PERSON
from commons.core.kinds.rules.size_limits import measure_size
from commons.core.kinds.rules.validation import as_list
from commons.core.text.compare.authorship import (
    AuthoredText,
    paragraph_origins,
    words_by_version,
)
from commons.core.text.compare.three_way_merge import split_sentences
from commons.core.text.markdown.links import texts_of

MOST_VERSIONS = 500
MOST_CHARACTERS = 5_000_000
"""How much of the past is walked through: the newest versions, so many characters."""
CHARACTERS_PER_SENTENCE = 25
"""What a sentence costs at least, in characters: a text may be of very short ones."""
MOST_PARAGRAPHS = 1_000
"""How many paragraphs are told of in all, of all fields."""
AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Whose words these are: `words` of the text as it stands, in how many versions.

    Somebody without a word left in it has 0.
    """

    person: Person
    words: int
    versions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldHistory:
    """The version that changed a field last, and that of each paragraph of it.

    `left_out` counts the last paragraphs, where there are too many to tell of.
    """

    key: str
    version: int
    paragraphs: tuple[tuple[str, int], ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who wrote a sheet; the most words first, the fields in the form's order.

    `since` is the first version looked at: what stood there already belongs to
    it, whoever wrote it. `authors` has the author of each version named, `beside`
    are the people credited on the sheet who published no version of it.
    """

    since: int
    shares: tuple[Share, ...]
    fields: tuple[FieldHistory, ...]
    authors: Mapping[int, Person] = field(hash=False)
    beside: tuple[Person, ...] = ()

    @property
    def words(self) -> int:
        """How many words there are in all."""
        return sum(share.words for share in self.shares)


def attribute_history(work: Work, kind: Kind, head: Revision) -> Attribution:
    """Walk through the versions of a sheet, up to `head`, its newest ones at most."""
    versions = _versions(work, head)
    walk = _Walk(kind)
    for version in versions:
        walk.take(version)
    return walk.told(versions[0].number)


def _versions(work: Work, head: Revision) -> list[Revision]:
    """Give the versions that are walked through, oldest first; the head is one."""
    found = [head]
    left = MOST_CHARACTERS - _cost(head)
    while found[-1].number > 1 and left > 0 and len(found) < MOST_VERSIONS:
        through = found[-1].number - 1
        for version in revisions.list_history(
            work, head.sheet, limit=AT_ONCE, through=through
        ):
            left -= _cost(version)
            if left <= 0 or len(found) == MOST_VERSIONS:
                break
            found.append(version)
    return found[::-1]


def _cost(version: Revision) -> int:
    """Say what walking through a version costs, in characters of usual sentences."""
    count = sum(len(split_sentences(text)) for text in texts_of(version.values))
    return max(measure_size(version.values).characters, CHARACTERS_PER_SENTENCE * count)


class _Walk:
    """One walk through the versions: the hands of all fields, and their last change."""

    def __init__(self, kind: Kind) -> None:
        self._fields = {field.key: field for field in kind.fields}
        self._hands: dict[str, AuthoredText] = {}
        self._last: dict[str, int] = {}
        self._values: Values = {}
        self._authors: dict[int, Person] = {}

    def take(self, version: Revision) -> None:
        """Take the next version."""
        self._authors[version.number] = version.author
        for key, known in self._fields.items():
            value = version.values.get(key)
            if value == self._values.get(key):
                continue
            self._last[key] = version.number
            if text := _text(known, value):
                self._hands.setdefault(key, AuthoredText()).write(text, version.number)
            elif key in self._hands:
                self._hands[key].write("", version.number)
        self._values = version.values

    def told(self, since: int) -> Attribution:
        """Give what the walk has found."""
        words: dict[str, int] = {}
        for hand in self._hands.values():
            for version, count in words_by_version(hand.owned).items():
                person = self._authors[version].id
                words[person] = words.get(person, 0) + count
        people = {person.id: person for person in self._authors.values()}
        published = [person.id for person in self._authors.values()]
        shares = [
            Share(
                person=person,
                words=words.get(key, 0),
                versions=published.count(key),
            )
            for key, person in people.items()
        ]
        return Attribution(
            since=since,
            shares=tuple(sorted(shares, key=lambda s: (-s.words, -s.versions))),
            fields=tuple(self._histories()),
            authors=self._authors,
            beside=tuple(
                person for person in _credited(self._values) if person.id not in people
            ),
        )

    def _histories(self) -> Iterable[FieldHistory]:
        left = MOST_PARAGRAPHS
        for key in self._fields:
            if key in self._values:
                found = paragraph_origins(self._hands.get(key, AuthoredText()).owned)
                yield FieldHistory(
                    key=key,
                    version=self._last[key],
                    paragraphs=tuple(found[:left]),
                    left_out=max(0, len(found) - left),
                )
                left = max(0, left - len(found))


def _credited(values: Values) -> Iterator[Person]:
    """Give the people among those that a sheet says wrote it."""
    for row in as_list(values.get(AUTHORS)):
        if isinstance(row, Mapping) and row.get(PERSON):
            yield Person(id=str(row[PERSON]), name=str(row.get("name", "")))


def _text(field: Field, value: Value | None) -> str:
    """Give what somebody wrote in a field; a value or a column a paragraph."""
    if field.type.has_columns:
        rows = value if isinstance(value, list) else [value]
        return "\n\n".join(
            _text(column, row[column.key])
            for row in rows
            if isinstance(row, Mapping)
            for column in field.columns
            if column.key in row and column.type.is_text
        )
    if not field.type.is_text or value is None:
        return ""
    return "\n\n".join(map(str, value)) if isinstance(value, list) else str(value)
