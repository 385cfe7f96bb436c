"""Takes up what another site publishes: looks at it, keeps it as a draft, publishes it.

No way around the matrix: the licence that is chosen must be one that the source
allows, and what is drafted is published by the form or by `submit`, which check again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.remote import refusals
from commons.adapters.remote.port import Remote
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.log.projections.link_targets import named_heads
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Schema, Value, Values
from commons.core.domain.schema.licence import RemixVerdict, remix_verdict
from commons.core.domain.sheet import SOURCES, Action, Draft
from commons.core.kinds.rules.credits import AUTHORS, authors_of, credited_row
from commons.errors import RemoteError
from commons.services.editing.drafts import save_draft
from commons.services.editing.submit import Outcome, Submission, submit
from commons.services.federation.foreign_files import bring_files
from commons.services.federation.foreign_page import read_foreign_page
from commons.services.federation.foreign_sheet import (
    ForeignVersion,
    SheetAddress,
    host_of,
    read_foreign_version,
    sheet_address,
    with_order,
)
from commons.services.federation.foreign_values import (
    media_addresses,
    named_sheets,
    own_values,
)
from commons.services.federation.originals import (
    LICENCE_UNKNOWN,
    LINK_ONLY,
    MOVED_ON,
    NOT_ALLOWED,
    OWN_SITE,
    ForeignOriginal,
    Note,
)
from commons.services.publishing import quotas as spending
from commons.services.publishing.law.source_law import LONGEST_CREDIT, source_licences
from commons.services.publishing.publish import NewRevision
from commons.services.reuse.adaptation import (
    LicenceChoice,
    adapted_values,
    licence_choices,
    place_values,
)
from commons.settings import Quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapting:
    """What an adaptation from elsewhere works with."""

    schema: Schema
    store: Store
    blobs: BlobStore
    remote: Remote
    base: str
    quotas: Quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptationWishes:
    """What whoever adapts asks for; "" for what is left to the form.

    `territory` is as typed, `licence` the key for what is made, `source_licence` the
    one that a page is under which does not say. `notice` says that the notice of the
    source is kept, for a licence that asks for it. `authors` are names beside or
    instead of the account's own.
    """

    territory: str = ""
    licence: str = ""
    source_licence: str = ""
    changes: str = ""
    notice: bool = False
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """The values of what is made, before it is kept; `names` are its files here."""

    kind: str
    values: Values = field(hash=False)
    names: tuple[str, ...]
    notes: tuple[Note, ...]


def find_original(here: Adapting, address: str, kind: str = "") -> ForeignOriginal:
    """Return what stands at an address: a sheet of a commons, or another page.

    `kind` is the one that a page is read for. Nothing is written, and no file fetched.
    Raises RemoteError.
    """
    named = sheet_address(address)
    if named is not None and _is_own(here, named):
        raise RemoteError(OWN_SITE)
    if named is not None:
        try:
            return _sheet(here, named)
        except RemoteError as error:
            if not _is_no_commons(error):
                raise
    return read_foreign_page(here.remote, here.schema, address, kind)


def choices_for(
    schema: Schema, original: ForeignOriginal, source_licence: str = ""
) -> tuple[LicenceChoice, ...]:
    """Return the licences that what is made may have, those that fit first.

    () while the licence of the original is not known. Raises RemoteError when it
    allows none: the text may be quoted and linked, not adapted.
    """
    bound = _binding(original, source_licence)
    if not bound:
        return ()
    found = licence_choices(schema, bound)
    if all(one.verdict is RemixVerdict.REFUSED for one in found):
        raise RemoteError(LINK_ONLY)
    return found


def adapt_original(
    here: Adapting,
    account: Account,
    original: ForeignOriginal,
    wishes: AdaptationWishes,
) -> Adapted:
    """Return what an account makes of an original, with its files brought.

    Raises RemoteError for a licence that is not known or not allowed, QuotaError.
    """
    kind = here.schema.kinds[original.kind]
    licence = chosen_licence(here.schema, original, wishes)

    def spend(size_bytes: int) -> None:
        with here.store.write(quiet=True, durable=False) as work:
            spending.send_file(work, account.id, size_bytes, here.quotas)

    brought = bring_files(here.remote, here.blobs, kind, original, spend)
    whole = replace(original, values=brought.values)
    values: dict[str, Value] = {
        **_begun(here.schema, account, whole, wishes.source_licence),
        **place_values(here.schema, kind, original.title, wishes.territory),
        "licence": licence,
    }
    if wishes.authors:
        values["authors"] = [{"name": name} for name in wishes.authors]
    said: dict[str, Value] = {
        **({"changes": wishes.changes} if wishes.changes else {}),
        **({"notice": True} if wishes.notice else {}),
    }
    if said:
        values[SOURCES] = _with_words(values.get(SOURCES), said)
    return Adapted(
        kind=kind.key,
        values=values,
        names=brought.names,
        notes=(*original.notes, *brought.notes),
    )


def keep_draft(here: Adapting, account: Account, adapted: Adapted) -> Draft:
    """Keep what was made as a new draft of the account. Raises FullError."""
    draft = Draft(
        id=iri.new_id(),
        account=account.id,
        kind=adapted.kind,
        sheet="",
        parent=None,
        instant=clock.now(),
        values=adapted.values,
    )
    with here.store.write(quiet=True) as work:
        file_visibility.note_sender(work, account.id, adapted.names)
        return save_draft(work, account, draft, known=0, quotas=here.quotas).draft


def publish_adapted(
    here: Adapting,
    account: Account,
    adapted: Adapted,
    afterwards: Callable[[], None] = lambda: None,
) -> Outcome:
    """Publish what was made as a new sheet, as the form does, without a draft."""
    sheet = iri.new_id()
    revision = NewRevision(
        sheet=sheet,
        kind=adapted.kind,
        parent=None,
        action=Action.CREATE,
        author=account.person,
        change_note="",
        values=adapted.values,
    )
    return submit(
        here.schema,
        here.store,
        Submission(account=account, revision=revision, draft=sheet, confirmed=True),
        quotas=here.quotas,
        afterwards=afterwards,
    )


def _sheet(here: Adapting, wanted: SheetAddress) -> ForeignOriginal:
    """Return the version that an address names, and say whether others followed."""
    head = read_foreign_version(here.remote, here.schema, replace(wanted, number=0))
    found = head
    if wanted.number and wanted.number != head.read.number:
        found = read_foreign_version(here.remote, here.schema, wanted)
    if _is_own(here, found.at):
        raise RemoteError(OWN_SITE)
    found = with_order(here.remote, here.schema, found)
    named = named_sheets(here.schema, found.read)
    with here.store.read() as work:
        heads = named_heads(work, sorted(named))
    ours = {sheet for sheet, one in heads.items() if not one.deleted}
    values, notes = own_values(here.schema, found.read, found.at.base, ours)
    moved = head.read.number - found.read.number
    if moved > 0:
        told = Note(sentence=MOVED_ON, details={"number": head.read.number})
        notes = (told, *notes)
    return _as_original(here.schema, found, values, notes)


def _as_original(
    schema: Schema, found: ForeignVersion, values: Values, notes: tuple[Note, ...]
) -> ForeignOriginal:
    revision = replace(found.read.as_revision(), values=values)
    names = ", ".join(who.name for who in authors_of(schema, revision))
    return ForeignOriginal(
        url=found.at.iri,
        host=host_of(found.at.base),
        base=found.at.base,
        title=revision.title,
        authors=(names or found.read.author)[:LONGEST_CREDIT],
        licence=revision.licence,
        kind=revision.kind,
        language=revision.language,
        values=values,
        revision=revision,
        files=media_addresses(values, found.at.base),
        notes=notes,
    )


def _begun(
    schema: Schema, account: Account, original: ForeignOriginal, source_licence: str
) -> Values:
    """Return what an adaptation begins with, its source filled in."""
    if original.revision is not None:
        kind = schema.kinds[original.kind]
        whole = replace(original.revision, values=original.values)
        return adapted_values(schema, kind, [whole], account.person, original.base)
    source: Mapping[str, Value] = {
        "url": original.url,
        "title": original.title[:LONGEST_CREDIT],
        "author": (original.authors or original.host)[:LONGEST_CREDIT],
        "licence": original.licence or source_licence,
    }
    return {
        **original.values,
        AUTHORS: [credited_row(account.person)],
        SOURCES: [source],
    }


def chosen_licence(
    schema: Schema, original: ForeignOriginal, wishes: AdaptationWishes
) -> str:
    """Return the licence of what is made: the one asked for, else the nearest.

    Whoever asks may name one that is not offered to choose from, and may be published
    under. Raises RemoteError for one that the source does not allow, or does not say.
    """
    found = choices_for(schema, original, wishes.source_licence)
    if not found:
        raise RemoteError(LICENCE_UNKNOWN)
    if not wishes.licence:
        return found[0].licence.key
    wanted = schema.licences.get(wishes.licence)
    judged = {
        remix_verdict(schema.licences, licence, wishes.licence)
        for licence in _binding(original, wishes.source_licence)
    }
    if wanted is None or not wanted.publishable or RemixVerdict.REFUSED in judged:
        short = wishes.licence if wanted is None else wanted.short
        raise RemoteError(NOT_ALLOWED, licence=short)
    return wanted.key


def _binding(original: ForeignOriginal, source_licence: str) -> tuple[str, ...]:
    """Return the licences that bind what is made of an original; () when not known."""
    if original.revision is not None:
        return source_licences(original.revision)
    return tuple(filter(None, [original.licence or source_licence]))


def _with_words(sources: Value | None, said: Values) -> list[Value]:
    """Return the rows of sources, the first of which says more."""
    rows = _rows(sources)
    first = rows[0] if rows and isinstance(rows[0], Mapping) else {}
    return [{**first, **said}, *rows[1:]]


def _rows(value: Value | None) -> list[Value]:
    return value if isinstance(value, list) else []


def _is_own(here: Adapting, named: SheetAddress) -> bool:
    return named.base == here.base


def _is_no_commons(error: RemoteError) -> bool:
    """Say whether what answered is a page, and none of a commons."""
    return error.sentence == refusals.STATUS
