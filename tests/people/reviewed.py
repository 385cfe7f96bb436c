"""An instance that holds what new accounts write, and the people who review it."""

from dataclasses import replace

from commons.adapters.store.people import accounts
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action
from commons.services.editing.submit import Outcome, Submission, submit
from commons.services.publishing.publish import NewRevision
from commons.settings import ReviewTerms
from commons.wiring.components import Components
from tests.core.kinds.examples import bare
from tests.people.visitor import Visitor

ALL, SHEETS = ReviewTerms(mode="all"), ReviewTerms(mode="sheets")


def reviewing(parts: Components, terms: ReviewTerms = ALL) -> Components:
    """Give the parts of an instance that holds what these terms say."""
    return replace(parts, settings=replace(parts.settings, review=terms))


def account_of(visitor: Visitor) -> Account:
    """Give the account that a visitor signed in with."""
    with visitor.parts.store.read() as work:
        found = accounts.by_email(work, visitor.email)
    assert found is not None
    return found[0]


def a_version(
    account: Account, sheet: str = "", parent: int | None = None, **values: object
) -> NewRevision:
    """Give a method that fulfils its kind, with some values of its own."""
    said: Values = {**bare("method"), **values}  # type: ignore[dict-item]
    return NewRevision(
        sheet=sheet or iri.new_id(),
        kind="method",
        parent=parent,
        action=Action.UPDATE if parent else Action.CREATE,
        author=account.person,
        change_note="une raison" if parent else "",
        values=said,
    )


def hands_in(
    parts: Components,
    account: Account,
    version: NewRevision,
    terms: ReviewTerms = ALL,
    **where: object,
) -> Outcome:
    """Submit a version; `where` says of which draft, as a Submission does."""
    placed = {"draft": version.sheet if version.parent is None else "", **where}
    submission = Submission(
        account=account,
        revision=version,
        confirmed=True,
        review=terms,
        **placed,  # type: ignore[arg-type]
    )
    return submit(parts.schema, parts.store, submission, quotas=parts.settings.quotas)
