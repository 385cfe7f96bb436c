import shutil
from collections import Counter
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings, strategies as st

from commons.core.kinds.places.register import FILE, Places, read_places
from commons.errors import SchemaError

SCHEMAS = Path(__file__).resolve().parents[4] / "schemas"
PLACES = read_places(SCHEMAS)
OVERSEAS = ("commune:97", "commune:98")
HOSTILE = (
    "",
    " ",
    "(",
    ")",
    "()",
    "Nowhere ()",
    "((((((((",
    "\x00",
    "\ud800",
    "commune:",
    "commune:29019\tBrest",
    "commune:29019\nBrest",
    "日本",
    "Brest 日本",
    ".*",
    "%d",
    "[a-z]+",
    "-" * 100_000,
    "a" * 100_000,
    "st " * 50_000,
    "le la les de du des " * 5_000,
    "saint(" * 20_000,
    "\ufdfa" * 1_000,
    "e\u0301" * 1_000,
    "qwertyuiop" * 16,
)


def names(text: str, limit: int = 10) -> list[str]:
    return [place.name for place in PLACES.complete(text, limit)]


def sort(code: str) -> str:
    return code.partition(":")[0]


def test_every_sort_of_place_is_there() -> None:
    counts = Counter(sort(code) for code in PLACES.codes())
    assert counts["commune"] >= 34_800
    assert counts["department"] == 101
    assert counts["region"] == 18
    assert 1_230 <= counts["intercommunality"] <= 1_290
    assert len(counts) == 4


def test_every_code_is_there_once_and_fits_the_field() -> None:
    codes = list(PLACES.codes())
    assert codes == sorted(set(codes))
    sizes = {"commune": 5, "department": 3, "region": 2, "intercommunality": 9}
    assert all(len(c.partition(":")[2]) <= sizes[sort(c)] for c in codes)
    assert all(place and place.code == c for c in codes for place in [PLACES.get(c)])


@pytest.mark.parametrize(
    ("code", "name", "department"),
    [
        ("commune:88304", "Mirecourt", "88"),
        ("commune:29019", "Brest", "29"),
        ("commune:2A004", "Ajaccio", "2A"),
        ("commune:98818", "Nouméa", "988"),
        ("region:76", "Occitanie", ""),
        ("department:974", "La Réunion", ""),
        ("intercommunality:242900314", "Brest Métropole", "29"),
        ("intercommunality:200057867", "Plaine Commune", "93"),
    ],
)
def test_a_code_gives_its_place(code: str, name: str, department: str) -> None:
    place = PLACES.get(code)
    assert place is not None
    assert (place.name, place.department) == (name, department)
    assert PLACES.label(code) == name
    assert PLACES.named(code) == code


def test_places_stand_near_their_department() -> None:
    centres = {c: PLACES.get(c) for c in PLACES.codes() if sort(c) == "department"}
    far = []
    for place in map(PLACES.get, PLACES.codes()):
        assert place is not None
        centre = centres.get(f"department:{place.department}")
        if centre is None or place.latitude is None or place.longitude is None:
            continue
        assert centre.latitude is not None
        assert centre.longitude is not None
        away = max(
            abs(place.latitude - centre.latitude),
            abs(place.longitude - centre.longitude),
        )
        if away > 1.6 and not place.code.startswith("commune:973"):
            far.append(place)
    assert far == []


def test_only_a_few_places_have_no_coordinates() -> None:
    places = [place for place in map(PLACES.get, PLACES.codes()) if place]
    without = [place for place in places if place.latitude is None]
    assert all(place.longitude is None for place in without)
    assert sum(not place.code.startswith(OVERSEAS) for place in without) <= 10
    brest = PLACES.get("commune:29019")
    assert brest is not None
    assert brest.latitude == pytest.approx(48.39, abs=0.02)
    assert brest.longitude == pytest.approx(-4.48, abs=0.02)


def test_a_code_of_the_past_gives_the_commune_of_today() -> None:
    place = PLACES.get("commune:29096")
    assert place is not None
    assert place.code == "commune:29019"
    assert PLACES.named("commune:29096") == "commune:29019"
    assert PLACES.label("commune:29096") == "Brest"
    assert PLACES.named("29096") is None


def test_an_unknown_code_is_told_by_what_follows_its_colon() -> None:
    assert PLACES.get("commune:99999") is None
    assert PLACES.label("commune:99999") == "99999"
    assert PLACES.label("Brest") == "Brest"
    assert PLACES.written("commune:99999") == "commune:99999"


def test_homonyms_of_one_sort_are_told_apart_by_department() -> None:
    assert PLACES.label("commune:93066") == "Saint-Denis (93)"
    assert PLACES.label("commune:97411") == "Saint-Denis (974)"
    assert PLACES.label("intercommunality:247000623") == "CC des Quatre Rivières (70)"
    assert PLACES.label("region:04") == PLACES.label("department:974") == "La Réunion"


