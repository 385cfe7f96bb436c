"""Bringing spreadsheets in: faults named, nothing twice, no hand's work lost."""

from dataclasses import replace

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Role
from commons.core.domain.schema.problem import Rule
from commons.core.domain.sheet import Action, Person
from commons.core.text.files.csv_file import read_csv, write_csv
from commons.services.exchange.batch.batch_import import load_some
from commons.services.exchange.batch.csv_template import csv_template
from commons.services.exchange.batch.entries import PublishMode
from commons.services.exchange.batch.outcomes import (
    Fate,
    Outcome,
    pack_outcomes,
    unpack_outcomes,
)
from commons.services.history.delete import delete_sheet
from commons.services.people.accounts import Application, sign_up
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.save import save_sheet
from commons.wiring.components import Components
from tests.adapters.store.statements import asked_here
from tests.conftest import BASE
from tests.feeds.conftest import Desk
from tests.people.visitor import PASSWORD
from tests.services.tables import (
    EDITOR,
    HEADER,
    briefed,
    fates,
    innovations,
    loaded,
    planned,
    row,
    table,
)


def somebody(parts: Components) -> str:
    """Open an account; give its identifier."""
    application = Application(
        email=f"{iri.new_id()}@exemple.fr",
        name=f"Camille {iri.new_id()}",
        password=PASSWORD,
        role=Role.EDITOR,
    )
    with parts.store.write() as work:
        account = sign_up(work, application)
    assert account is not None
    return account.id


def by_hand(parts: Components, sheet: str, **changed: str) -> None:
    """Publish a version as a person does."""
    with parts.store.write() as work:
        head = revisions.get_head(work, sheet)
        new_revision = NewRevision(
            sheet=sheet,
            kind=head.kind,
            parent=head.number,
            action=Action.UPDATE,
            author=Person(id="zyxwvtsrqpnm", name="Bruno"),
            change_note="relu",
            values={**head.values, **changed},
        )
        save_sheet(parts.schema, work, new_revision, confirmed=True)


def versions(parts: Components) -> int:
    with parts.store.read() as work:
        return revisions.head_sequence(work)


def titles(parts: Components) -> set[str]:
    with parts.store.read() as work:
        return {head.title for head in revisions.latest_heads(work, limit=1000)}


def told(outcomes: list[Outcome]) -> list[tuple[int, str, str, Rule]]:
    return [
        (outcome.line, row_problem.column, row_problem.value, row_problem.problem.rule)
        for outcome in outcomes
        for row_problem in outcome.grave
    ]


FAULTY = [
    (3, "title", "x", ("B – Titre", "x", Rule.TOO_SHORT)),
    (11, "duration", "un moment", ("D – Durée", "un moment", Rule.NOT_DURATION)),
    (20, "difficulty", "facile", ("E – Difficulté", "facile", Rule.NOT_CHOICE)),
    (41, "pitfalls", "a" * 401, ("F – Freins", "a" * 120, Rule.TOO_LONG)),
    (56, "key", "i-1", ("A – Clé", "i-1", Rule.KEY_TWICE)),
]


def test_five_faulty_rows_of_56_are_named_and_the_rest_loads_once(
    parts: Components,
) -> None:
    rows = innovations()
    for number, key, value, _ in FAULTY:
        rows[number - 1] = row(number, **{key: value})
    found = table(*rows)
    expected = [(number + 1, *fault) for number, _, _, fault in FAULTY]
    assert told(planned(parts, found)) == expected
    assert versions(parts) == 0
    done = loaded(parts, found)
    assert told(done) == expected
    assert fates(done) == {"new": 51, "faulty": 5}
    assert versions(parts) == len(titles(parts)) == 51
    again = loaded(parts, found)
    assert fates(again) == {"same": 51, "faulty": 5}
    assert versions(parts) == 51


def test_a_changed_row_is_one_version_wherever_it_moved(parts: Components) -> None:
    loaded(parts, table(*innovations(5)))
    rows = [row(5), row(2, title="Innovation deux"), row(9)]
    done = loaded(parts, table(*rows))
    assert fates(done) == {"new": 1, "changed": 1, "same": 1}
    with parts.store.read() as work:
        head = revisions.get_head(work, done[1].sheet)
    assert (head.number, head.title) == (2, "Innovation deux")
    assert head.change_note == "Mise à jour du tableau"
    assert head.author == EDITOR
    assert versions(parts) == 7
    assert "Innovation 1" in titles(parts)


def test_html_in_cells_becomes_markdown(parts: Components) -> None:
    rows = [
        [
            "<p>Un <b>banc</b></p>",
            "<ul><li>Le bruit de la rue.</li><li>La pluie &amp; le vent.</li></ul>",
            "Voir<br><a href='https://a.example'>le site</a>\n##Suite",
        ]
    ]
    loaded(parts, table(*rows, header=("Titre", "Freins", "Texte libre")))
    with parts.store.read() as work:
        [head] = revisions.latest_heads(work, limit=9)
    assert head.title == "Un banc"
    assert head.values["pitfalls"] == ["Le bruit de la rue.", "La pluie & le vent."]
    assert head.body == "Voir  \n[le site](https://a.example)\n## Suite"


