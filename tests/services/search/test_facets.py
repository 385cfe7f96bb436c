"""Filters: what a sheet is counted under, and that every count is true."""

from collections import Counter
from collections.abc import Callable, Mapping
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from commons.adapters.search.port import Index, Query
from commons.adapters.search.whoosh.index import open_index
from commons.core.domain.schema.kind import Field, FieldType, Kind, Value, Values
from commons.core.domain.sheet import Revision
from commons.core.kinds.types.choice import CONCEPT, LICENCE
from commons.core.kinds.types.number import INTEGER
from commons.core.kinds.types.period import DATE, DURATION
from commons.services.search.facets import MINUTES, PEOPLE, list_facets
from commons.services.search.indexing import index_document
from commons.wiring.assembly import load_schema
from tests.core.kinds.examples import revision

SCHEMA, PLACES = load_schema()
FACETS = list_facets(SCHEMA, PLACES)
SHEETS = 2_000
WORDS = ("jardin", "compost", "lanterne", "ruelle", "fanfare", "brouette")
"""Words of titles; none stands in the name of a choice, which is found too."""
CODES = ("commune:29019", "commune:88304", "department:29", "region:53")

Made = tuple[str, str, Values]
"""A sheet of the brute-force count: its kind, its title, its values."""


def counted(values: Values, kind: str = "method") -> dict[str, tuple[str, ...]]:
    told = revision(kind, values)
    return {n: found for n, f in FACETS.items() if (found := f.values(told))}


@pytest.mark.parametrize(
    ("values", "ranges"),
    [
        ({"group_min": 6, "group_max": 12}, ("6-12",)),
        ({"group_min": 4, "group_max": 15}, ("1-5", "6-12", "13-30")),
        ({"group_min": 8}, ("6-12",)),
        ({"group_max": 200}, ("101-",)),
        ({"group_min": 40, "group_open": True}, ("31-100", "101-")),
        ({"group_min": 500, "group_open": True}, ("101-",)),
        ({"group_open": True}, None),
        ({"group_min": True}, None),
        (
            {"duration": "PT30M"},
            ("half-hour", "hour", "two-hours", "half-day", "day"),
        ),
        ({"duration": "PT31M"}, ("hour", "two-hours", "half-day", "day")),
        ({"duration": "PT1H30M"}, ("two-hours", "half-day", "day")),
        ({"duration": "P1D"}, ("day",)),
        ({"duration": "P2M"}, ("days",)),
        ({"duration": "longtemps"}, None),
    ],
)
def test_numbers_fall_into_the_ranges_that_they_meet(
    values: Values, ranges: tuple[str, ...] | None
) -> None:
    name = "duration" if "duration" in values else "group"
    assert counted(values).get(name) == ranges


@pytest.mark.parametrize(
    ("mode", "values"),
    [("both", {"both", "on_site", "remote"}), ("remote", {"remote"}), ("x", {"x"})],
)
def test_what_works_both_ways_is_found_under_either(
    mode: str, values: set[str]
) -> None:
    assert set(counted({"mode": mode})["mode"]) == values


def test_a_date_is_counted_under_the_year_in_which_it_begins() -> None:
    assert counted({"start_date": "2018-11"}, "experience")["year"] == ("2018",)
    assert "year" not in counted({"start_date": ".."}, "experience")


def test_every_range_and_every_facet_is_named_in_both_languages() -> None:
    for facet in FACETS.values():
        assert {"fr", "en"} <= set(facet.label), facet.name
    for name, key in (("group", "101-"), ("duration", "day"), ("kind", "tool")):
        words = FACETS[name].words(key)
        assert words["fr"] != words["en"]
    assert FACETS["duration"].words("une valeur d’avant")["fr"] == "une valeur d’avant"


def _value(rng: Random, field: Field) -> Value | None:
    """Draw a value of a field that can be counted."""
    makers: dict[FieldType, Callable[[], Value]] = {
        CONCEPT: lambda: rng.choice(list(SCHEMA.schemes[field.choice].concepts)),
        LICENCE: lambda: rng.choice(["CC-BY-SA-4.0", "CC0-1.0", "etalab-2.0"]),
        INTEGER: lambda: rng.choice([1, 5, 6, 12, 13, 30, 100, 101, 900]),
        DURATION: lambda: rng.choice(["PT5M", "PT1H", "PT4H", "P1D", "P2D"]),
        DATE: lambda: rng.choice(["2018", "2018-11", "2019-01-05", "2020"]),
    }
    if field.editor == "place":
        return {"code": rng.choice(CODES)} if rng.random() < 0.8 else {"name": "Ici"}
    if field.type not in makers or rng.random() < 0.3:
        return None
    if not field.many:
        return makers[field.type]()
    return list(dict.fromkeys(makers[field.type]() for _ in range(rng.randint(1, 3))))


def _made(rng: Random, kind: Kind) -> Made:
    keys = {"group_min", "group_max"}
    drawn = {
        field.key: value
        for field in kind.fields
        if (field.facet or field.key in keys)
        and (value := _value(rng, field)) is not None
    }
    low, high = drawn.get("group_min"), drawn.get("group_max")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        drawn |= {"group_min": high, "group_max": low}
    return kind.key, " ".join(rng.sample(WORDS, 2)), drawn


