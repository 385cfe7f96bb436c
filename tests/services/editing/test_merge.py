"""What a late save becomes on the version that stands."""

import json
import time
from collections.abc import Mapping

from hypothesis import given, settings

from commons.core.domain.schema.kind import Value, Values
from commons.services.editing.merge import Merged, Resolution, merge_values
from commons.wiring.assembly import load_schema
from tests.services.histories import History, histories, new_words, version

METHOD = load_schema()[0].kinds["method"]


def merged(
    base: Values,
    mine: Values,
    theirs: Values,
    choices: Mapping[str, Resolution] | None = None,
) -> Merged:
    return merge_values(METHOD, version(base), mine, version(theirs, 2), choices or {})


def all_chosen(found: Merged, choice: Resolution) -> dict[str, Resolution]:
    """Choose so everywhere; where both cannot be had, what is not nothing."""
    return {
        clash.name: choice
        if clash.joinable or choice is not Resolution.BOTH
        else (Resolution.MINE if clash.mine else Resolution.THEIRS)
        for clash in found.clashes
    }


def step(title: str, text: str, **more: Value) -> Value:
    return {"title": title, "text": text, **more}


WELCOME = step("Accueillir", "On se salue à la porte, une personne après l’autre.")
ASK = step("Demander", "Chacun écrit sa réponse sur un carton de couleur.")
END = step("Conclure", "On relit les cartons à voix haute avant de partir.")


def test_two_fields_are_both_kept() -> None:
    base = {"title": "Café", "summary": "Un café dehors."}
    found = merged(base, {**base, "title": "Thé"}, {**base, "summary": "Dedans."})
    assert found.values == {"title": "Thé", "summary": "Dedans."}
    assert found.settled
    assert found.taken == ("summary",)


def test_what_one_took_out_stays_out() -> None:
    base = {"title": "Café", "summary": "Un café dehors."}
    found = merged(base, {"title": "Café"}, {**base, "title": "Thé"})
    assert found.values == {"title": "Thé"}


def test_a_row_changed_by_one_and_moved_by_nobody_takes_both_changes() -> None:
    mine = {**ASK, "duration": "PT10M"} if isinstance(ASK, dict) else ASK
    theirs = step("Demander", "Chacun dit sa réponse à voix haute, sans carton.")
    found = merged(
        {"steps": [WELCOME, ASK, END]},
        {"steps": [WELCOME, mine, END]},
        {"steps": [WELCOME, theirs, END]},
    )
    assert found.settled
    assert found.values["steps"] == [
        WELCOME,
        step(
            "Demander",
            "Chacun dit sa réponse à voix haute, sans carton.",
            duration="PT10M",
        ),
        END,
    ]


def test_rows_that_both_add_are_both_kept_the_others_first() -> None:
    mine, theirs = step("Ranger", "On plie le banc."), step("Goûter", "Il y a du thé.")
    found = merged({"steps": [ASK]}, {"steps": [ASK, mine]}, {"steps": [ASK, theirs]})
    assert found.settled
    assert found.values["steps"] == [ASK, theirs, mine]


def test_a_row_that_one_deletes_and_the_other_changes_is_asked_about() -> None:
    theirs = step("Demander", "Chacun écrit deux réponses sur un carton de couleur.")
    base: Values = {"steps": [WELCOME, ASK]}
    args = (base, {"steps": [WELCOME]}, {"steps": [WELCOME, theirs]})
    found = merged(*args)
    assert [(c.path, c.mine, c.theirs) for c in found.clashes] == [
        (("steps", 1), [], [theirs])
    ]
    for choice, steps in {
        Resolution.MINE: [WELCOME],
        Resolution.THEIRS: [WELCOME, theirs],
        Resolution.BOTH: [WELCOME, theirs],
    }.items():
        chosen = merged(*args, all_chosen(found, choice))
        assert chosen.settled
        assert chosen.values["steps"] == steps


def test_choices_of_a_list_are_added_up() -> None:
    found = merged(
        {"themes": ["culture", "food"]},
        {"themes": ["culture", "digital"]},
        {"themes": ["food", "culture", "housing"]},
    )
    assert found.settled
    assert found.values["themes"] == ["culture", "housing", "digital"]


