"""Where a text starts from: nothing, a version, a draft; without any page."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from commons.adapters.store.drafts import draft_shares, drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.core.domain.people.account import Account
from commons.core.domain.sheet import Draft, Revision
from commons.errors import DeletedError, NotFoundError
from commons.services.editing.start import Outlived, Started, start
from commons.services.editing.surroundings import look_around
from commons.services.editing.text_sources import (
    BlankSheet,
    KeptDraft,
    OlderVersion,
    Source,
    StandingVersion,
)
from commons.wiring.components import Components
from tests.adapters.store.makers import a_draft, an_account
from tests.feeds.conftest import Desk

NOBODY_KNOWS = "0123456789ab"


@pytest.fixture
def desk(parts: Components) -> Desk:
    """Give what publishes without a form."""
    return Desk(parts)


@pytest.fixture
def work(parts: Components) -> Iterator[Work]:
    """Give a unit of work in which all of a test happens."""
    with parts.store.write() as opened:
        yield opened


@pytest.fixture
def me(work: Work) -> Account:
    """Give somebody with an account."""
    return joined(work, "camille@exemple.fr", "Camille")


def joined(work: Work, email: str, name: str) -> Account:
    account = an_account(email, name)
    accounts.add_account(work, account, "-")
    return account


def begun(parts: Components, work: Work, account: Account, source: Source) -> Started:
    found = start(parts.schema, work, account, source)
    assert isinstance(found, Started)
    return found


def kept(work: Work, account: Account, sheet: str = "", **more: object) -> Draft:
    draft = replace(a_draft(account.id, sheet=sheet), **more)  # type: ignore[arg-type]
    return drafts.save_draft(work, draft)


def two_versions(desk: Desk, work: Work) -> tuple[Revision, Revision]:
    first = desk.put(work, title="Le banc")
    return first, desk.put(work, first, title="Le banc rouge")


def test_a_blank_sheet_is_in_the_sites_language_and_signed_by_who_writes(
    parts: Components, work: Work, me: Account
) -> None:
    found = begun(parts, work, me, BlankSheet(kind="tool", language="br"))
    assert (found.kind.key, found.head, found.parent, found.draft) == (
        "tool",
        None,
        None,
        None,
    )
    assert found.values["language"] == "br"
    assert found.values["licence"] in parts.schema.licences
    assert found.values["authors"] == [{"name": "Camille", "person": me.person.id}]
    assert found.missed == 0


def test_a_sheet_is_begun_from_the_version_that_stands(
    parts: Components, work: Work, me: Account, desk: Desk
) -> None:
    _, head = two_versions(desk, work)
    found = begun(parts, work, me, StandingVersion(sheet=head.sheet))
    assert (found.values, found.parent) == (head.values, 2)
    assert found.head is not None
    assert found.head.number == 2
    assert found.around.company is None


def test_an_older_version_is_begun_upon_the_one_that_stands(
    parts: Components, work: Work, me: Account, desk: Desk
) -> None:
    first, head = two_versions(desk, work)
    found = begun(parts, work, me, OlderVersion(sheet=head.sheet, number=1))
    assert (found.values, found.parent, found.missed) == (first.values, 2, 0)
    with pytest.raises(NotFoundError):
        start(parts.schema, work, me, OlderVersion(sheet=head.sheet, number=9))


def test_a_draft_goes_on_from_the_version_that_it_was_begun_at(
    parts: Components, work: Work, me: Account, desk: Desk
) -> None:
    _, head = two_versions(desk, work)
    draft = kept(work, me, head.sheet, note="une note")
    found = begun(parts, work, me, KeptDraft(draft=draft.id, sheet=head.sheet))
    assert found.draft == draft
    assert (found.values, found.parent, found.missed) == (draft.values, 1, 1)
    alone = kept(work, me)
    new = begun(parts, work, me, KeptDraft(draft=alone.id, kind="method"))
    assert (new.draft, new.head, new.parent) == (alone, None, None)


def test_a_shared_draft_says_whose_it_is_and_who_wrote(
    parts: Components, work: Work, me: Account
) -> None:
    lea, ben = joined(work, "l@exemple.fr", "Léa"), joined(work, "b@exemple.fr", "Ben")
    draft = kept(work, lea)
    source = KeptDraft(draft=draft.id, kind="method")
    with pytest.raises(NotFoundError):
        start(parts.schema, work, me, source)
    for friend in (me, ben):
        draft_shares.add_share(work, draft.id, friend.id)
    drafts.save_draft(work, replace(draft, writer=ben.id))
    company = begun(parts, work, me, source).around.company
    assert company is not None
    assert (company.owner, company.last) == ("Léa", "Ben")
    assert [one.person.name for one in company.collaborators] == ["Ben", "Camille"]
    theirs = begun(parts, work, ben, source).around.company
    assert theirs is not None
    assert (theirs.owner, theirs.last) == ("Léa", "")


def test_a_draft_opens_only_for_what_it_is_about(
    parts: Components, work: Work, me: Account, desk: Desk
) -> None:
    one, other = desk.put(work), desk.put(work)
    draft = kept(work, me, one.sheet).id
    for source in (
        KeptDraft(draft=draft, sheet=other.sheet),
        KeptDraft(draft=draft, kind="method"),
        KeptDraft(draft=kept(work, me).id, kind="tool"),
        KeptDraft(draft=NOBODY_KNOWS, kind="method"),
    ):
        with pytest.raises(NotFoundError):
            start(parts.schema, work, me, source)


def test_a_draft_outlives_its_sheet_and_nothing_else_does(
    parts: Components, desk: Desk
) -> None:
    gone = desk.put_one()
    with parts.store.write() as work:
        me = joined(work, "camille@exemple.fr", "Camille")
        draft = kept(work, me, gone.sheet)
    desk.delete(gone)
    with parts.store.read() as work:
        source = KeptDraft(draft=draft.id, sheet=gone.sheet)
        found = start(parts.schema, work, me, source)
        assert found == Outlived(kind=parts.schema.kinds["method"], draft=draft.id)
        new = begun(parts, work, me, KeptDraft(draft=draft.id, kind="method"))
        assert (new.values, new.head, new.parent) == (draft.values, None, None)
        for lost in (
            StandingVersion(sheet=gone.sheet),
            OlderVersion(sheet=gone.sheet, number=1),
        ):
            with pytest.raises(DeletedError):
                start(parts.schema, work, me, lost)


@pytest.mark.parametrize(
    "source",
    [BlankSheet(kind="none", language="fr"), StandingVersion(sheet=NOBODY_KNOWS)],
)
def test_what_is_not_there_is_not_begun(
    parts: Components, work: Work, me: Account, source: Source
) -> None:
    with pytest.raises(NotFoundError):
        start(parts.schema, work, me, source)


def test_an_example_and_a_draft_that_waits_stand_beside_a_text(
    parts: Components, work: Work, me: Account, desk: Desk
) -> None:
    desk.put(work, title="Court")
    full = desk.put(work, title="Entier", summary="Un résumé " * 8)
    blank = BlankSheet(kind="method", language="fr")
    around = begun(parts, work, me, blank).around
    assert around.example is not None
    assert around.example.sheet == full.sheet
    assert around.waiting is None
    draft = kept(work, me)
    assert begun(parts, work, me, blank).around.waiting == draft
    other = BlankSheet(kind="tool", language="fr")
    assert begun(parts, work, me, other).around.waiting is None
    opened = begun(parts, work, me, KeptDraft(draft=draft.id, kind="method"))
    assert opened.around.waiting is None
    again = look_around(work, me, opened.kind, draft.id, {})
    assert again == opened.around
    assert look_around(work, me, opened.kind, NOBODY_KNOWS, {}).company is None


def test_sheets_that_fields_name_are_told_by_their_titles(
    parts: Components, work: Work, me: Account, desk: Desk
) -> None:
    tool = desk.put(work, kind="tool", title="Le carton")
    head = desk.put(work, tools_used=[tool.sheet])
    found = begun(parts, work, me, StandingVersion(sheet=head.sheet))
    assert found.titles == {tool.sheet: "Le carton"}
