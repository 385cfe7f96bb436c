"""Publishes what somebody wrote: the one way for the form and for every door to come.

One unit of work: what others published meanwhile is merged, who helped is credited,
the version is published and its draft ends; or nothing of it happens.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from commons.adapters.store.drafts import draft_shares, drafts
from commons.adapters.store.drafts.draft_shares import DraftWriters
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain.people.account import Account, Permission, has_permission
from commons.core.domain.schema.kind import Schema
from commons.core.domain.schema.problem import Problem
from commons.core.domain.sheet import Action, Revision
from commons.errors import ConflictError, UnfitSheetError
from commons.services.editing.hold import (
    DraftPlace,
    Held,
    Postponed,
    Writing,
    hold_version,
    postpone_version,
)
from commons.services.editing.merge import (
    Merged,
    Resolution,
    get_standing,
    merge_with_head,
    resolve_onto,
)
from commons.services.editing.sharing import credit_helpers
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.quotas import count_published
from commons.services.publishing.review.new_account_limits import (
    exceeded_limit,
    is_new_account,
)
from commons.services.publishing.review.policy import holds_edit
from commons.services.publishing.review.signals import NO_SIGNS, FormSigns
from commons.services.publishing.save import (
    PreparedVersion,
    from_draft,
    prepare_version,
    publish_prepared,
)
from commons.settings import Quotas, ReviewTerms

NO_REVIEW = ReviewTerms()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What an account hands in.

    `draft` is where it was written, "" for nowhere, as the form named `tab` knew it
    at the draft's revision `known`. `resolutions` are by the names of merge conflicts;
    `confirmed` accepts what is only to be completed. `review` says what is held, of
    whom, and `signs` how the form was sent. Who may delete a sheet
    may leave out a source of it, and change the licence of what others wrote.
    """

    account: Account
    revision: NewRevision
    draft: str = ""
    known: int = 0
    tab: str = ""
    resolutions: Mapping[str, Resolution] = field(default_factory=dict, hash=False)
    confirmed: bool = False
    review: ReviewTerms = NO_REVIEW
    signs: FormSigns = NO_SIGNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The version that was published; `merged` when others had published meanwhile."""

    revision: Revision
    merged: Merged | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Both changed the same, and it is not all decided yet. Nothing was written."""

    merged: Merged | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What stands against publishing, or is to be confirmed. Nothing was written."""

    problems: tuple[Problem, ...]
    merged: Merged | None


Outcome: TypeAlias = Published | Conflict | Refused | Held | Postponed


def submit(
    schema: Schema,
    store: Store,
    submission: Submission,
    *,
    quotas: Quotas,
    afterwards: Callable[[], None] = lambda: None,
) -> Outcome:
    """Publish a submission; `afterwards` is called once it is written.

    What its terms of review hold is kept for an editor instead. Raises DeletedError, NotFoundError, QuotaError, StorageError, BusyError.
    """
    account = submission.account
    merged: Merged | None = None
    try:
        with store.write() as work, count_published(work, account.id, quotas):
            work.afterwards(afterwards)
            writers = draft_shares.writers_of(work, submission.draft)
            wanted = wanted_revision(work, account, writers, submission.revision)
            head = get_standing(work, wanted)
            merged = merge_with_head(schema, work, wanted, submission.resolutions, head)
            prepared = prepare_version(
                schema,
                work,
                resolve_onto(wanted, merged),
                confirmed=submission.confirmed,
                head=head,
            )
            if prepared.changes and (
                kept := _kept_instead(work, submission, prepared, quotas)
            ):
                return kept
            revision = publish_prepared(schema, work, prepared)
            if writers.include(account.id):
                if submission.review.holds:  # what the draft gave while it was held
                    held_edits.remove_held_of(work, submission.draft)
                drafts.finish_draft(
                    work,
                    account.id,
                    submission.draft,
                    known=submission.known,
                    tab=submission.tab,
                )
    except UnfitSheetError as error:
        found = tuple(one for one in error.problems if isinstance(one, Problem))
        return Refused(problems=found, merged=merged)
    except ConflictError:
        return Conflict(merged=merged)
    return Published(revision=revision, merged=merged)


def _kept_instead(
    work: Work, submission: Submission, prepared: PreparedVersion, quotas: Quotas
) -> Held | Postponed | None:
    """Keep a version that is not to be published now; None for one that is."""
    account, review = submission.account, submission.review
    wanted, head = prepared.wanted, prepared.head
    place = DraftPlace(
        draft=submission.draft,
        known=submission.known,
        tab=submission.tab,
        signs=submission.signs,
    )
    if not is_new_account(work, review, account):
        return None
    if sort := exceeded_limit(work, account, wanted, head):
        writing = Writing(account=account, review=review, quotas=quotas)
        return postpone_version(work, writing, wanted, place, sort)
    if holds_edit(work, review, account, creates=wanted.action is Action.CREATE):
        return hold_version(work, account, wanted, place, quotas)
    return None


def wanted_revision(
    work: Work, account: Account, writers: DraftWriters, revision: NewRevision
) -> NewRevision:
    """Return the version that an account means, with all who wrote it credited.

    `writers` are those of the draft that it was written in.
    """
    if revision.action is Action.CREATE:
        revision = from_draft(work, account, writers, revision)
    speaks = has_permission(account.role, Permission.DELETE)
    signed = credit_helpers(work, account, writers, revision)
    return replace(signed, withdraws=speaks, relicenses=speaks)
