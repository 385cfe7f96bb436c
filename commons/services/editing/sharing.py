"""Lets somebody write with or for another: a draft shared with a named account.

Its owner shares it, by the other's pseudonym, and ends the sharing; so can the
companion. Both may write in it and publish it, and both are credited.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from commons.adapters.store.drafts import draft_shares, drafts
from commons.adapters.store.drafts.draft_shares import DraftWriters
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.core.domain.people.account import Account, Permission, has_permission
from commons.core.domain.schema.kind import Value, Values
from commons.core.domain.sheet import Collaborator, Person
from commons.core.kinds.rules.credits import AUTHORS, PERSON, credited_row
from commons.errors import NotFoundError, UnfitFormError
from commons.services.publishing.publish import NewRevision

HELPER = "assisted_writing"
MOST_COMPANIONS = 5

FAULTS = {
    "unknown": "Personne n’écrit ici sous ce nom. Demandez à la personne le nom"
    " exact de son compte.",
    "self": "C’est votre propre nom : indiquez celui de la personne avec qui écrire.",
    "many": "Ce brouillon est déjà partagé avec cinq personnes.",
}
"""What may be wrong with a name -> the sentence, to be translated."""


def share_draft(work: Work, me: Account, draft: str, name: str) -> Person:
    """Share one's own draft with the account of this pseudonym; say whose it is.

    Raises NotFoundError for a draft that is not one's own, UnfitFormError.
    """
    if drafts.owner_of(work, draft) != me.id:
        raise NotFoundError(draft)
    found = accounts.by_name(work, name)
    if (
        found is None
        or not found.active
        or not has_permission(found.role, Permission.WRITE)
    ):
        raise UnfitFormError({"name": FAULTS["unknown"]})
    if found.id == me.id:
        raise UnfitFormError({"name": FAULTS["self"]})
    active = [one for one in draft_shares.shares_of(work, draft) if one.active]
    if len(active) >= MOST_COMPANIONS:
        raise UnfitFormError({"name": FAULTS["many"]})
    draft_shares.add_share(work, draft, found.id)
    return found.person


def end_share(work: Work, me: Account, draft: str, person: str) -> Collaborator:
    """End the sharing with a person: as the owner, or as that person.

    Raises NotFoundError when there is nothing that one may end.
    """
    mine = drafts.owner_of(work, draft) == me.id
    for one in draft_shares.shares_of(work, draft):
        if one.active and one.person.id == person and (mine or one.account == me.id):
            draft_shares.remove_share(work, draft, one.account)
            return one
    raise NotFoundError(draft)


def credit_helpers(
    work: Work, me: Account, writers: DraftWriters, new_revision: NewRevision
) -> NewRevision:
    """Credit, in what is about to be published, all who wrote its draft.

    A draft that this account may not see, or that is none, changes nothing.
    """
    if not writers.include(me.id):
        return new_revision
    wrote = [one.person for one in writers.collaborators if one.wrote]
    if writers.owner != me.id and me.person not in wrote:
        wrote.append(me.person)
    if not wrote:
        return new_revision
    begun = accounts.get_account(work, writers.owner).person
    return replace(
        new_revision,
        values=sign_helpers(new_revision.values, wrote),
        beside=frozenset({begun.id, *(person.id for person in wrote)}),
    )


def sign_helpers(values: Values, people: Iterable[Person]) -> Values:
    """Add those who helped to write to the authors, unless they are there."""
    found = values.get(AUTHORS)
    rows: list[Value] = list(found) if isinstance(found, list) else []
    there = {str(row.get(PERSON)) for row in rows if isinstance(row, Mapping)}
    new: list[Value] = [
        credited_row(person, HELPER) for person in people if person.id not in there
    ]
    return {**values, AUTHORS: [*rows, *new]} if new else values