class Commons:
    """An index, and beside it what its sheets hold, counted by hand.

    No dataclass: hypothesis would write it out whole beside a failure.
    """

    def __init__(self, index: Index, made: list[Made]) -> None:
        self.index = index
        self.titles = [set(title.split()) for _, title, _ in made]
        self.held = [{name: by_hand(one, name) for name in FACETS} for one in made]
        self.spans = [spans_by_hand(values) for _, _, values in made]


@pytest.fixture(scope="module")
def commons(tmp_path_factory: pytest.TempPathFactory) -> Commons:
    rng = Random("facets")  # noqa: S311  # no secret
    kinds = list(SCHEMA.kinds.values())
    made = [_made(rng, rng.choice(kinds)) for _ in range(SHEETS)]
    index = open_index(tmp_path_factory.mktemp("facets"))
    told = (_revision(number, one) for number, one in enumerate(made))
    index.apply((index_document(SCHEMA, PLACES, one) for one in told), SHEETS)
    return Commons(index, made)


def _revision(number: int, one: Made) -> Revision:
    kind, title, values = one
    return revision(kind, {"title": title, **values}, sheet=f"{number:012}")


GROUPS = {"1-5": (1, 5), "6-12": (6, 12), "13-30": (13, 30), "31-100": (31, 100)}
DURATIONS = {
    "PT5M": {"half-hour", "hour", "two-hours", "half-day", "day"},
    "PT1H": {"hour", "two-hours", "half-day", "day"},
    "PT4H": {"half-day", "day"},
    "P1D": {"day"},
    "P2D": {"days"},
}


ABOVE = {
    "commune:29019": ("department:29", "region:53"),
    "commune:88304": ("department:88", "region:44"),
    "department:29": ("region:53",),
}
"""Place -> the places in which it stands."""


def by_hand(one: Made, facet: str) -> set[str]:
    """Say what a sheet is to be counted under, apart from the code that does it."""
    kind, _, values = one
    if facet == "kind":
        return {kind}
    if facet == "duration":
        return DURATIONS[str(values["duration"])] if "duration" in values else set()
    if facet == "mode" and values.get("mode") == "both":
        return {"both", "on_site", "remote"}
    if facet == "group":
        ends = [
            n for k in ("group_min", "group_max") if isinstance(n := values.get(k), int)
        ]
        spans = {**GROUPS, "101-": (101, 10_000)}
        return {
            key
            for key, (least, most) in spans.items()
            if ends and min(ends) <= most and max(ends) >= least
        }
    if facet == "year":
        return {str(values["start_date"])[:4]} if "start_date" in values else set()
    key = {"theme": "themes", "posture": "postures"}.get(facet, facet)
    value = values.get(key, [])
    rows = value if isinstance(value, list) else [value]
    named = {
        str(row.get("code") or row.get("name"))
        if isinstance(row, Mapping)
        else str(row)
        for row in rows
    }
    return named.union(*(ABOVE.get(one, ()) for one in named))


MINUTES_OF = {"PT5M": 5, "PT1H": 60, "PT4H": 240, "P1D": 1_440, "P2D": 2_880}


def spans_by_hand(values: Values) -> dict[str, tuple[int, int]]:
    """Say how many people and minutes a sheet fits, apart from the code that does it."""
    low, high = (values.get(key) for key in ("group_min", "group_max"))
    ends = [end for end in (low, high) if isinstance(end, int)]
    found = {}
    if ends:
        found[PEOPLE] = (low if isinstance(low, int) else 1, max(ends))
    if "duration" in values:
        found[MINUTES] = (MINUTES_OF[str(values["duration"])], 10**9)
    return found


FITS = st.fixed_dictionaries(
    {}, optional={PEOPLE: st.integers(1, 950), MINUTES: st.integers(1, 3_000)}
)
CHOSEN = st.dictionaries(
    st.sampled_from(
        ["kind", "theme", "group", "duration", "mode", "territory", "licence"]
    ),
    st.integers(0, 2**16),
    max_size=3,
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chosen=CHOSEN, words=st.lists(st.sampled_from(WORDS), max_size=2), needed=FITS)
def test_counts_over_2_000_sheets_are_those_of_a_count_by_hand(
    commons: Commons, chosen: dict[str, int], words: list[str], needed: dict[str, int]
) -> None:
    offered = commons.index.search(Query(size=1)).facets
    filters = {
        name: tuple(
            v for place, (v, _) in enumerate(offered[name]) if bits >> place & 1
        )
        for name, bits in chosen.items()
    }
    filters = {name: values for name, values in filters.items() if values}
    found = [
        held
        for title, held, spans in zip(
            commons.titles, commons.held, commons.spans, strict=True
        )
        if not words or title & set(words)
        if all(
            n in spans and spans[n][0] <= of <= spans[n][1] for n, of in needed.items()
        )
    ]

    def fits(held: dict[str, set[str]], but: str = "") -> bool:
        return all(held[n] & set(f) for n, f in filters.items() if n != but)

    answered = commons.index.search(
        Query(words=" ".join(words), filters=filters, fits=needed)
    )
    assert answered.total == sum(fits(held) for held in found)
    for name in FACETS:
        expected = Counter(v for one in found if fits(one, name) for v in one[name])
        assert dict(answered.facets.get(name, ())) == dict(expected), name


def test_filters_call_what_is_written_as_pages_do() -> None:
    labels = [facet.label for facet in FACETS.values()]
    assert any("guide" in label["en"] for label in labels)
    assert not [label["en"] for label in labels if "sheet" in label["en"].lower()]
