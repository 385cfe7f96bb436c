"""Concepts and licences are read by any of their names, and offered by these."""

from commons.core.kinds.types.choice import CONCEPT, LICENCE
from tests.core.kinds.examples import SCHEMA

METHOD = SCHEMA.kinds["method"]
MODE, OWN = METHOD.field("mode"), METHOD.field("licence")
SOURCE = next(
    column for column in METHOD.field("sources").columns if column.type is LICENCE
)


def test_a_choice_is_read_by_its_key_its_label_or_its_short_name() -> None:
    for key, concept in SCHEMA.schemes["mode"].concepts.items():
        for name in (key, concept.iri, concept.label["en"].upper()):
            assert CONCEPT.parse(SCHEMA, MODE, name) == key
    assert LICENCE.parse(SCHEMA, OWN, "cc by sa 4.0") == "CC-BY-SA-4.0"
    assert LICENCE.parse(SCHEMA, OWN, "autre") == "autre"


def test_only_a_key_of_its_list_fits() -> None:
    assert LICENCE.fits(SCHEMA, OWN, "CC-BY-4.0")
    assert not LICENCE.fits(SCHEMA, OWN, "cc-by-4.0")
    assert not CONCEPT.fits(SCHEMA, MODE, ["CC-BY-4.0"])


def test_a_choice_is_called_by_its_label_a_licence_shortly_in_lists() -> None:
    key, concept = next(iter(SCHEMA.schemes["mode"].concepts.items()))
    assert CONCEPT.label(SCHEMA, MODE, key) == concept.label
    assert CONCEPT.short_label(SCHEMA, MODE, key) == concept.label
    assert CONCEPT.label(SCHEMA, MODE, "autre") == {}
    assert LICENCE.short_label(SCHEMA, OWN, "CC0-1.0") == {
        "fr": "CC0 1.0",
        "en": "CC0 1.0",
    }
    assert LICENCE.label(SCHEMA, OWN, "CC0-1.0") == SCHEMA.licences["CC0-1.0"].label
    assert LICENCE.label(SCHEMA, OWN, "autre") == {}


def test_a_choice_is_the_iri_of_its_concept() -> None:
    assert CONCEPT.iri_of is not None
    key, concept = next(iter(SCHEMA.schemes["mode"].concepts.items()))
    assert CONCEPT.iri_of(SCHEMA, MODE, key) == concept.iri


def test_a_sheet_may_choose_the_licences_offered_and_the_one_it_has() -> None:
    offered = {key for key, one in SCHEMA.licences.items() if one.offered}
    rare = next(key for key in SCHEMA.licences if key not in offered)
    assert {key for key, _, _ in LICENCE.choices(SCHEMA, OWN, [], "fr")} == offered
    own = LICENCE.choices(SCHEMA, OWN, [rare], "fr")
    assert {key for key, _, _ in own} == {*offered, rare}
    labels = {key: label for key, label, _ in LICENCE.choices(SCHEMA, OWN, [], "fr")}
    assert labels["CC0-1.0"] == SCHEMA.licences["CC0-1.0"].label


def test_a_source_may_have_any_licence_named_shortly() -> None:
    found = {key: label for key, label, _ in LICENCE.choices(SCHEMA, SOURCE, [], "fr")}
    assert set(found) == set(SCHEMA.licences)
    assert found["CC0-1.0"]["fr"] == "CC0 1.0"


def test_concepts_are_cut_at_commas_but_not_within_a_name() -> None:
    scheme = next(
        key
        for key, one in SCHEMA.schemes.items()
        if any("," in concept.label["fr"] for concept in one.concepts.values())
    )
    field = next(
        one
        for kind in SCHEMA.kinds.values()
        for whole in kind.fields
        for one in (whole, *whole.columns)
        if one.choice == scheme
    )
    concepts = SCHEMA.schemes[scheme].concepts.values()
    label = next(one.label["fr"] for one in concepts if "," in one.label["fr"])
    found = CONCEPT.split(SCHEMA, field, f"{label}; a, b", cell=False)
    assert [piece.strip() for piece in found] == [label, "a", "b"]
