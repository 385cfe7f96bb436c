"""A sheet, or one field of it, goes back to what a version said, as a new version."""

import pytest

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.sheet import Action, Person, Revision
from commons.errors import (
    ConflictError,
    DeletedError,
    InvalidError,
    NotFoundError,
    UnfitSheetError,
)
from commons.services.history.delete import delete_sheet
from commons.services.history.revert import RevertedField, revert_field, revert_sheet
from commons.wiring.components import Components
from tests.feeds.conftest import Desk

ROBIN = Person(id="r0b1n000000c", name="Robin")
QUESTION = "Que faire de la place ?"


def two_versions(parts: Components) -> tuple[Revision, Revision]:
    desk = Desk(parts)
    first = desk.put_one(title="Le banc", question=QUESTION)
    return first, desk.change(first, title="Le banc rouge", body="Du texte.")


def field(
    parts: Components, work: Work, source: Revision, parent: int, key: str
) -> Revision:
    return revert_field(
        parts.schema, work, ROBIN, source, RevertedField(parent=parent, key=key)
    )


def test_a_sheet_says_again_all_that_a_version_said(parts: Components) -> None:
    first, _ = two_versions(parts)
    with parts.store.write() as work:
        made = revert_sheet(parts.schema, work, ROBIN, first, 2)
        assert revisions.get_head(work, first.sheet) == made
    assert (made.number, made.parent, made.action) == (3, 2, Action.REVERT)
    assert (made.values, made.author) == (first.values, ROBIN)
    assert made.change_note == "Retour à la version 1"


def test_one_field_goes_back_and_the_others_stay(parts: Components) -> None:
    first, second = two_versions(parts)
    with parts.store.write() as work:
        made = field(parts, work, first, 2, "title")
        assert made.values == {**second.values, "title": "Le banc"}
        assert made.change_note == "Retour à la version 1 pour « Titre »"
        again = field(parts, work, first, 3, "question")
        assert again.values["question"] == QUESTION
        assert list(again.values).index("question") < list(again.values).index("body")
        bare = field(parts, work, first, 4, "body")
        assert "body" not in bare.values
        assert field(parts, work, first, 5, "body") == bare


def test_nothing_is_put_on_a_version_that_is_no_longer_the_head(
    parts: Components,
) -> None:
    first, _ = two_versions(parts)
    with parts.store.write() as work:
        with pytest.raises(ConflictError) as late:
            revert_sheet(parts.schema, work, ROBIN, first, 1)
        assert late.value.head == 2
        with pytest.raises(ConflictError):
            field(parts, work, first, 1, "title")
        with pytest.raises(NotFoundError):
            field(parts, work, first, 2, "nonsense")


def test_neither_a_tombstone_nor_what_is_beneath_one_is_said_again(
    parts: Components,
) -> None:
    first, _ = two_versions(parts)
    with parts.store.write() as work:
        tombstone = delete_sheet(parts.schema, work, ROBIN, first.sheet, "en double")
        with pytest.raises(InvalidError):
            revert_sheet(parts.schema, work, ROBIN, tombstone, 3)
        for again in (
            lambda: revert_sheet(parts.schema, work, ROBIN, first, 3),
            lambda: field(parts, work, first, 3, "title"),
        ):
            with pytest.raises(DeletedError):
                again()


def test_a_field_that_would_no_longer_fit_beside_the_others_is_refused(
    parts: Components,
) -> None:
    desk = Desk(parts)
    first = desk.put_one(group_min=2, group_max=3)
    desk.change(first, group_min=8, group_max=9)
    with parts.store.write() as work:
        with pytest.raises(UnfitSheetError) as unfit:
            field(parts, work, first, 2, "group_max")
        assert "group_max" in str(unfit.value)
        assert revisions.get_head(work, first.sheet).number == 2
