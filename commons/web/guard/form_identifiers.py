"""Vouches for the identifiers that a form carries: they were given here, to who sends it.

A new sheet bears the identifier of its draft, and a spreadsheet finds its sheets by
identifiers that anybody can work out: whoever chose one could stand in its way.
"""

import hmac
from hashlib import sha256

from flask import current_app

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account

_SEAL_SIGNS = 32


def sealed_id(account: Account, identifier: str) -> str:
    """Give what proves that an identifier was given to an account, for a form."""
    key = str(current_app.secret_key).encode()
    told = f"identifier {account.id} {identifier}".encode()
    return hmac.new(key, told, sha256).hexdigest()[:_SEAL_SIGNS]


def vouched_id(store: Store, account: Account, identifier: str, seal: str) -> str:
    """Give the identifier of a draft that a form names, or a new one in its place.

    It must have been given to this account, or be that of a draft or a sheet that
    exists, where others see to who may write.
    """
    if not iri.is_id(identifier):
        return iri.new_id()
    if hmac.compare_digest(seal.encode(), sealed_id(account, identifier).encode()):
        return identifier
    with store.read() as work:
        exists = drafts.owner_of(work, identifier) or revisions.get_heads(
            work, [identifier]
        )
    return identifier if exists else iri.new_id()