def test_without_a_key_the_title_says_which_sheet_it_is(parts: Components) -> None:
    rows = [["L'été du banc", "Un banc au soleil, et une question à qui passe."]]
    first = loaded(parts, table(*rows, header=("Titre", "Résumé")))
    rows[0] = ["L’été du banc", "Un banc à l’ombre, et une question à qui passe."]
    second = loaded(parts, table(*rows, header=("Titre", "Résumé")))
    assert fates(second) == {"changed": 1}
    assert first[0].sheet == second[0].sheet


def test_two_sources_with_the_same_keys_are_different_sheets(parts: Components) -> None:
    loaded(parts, table(row(1)))
    other = loaded(parts, table(row(1, title="Une autre")), source="lille-2020")
    assert fates(other) == {"new": 1}


def test_a_sheet_edited_by_hand_is_left_unless_the_editor_says_so(
    parts: Components,
) -> None:
    (first, *_) = loaded(parts, table(row(1), row(2)))
    by_hand(parts, first.sheet, summary="Une phrase bien meilleure, écrite à la main.")
    assert fates(loaded(parts, table(row(1), row(2)))) == {"same": 2}
    changed = table(row(1, duration="2 h"), row(2))
    kept = loaded(parts, changed)
    assert fates(kept) == {"same": 1, "edited": 1}
    assert told(kept)[0][3] is Rule.EDITED
    assert versions(parts) == 3
    done = loaded(parts, changed, replacing=frozenset({2}))
    assert fates(done) == {"changed": 1, "same": 1}
    assert fates(loaded(parts, changed)) == {"same": 2}


def test_what_the_spreadsheet_has_no_column_for_stays(parts: Components) -> None:
    (first,) = loaded(parts, table(row(1)))
    by_hand(parts, first.sheet, body="Un long récit.", licence="CC0-1.0")
    loaded(parts, table(row(1, duration="2 h")), replacing=None)
    with parts.store.read() as work:
        head = revisions.get_head(work, first.sheet)
    assert head.values["duration"] == "PT2H"
    assert (head.body, head.licence) == ("Un long récit.", "CC0-1.0")


def test_a_deleted_sheet_is_not_brought_back(parts: Components) -> None:
    (first,) = loaded(parts, table(row(1)))
    with parts.store.write() as work:
        delete_sheet(parts.schema, work, EDITOR, first.sheet, "en double")
    done = loaded(parts, table(row(1, duration="2 h")), replacing=None)
    assert fates(done) == {"deleted": 1}
    assert versions(parts) == 2


def test_what_cannot_be_published_waits_in_drafts_and_is_found_again(
    parts: Components,
) -> None:
    me = somebody(parts)
    chosen = {"manner": PublishMode.DRAFT_THE_REST, "account": me}
    found = table(row(1), row(2, duration="un moment"))
    assert fates(loaded(parts, found, **chosen)) == {"new": 1, "draft": 1}
    assert fates(loaded(parts, found, **chosen)) == {"same": 2}
    with parts.store.read() as work:
        (draft,) = drafts.drafts_of(work, me)
    assert draft.values["duration"] == "un moment"
    mended = table(row(1), row(2, duration="2 h"))
    assert fates(loaded(parts, mended, **chosen)) == {"new": 1, "same": 1}
    with parts.store.read() as work:
        assert drafts.drafts_of(work, me) == []
    assert fates(loaded(parts, mended, **chosen)) == {"same": 2}


def test_a_draft_that_its_writer_changed_is_left(parts: Components) -> None:
    me = somebody(parts)
    chosen = {"manner": PublishMode.DRAFT, "account": me}
    loaded(parts, table(row(1)), **chosen)
    with parts.store.write() as work:
        (draft,) = drafts.drafts_of(work, me)
        later = draft.instant.replace(year=draft.instant.year + 1)
        written = {**draft.values, "body": "Une journée de travail."}
        drafts.save_draft(work, replace(draft, instant=later, values=written))
    done = loaded(parts, table(row(1, duration="2 h")), **chosen)
    assert fates(done) == {"edited": 1}
    with parts.store.read() as work:
        assert drafts.drafts_of(work, me)[0].values["body"] == "Une journée de travail."


def test_drafts_of_all_rows_are_published_when_that_is_wanted(
    parts: Components,
) -> None:
    me = somebody(parts)
    found = table(*innovations(3))
    done = loaded(parts, found, manner=PublishMode.DRAFT, account=me)
    assert fates(done) == {"draft": 3}
    assert versions(parts) == 0
    assert fates(loaded(parts, found, account=me)) == {"new": 3}
    with parts.store.read() as work:
        assert drafts.drafts_of(work, me) == []


