"""Everything of one's own in one ZIP of open formats (GDPR, articles 15 and 20).

The sheets one wrote in come as any ZIP of sheets does; what is in no log as JSON. What
would be too much is left out, and named with its address.
"""

import json
from dataclasses import replace
from typing import Any

from commons.adapters.store.community.notifications import searches, subscriptions
from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.people import organisations, own_rows, profiles
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.people.notification import (
    MOST_FOLLOWED,
    SEARCH,
    read_topic,
    topic_of,
)
from commons.core.domain.sheet import Revision
from commons.errors import TooCostlyError
from commons.services.exchange.archive.sheet_archive import (
    ArchiveTerms,
    SheetArchive,
    collect_archive,
)

MOST_SHEETS = 1_000
MOST_FILE_BYTES = 300_000_000
LEFT = "LEFT-OUT.txt"


def collect_own(work: Work, terms: ArchiveTerms, account: Account) -> SheetArchive:
    """Read all that is an account's own, as far as one ZIP holds it."""
    found = revisions.by_person(work, account.person.id, limit=MOST_SHEETS)
    archive, left = _sheets(work, terms, found)
    texts = {
        **archive.texts,
        "account.json": _json(_about(account)),
        "remarks.json": _json(own_rows.own_remarks(work, account.id)),
        "thanks.json": _json(own_rows.own_thanks(work, account.id)),
        "profile.json": _json(_profile(work, account)),
        "followed.json": _json(_followed(work, account)),
    }
    for draft in drafts.drafts_of(work, account.id):
        texts[f"drafts/{draft.id}.json"] = _json(
            {
                "kind": draft.kind,
                "sheet": draft.sheet,
                "instant": draft.instant.isoformat(),
                "note": draft.note,
                "values": dict(draft.values),
            }
        )
    files, lost = _with_own(work, terms, archive.files, account)
    missed = [iri.sheet_iri(one.sheet, terms.base) for one in left] + lost
    if missed:
        texts[LEFT] = "\n".join(missed) + "\n"
    return replace(archive, texts=texts, files=files)


def _sheets(
    work: Work, terms: ArchiveTerms, found: list[Revision]
) -> tuple[SheetArchive, list[Revision]]:
    """Return the ZIP of as many sheets as it holds, the newest, and those it does not."""
    count = len(found)
    while count:
        try:
            return collect_archive(work, terms, found[:count]), found[count:]
        except TooCostlyError:
            count //= 2
    return SheetArchive(texts={}, files=(), versions=()), found


def _with_own(
    work: Work, terms: ArchiveTerms, names: tuple[str, ...], account: Account
) -> tuple[tuple[str, ...], list[str]]:
    """Return the files of sheets and those that were sent, and what is too much."""
    left, room = [], MOST_FILE_BYTES
    chosen = list(names)
    for name in own_rows.own_files(work, account.id):
        if name in chosen or not terms.blobs.has(name):
            continue
        room -= terms.blobs.size_bytes(name)
        if room < 0:
            left.append(f"{terms.base}/media/{name}")
        else:
            chosen.append(name)
    return tuple(chosen), left


def _about(account: Account) -> dict[str, Any]:
    return {
        "name": account.person.name,
        "person": account.person.id,
        "email": account.email,
        "email_confirmed": account.email_confirmed,
        "role": account.role.name.lower(),
        "created": account.created.isoformat(),
        "language": account.language,
    }


def _profile(work: Work, account: Account) -> dict[str, Any]:
    """Return what somebody says of themselves, {} for nothing."""
    found = profiles.get_profile(work, account.person.id)
    if found is None:
        return {}
    held = found.organisation
    return {
        "words": found.words,
        "territory": found.territory,
        "organisation": organisations.get_organisation(work, held).name if held else "",
        "themes": found.themes,
        "links": found.links,
    }


def _followed(work: Work, account: Account) -> dict[str, Any]:
    """Return what an account follows and mutes, and how it is told of what happens."""
    topics = subscriptions.list_subscriptions(work, account.id, limit=MOST_FOLLOWED)
    named = (read_topic(one.topic) for one in topics)
    known = searches.find_searches(
        work, [name for root, name in named if root == SEARCH]
    )
    asked = {topic_of(SEARCH, name): one.address for name, one in known.items()}
    return {
        "topics": [
            {
                "topic": one.topic,
                "muted": one.muted,
                "address": asked.get(one.topic, ""),
            }
            for one in topics
        ],
        "told": subscriptions.read_deliveries(work, account.id),
    }


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
