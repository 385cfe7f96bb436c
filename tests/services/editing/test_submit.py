"""A submission is published whole, met by a conflict, or refused; without any page."""

from dataclasses import replace

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account, Role
from commons.core.domain.schema.kind import Values
from commons.core.domain.schema.problem import Rule
from commons.core.domain.sheet import Action, Draft
from commons.errors import DeletedError, ForbiddenError, QuotaError
from commons.services.editing.merge import Resolution
from commons.services.editing.submit import (
    Conflict,
    Outcome,
    Published,
    Refused,
    Submission,
    submit,
)
from commons.services.people.blocking import block_account, unblock_account
from commons.services.publishing.publish import NewRevision, publish_version
from commons.settings import Quotas
from commons.wiring.components import Components
from tests.adapters.store.makers import a_draft, added
from tests.core.kinds.examples import bare
from tests.people.visitor import Visitor


@pytest.fixture
def account(visitor: Visitor) -> Account:
    """Give a contributor."""
    email = visitor.signed_in(Role.CONTRIBUTOR).email
    with visitor.parts.store.read() as work:
        return next(one for one in accounts.all_accounts(work) if one.email == email)


def wanted(
    account: Account, parent: int | None = None, **values: object
) -> NewRevision:
    """Give a method that fulfils its kind, with some values of its own."""
    said: Values = {**bare("method"), **values}  # type: ignore[dict-item]
    return NewRevision(
        sheet=iri.id_from_name("submitted"),
        kind="method",
        parent=parent,
        action=Action.UPDATE if parent else Action.CREATE,
        author=account.person,
        change_note="une raison" if parent else "",
        values=said,
    )


def hand_in(parts: Components, submission: Submission, **more: Quotas) -> Outcome:
    quotas = more.get("quotas", parts.settings.quotas)
    return submit(parts.schema, parts.store, submission, quotas=quotas)


def published(parts: Components, account: Account, **values: str) -> Published:
    outcome = hand_in(
        parts,
        Submission(
            account=account, revision=wanted(account, None, **values), confirmed=True
        ),
    )
    assert isinstance(outcome, Published)
    return outcome


def test_a_sheet_is_published_and_its_draft_ends(
    parts: Components, account: Account
) -> None:
    draft = Draft(
        id=iri.new_id(),
        account=account.id,
        kind="method",
        sheet="",
        parent=None,
        instant=clock.now(),
        values={"title": "Un début"},
    )
    with parts.store.write() as work:
        kept = drafts.save_draft(work, draft)
    outcome = hand_in(
        parts,
        Submission(
            account=account,
            revision=wanted(account),
            draft=draft.id,
            known=kept.revision,
            confirmed=True,
        ),
    )
    assert isinstance(outcome, Published)
    assert (outcome.revision.number, outcome.revision.sheet) == (1, draft.id)
    with parts.store.read() as work:
        assert drafts.count_drafts(work, account.id) == 0


@pytest.mark.parametrize("way", ["draft", "form", "second version"])
def test_what_a_blocked_account_had_sent_before_is_not_published(
    parts: Components, account: Account, way: str
) -> None:
    draft, asked = "", wanted(account, body="Achetez ici.")
    if way == "second version":
        head = published(parts, account).revision
        asked = replace(wanted(account, 1, body="Achetez ici."), sheet=head.sheet)
    with parts.store.write() as work:
        if way == "draft":
            begun = replace(a_draft(account.id), values={"title": "Un début"})
            draft = drafts.save_draft(work, begun).id
        block_account(work, None, account)
    sent = Submission(
        account=account,
        revision=asked,
        draft=draft,
        known=1 if draft else 0,
        confirmed=True,
    )
    with pytest.raises(ForbiddenError):
        hand_in(parts, sent)
    with parts.store.write() as work:
        heads = revisions.latest_heads(work, limit=9)
        assert [one.number for one in heads] == [1] * (way == "second version")
        assert drafts.count_drafts(work, account.id) == bool(draft)
        unblock_account(work, None, account)
    assert isinstance(hand_in(parts, sent), Published)


