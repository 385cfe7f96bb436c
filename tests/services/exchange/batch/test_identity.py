"""A file is the sheet that its source and path name, or one that was loaded before."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from commons.adapters.store.imports import provenance
from commons.adapters.store.imports.provenance import Provenance
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action, Revision
from commons.services.exchange.batch.identity import (
    Candidate,
    Identity,
    identify_files,
    sheet_of,
)
from commons.services.publishing.publish import NewRevision, publish_version
from commons.wiring.components import Components
from tests.feeds.conftest import CAMILLE, Desk

SAID: Values = {
    "title": "Le banc",
    "body": "Le texte.",
    "authors": [{"name": "Camille"}],
    "licence": "CC0-1.0",
    "language": "fr",
}
PATH = "method/banc.md"
OURS = sheet_of("brest", PurePath(PATH))
OF_OLD = iri.id_from_name("method/banc")


def loaded_of_old(parts: Components, sheet: str = OF_OLD) -> Revision:
    """Publish a sheet under the name that loads once gave it."""
    new_revision = NewRevision(
        sheet=sheet,
        kind="method",
        parent=None,
        action=Action.CREATE,
        author=CAMILLE,
        change_note="",
        values=SAID,
    )
    with parts.store.write() as work:
        return publish_version(parts.schema, work, new_revision)


def traced(parts: Components, sheet: str, source: str) -> None:
    trace = Provenance(sheet=sheet, number=1, digest="", source=source)
    with parts.store.write() as work:
        provenance.save_provenance(work, trace)


def identified(
    parts: Components, *paths: str, source: str = "brest", **changed: object
) -> list[Identity]:
    kind = parts.schema.kinds["method"]
    values: Values = {**SAID, **changed}  # type: ignore[dict-item]  # as the test says
    files = [Candidate(path=PurePath(path), kind=kind, values=values) for path in paths]

    def names(sheets: Sequence[str]) -> Mapping[str, str]:
        assert len(sheets) == len(files)
        return {}

    with parts.store.read() as work:
        return identify_files(work, parts.schema, source, files, names)


def test_a_path_names_the_same_sheet_whatever_its_ending_case_and_accents() -> None:
    same = ("method/été.md", "method/e\u0301te\u0301.MD", "Method/Été.markdown")
    assert len({sheet_of("brest", PurePath(path)) for path in same}) == 1
    others = {
        sheet_of("lille", PurePath("method/été.md")),
        sheet_of("", PurePath("method/été.md")),
        sheet_of("brest", PurePath("tool/été.md")),
        sheet_of("brest", PurePath("method/été.md")),
    }
    assert len(others) == 4
    assert all(map(iri.is_id, others))
    assert sheet_of("Pays de Brest", PurePath("a.md")) == sheet_of(
        "pays-de-brest", PurePath("a.md")
    )


def test_files_that_nobody_loaded_are_new_in_their_order(parts: Components) -> None:
    found = identified(parts, PATH, "method/mur.md")
    assert found == [
        Identity(sheet=OURS),
        Identity(sheet=sheet_of("brest", PurePath("method/mur.md"))),
    ]
    assert identified(parts) == []


def test_an_old_sheet_that_says_the_same_in_any_version_is_the_file_s(
    parts: Components,
) -> None:
    head = loaded_of_old(parts)
    assert identified(parts, PATH) == [Identity(sheet=OF_OLD)]
    Desk(parts).change(head, **{**SAID, "body": "Relu."})
    assert identified(parts, PATH) == [Identity(sheet=OF_OLD)]


def test_an_old_sheet_that_is_only_credited_alike_is_doubtful(
    parts: Components,
) -> None:
    loaded_of_old(parts)
    assert identified(parts, PATH, body="Autre.") == [
        Identity(sheet=OF_OLD, doubtful=True)
    ]
    other = [{"name": "Robin"}]
    assert identified(parts, PATH, body="Autre.", authors=other) == [
        Identity(sheet=OURS)
    ]


def test_in_a_folder_of_which_one_file_is_known_the_others_are_not_doubtful(
    parts: Components,
) -> None:
    loaded_of_old(parts)
    loaded_of_old(parts, iri.id_from_name("method/mur"))
    kind = parts.schema.kinds["method"]
    files = [
        Candidate(path=PurePath(PATH), kind=kind, values=SAID),
        Candidate(
            path=PurePath("method/mur.md"), kind=kind, values={**SAID, "title": "Mur"}
        ),
    ]
    with parts.store.read() as work:
        found = identify_files(work, parts.schema, "brest", files, lambda _: {})
    assert found == [
        Identity(sheet=OF_OLD),
        Identity(sheet=iri.id_from_name("method/mur")),
    ]


def test_a_sheet_of_another_source_is_not_taken(parts: Components) -> None:
    loaded_of_old(parts)
    traced(parts, OF_OLD, "lille")
    assert identified(parts, PATH) == [Identity(sheet=OURS)]
    assert identified(parts, PATH, source="Lille") == [Identity(sheet=OF_OLD)]


def test_two_files_of_one_old_name_are_two_sheets(parts: Components) -> None:
    loaded_of_old(parts)
    found = identified(parts, PATH, "method/bis/banc.md")
    assert found == [
        Identity(sheet=OF_OLD),
        Identity(sheet=sheet_of("brest", PurePath("method/bis/banc.md"))),
    ]


def test_who_has_a_sheet_of_its_own_takes_no_old_one(parts: Components) -> None:
    loaded_of_old(parts)
    loaded_of_old(parts, OURS)
    assert identified(parts, PATH) == [Identity(sheet=OURS)]
