"""Accepts and refuses the edits that are held for review, and gives them back.

What is accepted is published in the name of who wrote it, upon what was published
meanwhile. What is refused stays a draft of its author, who reads why.
"""

from collections.abc import Callable
from dataclasses import dataclass

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.adapters.store.people.persons import credit_person
from commons.adapters.store.site.audit_log import note_act
from commons.adapters.store.stewardship.review import held_edits, review_marks
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.people.operator import OPERATOR
from commons.core.domain.schema.kind import Schema
from commons.core.domain.schema.problem import Problem
from commons.core.domain.sheet import Action, Draft, Person, Revision
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.review import HeldEdit
from commons.errors import ConflictError, NotFoundError, UnfitSheetError
from commons.services.editing.merge import (
    MergeConflict,
    Merged,
    get_standing,
    merge_with_head,
    resolve_onto,
)
from commons.services.editing.submit import Conflict, Published, Refused
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.save import note_problems, save_sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenEdit:
    """What accepting a held edit would make.

    `author` is who handed it in, `head` the version that stands, None for a new sheet.
    `revision` is not in the log; `conflicts` are what others changed meanwhile where
    the edit changes it too, which stands in the way.
    """

    edit: HeldEdit
    author: Account
    head: Revision | None
    revision: Revision
    conflicts: tuple[MergeConflict, ...] = ()

    @property
    def gone(self) -> bool:
        """Whether the sheet was deleted meanwhile."""
        return self.head is not None and self.head.deleted


def foresee_edit(schema: Schema, work: Work, held: HeldEdit) -> ForeseenEdit:
    """Return what accepting an edit that waits would make, upon what stands now."""
    wanted = _wanted_of(work, held)
    head = get_standing(work, wanted)
    merged = merge_with_head(schema, work, wanted, {}, head)
    revision = Revision(
        sheet=held.sheet,
        kind=held.kind,
        number=head.number + 1 if head else 1,
        parent=head.number if head else None,
        sequence=0,
        instant=held.instant,
        action=wanted.action,
        author=wanted.author,
        change_note=held.note,
        values=merged.values if merged else held.values,
    )
    return ForeseenEdit(
        edit=held,
        author=accounts.get_account(work, held.account),
        head=head,
        revision=revision,
        conflicts=merged.clashes if merged else (),
    )


Decision = Published | Conflict | Refused


def accept_edit(
    schema: Schema,
    store: Store,
    identifier: str,
    reviewer: Account | None,
    tell: Callable[[Work, Person, Revision], None],
) -> Decision:
    """Publish a held edit, as one that a reviewer looked at.

    `reviewer` is None for the operator. `tell` is called in the transaction, with who
    accepted and what was published: it tells the author (`note_acceptance`).
    Nothing is written where it conflicts with what was published meanwhile, or where
    something stands against it now. Raises NotFoundError, DeletedError.
    """
    merged: Merged | None = None
    try:
        with store.write() as work:
            held = held_edits.get_waiting(work, identifier)
            wanted = _wanted_of(work, held)
            head = get_standing(work, wanted)
            merged = merge_with_head(schema, work, wanted, {}, head)
            onto = resolve_onto(wanted, merged)
            revision = save_sheet(schema, work, onto, confirmed=True, head=head)
            drafts.finish_draft(work, held.account, held.draft, known=held.known)
            held_edits.remove_held(work, held.id)
            review_marks.mark_reviewed(
                work, revision.sequence, reviewer.id if reviewer else None
            )
            person = reviewer.person if reviewer else OPERATOR
            credit_person(work, person)
            tell(work, person, revision)
            who = reviewer.person.id if reviewer else ""
            note_act(
                work, who, AuditAct.ACCEPT_EDIT, held.sheet, author=wanted.author.id
            )
    except UnfitSheetError as error:
        found = tuple(one for one in error.problems if isinstance(one, Problem))
        return Refused(problems=found, merged=merged)
    except ConflictError:
        return Conflict(merged=merged)
    return Published(revision=revision, merged=merged)


def refuse_edit(
    work: Work,
    identifier: str,
    reason: str,
    reviewer: Account | None = None,
) -> HeldEdit:
    """Refuse a held edit for a reason that its author reads; return it as it was.

    `reviewer` is None for the operator.
    Raises UnfitSheetError for a reason that says nothing, NotFoundError.
    """
    if problems := note_problems(reason, wanted=True):
        raise UnfitSheetError(problems)
    held = held_edits.get_waiting(work, identifier)
    held_edits.refuse_held(work, identifier, reason)
    _give_back(work, held)
    who = reviewer.person.id if reviewer else ""
    author = accounts.get_account(work, held.account)
    note_act(
        work,
        who,
        AuditAct.REFUSE_EDIT,
        held.sheet,
        author=author.person.id,
        reason=reason,
    )
    return held


def take_back_edit(work: Work, account: Account, identifier: str) -> HeldEdit:
    """Take one's own edit out of the queue; its text stays a draft.

    Raises NotFoundError for what is another's, or does not wait.
    """
    held = held_edits.get_waiting(work, identifier)
    if held.account != account.id:
        raise NotFoundError(identifier)
    held_edits.remove_held(work, identifier)
    _give_back(work, held)
    return held


def _give_back(work: Work, held: HeldEdit) -> None:
    """See that the text is in a draft, which its author may have thrown away."""
    if drafts.owner_of(work, held.draft):
        return
    draft = Draft(
        id=held.draft,
        account=held.account,
        kind=held.kind,
        sheet="" if held.creates else held.sheet,
        parent=held.parent,
        instant=clock.now(),
        values=held.values,
        note=held.note,
    )
    drafts.save_draft(work, draft)


def _wanted_of(work: Work, held: HeldEdit) -> NewRevision:
    """Return the version that a held edit is meant to become.

    A sheet that was begun meanwhile from the same draft is changed by it. What goes
    back to an older version was judged by other rules, when it was handed in.
    """
    begun = held.creates and held.sheet in revisions.get_heads(work, [held.sheet])
    reverts = held.action is Action.REVERT
    return NewRevision(
        sheet=held.sheet,
        kind=held.kind,
        parent=held.parent,
        action=Action.UPDATE if begun else held.action,
        author=accounts.get_account(work, held.account).person,
        change_note=held.note,
        values=held.values,
        beside=held.beside,
        withdraws=reverts,
        relicenses=reverts,
    )
