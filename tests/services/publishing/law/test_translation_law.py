"""A translation names its source, is in another language, of the same kind: by every door."""

from pathlib import Path
from typing import Any

import pytest

from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.link_targets import links_from
from commons.core.domain.schema.problem import Rule
from commons.core.domain.sheet import SOURCES, TRANSLATION, Action, Revision
from commons.errors import UnfitSheetError
from commons.services.history.revert import revert_sheet
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.save import save_sheet
from commons.wiring.components import Components
from tests.feeds.conftest import CAMILLE, Desk
from tests.servers.server import ordered

ELSEWHERE = "https://ailleurs.fr/sheets/0123456789ab/v/2"
ROW = {
    "url": ELSEWHERE,
    "title": "Le mur",
    "author": "Lou",
    "licence": "CC-BY-4.0",
    "changes": "Traduit en anglais, sans autre changement.",
}


def saved(parts: Components, **values: Any) -> Revision:
    given: Any = {
        "title": "The wall",
        "licence": "CC-BY-SA-4.0",
        "language": "en",
        "authors": [{"name": "Camille"}],
        **values,
    }
    sheet, kind = given.pop("sheet", "zzzzzzzzzzzz"), given.pop("kind", "method")
    wanted = NewRevision(
        sheet=sheet,
        kind=kind,
        parent=given.pop("parent", None),
        action=given.pop("action", Action.CREATE),
        author=CAMILLE,
        change_note="relu",
        values=given,
    )
    with parts.store.write() as work:
        return save_sheet(parts.schema, work, wanted, confirmed=True)


def refused(parts: Components, **values: Any) -> set[tuple[str, Rule]]:
    with pytest.raises(UnfitSheetError) as unfit:
        saved(parts, **values)
    problems: Any = unfit.value.problems
    return {(one.field, one.rule) for one in problems if one.severity == "violation"}


def test_the_version_translated_becomes_a_source_with_its_credit(
    parts: Components,
) -> None:
    first = Desk(parts).put_one(title="Le mur", authors=[{"name": "Lou"}])
    Desk(parts).change(first, title="Le grand mur")
    path = f"/sheets/{first.sheet}/v/1"
    made = saved(parts, translation_of=f"https://ici.fr{path}")
    assert made.values[TRANSLATION] == path
    (row,) = made.items(SOURCES)
    assert row == {
        "url": path,
        "title": "Le mur",
        "author": "Lou",
        "licence": "CC-BY-SA-4.0",
        "changes": "A translation of this version; no other change is announced.",
    }
    with parts.store.read() as work:
        found = {
            (one.relation, one.target_version) for one in links_from(work, made.sheet)
        }
    assert found == {(TRANSLATION, 1), (SOURCES, 1)}


def test_a_row_that_is_there_keeps_its_words_and_is_credited_as_the_log_says(
    parts: Components,
) -> None:
    first = Desk(parts).put_one(title="Le mur")
    row = {**ROW, "url": f"https://ici.fr/sheets/{first.sheet}/v/1"}
    made = saved(parts, translation_of=f"/sheets/{first.sheet}/v/1", sources=[row])
    credit = {"title": first.title, "author": "Camille", "licence": first.licence}
    assert made.items(SOURCES) == [{**row, **credit}]


def test_the_licence_of_the_original_binds_its_translation(parts: Components) -> None:
    first = Desk(parts).put_one(title="Le mur", licence="CC-BY-SA-4.0")
    path = f"/sheets/{first.sheet}/v/1"
    assert refused(parts, translation_of=path, licence="CC0-1.0") == {
        (SOURCES, Rule.LICENCE)
    }
    free = Desk(parts).put_one(title="Le banc", licence="CC0-1.0")
    made = saved(parts, translation_of=f"/sheets/{free.sheet}/v/1", licence="CC0-1.0")
    assert made.licence == "CC0-1.0"


def test_it_is_in_another_language_of_the_same_kind_and_not_of_itself(
    parts: Components,
) -> None:
    desk = Desk(parts)
    method, tool = desk.put_one(title="Le mur"), desk.put_one(kind="tool", title="Banc")
    path = f"/sheets/{method.sheet}/v/1"
    assert refused(parts, translation_of=path, language="FR") >= {
        ("language", Rule.TRANSLATES_LANGUAGE)
    }
    assert refused(parts, translation_of=f"/sheets/{tool.sheet}/v/1") == {
        (TRANSLATION, Rule.TRANSLATES_KIND)
    }
    own: Any = {"sheet": method.sheet, "parent": 1, "action": Action.UPDATE}
    assert refused(parts, translation_of=path, **own) == {
        (TRANSLATION, Rule.TRANSLATES_ITSELF)
    }
    assert saved(parts, translation_of=path, language="fr-CA").language == "fr-CA"


def test_a_version_of_another_site_must_be_credited_by_hand(parts: Components) -> None:
    assert refused(parts, translation_of=ELSEWHERE) == {
        (TRANSLATION, Rule.TRANSLATES_NO_SOURCE)
    }
    made = saved(parts, translation_of=ELSEWHERE, sources=[ROW])
    assert made.values[TRANSLATION] == ELSEWHERE


@pytest.mark.parametrize("number", [2, 999_999_999])
def test_a_version_that_is_not_here_is_named(parts: Components, number: int) -> None:
    first = Desk(parts).put_one(title="Le mur")
    found = refused(parts, translation_of=f"/sheets/{first.sheet}/v/{number}")
    assert (TRANSLATION, Rule.NOT_VERSION) in found


