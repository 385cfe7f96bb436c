"""Asks, remarks and replies under a sheet: who may write, resolve, hide and remove."""

import re
from dataclasses import dataclass, replace

from commons.adapters.store.community import remarks as store
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.version_list import version_authors
from commons.adapters.store.people.accounts import require_active
from commons.adapters.store.site.audit_log import note_act
from commons.adapters.store.stewardship.review.reports import settle_reports_of
from commons.core.domain import clock
from commons.core.domain.language.characters import clean_line, clean_text, is_blank
from commons.core.domain.people.account import Account, Permission, has_permission
from commons.core.domain.people.remark import (
    LONGEST_REASON,
    LONGEST_REMARK,
    MOST_REMARK_LINKS,
    MOST_REPLIES,
    Remark,
    RemarkState,
)
from commons.core.domain.site.audit import AuditAct
from commons.errors import (
    DeletedError,
    ForbiddenError,
    FullError,
    InvalidError,
    NotFoundError,
    UnfitFormError,
)
from commons.services.notifications.recording import note_remark

REPLIES = "replies"
"""The sort of a FullError of replies to one question."""

FAULTS = {
    "empty": "Écrivez quelques mots.",
    "long": "C’est trop long : 2 000 caractères au plus.",
    "links": "C’est trop de liens : 5 au plus.",
    "no_reason": "Dites pourquoi, en quelques mots : la personne le lira.",
    "long_reason": "C’est trop long : 300 caractères au plus.",
}
"""What is wrong with what was typed, in French, to translate."""

_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRemark:
    """What somebody sends: as question or not, to a remark (`parent`), about a step.

    `id` is that which its form was given, so that one that is sent twice is one.
    """

    id: str
    sheet: str
    text: str
    question: bool = True
    parent: str = ""
    step: str = ""
    step_title: str = ""


def post_remark(work: Work, account: Account, new: NewRemark) -> Remark:
    """Write down what somebody asks, remarks or replies.

    Raises UnfitFormError (of `text`), NotFoundError for no such sheet or remark,
    DeletedError, ForbiddenError for who was blocked meanwhile, InvalidError for what has
    no replies, FullError for one that has as many replies as it may.
    """
    require_active(work, account.id)
    text = check_text(new.text)
    if revisions.get_head(work, new.sheet).deleted:
        raise DeletedError(new.sheet)
    known = store.find_remark(work, new.id)
    if known is not None:
        if known.account != account.id or known.sheet != new.sheet:
            raise InvalidError("a remark with this identifier is there")
        return known
    if new.parent:
        _check_parent(work, new)
    remark = Remark(
        id=new.id,
        sheet=new.sheet,
        account=account.id,
        author=account.person,
        instant=clock.cut_to_millisecond(clock.now()),
        text=text,
        parent=new.parent,
        step="" if new.parent else new.step,
        step_title="" if new.parent else new.step_title,
        question=new.question and not new.parent,
    )
    store.add_remark(work, remark)
    note_remark(work, remark)
    return remark


def _check_parent(work: Work, new: NewRemark) -> None:
    parent = store.get_remark(work, new.parent)
    if parent.sheet != new.sheet or parent.state is RemarkState.HIDDEN:
        raise NotFoundError(new.parent)
    if parent.parent or parent.state is not RemarkState.SHOWN:
        raise InvalidError("only what stands on its own is replied to")
    if store.count_replies(work, parent.id) >= MOST_REPLIES:
        raise FullError(REPLIES, MOST_REPLIES)


def check_text(typed: str) -> str:
    """Return a text as it is kept. Raises UnfitFormError (of `text`)."""
    text = clean_text(typed).strip()
    fault = ""
    if is_blank(text):
        fault = "empty"
    elif len(text) > LONGEST_REMARK:
        fault = "long"
    elif len(_LINK.findall(text)) > MOST_REMARK_LINKS:
        fault = "links"
    if fault:
        raise UnfitFormError({"text": FAULTS[fault]})
    return text