def test_what_is_only_to_be_completed_asks_to_be_confirmed(
    parts: Components, account: Account
) -> None:
    outcome = hand_in(parts, Submission(account=account, revision=wanted(account)))
    assert isinstance(outcome, Refused)
    assert Rule.EXPECTED in {problem.rule for problem in outcome.problems}
    with parts.store.read() as work:
        assert revisions.latest_heads(work, limit=1) == []


def test_a_short_form_asks_once_for_what_it_asks_first_and_for_nothing_else(
    parts: Components, account: Account
) -> None:
    first: dict[str, object] = {
        "summary": "Un résumé assez long pour dire à quoi cela sert.",
        "steps": [{"title": f"Étape {n}", "text": "Chacun parle."} for n in (1, 2)],
        "duration": "PT1H",
        "group_min": 6,
        "group_max": 12,
    }
    draft = wanted(account, None, **first)
    done = hand_in(parts, Submission(account=account, revision=draft))
    assert isinstance(done, Published)
    lacking = wanted(account, None, **{k: v for k, v in first.items() if k != "steps"})
    asked = hand_in(parts, Submission(account=account, revision=lacking))
    assert isinstance(asked, Refused)
    told = {(problem.field, problem.rule) for problem in asked.problems}
    assert ("steps", Rule.EXPECTED) in told


def test_what_others_published_meanwhile_is_merged_or_asked_about(
    parts: Components, account: Account
) -> None:
    first = published(parts, account, summary="Un résumé " * 8).revision
    theirs = wanted(account, 1, title="Le titre des autres", summary="Un résumé " * 8)
    theirs = replace(theirs, sheet=first.sheet)
    second = hand_in(
        parts, Submission(account=account, revision=theirs, confirmed=True)
    )
    assert isinstance(second, Published)
    mine = replace(
        wanted(account, 1, title="Mon titre", summary="Un résumé " * 8),
        sheet=first.sheet,
    )
    asked = hand_in(parts, Submission(account=account, revision=mine, confirmed=True))
    assert isinstance(asked, Conflict)
    assert asked.merged is not None
    (clash,) = asked.merged.clashes
    decided = hand_in(
        parts,
        Submission(
            account=account,
            revision=mine,
            confirmed=True,
            resolutions={clash.name: Resolution.MINE},
        ),
    )
    assert isinstance(decided, Published)
    assert (decided.revision.number, decided.revision.title) == (3, "Mon titre")


def test_a_deleted_sheet_and_a_full_quota_raise(
    parts: Components, account: Account
) -> None:
    first = published(parts, account).revision
    none = replace(parts.settings.quotas, published_bytes_a_day=1)
    change = replace(wanted(account, 1, title="Autre"), sheet=first.sheet)
    with pytest.raises(QuotaError):
        hand_in(
            parts,
            Submission(account=account, revision=change, confirmed=True),
            quotas=none,
        )
    gone = replace(change, action=Action.DELETE, values={})
    with parts.store.write() as work:
        publish_version(parts.schema, work, gone)
    with pytest.raises(DeletedError):
        hand_in(parts, Submission(account=account, revision=change, confirmed=True))


def test_what_follows_is_told_only_of_what_was_written(
    parts: Components, account: Account
) -> None:
    told: list[int] = []
    one = Submission(account=account, revision=wanted(account))
    for submission in (one, replace(one, confirmed=True)):
        submit(
            parts.schema,
            parts.store,
            submission,
            quotas=parts.settings.quotas,
            afterwards=lambda: told.append(1),
        )
    assert told == [1]


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_only_who_wrote_a_sheet_or_edits_the_commons_makes_its_licence_freer(
    parts: Components, account: Account, role: Role
) -> None:
    mine = Submission(
        account=account, revision=wanted(account), draft=iri.new_id(), confirmed=True
    )
    first = hand_in(parts, mine)
    assert isinstance(first, Published)
    other = replace(added(parts.store, "malo@exemple.fr", "Malo"), role=role)
    freer = replace(wanted(other, 1, licence="CC0-1.0"), sheet=first.revision.sheet)
    done = hand_in(parts, Submission(account=other, revision=freer, confirmed=True))
    if role is Role.EDITOR:
        assert isinstance(done, Published)
    else:
        assert isinstance(done, Refused)
        assert Rule.LICENCE_OF_OTHERS in {one.rule for one in done.problems}
