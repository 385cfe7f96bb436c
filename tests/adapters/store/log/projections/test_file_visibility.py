"""A file is seen by everybody once a version names it, until then by its sender."""

from dataclasses import replace

from commons.adapters.store.drafts import draft_shares, drafts
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log.projections import file_visibility
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action
from tests.adapters.store.makers import a_draft, publish

ONE, TWO = (f"{digit * 64}.jpg" for digit in "12")
SHEET = "0" * 12


def test_a_file_that_a_version_names_is_public(store: Store) -> None:
    values: Values = {"images": [{"image": ONE}], "body": f"![](/media/{ONE}) {TWO}"}
    with store.write() as work:
        sheet = publish(work).sheet
        assert not file_visibility.is_public(work, ONE)
        file_visibility.publish_files(work, sheet, values)
        file_visibility.publish_files(work, sheet, values)
        assert file_visibility.is_public(work, ONE)
        assert file_visibility.every_public(work) == {(ONE, sheet), (TWO, sheet)}


def test_a_file_is_hidden_with_the_last_sheet_that_names_it(store: Store) -> None:
    with store.write() as work:
        first, second = publish(work), publish(work)
        for one in (first, second):
            file_visibility.publish_files(work, one.sheet, {"body": ONE})
        publish(work, first.sheet, 1, action=Action.DELETE)
        assert file_visibility.is_public(work, ONE)
        publish(work, second.sheet, 1, action=Action.DELETE)
        assert not file_visibility.is_public(work, ONE)
        assert file_visibility.is_named(work, ONE)


def test_more_files_than_go_into_one_query_are_all_public(store: Store) -> None:
    names = [f"{number:064x}.jpg" for number in range(1_100)]
    with store.write() as work:
        file_visibility.publish_files(work, SHEET, {"body": " ".join(names)})
        assert file_visibility.every_public(work) == {(one, SHEET) for one in names}


def test_who_sent_a_file_sees_it_and_nobody_else(
    store: Store, ana: Account, ben: Account
) -> None:
    with store.write() as work:
        file_visibility.note_sender(work, ana.id, [ONE])
        file_visibility.note_sender(work, ana.id, [ONE, TWO])
        file_visibility.note_sender(work, ben.id, [])
        assert file_visibility.may_see(work, ana.id, ONE)
        assert file_visibility.may_see(work, ana.id, TWO)
        assert not file_visibility.may_see(work, ben.id, ONE)
        assert not file_visibility.is_public(work, ONE)


def test_who_sent_a_file_is_forgotten_once_it_is_public(
    store: Store, ana: Account
) -> None:
    with store.write() as work:
        file_visibility.note_sender(work, ana.id, [ONE, TWO])
        file_visibility.publish_files(work, SHEET, {"body": ONE})
        assert not file_visibility.may_see(work, ana.id, ONE)
        assert file_visibility.may_see(work, ana.id, TWO)
        file_visibility.forget_senders(work, [TWO])
        assert not file_visibility.may_see(work, ana.id, TWO)


def test_who_may_open_a_draft_sees_its_files(
    store: Store, ana: Account, ben: Account
) -> None:
    draft = replace(a_draft(ana.id), values={"body": f"/media/{ONE}"})
    with store.write() as work:
        drafts.save_draft(work, draft)
        assert file_visibility.may_see(work, ana.id, ONE)
        assert not file_visibility.may_see(work, ana.id, TWO)
        assert not file_visibility.may_see(work, ben.id, ONE)
        draft_shares.add_share(work, draft.id, ben.id)
        assert file_visibility.may_see(work, ben.id, ONE)
        draft_shares.remove_share(work, draft.id, ben.id)
        assert not file_visibility.may_see(work, ben.id, ONE)


def test_the_public_files_are_made_to_be_these(store: Store) -> None:
    with store.write() as work:
        file_visibility.publish_files(work, SHEET, {"body": ONE})
        file_visibility.correct_public_files(work, [(TWO, SHEET)])
        assert file_visibility.every_public(work) == {(TWO, SHEET)}
        file_visibility.correct_public_files(work, [])
        assert file_visibility.every_public(work) == set()