def test_a_licence_cannot_be_both() -> None:
    found = merged(
        {"licence": "CC0-1.0"},
        {"licence": "CC-BY-4.0"},
        {"licence": "CC-BY-SA-4.0"},
    )
    (clash,) = found.clashes
    assert not clash.joinable
    forged = {clash.name: Resolution.BOTH}
    args = (
        {"licence": "CC0-1.0"},
        {"licence": "CC-BY-4.0"},
        {"licence": "CC-BY-SA-4.0"},
    )
    assert not merged(*args, forged).settled


def test_a_choice_made_before_a_third_save_holds_where_nothing_moved() -> None:
    base = {"body": "Un. Deux. Trois.", "title": "Café"}
    mine = {"body": "Moi. Deux. Trois.", "title": "Thé"}
    second = {"body": "Elle. Deux. Trois.", "title": "Café"}
    third = {**second, "title": "Tisane"}
    chosen = all_chosen(merged(base, mine, second), Resolution.BOTH)
    found = merged(base, mine, third, chosen)
    assert [(c.path[0], c.choice) for c in found.clashes] == [
        ("title", None),
        ("body", Resolution.BOTH),
    ]
    assert found.values["body"] == "Elle. Moi. Deux. Trois."


def test_a_choice_does_not_hold_for_words_that_nobody_saw() -> None:
    base, mine = {"body": "Un."}, {"body": "Moi."}
    chosen = all_chosen(merged(base, mine, {"body": "Elle."}), Resolution.MINE)
    assert not merged(base, mine, {"body": "Lui."}, chosen).settled


def test_a_field_that_its_kind_does_not_know_any_more_is_kept() -> None:
    found = merged({"gone": "a", "title": "A"}, {"title": "A"}, {"gone": "a"})
    assert found.values == {}
    found = merged({"gone": "a"}, {"gone": "b"}, {"gone": "c"})
    assert found.clashes[0].path == ("gone",)


@settings(max_examples=500)
@given(histories())
def test_no_word_of_either_is_missing_from_the_version_or_the_choices(
    history: History,
) -> None:
    three = (history.base, history.hers, history.his)
    written = new_words(history.hers) | new_words(history.his)
    found = merged(*three)
    shown = json.dumps([[c.mine, c.theirs] for c in found.clashes])
    assert written <= new_words({**found.values, "shown": shown})
    joined = merged(*three, all_chosen(found, Resolution.BOTH))
    assert joined.settled
    assert written <= new_words(joined.values)


@given(histories())
def test_each_choice_gives_that_text(history: History) -> None:
    three = (history.base, history.hers, history.his)
    found = merged(*three)
    for choice, other in ((Resolution.MINE, "theirs"), (Resolution.THEIRS, "mine")):
        chosen = merged(*three, all_chosen(found, choice))
        assert chosen.settled
        kept = {
            w for c in found.clashes for w in new_words({"": str(getattr(c, choice))})
        }
        lost = {
            w for c in found.clashes for w in new_words({"": str(getattr(c, other))})
        }
        assert kept <= new_words(chosen.values)
        assert not (lost - kept) & new_words(chosen.values)


@given(histories())
def test_what_one_alone_changed_is_taken_as_it_is(history: History) -> None:
    base, hers = history.base, history.hers
    assert merged(base, hers, base).values == hers
    assert merged(base, base, hers).values == hers
    assert merged(base, hers, hers).values == hers


def test_a_sheet_full_of_clashes_is_asked_about_field_by_field() -> None:
    def steps(who: str) -> Values:
        return {"steps": [step(f"Étape {n}", f"On fait {who} {n}") for n in range(45)]}

    found = merged(steps("ceci"), steps("cela"), steps("autre chose"))
    assert [(clash.path, clash.joinable) for clash in found.clashes] == [
        (("steps",), True)
    ]


def test_hostile_values_are_merged_in_bounded_time() -> None:
    def hostile(letter: str) -> Values:
        row = step(f"{letter} " * 60, f"{letter}. b. " * 300)
        return {"body": f"{letter}. b. " * 33_000, "steps": [row] * 200}

    started = time.process_time()
    merged(hostile("a"), hostile("c"), hostile("d"))
    assert time.process_time() - started < 6