def change_text(work: Work, account: Account, identifier: str, typed: str) -> Remark:
    """Let its author say it otherwise.

    Raises NotFoundError, ForbiddenError, UnfitFormError (of `text`).
    """
    require_active(work, account.id)
    remark = own_remark(work, account, identifier)
    text = check_text(typed)
    if text == remark.text:
        return remark
    now = clock.cut_to_millisecond(clock.now())
    changed = replace(remark, text=text, edited=now)
    store.change_remark(work, changed)
    return changed


def own_remark(work: Work, account: Account, identifier: str) -> Remark:
    """Return what somebody wrote. Raises NotFoundError, ForbiddenError for others."""
    remark = store.get_remark(work, identifier)
    if remark.state is RemarkState.DELETED:
        raise NotFoundError(identifier)
    if remark.account != account.id:
        raise ForbiddenError("only who wrote it changes it")
    return remark


def delete_remark(work: Work, account: Account, identifier: str) -> Remark:
    """Remove what its author takes back: the text is gone for good.

    The place is kept while there are replies. Raises NotFoundError, ForbiddenError.
    """
    remark = own_remark(work, account, identifier)
    if store.count_replies(work, remark.id):
        gone = replace(
            remark, text="", step_title="", step="", state=RemarkState.DELETED
        )
        store.change_remark(work, replace(gone, reason=""))
        return remark
    store.remove_remark(work, remark.id)
    if remark.parent and not store.count_replies(work, remark.parent):
        parent = store.find_remark(work, remark.parent)
        if parent is not None and parent.state is RemarkState.DELETED:
            store.remove_remark(work, parent.id)
    return remark


def resolve_question(
    work: Work, account: Account, identifier: str, *, resolved: bool
) -> Remark:
    """Say that a question has its answer, or has none yet.

    Raises NotFoundError, ForbiddenError, InvalidError for what is no question.
    """
    remark = store.get_remark(work, identifier)
    if not remark.question or remark.state is RemarkState.DELETED:
        raise InvalidError("only questions are resolved")
    if not may_resolve(account, remark, authors=_authors(work, remark.sheet)):
        raise ForbiddenError("only who asked, authors and editors resolve it")
    changed = replace(remark, resolved=resolved)
    store.change_remark(work, changed)
    return changed


def may_resolve(account: Account, remark: Remark, *, authors: frozenset[str]) -> bool:
    """Say whether somebody may resolve a question; `authors` are those of its sheet."""
    return (
        account.id == remark.account
        or account.person.id in authors
        or has_permission(account.role, Permission.MODERATE)
    )


def _authors(work: Work, sheet: str) -> frozenset[str]:
    return frozenset(person.id for person, _ in version_authors(work, sheet))


def hide_remark(work: Work, editor: Account, identifier: str, reason: str) -> Remark:
    """Show a remark to its author and to editors alone, with the reason; it is audited.

    Raises NotFoundError, UnfitFormError (of `reason`).
    """
    remark = _moderated(work, identifier)
    why = clean_line(reason)
    if is_blank(why):
        raise UnfitFormError({"reason": FAULTS["no_reason"]})
    if len(why) > LONGEST_REASON:
        raise UnfitFormError({"reason": FAULTS["long_reason"]})
    hidden = replace(remark, state=RemarkState.HIDDEN, reason=why)
    store.change_remark(work, hidden)
    act, who = AuditAct.HIDE_REMARK, editor.person.id
    note_act(work, who, act, identifier, reason=why)
    settle_reports_of(work, [f"/remarks/{identifier}"], who, act)
    return hidden


def show_remark(work: Work, editor: Account, identifier: str) -> Remark:
    """Show to everybody again what was hidden; it is audited. Raises NotFoundError."""
    shown = replace(_moderated(work, identifier), state=RemarkState.SHOWN, reason="")
    store.change_remark(work, shown)
    note_act(work, editor.person.id, AuditAct.SHOW_REMARK, identifier)
    return shown


def _moderated(work: Work, identifier: str) -> Remark:
    remark = store.get_remark(work, identifier)
    if remark.state is RemarkState.DELETED:
        raise NotFoundError(identifier)
    return remark
