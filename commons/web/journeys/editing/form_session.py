"""A sheet's form being filled: what was typed, what it is for, where it is kept."""

from dataclasses import dataclass, field, replace

from flask import request, url_for
from flask_babel import gettext

from commons.adapters.store.drafts import draft_shares
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_text
from commons.core.domain.schema.kind import Kind, Values
from commons.core.domain.schema.problem import Problem, Rule, Severity
from commons.core.domain.sheet import Action, Draft, Revision
from commons.core.kinds.rules.size_limits import MOST_ROWS, measure_size
from commons.core.kinds.rules.validation import check_values, fields_filled
from commons.core.kinds.values.parsing import parse_values
from commons.errors import TooLargeError
from commons.services.editing.drafts import SavedDraft, save_draft
from commons.services.editing.start import Started
from commons.services.editing.submit import wanted_revision
from commons.services.editing.surroundings import find_draft
from commons.services.publishing.attachments import attach_files
from commons.services.publishing.place_codes import locate_places, names_of
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.save import (
    complete_version,
    from_draft,
    problems_of,
    references_of,
    title_warnings,
)
from commons.services.reuse.trials import propose_title
from commons.web.display.sheet.sheet_view import View, present_sheet
from commons.web.guard.form_identifiers import vouched_id
from commons.web.journeys.editing.form_values import (
    RawForm,
    drop_blanks,
    keep_unshown,
    parse_form,
    typed_values,
)
from commons.web.request.context import (
    components,
    current_writer,
    localised,
    positive_int,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSession:
    """A form being filled: what it is for, and what was typed so far.

    `head` is the published version that stands, None for a new sheet;
    `parent` the version the writer started from. `draft` is the id of the
    draft it is or will be kept in, `revision` the state of that draft which
    the writer knows (0: none yet) and `tab` names this very form. `drafted` is
    that draft as the database has it, None without one.
    """

    kind: Kind
    head: Revision | None
    parent: int | None
    draft: str
    revision: int
    tab: str
    note: str
    raw: RawForm = field(hash=False)
    drafted: Draft | None = None

    @property
    def sheet(self) -> str:
        """The identifier of the sheet, "" for a new one."""
        return self.head.sheet if self.head else ""

    @property
    def before(self) -> Values:
        """The values that the form was made from, for what it cannot show."""
        if self.drafted:
            return self.drafted.values
        return self.head.values if self.head else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The version that publishing would make, and what its page would show."""

    revision: Revision
    view: View
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the sheet says already, part by part of the form.

    `parts` are rows of key, title, and items: (label, whether it is there,
    key of its field). Publishing waits for `missing`, which are labels, and for
    `wrong`: rows of label and key of a field where something is not accepted.
    """

    parts: tuple[tuple[str, str, tuple[tuple[str, bool, str], ...]], ...]
    missing: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...]

    @property
    def done(self) -> int:
        """How many items are there."""
        return sum(there for *_, items in self.parts for _, there, _ in items)

    @property
    def total(self) -> int:
        """How many items there could be."""
        return sum(len(items) for *_, items in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands in the database of a form that is sent.

    `head` is the version of the sheet, None for a new one; `drafted` is its draft.
    """

    kind: Kind
    head: Revision | None
    drafted: Draft | None


def read_standing(sheet: str, kind: str = "") -> Standing:
    """Return what the form at hand was made from.

    It is for a sheet, or with "" for a new one of the kind of this key. Raises
    NotFoundError.
    """
    kept = positive_int(request.form.get("_revision")) > 0
    head = drafted = None
    if sheet or kept:
        named = request.form.get("_draft", "")
        with components().store.read() as work:
            head = revisions.get_head(work, sheet) if sheet else None
            drafted = find_draft(work, current_writer(), named) if kept else None
    found = components().schema.kinds[head.kind if head else kind]
    return Standing(kind=found, head=head, drafted=drafted)


def posted_form(standing: Standing) -> FormSession:
    """Read the form that was sent. Raises TooLargeError, before any other work."""
    form, drafted = request.form, standing.drafted
    raw = parse_form(standing.kind, form)
    _fits_a_form(raw)
    parent = positive_int(form.get("_parent")) or None
    return FormSession(
        kind=standing.kind,
        head=standing.head,
        parent=parent if standing.head else None,
        draft=drafted.id if drafted else _vouched_draft(),
        revision=positive_int(form.get("_revision")),
        tab=form.get("_tab", "")[: iri.ID_LENGTH],
        note=clean_text(form.get("change_note", "")),
        raw=raw,
        drafted=drafted,
    )


def _vouched_draft() -> str:
    """Return the identifier that the form names, or a new one in its place."""
    given, seal = (request.form.get(name, "") for name in ("_draft", "_given"))
    return vouched_id(components().store, current_writer(), given, seal)


def _fits_a_form(raw: RawForm) -> None:
    """Refuse more rows than a form can show."""
    count = measure_size(raw).rows
    if count > MOST_ROWS:
        raise TooLargeError(
            f"{count} rows", Rule.SHEET_ROWS, count=count, max=MOST_ROWS
        )


def opened_form(started: Started) -> FormSession:
    """Return the form as it opens. Raises TooLargeError."""
    kind, draft = started.kind, started.draft
    names = names_of(components().places, kind, started.values)
    raw = typed_values(kind, started.values, {**started.titles, **names})
    _fits_a_form(raw)
    return FormSession(
        kind=kind,
        head=started.head,
        parent=started.parent,
        draft=draft.id if draft else iri.new_id(),
        revision=draft.revision if draft else 0,
        tab=iri.new_id(),
        note=started.note,
        raw=raw,
        drafted=draft,
    )


def kept_form(writing: FormSession, draft: Draft) -> FormSession:
    """Return the form as it goes on once it is kept in a draft."""
    return replace(writing, draft=draft.id, revision=draft.revision, drafted=draft)


def read_form(writing: FormSession) -> tuple[FormSession, Values, tuple[Problem, ...]]:
    """Give the form without its blank rows, its values and what is unreadable."""
    tidy = replace(writing, raw=drop_blanks(writing.raw))
    here = components()
    given, problems = parse_values(here.schema, tidy.kind, tidy.raw)
    placed = locate_places(here.places, tidy.kind, given)
    carried = keep_unshown(tidy.kind, placed, tidy.before)
    values, missing = attach_files(here.blobs, tidy.kind, carried)
    return tidy, values, (*problems, *missing)


def titled_values(kind: Kind, values: Values) -> Values:
    """Give the values with the title that is proposed where none was typed."""
    if kind.subject is None or "title" in values:
        return values
    with components().store.read() as work:
        return propose_title(work, components().places, kind, values)


def new_revision(writing: FormSession, values: Values) -> NewRevision:
    """Give what publishing the form means, before its draft has a say in it."""
    return NewRevision(
        sheet=writing.sheet,
        kind=writing.kind.key,
        parent=writing.parent,
        action=Action.UPDATE if writing.head else Action.CREATE,
        author=current_writer().person,
        change_note=writing.note,
        values=values,
        site=components().settings.base_url,
    )


def intended_version(work: Work, writing: FormSession, values: Values) -> NewRevision:
    """Give what publishing the form means."""
    wanted = new_revision(writing, values)
    if writing.head:
        return wanted
    writers = draft_shares.writers_of(work, writing.draft)
    return from_draft(work, current_writer(), writers, wanted)


def put_aside(writing: FormSession, values: Values | None = None) -> SavedDraft:
    """Keep the form as a draft; with other values than those typed, if given."""
    draft = Draft(
        id=writing.draft,
        account=current_writer().id,
        kind=writing.kind.key,
        sheet=writing.sheet,
        parent=writing.parent,
        instant=clock.now(),
        values=read_form(writing)[1] if values is None else values,
        note=writing.note,
        tab=writing.tab,
    )
    quotas = components().settings.quotas
    with components().store.write(quiet=True) as work:
        return save_draft(
            work, current_writer(), draft, known=writing.revision, quotas=quotas
        )


def preview_version(
    tidy: FormSession, values: Values, *, judged: bool = False
) -> Preview:
    """Give what publishing would make, from what `read_form` gave.

    Only when it is to be `judged` is it looked for what stands against it.
    """
    here = components()
    with here.store.read() as work:
        writers = draft_shares.writers_of(work, tidy.draft)
        wanted = wanted_revision(
            work, current_writer(), writers, new_revision(tidy, values)
        )
        references = references_of(here.schema, work, wanted)
        completed = complete_version(here.schema, wanted, references)
        shown = Revision(
            sheet=wanted.sheet,
            kind=wanted.kind,
            number=(tidy.parent or 0) + 1,
            parent=tidy.parent,
            sequence=0,
            instant=clock.now(),
            action=wanted.action,
            author=wanted.author,
            change_note=wanted.change_note,
            values=completed.wanted.values,
        )
        problems = (
            (
                *problems_of(here.schema, completed, tidy.head),
                *title_warnings(work, completed.wanted, tidy.head),
            )
            if judged
            else ()
        )
        view = present_sheet(here, work, shown)
        return Preview(revision=shown, view=view, problems=problems)


def completeness_list(
    kind: Kind, values: Values, unreadable: tuple[Problem, ...] = ()
) -> Progress:
    """Say what the sheet says already, in the order of the form.

    `unreadable` is what was typed and became no value.
    """
    schema = components().schema
    rows = fields_filled(schema, kind, values)
    found = (*unreadable, *check_values(schema, kind, values))
    grave = {
        problem.field
        for problem in found
        if problem.severity is Severity.VIOLATION
        and problem.rule is not Rule.NOT_SHEET  # names are looked up on publishing
    }
    lacking = {field.key for field, there in rows if field.required and not there}
    groups = sorted(
        {field.group for field in kind.fields}, key=lambda key: schema.groups[key].order
    )
    return Progress(
        parts=tuple(
            (
                key,
                localised(schema.groups[key].label),
                tuple(
                    (localised(field.label), there, field.key)
                    for field, there in rows
                    if field.group == key
                ),
            )
            for key in groups
        ),
        missing=tuple(
            localised(field.label) for field, _ in rows if field.key in lacking
        ),
        wrong=tuple(
            (localised(field.label), field.key)
            for field in kind.fields
            if field.key in grave - lacking
        ),
    )


def draft_address(draft: Draft) -> str:
    """Give where a draft is written on."""
    if draft.sheet:
        return url_for("editing.edit_sheet", sheet=draft.sheet, draft=draft.id)
    return url_for("editing.create_sheet", kind=draft.kind, draft=draft.id)


def draft_title(draft: Draft) -> str:
    """Give the title of a draft, or words that stand for it."""
    title = draft.values.get("title")
    return title if isinstance(title, str) else str(gettext("Sans titre"))