def test_a_translation_outlives_its_original_and_may_be_changed(
    parts: Components,
) -> None:
    first = Desk(parts).put_one(title="Le mur")
    made = saved(parts, translation_of=f"/sheets/{first.sheet}/v/1")
    Desk(parts).delete(first)
    again = saved(
        parts,
        **{**made.values, "title": "The tall wall"},
        sheet=made.sheet,
        parent=1,
        action=Action.UPDATE,
    )
    assert again.number == 2


def test_no_door_publishes_one_without_its_source(parts: Components) -> None:
    first = Desk(parts).put_one(title="Le mur")
    with pytest.raises(UnfitSheetError):
        Desk(parts).put_one(
            title="The wall", language="en", translation_of=f"/sheets/{first.sheet}/v/1"
        )


def test_going_back_to_a_version_keeps_the_law(parts: Components) -> None:
    first = Desk(parts).put_one(title="Le mur")
    made = saved(parts, translation_of=f"/sheets/{first.sheet}/v/1")
    changed: Any = {k: v for k, v in made.values.items() if k != TRANSLATION}
    saved(parts, **changed, sheet=made.sheet, parent=1, action=Action.UPDATE)
    with parts.store.write() as work:
        back = revert_sheet(parts.schema, work, CAMILLE, made, 2)
    assert back.values == made.values


SHEET = """---
title: {title}
licence: {licence}
language: {language}
authors: [{{name: Camille}}]
{more}
---
A text.
"""


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("en", "CC-BY-SA-4.0"), ""),
        (("fr", "CC-BY-SA-4.0"), "est déjà dans cette langue"),
        (("en", "CC0-1.0"), "ne peut pas être adaptée"),
    ],
)
def test_front_matter_and_spreadsheets_keep_the_law(
    parts: Components, tmp_path: Path, said: tuple[str, str], words: str
) -> None:
    language, licence = said
    first = Desk(parts).put_one(title="Le mur")
    path = f"/sheets/{first.sheet}/v/1"
    folder = tmp_path / "fiches" / "method"
    folder.mkdir(parents=True)
    text = SHEET.format(
        title="The wall",
        licence=licence,
        language=language,
        more=f"translation_of: {path}",
    )
    (folder / "wall.md").write_text(text, encoding="utf-8")
    table = tmp_path / "fiches.csv"
    table.write_text(
        "Titre,Licence,Langue,Auteur,Traduction de\n"
        f"The other wall,{licence},{language},Camille,{path}\n",
        encoding="utf-8",
    )
    data = parts.settings.data_dir
    for done in (
        ordered(data, "load", str(folder.parent)),
        ordered(data, "load", str(table), "--kind", "method"),
    ):
        assert done.exit_code == (1 if words else 0), done.output
        assert words in done.output
    with parts.store.read() as work:
        made = [
            one
            for one in revisions.latest_heads(work, limit=9)
            if TRANSLATION in one.values
        ]
    assert len(made) == (0 if words else 2)
    assert all(one.items(SOURCES)[0]["url"] == path for one in made)  # type: ignore[index,call-overload]


def test_a_load_that_names_the_original_alone_keeps_the_version_translated(
    parts: Components, tmp_path: Path
) -> None:
    desk = Desk(parts)
    first = desk.put_one(title="Le mur", authors=[{"name": "Lou"}])
    folder = tmp_path / "fiches" / "method"
    folder.mkdir(parents=True)
    said = {"licence": "CC-BY-SA-4.0", "language": "en"}

    def loaded(title: str) -> Revision:
        more = f"translation_of: /sheets/{first.sheet}"
        text = SHEET.format(title=title, more=more, **said)
        (folder / "wall.md").write_text(text, encoding="utf-8")
        done = ordered(parts.settings.data_dir, "load", str(folder.parent))
        assert done.exit_code == 0, done.output
        with parts.store.read() as work:
            heads = revisions.latest_heads(work, limit=9)
        return next(one for one in heads if TRANSLATION in one.values)

    made = loaded("The wall")
    desk.change(first, title="Le grand mur", authors=[{"name": "Lou"}])
    assert loaded("The wall") == made
    changed = loaded("The long wall")
    path = f"/sheets/{first.sheet}/v/1"
    assert (changed.number, changed.values[TRANSLATION]) == (2, path)
    (row,) = changed.items(SOURCES)
    assert isinstance(row, dict)
    assert (row["url"], row["title"]) == (path, "Le mur")


@pytest.mark.parametrize("end", ["/print", ".pdf", "/adapt?lang=en", "#step-1"])
def test_any_address_of_the_version_is_the_source(parts: Components, end: str) -> None:
    first = Desk(parts).put_one(title="Le mur")
    path = f"/sheets/{first.sheet}/v/1"
    typed = {**ROW, "url": f"https://ici.fr{path}{end}"}
    made = saved(parts, translation_of=path, sources=[typed])
    (row,) = made.items(SOURCES)
    assert isinstance(row, dict)
    assert row["url"] == f"https://ici.fr{path}"


def test_an_export_of_both_comes_in_elsewhere(
    parts: Components, tmp_path: Path
) -> None:
    first = Desk(parts).put_one(title="Le mur")
    made = saved(parts, translation_of=f"/sheets/{first.sheet}/v/1")
    out, other = tmp_path / "out", tmp_path / "other"
    assert ordered(parts.settings.data_dir, "export", str(out)).exit_code == 0
    done = ordered(other, "load", str(out))
    assert done.exit_code == 0, done.output
    again = ordered(other, "check")
    assert again.exit_code == 0, again.output
    assert made.number == 1
