"""Makes sheets that meet their kinds, as many as asked, the same each time.

Sheet n depends on n alone: its kind, its words, its links to sheets before it
and its 2 to 10 versions. A field that a kind gains is filled in by its type.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from commons.adapters.store.engine.unit_of_work import Store
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import (
    Field,
    FieldType,
    Kind,
    Schema,
    Value,
    Values,
)
from commons.core.domain.sheet import Action, Person
from commons.core.kinds.rules.sheet_lists import may_be_listed
from commons.core.kinds.types.choice import CONCEPT, LICENCE
from commons.core.kinds.types.language import LANGUAGE
from commons.core.kinds.types.number import DECIMAL, INTEGER
from commons.core.kinds.types.period import DATE, DURATION
from commons.core.kinds.types.plain import BOOLEAN, ROW
from commons.core.kinds.types.reference import SHEET, URL
from commons.core.kinds.types.text import MARKDOWN, TEXT
from commons.services.publishing.publish import NewRevision, publish_version
from tests.bench import prose

CHUNK = 300
PEOPLE = 60
MOST_VERSIONS = 10
OPTIONAL = 0.35
"""How often a field that a complete sheet may lack is filled in."""

_UNSEEN = frozenset(
    {
        *("files", "images", "image", "group_open", "latitude", "longitude"),
        "translation_of",  # goes with a source of its own
    }
)
_CHANGEABLE = ("body", "summary", "pitfalls", "enablers", "limits", "use", "need")
_LICENCES = ("CC-BY-SA-4.0", "CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What sheets are made of: the kinds, and the codes of real places."""

    schema: Schema
    codes: Sequence[str]


Maker = Callable[[Press, Random, Field, int], Value | None]


def identifier(number: int) -> str:
    """Give the id of sheet n, counting from 0."""
    return iri.id_from_name(f"bench/{number}")


def kind_of(press: Press, number: int) -> Kind:
    """Give the kind of sheet n: each in turn of those that stand alone."""
    kinds = tuple(one for one in press.schema.kinds.values() if may_be_listed(one))
    return kinds[number % len(kinds)]


def values_of(press: Press, number: int) -> Values:
    """Give the first version of sheet n."""
    rng = _rng(number)
    kind = kind_of(press, number)
    excluded = {key for e in kind.exclusives for key in e.keys[1:]}
    wanted = (f for f in kind.fields if f.key not in excluded | _UNSEEN)
    needed = {e.keys[0] for e in kind.exclusives if e.expected or e.needed}
    made = {
        field.key: _field(press, rng, field, number, needed=field.key in needed)
        for field in wanted
    }
    return {key: value for key, value in made.items() if value not in (None, [])}


def intents(press: Press, number: int) -> Iterator[NewRevision]:
    """Give every version of sheet n, each a small edit of the one before."""
    rng = _rng(number, "edits")
    values = values_of(press, number)
    versions = min(MOST_VERSIONS, 2 + int(rng.expovariate(0.8)))
    for version in range(1, versions + 1):
        if version > 1:
            values = _edited(rng, values)
        yield NewRevision(
            sheet=identifier(number),
            kind=kind_of(press, number).key,
            parent=version - 1 or None,
            action=Action.UPDATE if version > 1 else Action.CREATE,
            author=_person(rng),
            change_note=prose.sentence(rng) if version > 1 else "",
            values=values,
        )


def fill(store: Store, press: Press, numbers: range) -> int:
    """Publish these sheets with all their versions; give how many versions."""
    count = 0
    for start in range(0, len(numbers), CHUNK):
        with store.write() as work:
            for number in numbers[start : start + CHUNK]:
                for new_revision in intents(press, number):
                    publish_version(press.schema, work, new_revision)
                    count += 1
    return count


def queries(count: int) -> list[str]:
    """Give what readers type: one to eight words, one query in six misspelt."""
    rng = Random("queries")  # noqa: S311  # no secret
    asked: list[str] = []
    for place in range(count):
        words = prose.vocabulary(5).some(rng, (1, 2, 3, 1, 2, 5, 8)[place % 7])
        if place % 6 == 5:
            words[0] = words[0][:2] + words[0][3:] + "e"
        asked.append(" ".join(words))
    return asked


def _rng(number: int, what: str = "") -> Random:
    return Random(f"{number} {what}")  # noqa: S311  # no secret


def _person(rng: Random) -> Person:
    number = int(PEOPLE * rng.random() ** 2)
    return Person(
        id=iri.id_from_name(f"bench/person/{number}"), name=f"Camille {number}"
    )


def _edited(rng: Random, values: Values) -> Values:
    """Change one sentence of one field; the title, now and then."""
    if rng.random() < 0.03:
        return {**values, "title": prose.title(rng)}
    key = rng.choice([key for key in _CHANGEABLE if key in values])
    old = values[key]
    if isinstance(old, str):
        cut, dot, rest = old.partition(". ")
        new = prose.text(rng, len(cut), len(cut))
        return {**values, key: f"{new}{dot}{rest}"}
    items: list[Value] = [*old] if isinstance(old, list) else [old]
    items[rng.randrange(len(items))] = prose.text(rng, 40, 200)
    return {**values, key: items}


def _field(
    press: Press, rng: Random, field: Field, number: int, *, needed: bool = False
) -> Value | None:
    wanted = max(field.required, field.expected, needed)
    if not wanted and rng.random() > OPTIONAL:
        return None
    maker = _BY_KEY.get(field.key) or _BY_TYPE.get(field.type, _example)
    if not field.many:
        return maker(press, rng, field, number)
    count = rng.randint(max(wanted, 1), min(field.max_count or 6, max(wanted, 1) + 4))
    made = (maker(press, rng, field, number) for _ in range(count))
    kept: list[Value] = []
    for value in made:
        if value is not None and value not in kept:
            kept.append(value)
    if field.type.chooses_concept:  # as boxes are ticked: in the order of the list
        return [
            key for key in press.schema.schemes[field.choice].concepts if key in kept
        ]
    return kept


