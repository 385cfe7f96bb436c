"""Who may ask, answer, resolve, change, remove and hide, and what is refused."""

import pytest

from commons.adapters.store.community import remarks as store
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.adapters.store.site.audit_log import latest_acts
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account, Role
from commons.core.domain.people.remark import MOST_REPLIES, Remark, RemarkState
from commons.core.domain.sheet import Person
from commons.core.domain.site.audit import AuditAct
from commons.errors import (
    DeletedError,
    ForbiddenError,
    FullError,
    InvalidError,
    NotFoundError,
    UnfitFormError,
)
from commons.services.community.remarks import (
    FAULTS,
    NewRemark,
    change_text,
    check_text,
    delete_remark,
    hide_remark,
    post_remark,
    resolve_question,
    show_remark,
)
from commons.services.people.blocking import block_account
from commons.wiring.components import Components
from tests.feeds.conftest import CAMILLE, Desk


@pytest.fixture
def desk(parts: Components) -> Desk:
    """Give what publishes into the instance."""
    return Desk(parts)


def somebody(
    work: Work, role: Role = Role.READER, person: Person | None = None
) -> Account:
    account = Account(
        id=iri.new_id(),
        email=f"{iri.new_id()}@exemple.fr",
        person=person or Person(id=iri.new_id(), name=f"Ana {iri.new_id()}"),
        role=role,
        created=clock.now(),
    )
    accounts.add_account(work, account, "$argon2")
    return account


def ask(work: Work, account: Account, sheet: str, **more: object) -> Remark:
    told: dict[str, object] = {"id": iri.new_id(), "text": "Et s’il pleut ?", **more}
    return post_remark(work, account, NewRemark(sheet=sheet, **told))  # type: ignore[arg-type]  # fields of a remark


def test_what_is_sent_twice_is_one(parts: Components, desk: Desk) -> None:
    sheet = desk.put_one().sheet
    with parts.store.write() as work:
        ana, ben = somebody(work), somebody(work)
        first = ask(work, ana, sheet)
        assert ask(work, ana, sheet, id=first.id, text="Autre chose") == first
        with pytest.raises(InvalidError):
            ask(work, ben, sheet, id=first.id)
        assert store.count_remarks(work, sheet).total == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (" \u200b\n", "empty"),
        ("x" * 2001, "long"),
        (" ".join(f"https://a.fr/{n}" for n in range(6)), "links"),
        ("www.a.fr " * 6, "links"),
    ],
)
def test_a_text_has_a_length_and_few_links(text: str, fault: str) -> None:
    with pytest.raises(UnfitFormError) as refused:
        check_text(text)
    assert refused.value.faults == {"text": FAULTS[fault]}
    assert check_text(" " + "x" * 2000 + "\n") == "x" * 2000


def test_nothing_is_said_under_what_is_not_there(parts: Components, desk: Desk) -> None:
    head = desk.put_one()
    desk.delete(head)
    with parts.store.write() as work:
        ana = somebody(work)
        with pytest.raises(DeletedError):
            ask(work, ana, head.sheet)
        with pytest.raises(NotFoundError):
            ask(work, ana, iri.new_id())


def test_there_is_one_level_of_replies_and_so_many(
    parts: Components, desk: Desk
) -> None:
    sheet, other = desk.put_one().sheet, desk.put_one().sheet
    with parts.store.write() as work:
        ana = somebody(work)
        asked = ask(work, ana, sheet, step="steps-1", step_title="Poser")
        reply = ask(work, ana, sheet, parent=asked.id, step="steps-1")
        assert (reply.question, reply.step) == (False, "")
        with pytest.raises(InvalidError):
            ask(work, ana, sheet, parent=reply.id)
        with pytest.raises(NotFoundError):
            ask(work, ana, other, parent=asked.id)
        for _ in range(MOST_REPLIES - 1):
            ask(work, ana, sheet, parent=asked.id)
        with pytest.raises(FullError):
            ask(work, ana, sheet, parent=asked.id)
        hide_remark(work, ana, asked.id, "hors sujet")
        with pytest.raises(NotFoundError):
            ask(work, ana, sheet, parent=asked.id)


