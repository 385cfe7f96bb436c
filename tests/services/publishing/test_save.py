"""What an author wrote becomes the next version, is asked about, or is refused."""

from dataclasses import replace
from typing import Any

import pytest

from commons.adapters.store.drafts import draft_shares, drafts
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.schema.problem import Problem, Rule, Severity
from commons.core.domain.sheet import Action, Draft, Revision
from commons.errors import ConflictError, DeletedError, NotFoundError, UnfitSheetError
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.save import (
    NOTE,
    from_draft,
    note_problems,
    save_sheet,
)
from commons.wiring.components import Components
from tests.adapters.store.makers import CAMILLE, a_draft, an_account
from tests.core.kinds.examples import bare
from tests.feeds.conftest import Desk

NEW = NewRevision(
    sheet="0123456789ab",
    kind="method",
    parent=None,
    action=Action.CREATE,
    author=CAMILLE,
    change_note="",
    values=bare("method"),
)
NEXT = replace(NEW, parent=1, action=Action.UPDATE, change_note="relu")


def saved(
    parts: Components, new_revision: NewRevision, *, confirmed: bool = True
) -> Revision:
    with parts.store.write() as work:
        return save_sheet(parts.schema, work, new_revision, confirmed=confirmed)


def told(unfit: pytest.ExceptionInfo[UnfitSheetError]) -> set[tuple[str, Severity]]:
    problems: tuple[Any, ...] = unfit.value.problems
    return {(problem.field, problem.severity) for problem in problems}


def test_a_stub_is_asked_about_once_and_what_lacked_before_never_again(
    parts: Components,
) -> None:
    with pytest.raises(UnfitSheetError) as unfit:
        saved(parts, NEW, confirmed=False)
    assert {severity for _, severity in told(unfit)} == {Severity.WARNING}
    first = saved(parts, NEW)
    assert (first.number, first.values) == (1, NEW.values)
    values = {**NEW.values, "body": "Du texte."}
    assert saved(parts, replace(NEXT, values=values), confirmed=False).number == 2


def test_a_violation_is_refused_whoever_confirms_and_comes_first(
    parts: Components,
) -> None:
    with pytest.raises(UnfitSheetError) as unfit:
        saved(parts, replace(NEW, values={**NEW.values, "title": "x"}))
    first, *_ = unfit.value.problems
    assert isinstance(first, Problem)
    assert (first.field, first.rule) == ("title", Rule.TOO_SHORT)
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 0


def test_nothing_new_gives_the_head_and_a_change_wants_a_note(
    parts: Components,
) -> None:
    first = saved(parts, NEW)
    assert saved(parts, replace(NEXT, change_note="")) == first
    values = {**NEW.values, "body": "Du texte."}
    bare_note = replace(NEXT, change_note="", values=values)
    with pytest.raises(UnfitSheetError) as unfit:
        saved(parts, bare_note, confirmed=False)
    assert (NOTE, Severity.WARNING) in told(unfit)
    assert saved(parts, bare_note).number == 2


def test_who_comes_late_or_to_another_kind_or_a_deleted_sheet_is_told(
    parts: Components,
) -> None:
    first = saved(parts, NEW)
    changed = replace(NEXT, values={**NEW.values, "body": "Du texte."})
    second = saved(parts, changed)
    with pytest.raises(ConflictError) as late:
        saved(parts, replace(changed, values={**NEW.values, "body": "Autre."}))
    assert late.value.head == second.number
    with pytest.raises(NotFoundError):
        saved(parts, replace(changed, kind="tool", parent=2))
    with pytest.raises(NotFoundError):
        saved(parts, replace(changed, sheet=iri.new_id()))
    Desk(parts).delete(first)
    with pytest.raises(DeletedError):
        saved(parts, replace(changed, parent=3))


