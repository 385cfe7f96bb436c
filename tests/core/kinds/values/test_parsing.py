"""Reading forms and front matter is forgiving and loses nothing."""

from datetime import date
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from commons.core.domain.schema.kind import Kind, Values
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.kinds.rules.validation import check_values
from commons.core.kinds.types.plain import ROW
from commons.core.kinds.types.reference import SHEET
from commons.core.kinds.values.list_splitting import split_list
from commons.core.kinds.values.parsing import parse_published, parse_values, says_same
from tests.core.kinds.examples import KINDS, SCHEMA, bare, full

METHOD = SCHEMA.kinds["method"]
EXPERIENCE = SCHEMA.kinds["experience"]
TOOL = SCHEMA.kinds["tool"]

READ = [
    ("title", "  Porteur\n de  parole ", "Porteur de parole"),
    ("title", 2018, "2018"),
    ("title", ["Un titre"], "Un titre"),
    ("title", "e\u0301te\u0301", "\u00e9t\u00e9"),
    ("body", "un\r\ndeux\rtrois\n", "un\ndeux\ntrois"),
    ("title", "sonnette \x07 !", "sonnette !"),
    ("title", "Débat\x0bmouvant\u200b", "Débat mouvant"),
    ("body", "un\x0bdeux\x0ctrois\x00\x1b", "un\ndeux\ntrois"),
    ("body", "l\x92\xe9cole \x96 \x80", "l’\xe9cole – €"),
    ("body", "\ufeffmot\ud83d\ude00", "mot\U0001f600"),
    ("body", "\u2764\ufe0f \u0645\u06cc\u200c\u062e", "\u2764\ufe0f \u0645\u06cc\u200c\u062e"),
    ("keywords", "parole, rue ;place\nparole", ["parole", "rue", "place"]),
    ("keywords", ["espace public, parole", "habitants; rue"], ["espace public", "parole", "habitants", "rue"]),
    ("space", ["• Une salle", "▪\u00a0Une cour", "-5 degrés"], ["Une salle", "Une cour", "-5 degrés"]),
    ("themes", ["Démocratie locale, culture"], ["local_democracy", "culture"]),
    ("space", "Une salle sans tables, accessible en fauteuil", ["Une salle sans tables, accessible en fauteuil"]),
    ("space", ["Une salle, au calme", "Une cour"], ["Une salle, au calme", "Une cour"]),
    ("pitfalls", "1. Sans relance, personne ; 2. Trop long ; un peu", ["Sans relance, personne", "Trop long ; un peu"]),
    ("steps", "1. Accueillir ; 2. Poser la question ; 3. Afficher", [{"title": "Accueillir"}, {"title": "Poser la question"}, {"title": "Afficher"}]),
    ("authors", "Camille D., association La Bouée", [{"name": "Camille D., association La Bouée"}]),
    ("tools_used", "[[0123456789ab|un, deux ; trois]]\n[[0123456789ac]]", ["0123456789ab", "0123456789ac"]),
    ("group_open", "oui, pour une fête de quartier", True),
    ("language", "français", "fr"),
    ("links", "https://a.fr/x|y\nhttps://b.fr/é", [{"url": "https://a.fr/x%7Cy"}, {"url": "https://b.fr/é"}]),
    ("links", "https://a.fr, www.b.fr", [{"url": "https://a.fr"}, {"url": "https://www.b.fr"}]),
    ("links", ["https://www.ville.fr/actu?tx_news_pi1[news]=12"], [{"url": "https://www.ville.fr/actu?tx_news_pi1%5Bnews%5D=12"}]),
    ("links", ["<HTTPS:\\\\école.fr\\le café#à {b}>"], [{"url": "https://xn--cole-9oa.fr/le%20caf%C3%A9#%C3%A0%20%7Bb%7D"}]),
    ("links", ["https://a.fr/100%|^`[1]"], [{"url": "https://a.fr/100%25%7C%5E%60%5B1%5D"}]),
    ("links", ["https://a.fr/coupée\n  ici"], [{"url": "https://a.fr/coup%C3%A9eici"}]),
    ("links", ["https://a.fr/d%C3%A9j%C3%A0?q=a+b"], [{"url": "https://a.fr/d%C3%A9j%C3%A0?q=a+b"}]),
    ("keywords", "parole", ["parole"]),
    ("keywords", ["parole", "", " parole", None], ["parole"]),
    ("themes", ["Démocratie locale", "culture"], ["local_democracy", "culture"]),
    ("difficulty", "Sans expérience", "beginner"),
    ("difficulty", "SANS EXPERIENCE", "beginner"),
    ("postures", "S'inspirer", ["get_inspired"]),
    ("group_min", "12", 12),
    ("group_min", "1 000", 1000),
    ("group_min", 12.0, 12),
    ("group_open", "on", True),
    ("group_open", "true", True),
    ("group_open", True, True),
    ("duration", "1 h 30", "PT1H30M"),
    ("duration", "PT90M", "PT1H30M"),
    ("territory", "commune:88304", {"code": "commune:88304"}),
    ("territory", "pays de Brest", {"name": "pays de Brest"}),
    ("territory", {"name": "ici", "latitude": "48,39"}, {"name": "ici", "latitude": 48.39}),
    ("authors", "Camille D.", [{"name": "Camille D."}]),
    ("authors", {"name": "Camille D.", "url": "www.a.fr"}, [{"name": "Camille D.", "url": "https://www.a.fr"}]),
    ("links", ["https://a.fr"], [{"url": "https://a.fr"}]),
    ("language", "FR_be", "fr-BE"),
    ("licence", "cc by-sa 4.0", "CC-BY-SA-4.0"),
    ("licence", "http://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
    ("pitfalls", "Le premier frein.\n\nLe second frein.", ["Le premier frein.", "Le second frein."]),
    ("tools_used", ["[[0123456789ab|l’abaque]]"], ["0123456789ab"]),
    ("tools_used", "https://ici.fr/sheets/0123456789ab/abaque", ["0123456789ab"]),
    ("steps", [{"title": "Accueil", "text": "", "tip": None}, {}], [{"title": "Accueil"}]),
    ("help", {"offered": "on"}, {"offered": True}),
]  # fmt: skip

ABSENT = [
    ("title", ""),
    ("title", "  "),
    ("title", "\u200b"),
    ("title", "\u3164 \u2060\ufeff\u00ad"),
    ("pitfalls", ["\u200b", "\u00ad\n\u2800"]),
    ("steps", [{"title": "\u200b", "text": "\u200d"}]),
    ("title", None),
    ("group_open", "off"),
    ("group_open", False),
    ("steps", [{"title": "", "text": " "}]),
    ("keywords", [None, ""]),
    ("help", {"offered": "", "text": ""}),
]

UNREADABLE = [
    ("group_min", "quelques-uns", Rule.NOT_NUMBER),
    ("group_min", True, Rule.NOT_NUMBER),
    pytest.param("group_min", 10**5000, Rule.NOT_NUMBER, id="huge"),
    ("duration", "le temps qu’il faut", Rule.NOT_DURATION),
    ("difficulty", "facile", Rule.NOT_CHOICE),
    ("title", {"a": 1}, Rule.NOT_TEXT),
    ("images", ["atelier.jpg"], Rule.WRONG_TYPE),
    ("tools_used", "L’abaque", Rule.NOT_SHEET),
    ("body", "un\ndeux \uffff", Rule.CONTROL),
    pytest.param("title", "\ud800 seul", Rule.CONTROL, id="surrogate"),
    ("body", "voir http://commons.invalid/themes", Rule.MARKER),
    ("links", ["https://exemple .org/a"], Rule.NOT_URL),
]


@pytest.mark.parametrize(("key", "typed", "read"), READ)
def test_what_people_type_is_read(key: str, typed: object, read: object) -> None:
    values, problems = parse_values(SCHEMA, METHOD, {key: typed})
    assert values == {key: read}
    assert problems == ()


@pytest.mark.parametrize(("key", "typed"), ABSENT)
def test_what_is_empty_is_absent(key: str, typed: object) -> None:
    assert parse_values(SCHEMA, METHOD, {key: typed}) == ({}, ())


@pytest.mark.parametrize(("key", "typed", "rule"), UNREADABLE)
def test_what_cannot_be_read_is_kept_and_reported(
    key: str, typed: object, rule: Rule
) -> None:
    values, _ = parse_values(SCHEMA, METHOD, {key: typed})
    assert key in values
    rules = {p.rule for p in check_values(SCHEMA, METHOD, values) if p.field == key}
    assert rule in rules


def test_dates_come_as_years_days_or_words() -> None:
    raw = {"start_date": 2018, "end_date": "en cours"}
    assert parse_values(SCHEMA, EXPERIENCE, raw)[0] == {
        "start_date": "2018",
        "end_date": "..",
    }
    day = {"start_date": date(2018, 11, 5)}
    assert parse_values(SCHEMA, EXPERIENCE, day)[0] == {"start_date": "2018-11-05"}


def test_a_decimal_comma_is_read_and_a_bare_level_is_a_cost() -> None:
    raw = {"cost": {"level": "Gratuit", "amount": "12,50 €"}}
    assert parse_values(SCHEMA, TOOL, raw)[0] == {
        "cost": {"level": "free", "amount": 12.5}
    }
    assert parse_values(SCHEMA, TOOL, {"cost": "free"})[0] == {
        "cost": {"level": "free"}
    }


def test_an_unknown_key_is_reported_and_left_out() -> None:
    raw = {"titre": "Un titre", "steps": [{"titre": "x", "title": "Accueil"}]}
    values, problems = parse_values(SCHEMA, METHOD, raw)
    assert values == {"steps": [{"title": "Accueil"}]}
    assert problems == (
        Problem(field="titre", rule=Rule.UNKNOWN_FIELD),
        Problem(field="steps", rule=Rule.UNKNOWN_FIELD, row=0, column="titre"),
    )


def test_columns_come_in_the_order_of_the_form() -> None:
    raw = {"steps": [{"text": "Un texte.", "title": "Accueil"}], "title": "Un titre"}
    values: Any = parse_values(SCHEMA, METHOD, raw)[0]
    assert list(values) == ["title", "steps"]
    assert list(values["steps"][0]) == ["title", "text"]


@pytest.mark.parametrize("kind_key", KINDS)
@pytest.mark.parametrize("maker", [full, bare])
def test_clean_values_stay_as_they_are(kind_key: str, maker) -> None:
    values = maker(kind_key)
    assert parse_values(SCHEMA, SCHEMA.kinds[kind_key], values) == (values, ())


_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.binary(max_size=5)
    | st.dates()
    | st.datetimes(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize("kind_key", KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_nothing_raises_and_cleaning_twice_changes_nothing(
    kind_key: str, data: st.DataObject
) -> None:
    kind = SCHEMA.kinds[kind_key]
    keys = st.sampled_from([field.key for field in kind.fields]) | st.text()
    raw = data.draw(st.dictionaries(keys, _ANYTHING, max_size=8))
    values, _ = parse_values(SCHEMA, kind, raw)
    check_values(SCHEMA, kind, values)
    assert parse_values(SCHEMA, kind, values)[0] == values


def test_a_thousand_nested_lists_do_not_raise() -> None:
    deep: object = "x"
    for _ in range(100_000):
        deep = [deep]
    values, _ = parse_values(SCHEMA, METHOD, {"keywords": deep, "title": {"a": deep}})
    assert values == {}


EXAMPLES = [
    pytest.param(kind, field.key, words, id=f"{key} {field.key} {language}")
    for key, kind in SCHEMA.kinds.items()
    for field in kind.fields
    if field.type not in {ROW, SHEET}
    for language, words in field.example.items()
]


@pytest.mark.parametrize(("kind", "key", "words"), EXAMPLES)
def test_the_own_example_of_a_field_is_taken(kind: Kind, key: str, words: str) -> None:
    values, problems = parse_values(SCHEMA, kind, {key: words})
    own = [p for p in check_values(SCHEMA, kind, values) if p.field == key]
    assert problems == ()
    assert own == []


def test_what_must_be_refused_is_told_with_its_place() -> None:
    values, _ = parse_values(SCHEMA, METHOD, {"body": "un\ndeux \uffff"})
    found = [p for p in check_values(SCHEMA, METHOD, values) if p.field == "body"]
    assert [p.details for p in found] == [{"value": "U+FFFF", "line": 2}]


def test_what_was_published_is_never_cleaned_again() -> None:
    old: Values = {
        "title": "\ufeffUn titre",
        "keywords": ["a, b"],
        "body": "fin \u200b",
    }
    assert parse_published(METHOD, old) == old
    assert says_same(SCHEMA, METHOD, old, parse_values(SCHEMA, METHOD, old)[0])
    assert not says_same(SCHEMA, METHOD, old, {**old, "body": "autre"})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ({"group_min": "8 à 12"}, {"group_min": 8, "group_max": 12}),
        ({"group_max": "entre 8 et 12"}, {"group_min": 8, "group_max": 12}),
        (
            {"group_min": "8 à 12", "group_max": "20"},
            {"group_min": 8, "group_max": 20},
        ),
        ({"group_min": "12 au plus"}, {"group_max": 12}),
        ({"group_max": "à partir de 6"}, {"group_min": 6}),
        ({"group_min": "6 ou plus"}, {"group_min": 6}),
        (
            {"group_min": "12 au plus", "group_max": "20"},
            {"group_min": "12 au plus", "group_max": 20},
        ),
        ({"group_min": "beaucoup"}, {"group_min": "beaucoup"}),
    ],
)
def test_what_says_two_ends_is_shared_among_two_fields(
    typed: dict[str, str], read: dict[str, object]
) -> None:
    assert parse_values(SCHEMA, SCHEMA.kinds["method"], typed) == (read, ())


@pytest.mark.parametrize(
    "text",
    [
        "a" + " " * 240_000 + "b",
        "\n" * 240_000 + "x",
        "a" + "\n \n" * 80_000 + "b",
        ";" * 60_000,
        "|" * 60_000,
        "a; " * 40_000,
        ", " * 120_000,
        "<" + " " * 120_000 + "x" + " " * 120_000,
        "• " * 120_000,
        " et " * 60_000,
        "1. " * 80_000,
    ],
    ids=lambda text: repr(text[:4]),
)
def test_no_text_keeps_its_splitting_busy(text: str) -> None:
    kind = SCHEMA.kinds["method"]
    begun = process_time()
    for field in kind.fields:
        parse_values(SCHEMA, kind, {field.key: text})
        if field.many:
            split_list(SCHEMA, field, text, cell=True)
    assert (
        process_time() - begun < 8
    )  # of all fields together; one of spaces took a minute
