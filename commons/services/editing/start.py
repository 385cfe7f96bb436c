"""Opens what somebody will write: the one way for the form and for every door to come.

One state of the database is read: the values that the text starts from, the draft
that it is kept in, who else writes there, and what may help. Where it starts from is a
source of `text_sources`, which has a row in `_READERS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Kind, Schema, Values
from commons.core.domain.sheet import Draft, Revision
from commons.core.kinds.rules.credits import AUTHORS, CURATOR, credited_row
from commons.core.kinds.rules.sheet_lists import (
    listed_sheets,
    may_be_listed,
    sheet_list,
)
from commons.core.kinds.rules.trial_rules import may_be_tried
from commons.core.kinds.rules.validation import as_list
from commons.errors import DeletedError, NotFoundError
from commons.services.editing.source_update import source_changes, take_over
from commons.services.editing.surroundings import (
    Surroundings,
    company_of,
    example_sheet,
)
from commons.services.editing.text_sources import (
    Adaptation,
    BlankSheet,
    FollowedOriginal,
    KeptDraft,
    NewTrial,
    OlderVersion,
    Source,
    SourceUpdate,
    StandingVersion,
    Translation,
    WithSheet,
)
from commons.services.publishing.links import titles_of
from commons.services.reuse.adaptation import (
    adapted_values,
    fitting_licence,
    place_values,
    read_originals,
    title_without_place,
)
from commons.services.reuse.translation import (
    following_values,
    may_be_translated,
    translated_values,
)
from commons.services.reuse.trials import subject_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """All that a form opens with.

    `head` is the version that stands, None for a new sheet; `parent` is the number
    of the one that the text was begun from, `note` what is said of it. `titles` maps
    the sheets that `values` name to titles that name one sheet only.
    """

    kind: Kind
    head: Revision | None
    parent: int | None
    draft: Draft | None
    values: Values = field(hash=False)
    titles: Mapping[str, str] = field(hash=False)
    around: Surroundings
    note: str = ""

    @property
    def missed(self) -> int:
        """How many versions were published since the text was begun."""
        return self.head.number - (self.parent or 0) if self.head else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlived:
    """The sheet of a draft was deleted: the text goes on as a new sheet of the kind."""

    kind: Kind
    draft: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlicensed:
    """No licence of ours lets the sources be adapted together: nothing starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beginning:
    """What a source says."""

    kind: str
    values: Values = field(hash=False)
    head: Revision | None = None
    parent: int | None = None
    draft: Draft | None = None
    original: Revision | None = None
    note: str = ""
    updated: Revision | None = None


_NotBegun: TypeAlias = Outlived | Unlicensed
_Reader: TypeAlias = Callable[[Schema, Work, Account, Any], _Beginning | _NotBegun]


def start(
    schema: Schema, work: Work, account: Account, source: Source
) -> Started | Outlived | Unlicensed:
    """Return what an account starts to write from.

    Raises NotFoundError for what is not there, or not this account's to see;
    DeletedError for a deleted sheet.
    """
    found = _READERS[type(source)](schema, work, account, source)
    if not isinstance(found, _Beginning):
        return found
    kind = schema.kinds[found.kind]
    return Started(
        kind=kind,
        head=found.head,
        parent=found.parent,
        draft=found.draft,
        values=found.values,
        titles=titles_of(work, kind, found.values),
        around=Surroundings(
            company=company_of(work, account, found.draft) if found.draft else None,
            example=example_sheet(work, kind),
            waiting=None if found.draft else _waiting(work, account, found),
            original=found.original,
            subject=subject_of(work, kind, found.values),
            updated=found.updated,
        ),
        note=found.draft.note if found.draft else found.note,
    )


def blank_values(schema: Schema, account: Account, language: str) -> Values:
    """Return what every new sheet of an account begins with."""
    return {
        "language": language,
        "licence": next(iter(schema.licences)),
        AUTHORS: [credited_row(account.person)],
    }


def _start_blank(
    schema: Schema, _work: Work, account: Account, source: BlankSheet
) -> _Beginning:
    if source.kind not in schema.kinds:
        raise NotFoundError(source.kind)
    values = blank_values(schema, account, source.language)
    if source.title:
        values = {**values, "title": source.title}
    if sheet_list(schema.kinds[source.kind]):
        values = {**values, AUTHORS: [credited_row(account.person, CURATOR)]}
    return _Beginning(kind=source.kind, values=values)


def _start_standing(
    _schema: Schema, work: Work, _account: Account, source: StandingVersion
) -> _Beginning:
    head = _live_head(work, source.sheet)
    return _Beginning(kind=head.kind, values=head.values, head=head, parent=head.number)


def _start_older(
    _schema: Schema, work: Work, _account: Account, source: OlderVersion
) -> _Beginning:
    head = _live_head(work, source.sheet)
    older = revisions.get_revision(work, source.sheet, source.number)
    return _Beginning(
        kind=head.kind, values=older.values, head=head, parent=head.number
    )