def test_who_asked_authors_and_editors_resolve(parts: Components, desk: Desk) -> None:
    sheet = desk.put_one().sheet
    with parts.store.write() as work:
        ana, ben = somebody(work), somebody(work, Role.CONTRIBUTOR)
        author, editor = somebody(work, person=CAMILLE), somebody(work, Role.EDITOR)
        asked = ask(work, ana, sheet)
        for one in (ana, author, editor):
            assert resolve_question(work, one, asked.id, resolved=True).resolved
            assert not resolve_question(work, one, asked.id, resolved=False).resolved
        with pytest.raises(ForbiddenError):
            resolve_question(work, ben, asked.id, resolved=True)
        remark = ask(work, ana, sheet, question=False)
        with pytest.raises(InvalidError):
            resolve_question(work, ana, remark.id, resolved=True)


def test_who_was_blocked_meanwhile_says_nothing_more(
    parts: Components, desk: Desk
) -> None:
    sheet = desk.put_one().sheet
    with parts.store.write() as work:
        ana = somebody(work)
        said = ask(work, ana, sheet)
        block_account(work, None, ana)
        with pytest.raises(ForbiddenError):
            ask(work, ana, sheet)
        with pytest.raises(ForbiddenError):
            change_text(work, ana, said.id, "Achetez ici.")


def test_its_author_alone_changes_it(parts: Components, desk: Desk) -> None:
    sheet = desk.put_one().sheet
    with parts.store.write() as work:
        ana, editor = somebody(work), somebody(work, Role.EDITOR)
        asked = ask(work, ana, sheet)
        assert change_text(work, ana, asked.id, f" {asked.text} ").edited is None
        changed = change_text(work, ana, asked.id, "Et s’il neige ?")
        assert (changed.text, changed.edited is not None) == ("Et s’il neige ?", True)
        for refused in (change_text, lambda w, a, i, _: delete_remark(w, a, i)):
            with pytest.raises(ForbiddenError):
                refused(work, editor, asked.id, "Non")


def test_what_is_removed_leaves_its_place_only_while_there_are_replies(
    parts: Components, desk: Desk
) -> None:
    sheet = desk.put_one().sheet
    with parts.store.write() as work:
        ana, ben = somebody(work), somebody(work)
        lonely = ask(work, ana, sheet)
        delete_remark(work, ana, lonely.id)
        assert store.find_remark(work, lonely.id) is None
        asked = ask(work, ana, sheet, step="steps-1", step_title="Poser")
        reply = ask(work, ben, sheet, parent=asked.id)
        delete_remark(work, ana, asked.id)
        left = store.get_remark(work, asked.id)
        assert left.state is RemarkState.DELETED
        assert (left.text, left.step_title, left.reason) == ("", "", "")
        with pytest.raises(NotFoundError):
            change_text(work, ana, asked.id, "De retour")
        with pytest.raises(NotFoundError):
            show_remark(work, ana, asked.id)
        with pytest.raises(InvalidError):
            ask(work, ben, sheet, parent=asked.id)
        delete_remark(work, ben, reply.id)
        assert store.find_remark(work, asked.id) is None


def test_editors_hide_with_a_reason_and_show_again(
    parts: Components, desk: Desk
) -> None:
    sheet = desk.put_one().sheet
    with parts.store.write() as work:
        asked, editor = ask(work, somebody(work), sheet), somebody(work, Role.EDITOR)
        for reason, fault in (("  ", "no_reason"), ("x" * 301, "long_reason")):
            with pytest.raises(UnfitFormError) as refused:
                hide_remark(work, editor, asked.id, reason)
            assert refused.value.faults == {"reason": FAULTS[fault]}
        hidden = hide_remark(work, editor, asked.id, "une publicité")
        assert (hidden.state, hidden.reason) == (RemarkState.HIDDEN, "une publicité")
        assert show_remark(work, editor, asked.id) == asked
        acts = [(one.act, one.actor, one.target) for one in latest_acts(work, limit=9)]
    assert acts == [
        (act, editor.person.id, asked.id)
        for act in (AuditAct.SHOW_REMARK, AuditAct.HIDE_REMARK)
    ]