def _example(press: Press, _rng: Random, field: Field, _number: int) -> Value:
    read = field.type.parse(press.schema, field, field.example["fr"])
    return read or field.example["fr"]


def _text(_press: Press, rng: Random, field: Field, _number: int) -> Value:
    least, most = field.min_length or 3, field.max_length or 400
    if most <= 60:
        return " ".join(prose.vocabulary(4).some(rng, 2))[: most - 1].strip()
    return prose.text(rng, max(least, min(most // 6, 120)), min(most, 700))


def _title(_press: Press, rng: Random, _field: Field, _number: int) -> Value:
    return prose.title(rng)


def _markdown(_press: Press, rng: Random, field: Field, number: int) -> Value:
    if (field.max_length or 0) < 5_000:
        return prose.text(rng, 80, 700)
    earlier = (
        {_earlier(rng, number) for _ in range(rng.randint(0, 3))} if number else ()
    )
    links = [f"[[{identifier(n)}|{prose.title(rng)}]]" for n in sorted(earlier)]
    return prose.markdown(rng, links)


def _concept(press: Press, rng: Random, field: Field, _number: int) -> Value:
    return rng.choice(list(press.schema.schemes[field.choice].concepts))


def _sheet(press: Press, rng: Random, field: Field, number: int) -> Value | None:
    """Link to an earlier sheet of the kind that the field's name says."""
    wanted = field.key.partition("s_")[0]
    earlier = _earlier(rng, number) if number else 0
    near = range(max(0, earlier - len(press.schema.kinds) + 1), earlier + 1)
    fitting = [n for n in near if n < number and kind_of(press, n).key == wanted]
    return identifier(fitting[0]) if fitting else None


def _earlier(rng: Random, number: int) -> int:
    """Give a sheet before sheet n, the oldest ones more often."""
    return int(number * rng.random() ** 1.5)


def _row(press: Press, rng: Random, field: Field, number: int) -> Value | None:
    excluded = {key for e in field.exclusives for key in e.keys[1:]}
    wanted = (c for c in field.columns if c.key not in excluded | _UNSEEN)
    needed = {e.keys[0] for e in field.exclusives}
    made = {
        column.key: _field(press, rng, column, number, needed=column.key in needed)
        for column in wanted
    }
    return {key: value for key, value in made.items() if value is not None} or None


def _territory(press: Press, rng: Random, _field: Field, _number: int) -> Value:
    if rng.random() < 0.15:
        return {"name": f"pays de {prose.title(rng)}"}
    return {"code": press.codes[int(len(press.codes) * rng.random() ** 3)]}


def _author(_press: Press, rng: Random, _field: Field, _number: int) -> Value:
    person = _person(rng)
    known = {"person": person.id} if rng.random() < 0.5 else {}
    return {"name": person.name, "role": "author", **known}


def _result(_press: Press, rng: Random, _field: Field, _number: int) -> Value:
    if rng.random() < 0.5:
        return {"text": prose.text(rng, 40, 300)}
    return {"indicator": prose.title(rng), "value": str(rng.randint(2, 900))}


def _source(_press: Press, rng: Random, _field: Field, number: int) -> Value:
    told = {"title": prose.title(rng), "author": _person(rng).name}
    url = f"https://exemple.org/source/{number}/{rng.randint(1, 9)}"
    changes = prose.text(rng, 40, 200)
    return {"url": url, **told, "licence": "CC0-1.0", "changes": changes}


def _whole(least: int, most: int, _p: Press, rng: Random, _f: Field, _n: int) -> Value:
    return rng.randint(least, most)


def _year(least: int, most: int, _p: Press, rng: Random, _f: Field, _n: int) -> Value:
    return f"{rng.randint(least, most)}-{rng.randint(1, 12):02}"


def _one_of(
    choices: Sequence[Value], _p: Press, rng: Random, _f: Field, _n: int
) -> Value:
    return rng.choice(choices)


def _url(_press: Press, rng: Random, _field: Field, number: int) -> Value:
    return f"https://exemple.org/{number}/{rng.randint(1, 99)}"


_DURATIONS = ("PT5M", "PT10M", "PT20M", "PT45M", "PT1H", "PT1H30M", "PT3H", "P1D")

_BY_TYPE: Mapping[FieldType, Maker] = {
    TEXT: _text,
    MARKDOWN: _markdown,
    INTEGER: partial(_whole, 1, 100),
    DECIMAL: partial(_whole, 1, 400),
    BOOLEAN: partial(_one_of, (True,)),
    DURATION: partial(_one_of, _DURATIONS),
    DATE: partial(_year, 2019, 2024),
    URL: _url,
    LANGUAGE: partial(_one_of, ("fr",)),
    LICENCE: partial(_one_of, _LICENCES),
    CONCEPT: _concept,
    SHEET: _sheet,
    ROW: _row,
}

_BY_KEY: Mapping[str, Maker] = {
    "title": _title,
    "group_min": partial(_whole, 2, 12),
    "group_max": partial(_whole, 12, 200),
    "start_date": partial(_year, 2012, 2018),
    "territory": _territory,
    "authors": _author,
    "results": _result,
    "sources": _source,
}
"""Fields that their type alone does not make right."""