def _start_draft(
    schema: Schema, work: Work, account: Account, source: KeptDraft
) -> _Beginning | Outlived:
    head = revisions.get_head(work, source.sheet) if source.sheet else None
    if head and head.deleted:
        return Outlived(kind=schema.kinds[head.kind], draft=source.draft)
    kind = head.kind if head else source.kind
    draft = drafts.get_draft(work, account.id, source.draft)
    if (draft.kind, _sheet_of(work, draft, head)) != (kind, source.sheet):
        raise NotFoundError(source.draft)
    return _Beginning(
        kind=kind,
        values=draft.values,
        head=head,
        parent=draft.parent if head else None,
        draft=draft,
    )


def _start_adaptation(
    schema: Schema, work: Work, account: Account, source: Adaptation
) -> _Beginning | Unlicensed:
    originals = read_originals(work, [(source.sheet, source.number), *source.further])
    original = originals[0]
    if original.kind != source.kind:
        raise NotFoundError(source.sheet)
    if not fitting_licence(schema, originals):
        return Unlicensed()
    kind = schema.kinds[original.kind]
    return _Beginning(
        kind=original.kind,
        values={
            **adapted_values(schema, kind, originals, account.person, source.base),
            **place_values(
                schema, kind, title_without_place(original), source.territory
            ),
        },
        original=original,
    )


def _start_trial(
    schema: Schema, work: Work, account: Account, source: NewTrial
) -> _Beginning:
    blank = BlankSheet(kind=source.kind, language=source.language)
    begun = _start_blank(schema, work, account, blank)
    subject = schema.kinds[source.kind].subject
    head = _live_head(work, source.sheet)
    number = source.number or head.number
    tried = revisions.get_revision(work, source.sheet, number)
    if (
        subject is None
        or tried.deleted
        or tried.purged
        or not may_be_tried(schema.kinds[head.kind])
    ):
        raise NotFoundError(source.sheet)
    address = iri.version_iri(source.sheet, number, base="")
    return replace(begun, values={**begun.values, subject.key: address})


def _start_translation(
    schema: Schema, work: Work, account: Account, source: Translation
) -> _Beginning | Unlicensed:
    _live_head(work, source.sheet)
    original = revisions.get_revision(work, source.sheet, source.number)
    kind = schema.kinds[original.kind]
    known = may_be_translated(kind) and kind.key == source.kind
    if not known or original.deleted or original.purged:
        raise NotFoundError(source.sheet)
    if not fitting_licence(schema, [original]):
        return Unlicensed()
    values = translated_values(
        schema, original, account.person, source.language, source.note
    )
    return _Beginning(
        kind=original.kind, values=values, original=original, note=source.note
    )


def _start_followed(
    _schema: Schema, work: Work, _account: Account, source: FollowedOriginal
) -> _Beginning:
    head = _live_head(work, source.sheet)
    values = following_values(head.values, source.number)
    return _Beginning(kind=head.kind, values=values, head=head, parent=head.number)


def _start_with_sheet(
    schema: Schema, work: Work, account: Account, source: WithSheet
) -> _Beginning | _NotBegun:
    found = _READERS[type(source.source)](schema, work, account, source.source)
    if not isinstance(found, _Beginning):
        return found
    kind = schema.kinds[found.kind]
    added = _live_head(work, source.sheet)
    listing = sheet_list(kind)
    if listing is None or not may_be_listed(schema.kinds[added.kind]):
        raise NotFoundError(source.sheet)
    if source.sheet in {one.sheet for one in listed_sheets(kind, found.values)}:
        return found
    key = listing.field.key
    rows = [*as_list(found.values.get(key)), {listing.column.key: source.sheet}]
    return replace(found, values={**found.values, key: rows})


def _start_update(
    schema: Schema, work: Work, _account: Account, source: SourceUpdate
) -> _Beginning | Unlicensed:
    head = _live_head(work, source.sheet)
    changes = source_changes(schema, work, head, source.source, source.newest)
    taken = take_over(schema, changes, source.keys, source.choices, source.base)
    if not taken.licence:
        return Unlicensed()
    return _Beginning(
        kind=head.kind,
        values=taken.values,
        head=head,
        parent=head.number,
        updated=changes.newest,
    )


_READERS: dict[type[Source], _Reader] = {
    BlankSheet: _start_blank,
    StandingVersion: _start_standing,
    OlderVersion: _start_older,
    KeptDraft: _start_draft,
    Adaptation: _start_adaptation,
    NewTrial: _start_trial,
    Translation: _start_translation,
    FollowedOriginal: _start_followed,
    WithSheet: _start_with_sheet,
    SourceUpdate: _start_update,
}
"""Where a text starts from -> what reads it."""


def _live_head(work: Work, sheet: str) -> Revision:
    head = revisions.get_head(work, sheet)
    if head.deleted:
        raise DeletedError(sheet)
    return head


def _sheet_of(work: Work, draft: Draft, head: Revision | None) -> str:
    """Return the sheet that a draft is of, "" for what outlived its sheet."""
    outlived = (
        draft.sheet and head is None and revisions.get_head(work, draft.sheet).deleted
    )
    return "" if outlived else draft.sheet


def _waiting(work: Work, account: Account, found: _Beginning) -> Draft | None:
    sheet = found.head.sheet if found.head else ""
    draft = drafts.for_sheet(work, account.id, sheet)
    return draft if draft and draft.kind == found.kind else None