def test_a_draft_of_somebody_else_is_not_written_over(parts: Components) -> None:
    found = table(row(1))
    loaded(parts, found, manner=PublishMode.DRAFT, account=somebody(parts))
    done = loaded(parts, found, manner=PublishMode.DRAFT, account=somebody(parts))
    assert [fault[3] for fault in told(done)] == [Rule.DRAFT_TAKEN]


def test_rows_name_one_another_by_title_in_any_order(parts: Components) -> None:
    header = ("Titre", "Outils utilisés")
    tools = table(["Le grand jeu"], ["La carte"], header=("Titre",))
    loaded(parts, tools, kind="tool")
    rows = [["Le banc", "le grand jeu ; La carte"], ["Le mur", "Le banc"]]
    done = loaded(parts, table(*rows, header=header))
    with parts.store.read() as work:
        heads = [revisions.get_head(work, outcome.sheet) for outcome in done]
    assert len(heads[0].items("tools_used")) == 2
    assert heads[1].items("tools_used") == [done[0].sheet]


def test_a_row_that_names_one_that_is_refused_is_refused_too(parts: Components) -> None:
    header = ("Clé", "Titre", "Durée", "Outils utilisés")
    rows = [
        ["1", "Le mur", "", "Le banc"],
        ["2", "Le banc", "", "Le pot"],
        ["3", "Le pot", "un moment", ""],
    ]
    done = loaded(parts, table(*rows, header=header))
    assert fates(done) == {"faulty": 3}


def test_a_title_that_another_sheet_has_is_a_warning(parts: Components) -> None:
    loaded(parts, table(row(1)))
    (same,) = planned(parts, table(row(1)), source="lille-2020")
    assert same.fate is Fate.NEW
    assert Rule.TITLE_USED in {
        row_problem.problem.rule for row_problem in same.row_problems
    }


def test_cells_beyond_the_header_and_rows_without_a_name_are_faults(
    parts: Components,
) -> None:
    rows = [[*row(1), "de trop"], row(2, key="", title="")]
    found = {line: rule for line, _, _, rule in told(planned(parts, table(*rows)))}
    assert found == {2: Rule.EXTRA_CELLS, 3: Rule.NO_KEY}


def test_outcomes_are_the_same_after_they_were_written_down(parts: Components) -> None:
    rows = [row(1), row(2, title="x", duration="0 min"), row(3, key="i-1")]
    outcomes = planned(parts, table(*rows))
    assert unpack_outcomes(pack_outcomes(outcomes)) == outcomes


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", ["method", "tool", "experience"])
def test_a_template_loads_as_it_is(parts: Components, kind: str, language: str) -> None:
    form = parts.schema.kinds[kind]
    content = csv_template(parts.schema, parts.places, form, language)
    assert content.startswith(b"\xef\xbb\xbf")
    found = read_csv(content)
    done = loaded(parts, found, kind=kind)
    assert [
        str(row_problem.problem)
        for outcome in done
        for row_problem in outcome.row_problems
    ] == []
    with parts.store.read() as work:
        head = revisions.get_head(work, done[0].sheet)
    assert head.language == language
    assert len(head.values) >= 20


def test_no_cell_of_a_spreadsheet_of_ours_is_a_formula() -> None:
    rows = [["=1+1", "+33", "-4,49", "@nom", "\tx", "l’été", "'=déjà"]]
    content = write_csv([["a"] * 7, *rows])
    assert b";'+33;'-4,49;'@nom;'\tx;" in content
    assert read_csv(content).lines[0].cells[:4] == ("=1+1", "+33", "-4,49", "@nom")


def test_a_title_that_two_lines_bear_is_told_before_anything_is_loaded(
    parts: Components,
) -> None:
    rows = [row(1, title="Le café"), row(2, title="LE CAFE\u200b"), row(3)]
    for outcomes in (planned(parts, table(*rows)), loaded(parts, table(*rows))):
        told = [
            Rule.TITLE_USED
            in {row_problem.problem.rule for row_problem in outcome.row_problems}
            for outcome in outcomes
        ]
        assert told == [True, True, False]
    assert loaded(parts, table(*rows))[0].fate is Fate.SAME


def test_what_the_log_has_of_a_source_is_read_once_a_line(parts: Components) -> None:
    original = Desk(parts).put_one(title="Le lavoir")
    header = (*HEADER, "Source – Adresse de la source", "Source – Ce qui a changé")
    cells = [f"{BASE}/sheets/{original.sheet}/v/1", "Le lavoir raccourci à une heure."]
    found = table([*row(1), *cells], header=header)
    reader = briefed(parts, found)
    with parts.store.write() as work, asked_here() as asked:
        (done,) = load_some(work, reader, found.lines, {})
    assert done.fate is Fate.NEW
    of_versions = [one for one in asked.statements if "revisions.number) IN" in one]
    assert len(of_versions) == 1