def test_a_title_that_another_sheet_bears_is_asked_about_when_it_is_brought(
    parts: Components,
) -> None:
    saved(parts, NEW)
    twin = replace(NEW, sheet=iri.new_id())
    with pytest.raises(UnfitSheetError) as unfit:
        saved(parts, twin, confirmed=False)
    rules = {one.rule for one in unfit.value.problems if isinstance(one, Problem)}
    assert Rule.TITLE_USED in rules
    saved(parts, twin)
    again = replace(NEXT, sheet=twin.sheet, values={**NEW.values, "body": "Plus."})
    assert saved(parts, again, confirmed=False).number == 2


def test_titles_in_links_become_identifiers_and_unknown_sheets_are_refused(
    parts: Components,
) -> None:
    title = str(NEW.values["title"])
    tool = saved(parts, NEW)
    values = {**bare("method"), "title": "Le mur", "tools_used": [title]}
    made = saved(parts, replace(NEW, sheet=iri.new_id(), values=values))
    assert made.values["tools_used"] == [tool.sheet]
    unknown = {**values, "title": "Le pot", "tools_used": ["zzzzzzzzzzzz"]}
    with pytest.raises(UnfitSheetError) as unfit:
        saved(parts, replace(NEW, sheet=iri.new_id(), values=unknown))
    assert ("tools_used", Severity.VIOLATION) in told(unfit)


@pytest.mark.parametrize(
    ("note", "rules"),
    [
        ("", []),
        ("relu", []),
        ("ok", [Rule.TOO_SHORT]),
        ("n" * 200, []),
        ("n" * 201, [Rule.TOO_LONG]),
        ("a\x00bc", [Rule.CONTROL]),
        (f"voir {iri.BASE_PLACEHOLDER}", [Rule.MARKER]),
    ],
)
def test_a_note_has_bounds_and_no_hidden_signs(note: str, rules: list[Rule]) -> None:
    found = note_problems(note, wanted=False)
    assert [problem.rule for problem in found] == rules
    assert {problem.field for problem in found} <= {NOTE}


def test_a_note_that_is_wanted_is_a_warning_only() -> None:
    (problem,) = note_problems("", wanted=True)
    assert (problem.rule, problem.severity) == (Rule.EXPECTED, Severity.WARNING)
    assert note_problems("relu", wanted=True) == ()


def begun(parts: Components, name: str = "Camille") -> tuple[Account, Draft]:
    account = an_account(f"{iri.new_id()}@exemple.fr", name)
    with parts.store.write() as work:
        accounts.add_account(work, account, "signs nothing")
        return account, drafts.save_draft(work, a_draft(account.id))


def drafted(parts: Components, me: Account, draft: str) -> NewRevision:
    with parts.store.read() as work:
        writers = draft_shares.writers_of(work, draft)
        return from_draft(work, me, writers, replace(NEW, author=me.person))


def test_a_sheet_takes_the_identifier_of_its_draft_but_not_that_of_another_s(
    parts: Components,
) -> None:
    me, draft = begun(parts)
    other, _ = begun(parts, "Robin")
    assert drafted(parts, me, draft.id).sheet == draft.id
    assert drafted(parts, me, "zzzzzzzzzzzz").sheet == "zzzzzzzzzzzz"
    apart = drafted(parts, other, draft.id)
    assert apart.sheet != draft.id
    assert apart.action is Action.CREATE


def test_a_second_press_is_a_change_of_the_sheet_that_the_first_one_made(
    parts: Components,
) -> None:
    me, draft = begun(parts)
    other, _ = begun(parts, "Robin")
    saved(parts, drafted(parts, me, draft.id))
    again = drafted(parts, me, draft.id)
    assert (again.sheet, again.parent) == (draft.id, 1)
    assert again.action is Action.UPDATE
    assert drafted(parts, other, draft.id).sheet != draft.id
    with parts.store.read() as work:
        Desk(parts).delete(revisions.get_head(work, draft.id))
    assert drafted(parts, me, draft.id).sheet != draft.id
