"""What became of the sources of an adaptation, and what taking it over makes of it."""

from typing import Any

import pytest

from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.errors import NotFoundError
from commons.services.editing.merge import Resolution
from commons.services.editing.source_update import (
    MovedSource,
    SourceChanges,
    TakenOver,
    moved_sources,
    source_changes,
    take_over,
)
from commons.wiring.components import Components
from tests.adapters.store.statements import asked_here
from tests.feeds.conftest import BREST, Desk

SITE = "https://commun.example"
CHANGES = "Tout y est plus court qu’avant."


@pytest.fixture
def desk(parts: Components) -> Desk:
    """Give the desk of an empty instance."""
    return Desk(parts)


def named(original: Revision) -> dict[str, Any]:
    """Give the row of sources that names a version."""
    return {
        "url": iri.version_iri(original.sheet, original.number, SITE),
        "title": original.title,
        "author": "Camille",
        "licence": original.licence,
        "changes": CHANGES,
    }


def moved(parts: Components, head: Revision) -> list[MovedSource]:
    with parts.store.read() as work:
        return moved_sources(work, head)


def changes_of(parts: Components, head: Revision, source: Revision) -> SourceChanges:
    with parts.store.read() as work:
        return source_changes(parts.schema, work, head, source.sheet)


def taken(
    parts: Components, changes: SourceChanges, *keys: str, **choices: Resolution
) -> TakenOver:
    return take_over(parts.schema, changes, keys, choices, SITE)


def test_a_sheet_without_sources_asks_nothing(desk: Desk, parts: Components) -> None:
    head = desk.put_one()
    with parts.store.read() as work, asked_here() as asked:
        assert moved_sources(work, head) == []
    assert asked.statements == []


def test_a_source_that_moved_on_is_told_in_two_questions(
    desk: Desk, parts: Components
) -> None:
    first = desk.put_one(title="A")
    made = desk.put_one(title="B", sources=[named(first)])
    assert moved(parts, made) == []
    desk.change(first, title="A", body="Plus.")
    with parts.store.read() as work, asked_here() as asked:
        (found,) = moved_sources(work, made)
    assert (found.source.sheet, found.taken, found.through) == (first.sheet, 1, "")
    assert found.source.number == 2
    assert len(asked.statements) == 2


def test_the_source_of_a_source_is_told_through_it(
    desk: Desk, parts: Components
) -> None:
    first = desk.put_one(title="A", body="Un.")
    second = desk.put_one(title="B", body="Un.", sources=[named(first)])
    third = desk.put_one(title="C", body="Un.", sources=[named(second)])
    desk.change(first, title="A", body="Deux.")
    (found,) = moved(parts, third)
    assert (found.source.sheet, found.through) == (first.sheet, "B")
    changes = changes_of(parts, third, first)
    assert taken(parts, changes, "body").values["body"] == "Deux."
    rows = taken(parts, changes, "body").values["sources"]
    assert isinstance(rows, list)
    assert [row["url"] for row in rows if isinstance(row, dict)] == [
        iri.version_iri(second.sheet, 1, SITE),
        iri.version_iri(first.sheet, 2, SITE),
    ]


def test_a_source_that_was_deleted_offers_nothing(
    desk: Desk, parts: Components
) -> None:
    first = desk.put_one(title="A")
    made = desk.put_one(title="B", sources=[named(first)])
    desk.delete(first)
    assert moved(parts, made) == []
    with pytest.raises(NotFoundError):
        changes_of(parts, made, first)


def test_what_is_of_its_holder_is_not_offered(desk: Desk, parts: Components) -> None:
    first = desk.put_one(title="A", territory=BREST)
    made = desk.put_one(title="B", sources=[named(first)])
    desk.change(
        first,
        title="A",
        territory={"code": "commune:88304"},
        authors=[{"name": "Malo"}],
        licence="CC0-1.0",
        question="Qui ?",
        help={"offered": True},
    )
    assert changes_of(parts, made, first).keys == ("question",)


def test_a_text_in_another_language_is_not_offered(
    desk: Desk, parts: Components
) -> None:
    first = desk.put_one(title="A", body="Un.")
    path = f"/sheets/{first.sheet}/v/1"
    english: dict[str, Any] = {"language": "en", "translation_of": path}
    second = desk.put_one(title="B", body="One.", sources=[named(first)], **english)
    third = desk.put_one(
        title="C", body="One.", language="en", sources=[named(second), named(first)]
    )
    fourth = desk.put_one(
        title="D", body="One.", language="en", sources=[named(second)]
    )
    desk.change(first, title="A", body="Deux.")
    for made in (second, third, fourth):
        assert moved(parts, made) == []
        with pytest.raises(NotFoundError):
            changes_of(parts, made, first)
    desk.change(second, **{**second.values, "body": "Two."})
    assert [one.source.sheet for one in moved(parts, third)] == [second.sheet]


