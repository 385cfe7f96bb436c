"""Begins, changes, merges and removes organisations; each is in the audit log."""

from dataclasses import dataclass, replace

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import organisations as store
from commons.adapters.store.people.accounts import require_active
from commons.adapters.store.site.audit_log import note_act
from commons.adapters.store.stewardship.review.reports import settle_reports_of
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Account, Permission, has_permission
from commons.core.domain.people.profile import Organisation
from commons.core.domain.site.audit import AuditAct
from commons.core.kinds.places.hierarchy import codes_around
from commons.core.kinds.places.register import Places
from commons.errors import (
    ForbiddenError,
    FullError,
    NotFoundError,
    UnfitFormError,
)
from commons.services.people.directory.profile_fields import (
    FAULTS as FIELD_FAULTS,
    link_faults,
    name_faults,
    place_faults,
    read_links,
    read_words,
    words_faults,
)
from commons.services.publishing.review.policy import is_under_review
from commons.settings import ReviewTerms

MOST_BEGUN = 100
"""How many organisations may be last written by one account that reviews nothing."""
ORGANISATIONS = "organisations"
"""The sort of a FullError of theirs."""
MOST_ALIKE = 12

FAULTS = {
    "taken": "Une organisation de ce nom existe déjà.",
    "no_other": "Donnez l’adresse de la page de l’autre organisation.",
    "full": "C’est assez d’organisations pour un seul compte.",
    "itself": "C’est la même organisation : rien n’est à fusionner.",
}
"""What is wrong with an organisation, in French, to translate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationForm:
    """What somebody typed of an organisation.

    `other` says that it is another one than those of the same name. `revision` is the
    one that the form was made from, 0 for a new organisation.
    """

    name: str = ""
    words: str = ""
    territory: str = ""
    link: str = ""
    other: bool = False
    revision: int = 0


class ChangedError(UnfitFormError):
    """Somebody else changed the organisation since the form was made."""

    def __init__(self, current: Organisation) -> None:
        super().__init__({})
        self.current = current


class SameNameError(UnfitFormError):
    """Organisations of the same name are there already."""

    def __init__(self, found: list[Organisation]) -> None:
        super().__init__({"name": FAULTS["taken"]})
        self.found = tuple(found)


def may_change(
    work: Work, terms: ReviewTerms, account: Account, organisation: Organisation
) -> bool:
    """Return whether an account may change an organisation.

    Its people and editors may; who is under review may change what they began alone.
    """
    if has_permission(account.role, Permission.REVIEW):
        return True
    person = account.person.id
    if is_under_review(work, terms, account):
        return organisation.author == person and not organisation.accepted
    return organisation.author == person or store.belongs_to(
        work, person, organisation.id
    )


def may_read(
    work: Work, terms: ReviewTerms, account: Account | None, organisation: Organisation
) -> bool:
    """Return whether somebody may read of an organisation that is not merged."""
    if account is not None and (
        organisation.author == account.person.id
        or has_permission(account.role, Permission.REVIEW)
    ):
        return True
    return store.shown_organisation(work, organisation.id, terms) is not None


def begin_organisation(
    work: Work, terms: ReviewTerms, account: Account, name: str
) -> Organisation:
    """Write down an organisation of which only the name is known. Raises FullError."""
    _count(work, account)
    begun = Organisation(
        id=iri.new_id(),
        name=name,
        slug=iri.slugify(name),
        author=account.person.id,
        accepted=not is_under_review(work, terms, account),
    )
    store.put_organisation(work, begun, ())
    _note(work, account, begun, "begin")
    return begun


def save_organisation(
    work: Work,
    desk: tuple[Places, ReviewTerms],
    account: Account,
    identifier: str,
    form: OrganisationForm,
) -> Organisation:
    """Write down an organisation, a new one for an `identifier` of "".

    Raises NotFoundError, ForbiddenError, FullError, UnfitFormError, SameNameError, and
    ChangedError where somebody else changed it meanwhile.
    """
    require_active(work, account.id)
    places, terms = desk
    before = open_organisation(work, identifier) if identifier else None
    if before is not None and not may_change(work, terms, account, before):
        raise ForbiddenError(identifier)
    read = _read(places, form, before)
    if before is not None and form.revision != before.revision:
        raise ChangedError(before)
    if before is None:
        _count(work, account)
    if before is None or before.name != read.name:
        _refuse_same(work, terms, account, read, other=form.other)
    held = is_under_review(work, terms, account)
    saved = replace(
        read,
        author=account.person.id,
        accepted=not held,
        revision=before.revision + 1 if before else 1,
    )
    codes = codes_around(places, saved.territory) if saved.territory else ()
    store.put_organisation(work, saved, codes)
    _note(work, account, saved, "change" if before else "begin", before)
    return saved


def open_organisation(work: Work, identifier: str) -> Organisation:
    """Return an organisation that stands. Raises NotFoundError for a merged one too."""
    found = store.get_organisation(work, identifier)
    if found.merged:
        raise NotFoundError(identifier)
    return found


def merge_into(work: Work, account: Account, gone: str, target: str) -> Organisation:
    """Let one organisation take the place of another; return the one that stays.

    Its people become the other's, and its address leads there. `target` is the address
    of its page, or its identifier. Raises NotFoundError, UnfitFormError of `target`.
    """
    leaving = open_organisation(work, gone)
    named = next((part for part in target.strip().split("/") if iri.is_id(part)), "")
    try:
        staying = open_organisation(work, named)
    except NotFoundError as error:
        raise UnfitFormError({"target": FAULTS["no_other"]}) from error
    if staying.id == leaving.id:
        raise UnfitFormError({"target": FAULTS["itself"]})
    store.merge_organisation(work, leaving.id, staying.id)
    note_act(
        work,
        account.person.id,
        AuditAct.ORGANISATION,
        leaving.id,
        done="merge",
        name=leaving.name,
        into=staying.id,
    )
    _settle_reports(work, account, leaving)
    return staying


def remove(work: Work, account: Account, identifier: str) -> None:
    """Forget an organisation. Raises NotFoundError."""
    gone = open_organisation(work, identifier)
    store.remove_organisation(work, gone.id)
    _note(work, account, gone, "remove", gone)
    _settle_reports(work, account, gone)


def _read(
    places: Places, form: OrganisationForm, before: Organisation | None
) -> Organisation:
    """Return what was typed as an organisation. Raises UnfitFormError."""
    name, words = clean_line(form.name), read_words(form.words)
    links, code = read_links(form.link), places.named(form.territory) or ""
    faults = {
        **name_faults("name", name),
        **words_faults(words),
        **place_faults(form.territory, code),
        **link_faults("link", links),
    }
    if len(links) > 1:
        faults["link"] = FIELD_FAULTS["link"]
    if faults:
        raise UnfitFormError(faults)
    return Organisation(
        id=before.id if before else iri.new_id(),
        name=name,
        slug=iri.slugify(name),
        author="",
        words=words,
        territory=code,
        link=links[0] if links else "",
    )


def _refuse_same(
    work: Work,
    terms: ReviewTerms,
    account: Account,
    read: Organisation,
    *,
    other: bool,
) -> None:
    """Raise SameNameError where others bear the name, unless it is said to be another."""
    alike = store.organisations_named(
        work, read.name, terms, account.person.id, limit=MOST_ALIKE
    )
    folded = store.folded_name(read.name)
    same = [
        one
        for one in alike
        if one.id != read.id and store.folded_name(one.name) == folded
    ]
    if same and not other:
        raise SameNameError(same)


def _count(work: Work, account: Account) -> None:
    if has_permission(account.role, Permission.REVIEW):
        return
    if store.count_begun(work, account.person.id) >= MOST_BEGUN:
        raise FullError(ORGANISATIONS, MOST_BEGUN)


def _settle_reports(work: Work, account: Account, gone: Organisation) -> None:
    path, who = f"/organisations/{gone.id}", account.person.id
    settle_reports_of(work, [path], who, AuditAct.ORGANISATION)


def _note(
    work: Work,
    account: Account,
    organisation: Organisation,
    done: str,
    before: Organisation | None = None,
) -> None:
    """Write down what was done, and what stood before in each part that changed."""
    changed = {
        f"{part}_before": getattr(before, part)
        for part in ("name", "words", "territory", "link")
        if before is not None
        and (done == "remove" or getattr(before, part) != getattr(organisation, part))
    }
    note_act(
        work,
        account.person.id,
        AuditAct.ORGANISATION,
        organisation.id,
        done=done,
        name=organisation.name,
        **changed,
    )