def test_labels_of_one_sort_are_all_different() -> None:
    labels = Counter((sort(code), PLACES.label(code)) for code in PLACES.codes())
    assert [label for label, count in labels.items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("29019", "commune:29019"),
        ("2a004", "commune:2A004"),
        ("242900314", "intercommunality:242900314"),
        ("Mirecourt", "commune:88304"),
        ("  MIRECOURT ", "commune:88304"),
        ("occitanie", "region:76"),
        ("finistere", "department:29"),
        ("St-Étienne", "commune:42218"),
        ("saint etienne", "commune:42218"),
        ("ste rose (guadeloupe)", "commune:97129"),
        ("L’Haÿ\u2011les\u2011Roses", "commune:94038"),
        ("l hay les roses", "commune:94038"),
        ("oeuilly (51)", "commune:51410"),
        ("Œuilly (Marne)", "commune:51410"),
        ("Saint-Denis (93)", "commune:93066"),
        ("saint denis (Seine-Saint-Denis)", "commune:93066"),
        ("Ajaccio (2a)", "commune:2A004"),
        ("Saint-Pierre (975)", "commune:97502"),
        ("Communauté de communes Faucigny - Glières", "intercommunality:200000172"),
        ("E\u0301pinal", "commune:88160"),
    ],
)
def test_a_text_means_a_place(text: str, code: str) -> None:
    assert PLACES.named(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Paris", "commune:75056"),
        ("Paris (département)", "department:75"),
        ("Paris (75)", "commune:75056"),
        ("La Réunion", "region:04"),
        ("la reunion (departement)", "department:974"),
        ("La Réunion (47)", "commune:47222"),
        ("Mayotte", "region:06"),
        ("Bretagne", "region:53"),
        ("Bretagne (36)", "commune:36024"),
        ("Vienne", "department:86"),
        ("Vienne (commune)", "commune:38544"),
        ("Loire", "department:42"),
        ("Loiré", "commune:49178"),
    ],
)
def test_a_name_of_several_sorts_means_the_largest(text: str, code: str) -> None:
    assert PLACES.named(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "pays de Brest",
        "Saint-Denis",
        "Saint-Denis (29)",
        "Saint-Denis (commune)",
        "Brest (Brest)",
        "Mirecour",
        "29",
        "commune:",
        "département:29",
        "Brest 日本",
    ],
)
def test_what_is_unknown_or_ambiguous_means_nothing(text: str) -> None:
    assert PLACES.named(text) is None


@pytest.mark.parametrize(
    "one_in", [7, pytest.param(1, marks=pytest.mark.thorough)], ids=["some", "all"]
)
def test_what_a_form_shows_is_read_back_as_the_same_place(one_in: int) -> None:
    asked = [*PLACES.codes()][::one_in]
    lost = [c for c in asked if PLACES.named(PLACES.written(c)) != c]
    assert lost == []
    assert PLACES.written("commune:88304") == "Mirecourt"
    assert PLACES.written("department:75") == "Paris (département)"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("mirec", "Mirecourt"),
        ("st den", "Saint-Denis"),
        ("Saint D", "Saint-Denis"),
        ("havre", "Le Havre"),
        ("etienne st", "Saint-Étienne Métropole"),
        ("stras", "Strasbourg"),
        ("ILE DE FR", "Île-de-France"),
        ("occit", "Occitanie"),
        ("88304", "Mirecourt"),
        ("y", "Y"),
        ("haÿ les", "L'Haÿ-les-Roses"),
    ],
)
def test_the_beginning_of_words_completes_a_place(text: str, first: str) -> None:
    assert names(text)[0] == first


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mirecuort", "Mirecourt"),
        ("Montpelier", "Montpellier"),
        ("Mulouse", "Mulhouse"),
        ("Strasbuorg", "Strasbourg"),
        ("saint dennis", "Saint-Denis"),
        ("charlevile mezieres", "Charleville-Mézières"),
        ("brst", "Brest"),
        ("plaine comune", "Plaine Commune"),
        ("cc du peys de valois", "CC du Pays de Valois"),
    ],
)
def test_typing_errors_are_forgiven_when_nothing_begins_so(
    text: str, name: str
) -> None:
    assert names(text)[0] == name


def test_larger_places_come_first() -> None:
    assert names("saint-denis")[0] == "Saint-Denis"
    first = PLACES.complete("saint-denis", 2)
    assert [place.code for place in first] == ["commune:97411", "commune:93066"]


def test_an_exact_place_comes_before_larger_ones() -> None:
    assert names("Brest")[0] == "Brest"
    assert PLACES.complete("Saint-Denis (93)")[0].code == "commune:93066"


def test_a_limit_is_kept() -> None:
    assert len(names("saint", 7)) == 7
    assert names("saint", 0) == names("saint", -3) == names("Brest", 0) == []
    assert len(names("saint", 10**9)) <= 100
    assert len({p.code for p in PLACES.complete("saint", 100)}) == 100


@pytest.fixture(scope="module")
def reading_seconds(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long the first question takes: a copy has a first one of its own."""
    copy = tmp_path_factory.mktemp("places") / "copy"
    fresh = Places(file=Path(shutil.copy(SCHEMAS / FILE, copy)))
    begun = process_time()
    fresh.get("commune:29019")
    taken = process_time() - begun
    PLACES.complete("mirecuort")
    return taken


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_costs_less_than_reading_the_file(
    text: str, reading_seconds: float
) -> None:
    begun = process_time()
    assert PLACES.named(text) is None
    assert PLACES.get(text) is None
    PLACES.label(text)
    assert len(PLACES.complete(text)) <= 10
    assert process_time() - begun < reading_seconds


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(), max_size=40) | st.text("saintbreo-'( )93", max_size=24))
def test_any_text_may_be_asked(text: str) -> None:
    meant = PLACES.named(text)
    found = PLACES.complete(text)
    assert meant is None or found[0].code == meant
    assert len({place.code for place in found}) == len(found)


def test_a_folder_without_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="no such file"):
        read_places(tmp_path)


def test_a_damaged_file_is_refused_at_the_first_question(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.parent.mkdir()
    file.write_bytes((SCHEMAS / FILE).read_bytes()[:-100])
    places = read_places(tmp_path)
    with pytest.raises(SchemaError):
        places.get("commune:29019")


def test_opening_costs_nothing_until_the_first_question() -> None:
    begun = process_time()
    for _ in range(100):
        read_places(SCHEMAS)
    opening = (process_time() - begun) / 100
    assert opening < 0.001