def test_which_version_is_translated_is_not_offered(
    desk: Desk, parts: Components
) -> None:
    first = desk.put_one(title="A")
    english: dict[str, Any] = {"language": "en", "sources": [named(first)]}
    path = f"/sheets/{first.sheet}/v/1"
    second = desk.put_one(title="B", translation_of=path, **english)
    third = desk.put_one(title="C", language="en", sources=[named(second)])
    desk.change(first, title="A", body="Deux.")
    newest = {**named(first), "url": f"{SITE}/sheets/{first.sheet}/v/2"}
    desk.change(
        second,
        title="B",
        question="Who?",
        language="en",
        translation_of=f"/sheets/{first.sheet}/v/2",
        sources=[newest],
    )
    assert "translation_of" not in changes_of(parts, third, second).keys


def test_only_chosen_fields_are_taken_and_the_source_is_named_anew(
    desk: Desk, parts: Components
) -> None:
    first = desk.put_one(title="A", body="Un.\n\nDeux.", keywords=["banc"])
    made = desk.put_one(
        title="B",
        body="Un.\n\nDeux.\n\nTrois.",
        keywords=["banc", "mer"],
        sources=[named(first)],
    )
    other = {"url": "https://exemple.org/d", "title": "D", "author": "Mona"}
    other |= {"licence": "CC-BY-4.0", "changes": CHANGES}
    desk.change(
        first,
        title="Le grand A",
        body="Un !\n\nDeux.",
        keywords=["banc", "bourg"],
        sources=[other],
    )
    changes = changes_of(parts, made, first)
    assert set(changes.keys) == {"title", "body", "keywords"}
    some = taken(parts, changes, "body", "no such field").values
    assert some["body"] == "Un !\n\nDeux.\n\nTrois."
    assert (some["title"], some["keywords"]) == ("B", ["banc", "mer"])
    rows = some["sources"]
    assert isinstance(rows, list)
    assert rows[0] == {
        **named(first),
        "url": iri.version_iri(first.sheet, 2, SITE),
        "title": "Le grand A",
    }
    assert rows[1] == other
    every = taken(parts, changes, *changes.keys).values
    assert set(every["keywords"]) == {"banc", "bourg", "mer"}  # type: ignore[arg-type]  # a list


def test_where_both_changed_the_same_ones_own_is_kept_unless_chosen(
    desk: Desk, parts: Components
) -> None:
    first = desk.put_one(title="A", question="Qui ?")
    made = desk.put_one(title="B", question="Où ?", sources=[named(first)])
    desk.change(first, title="A", question="Quand ?")
    changes = changes_of(parts, made, first)
    kept = taken(parts, changes, "question")
    assert kept.values["question"] == "Où ?"
    (clash,) = kept.merged.clashes
    assert (clash.base, clash.mine, clash.theirs) == ("Qui ?", "Où ?", "Quand ?")
    chosen = taken(parts, changes, "question", **{clash.name: Resolution.THEIRS})
    assert chosen.values["question"] == "Quand ?"


@pytest.mark.parametrize(
    ("theirs", "mine", "licence"),
    [
        ("CC-BY-4.0", "CC-BY-4.0", "CC-BY-4.0"),
        ("CC-BY-SA-4.0", "CC-BY-4.0", "CC-BY-SA-4.0"),
        ("CC0-1.0", "CC-BY-4.0", "CC-BY-4.0"),
        ("GFDL-1.3", "CC-BY-4.0", "GFDL-1.3"),
        ("LAL-1.3", "CC-BY-SA-4.0", "CC-BY-SA-4.0"),
    ],
)
def test_the_licence_is_judged_anew(
    desk: Desk, parts: Components, theirs: str, mine: str, licence: str
) -> None:
    first = desk.put_one(title="A", licence="CC0-1.0")
    made = desk.put_one(title="B", licence=mine, sources=[named(first)])
    desk.change(first, title="A", body="Plus.", licence=theirs)
    found = taken(parts, changes_of(parts, made, first), "body")
    assert (found.licence, found.values["licence"]) == (licence, licence)


def test_no_licence_is_said_when_the_sources_no_longer_go_together(
    desk: Desk, parts: Components
) -> None:
    first = desk.put_one(title="A", licence="CC0-1.0")
    second = desk.put_one(title="D")
    made = desk.put_one(title="B", sources=[named(first), named(second)])
    desk.change(first, title="A", body="Plus.", licence="GFDL-1.3")
    found = taken(parts, changes_of(parts, made, first), "body")
    assert found.licence == ""


def test_a_sheet_of_another_kind_is_not_merged(desk: Desk, parts: Components) -> None:
    tool = desk.put_one(kind="tool", title="A")
    made = desk.put_one(title="B", sources=[named(tool)])
    desk.change(tool, title="A", body="Plus.")
    assert len(moved(parts, made)) == 1
    with pytest.raises(NotFoundError):
        changes_of(parts, made, tool)
