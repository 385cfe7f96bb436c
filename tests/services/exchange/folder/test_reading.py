"""Folders that others wrote: what they have comes in, what is not understood is told."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.core.domain.sheet import Person, Revision
from commons.services.exchange.batch.load_report import LoadReport
from commons.services.exchange.folder import (
    linked_files,
    reading,
    relative_links,
)
from commons.services.exchange.folder.folder_import import (
    UNPUBLISHED,
    FolderImport,
    load_folder,
)
from commons.services.exchange.foreign import notes
from commons.services.exchange.foreign.mapping_file import FieldMapping, read_mapping
from commons.services.exchange.foreign.survey import FileChoice, Reason
from commons.services.people.accounts import Application, sign_up
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written as picture_of
from tests.people.visitor import PASSWORD

LOADER = Person(id="00000000ed1t", name="Équipe éditoriale")
MAPPING = """
kind: method
site: https://exemple.org/
defaults: {licence: CC0-1.0, language: fr, authors: Collectif}
images: {author: Camille, licence: CC-BY-4.0}
fields: {Déroulé: steps, Durée: duration}
"""
SAID = "licence: CC-BY-4.0\nlanguage: fr\nauthors: [Camille]\n"


def written(home: Path, **files: str | bytes) -> Path:
    """Write files by their path, "__" standing for "/" and the ending left out."""
    for name, content in files.items():
        path = home / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return home


def taken(parts: Components, home: Path, **chosen: object) -> LoadReport:
    loading = FolderImport(
        schema=parts.schema, places=parts.places, blobs=parts.blobs, author=LOADER
    )
    return load_folder(parts.store, replace(loading, **chosen), home)  # type: ignore[arg-type]  # as the test says


def mapped(parts: Components, text: str = MAPPING) -> dict[str, object]:
    found = read_mapping(parts.schema, text.encode())
    return {"mapping": found, "defaults": found.defaults}


def heads(parts: Components) -> dict[str, Revision]:
    with parts.store.read() as work:
        return {head.title: head for head in revisions.latest_heads(work, limit=100)}


def told(report: LoadReport) -> set[tuple[str, str]]:
    return {(remark.sort, remark.about) for remark in report.remarks}


def test_a_folder_of_others_comes_in_with_title_licence_image_and_steps(
    parts: Components, tmp_path: Path
) -> None:
    home = written(
        tmp_path,
        notes__tri="# Tri de cartes\n\n![Des cartes](../img/a.jpg)\n\nVoir"
        " [la suite](deux.md) et [là](/notes/absent/).\n\n* **Durée** : 1-2 h\n\n"
        "## Déroulé\n\n1. Écrire les cartes.\n2. Les trier ensemble.\n",
        notes__deux="---\ntitle: La suite\nlayout: page\n---\nFin.<br>Merci.\n",
    )
    (home / "img").mkdir()
    (home / "img/a.jpg").write_bytes(picture_of(drawing(), "JPEG"))
    report = taken(parts, home, **mapped(parts))
    assert (report.created, report.faults) == (2, [])
    found = heads(parts)
    sheet, other = found["Tri de cartes"], found["La suite"]
    assert sheet.licence == "CC0-1.0"
    assert [step["title"] for step in sheet.items("steps")] == [  # type: ignore[index,call-overload]  # rows
        "Écrire les cartes",
        "Les trier ensemble",
    ]
    image = sheet.items("images")[0]
    assert isinstance(image, dict)
    assert (image["alt"], image["author"], image["licence"]) == (
        "Des cartes",
        "Camille",
        "CC-BY-4.0",
    )
    assert f"![Des cartes](/media/{image['file']})" in sheet.body
    assert f"[[{other.sheet}|la suite]]" in sheet.body
    assert "[là](https://exemple.org/notes/absent/)" in sheet.body
    assert other.body == "Fin.  \nMerci."
    assert {
        (relative_links.LOST, "/notes/absent/"),
        (notes.UNKNOWN, "layout"),
        (linked_files.CREDITED, ""),
    } <= told(report)
    again = taken(parts, home, **mapped(parts))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_links_and_images_of_a_folder_written_for_us_are_followed_too(
    parts: Components, tmp_path: Path
) -> None:
    home = written(
        tmp_path,
        method__un=f"---\ntitle: Le premier\n{SAID}---\n![vue](../img/a.jpg) [b](deux.md)",
        method__deux=f"---\ntitle: Le deuxième\n{SAID}odd: 1\n---\n##Fin\n",
    )
    (home / "img").mkdir()
    (home / "img/a.jpg").write_bytes(picture_of(drawing(), "JPEG"))
    report = taken(parts, home)
    assert (report.created, report.faults) == (2, [])
    found = heads(parts)
    assert "![vue](/media/" in found["Le premier"].body
    assert f"[[{found['Le deuxième'].sheet}|b]]" in found["Le premier"].body
    assert found["Le deuxième"].body == "## Fin"
    assert (notes.UNKNOWN, "odd") in told(report)


def test_what_is_a_draft_there_is_left_or_a_draft_here(
    parts: Components, tmp_path: Path
) -> None:
    home = written(
        tmp_path,
        a=f"---\ntitle: Pas encore\npublished: false\n{SAID}---\nTexte.",
        b=f"---\ntitle: Déjà\n{SAID}---\nTexte.",
    )
    kind = FieldMapping(kind="method", choice=FileChoice(kind="method"))
    report = taken(parts, home, mapping=kind)
    assert (report.created, report.drafted, report.faults) == (1, 0, [])
    assert (UNPUBLISHED, "") in told(report)
    application = Application(email="lea@exemple.fr", name="Léa", password=PASSWORD)
    with parts.store.write() as work:
        account = sign_up(work, application)
    assert account is not None
    report = taken(parts, home, mapping=kind, account=account.id)
    assert (report.unchanged, report.drafted) == (1, 1)
    assert set(heads(parts)) == {"Déjà"}
    with parts.store.read() as work:
        assert [d.values["title"] for d in drafts.drafts_of(work, account.id)] == [
            "Pas encore"
        ]
    again = taken(parts, home, mapping=kind, account=account.id)
    assert (again.unchanged, again.drafted) == (2, 0)


def test_another_project_s_identifier_is_kept_in_the_note(
    parts: Components, tmp_path: Path
) -> None:
    home = written(tmp_path, method__a=f"---\ntitle: Numérotée\nid: 42\n{SAID}---\nA.")
    assert taken(parts, home).created == 1
    assert heads(parts)["Numérotée"].change_note.endswith("(là-bas : 42)")


def test_links_pipes_and_heavy_heads_are_passed_over_or_named(
    parts: Components, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(f"---\ntitle: Secret\n{SAID}---\nA.", encoding="utf-8")
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(picture_of(drawing(), "JPEG"))
    keys = "".join(f"k{n}: 1\n" for n in range(120_000))
    home = written(
        tmp_path / "in",
        method__lourde=f"---\n{keys}---\nA.",
        method__bonne=f"---\ntitle: La bonne\n{SAID}---\n![a](../img/photo.jpg)",
    )
    (home / "method/lien.md").symlink_to(secret)
    (home / "img").symlink_to(tmp_path)
    os.mkfifo(home / "method/tube.md")
    report = taken(parts, home)
    assert report.created == 1
    assert "photo" in heads(parts)["La bonne"].body
    assert "/media/" not in heads(parts)["La bonne"].body
    assert [fault.path.name for fault in report.faults] == ["lourde.md"]
    assert {(r.path.name, r.sort) for r in report.passed} == {
        ("lien.md", Reason.LINK.value),
        ("img", Reason.LINK.value),
        ("tube.md", Reason.SPECIAL.value),
    }


def test_a_guessed_encoding_is_told_with_a_sample(
    parts: Components, tmp_path: Path
) -> None:
    text = f"---\ntitle: Débat à la médiathèque\n{SAID}---\nÉté."
    home = written(tmp_path, method__a=text.encode("cp850"))
    report = taken(parts, home)
    assert report.created == 1
    [(sort, about)] = told(report)
    assert sort == reading.GUESSED
    assert "Débat à la médiathèque" in about
    assert set(heads(parts)) == {"Débat à la médiathèque"}


@pytest.mark.parametrize("name", ["méthode", "METHOD", "Méthodes"])
def test_a_folder_may_be_called_as_people_call_the_kind(
    parts: Components, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name / "sous" / "Une.MARKDOWN"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\ntitle: Trouvée\n{SAID}---\nA.", encoding="utf-8")
    assert taken(parts, tmp_path).created == 1
