"""Writing: the guided form, preview, draft, publication, and a stale save."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.domain import clock, iri
from commons.domain.kind import Kind, Values
from commons.domain.problem import Problem, Severity
from commons.domain.sheet import Action, Draft, Revision
from commons.errors import ConflictError, DeletedError, UnfitSheetError
from commons.kinds.clean import clean
from commons.kinds.scalars import tidy as tidied
from commons.services.attach import attached
from commons.services.link import resolved, resolver
from commons.services.locate import located, names_of
from commons.services.merge import Merged, onto, rebase
from commons.services.publish import Intent
from commons.services.save import NOTE, problems_of, save
from commons.store import archive, drafts as draft_store
from commons.web.attachments import take_in
from commons.web.controls import sections, summary
from commons.web.form import RawForm, compact, kept, move, parse, typed
from commons.web.here import parts, whole, writer
from commons.web.keep import own
from commons.web.present import View, present, titles_of
from commons.web.sentences import sentence
from commons.web.stale import choices, choosing, retyped, told

editing = Blueprint("editing", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A form being filled: what it is for, and what was typed so far.

    `head` is the published version that stands, None for a new sheet;
    `parent` the version the writer started from; `draft` the id of the draft
    it is kept in, "" when it is in none.
    """

    kind: Kind
    head: Revision | None
    parent: int | None
    draft: str
    note: str
    raw: RawForm = field(hash=False)

    @property
    def sheet(self) -> str:
        """The identifier of the sheet, "" for a new one."""
        return self.head.sheet if self.head else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The version that publishing would make, and what its page would show."""

    revision: Revision
    view: View


@editing.get("/write")
def choose() -> str:
    """Let the author choose what to write."""
    return render_template("editing/choose.html", kinds=parts().schema.kinds)


@editing.route("/sheets/new/<kind>", methods=["GET", "POST"])
def create(kind: str) -> AnyResponse:
    """Write a new sheet."""
    found = parts().schema.kinds.get(kind)
    if found is None:
        raise NotFound
    return _write(found, None)


@editing.route("/sheets/<sheet_id:sheet>/edit", methods=["GET", "POST"])
def edit(sheet: str) -> AnyResponse:
    """Write the next version of a sheet."""
    here = parts()
    with here.store.read() as work:
        head = archive.head(work, sheet)
    if head.deleted:
        raise DeletedError(sheet)
    return _write(here.schema.kinds[head.kind], head)


@editing.get("/drafts")
def drafts() -> str:
    """List one's drafts, youngest first."""
    with parts().store.read() as work:
        mine = draft_store.of(work, writer().id)
    return render_template(
        "editing/drafts.html", drafts=mine, kinds=parts().schema.kinds
    )


@editing.post("/drafts/<sheet_id:draft>/drop")
def drop(draft: str) -> AnyResponse:
    """Throw one's draft away."""
    with parts().store.write(quiet=True) as work:
        draft_store.drop(work, writer().id, draft)
    flash(gettext("Le brouillon est jeté."), "good")
    return redirect(url_for("editing.drafts"), 303)


def _write(kind: Kind, head: Revision | None) -> AnyResponse:
    if request.method == "GET":
        return _show(_begun(kind, head))
    refused = take_in(kind)
    parent = whole(request.form.get("_parent")) or None
    writing = Writing(
        kind=kind,
        head=head,
        parent=parent if head else None,
        draft=_mine(request.form.get("_draft", "")),
        note=tidied(request.form.get("change_note", "")),
        raw=parse(kind, request.form),
    )
    order = request.form.get("_do", "resume")
    verb = order.partition(":")[0]
    if refused:
        return _without_files(writing, verb, refused)
    return _ORDERS.get(verb, _moved)(writing, order)


def _without_files(
    writing: Writing, verb: str, problems: tuple[Problem, ...]
) -> AnyResponse:
    """Show the form again with what is wrong with the files; the rest is kept."""
    if verb == "draft":
        writing = replace(writing, draft=_keep(writing).id)
    return _show(writing, problems, status=422)


def _begun(kind: Kind, head: Revision | None) -> Writing:
    """Give the form as it opens: from a draft, from the head, or blank."""
    here, me = parts(), writer()
    asked = request.args.get("draft", "")
    asked = asked if iri.is_id(asked) else ""
    with here.store.read() as work:
        draft = draft_store.get(work, me.id, asked) if asked else None
        about = (kind.key, head.sheet if head else "")
        if draft and (draft.kind, draft.sheet) != about:
            raise NotFound
        values: Values = {
            "language": here.settings.language,
            "licence": next(iter(here.schema.licences)),
            "authors": [{"name": me.person.name, "person": me.person.id}],
        }
        if draft:
            values = draft.values
        elif head:
            values = head.values
        names = titles_of(work, kind, values) | names_of(here.places, kind, values)
        raw = typed(kind, values, names)
    standing = head.number if head else None
    return Writing(
        kind=kind,
        head=head,
        parent=draft.parent if draft else standing,
        draft=draft.id if draft else "",
        note="",
        raw=raw,
    )


def _moved(writing: Writing, order: str) -> AnyResponse:
    return _show(replace(writing, raw=move(writing.kind, writing.raw, order)))


def _resumed(writing: Writing, _order: str) -> AnyResponse:
    return _show(writing)


def _previewed(writing: Writing, _order: str) -> AnyResponse:
    tidy, values, problems = _read(writing)
    here = parts()
    with here.store.read() as work:
        intent = _intent(tidy, values)
        resolve = resolver(work)
        linked = replace(intent, values=resolved(tidy.kind, values, resolve))
        found = (*problems, *problems_of(here.schema, linked, resolve))
        shown = Revision(
            sheet=intent.sheet,
            kind=intent.kind,
            number=(tidy.parent or 0) + 1,
            parent=tidy.parent,
            sequence=0,
            instant=clock.now(),
            action=intent.action,
            author=intent.author,
            change_note=intent.change_note,
            values=linked.values,
        )
        view = present(here, work, shown)
    return _show(tidy, found, preview=Preview(revision=shown, view=view))


def _drafted(writing: Writing, _order: str) -> AnyResponse:
    draft = _keep(writing)
    flash(gettext("Le brouillon est enregistré. Personne d’autre ne le voit."), "good")
    return redirect(_address(writing, draft), 303)


def _published(writing: Writing, _order: str) -> AnyResponse:
    """Publish; onto what another published meanwhile, when there is."""
    here = parts()
    tidy, values, problems = _read(writing)
    if any(problem.severity is Severity.VIOLATION for problem in problems):
        return _show(tidy, problems, status=422)
    intent, merged, news = _intent(tidy, values), None, Markup()
    try:
        with here.store.write() as work:
            work.afterwards(here.follower.nudge)
            merged = rebase(here.schema, work, intent, choices())
            revision = save(
                here.schema,
                work,
                onto(intent, merged),
                confirmed=request.form.get("_confirmed") == "on",
            )
            if merged:
                news = told(work, tidy.kind, merged)
            if tidy.draft:
                draft_store.drop(work, writer().id, tidy.draft)
    except UnfitSheetError as error:
        found = tuple(p for p in error.problems if isinstance(p, Problem))
        return _show(_upon(tidy, merged), (*problems, *found), status=422)
    except ConflictError:
        return _choose(tidy, merged)
    flash(gettext("La fiche est publiée. Merci !"), "good")
    if news:
        flash(news, "")
    address = url_for("sheets.page", sheet=revision.sheet, slug=revision.slug)
    return redirect(address, 303)


def _reviewed(writing: Writing, _order: str) -> AnyResponse:
    """Show in the form what the choices make of both texts."""
    here = parts()
    tidy, values, _ = _read(writing)
    with here.store.read() as work:
        merged = rebase(here.schema, work, _intent(tidy, values), choices())
    if merged and not merged.settled:
        return _choose(tidy, merged)
    return _show(_upon(tidy, merged))


_ORDERS: dict[str, Callable[[Writing, str], AnyResponse]] = {
    "publish": _published,
    "preview": _previewed,
    "draft": _drafted,
    "review": _reviewed,
    "resume": _resumed,
}
"""What the buttons ask for; the others move rows."""


def _upon(writing: Writing, merged: Merged | None) -> Writing:
    """Go on from the version merged with; a draft keeps what came out."""
    if merged is None:
        return writing
    with parts().store.read() as work:
        raw = retyped(work, writing.kind, merged)
    anew = replace(writing, head=merged.head, parent=merged.head.number, raw=raw)
    return replace(anew, draft=_keep(anew, merged.values).id)


def _choose(writing: Writing, merged: Merged | None) -> AnyResponse:
    """Let the writer choose where both changed the same; a draft keeps all."""
    if merged is None:
        raise ConflictError(writing.parent or 0)
    draft = _keep(writing)
    with parts().store.read() as work:
        page = render_template(
            "editing/stale.html",
            action=url_for("editing.edit", sheet=writing.sheet),
            draft=draft.id,
            asked=choosing(work, writing.kind, merged),
            chosen=bool(choices()),
        )
    return own(page, 409)


def _read(writing: Writing) -> tuple[Writing, Values, tuple[Problem, ...]]:
    """Give the form without its blank rows, its values and what is unreadable."""
    tidy = replace(writing, raw=compact(writing.raw))
    here = parts()
    read, problems = clean(here.schema, tidy.kind, tidy.raw)
    placed = located(here.places, tidy.kind, read)
    carried = kept(tidy.kind, placed, _before(tidy))
    values, missing = attached(here.shelf, tidy.kind, carried)
    return tidy, values, (*problems, *missing)


def _before(writing: Writing) -> Values:
    if writing.draft:
        with parts().store.read() as work:
            return draft_store.get(work, writer().id, writing.draft).values
    return writing.head.values if writing.head else {}


def _mine(draft: str) -> str:
    """Give the id of a draft if it is one's own, else ""."""
    if not iri.is_id(draft):
        return ""
    with parts().store.read() as work:
        mine = draft_store.of(work, writer().id)
    return draft if draft in {kept.id for kept in mine} else ""


def _intent(writing: Writing, values: Values) -> Intent:
    return Intent(
        sheet=writing.sheet or iri.mint(),
        kind=writing.kind.key,
        parent=writing.parent,
        action=Action.UPDATE if writing.head else Action.CREATE,
        author=writer().person,
        change_note=writing.note,
        values=values,
    )


def _keep(writing: Writing, values: Values | None = None) -> Draft:
    draft = Draft(
        id=writing.draft or iri.mint(),
        account=writer().id,
        kind=writing.kind.key,
        sheet=writing.sheet,
        parent=writing.parent,
        instant=clock.now(),
        values=_read(writing)[1] if values is None else values,
    )
    with parts().store.write(quiet=True) as work:
        draft_store.keep(work, draft)
    return draft


def _address(writing: Writing, draft: Draft) -> str:
    if writing.head:
        return url_for("editing.edit", sheet=writing.sheet, draft=draft.id)
    return url_for("editing.create", kind=writing.kind.key, draft=draft.id)


def _show(
    writing: Writing,
    problems: tuple[Problem, ...] = (),
    *,
    status: int = 200,
    preview: Preview | None = None,
) -> AnyResponse:
    grave = [p for p in problems if p.severity is Severity.VIOLATION]
    shown = sections(parts().schema, writing.kind, writing.raw, grave or problems)
    note_faults = [sentence(p) for p in grave or problems if p.field == NOTE]
    label = gettext("Ce que j’ai changé")
    faults = [*summary(shown), *((NOTE, f"{label} : {fault}") for fault in note_faults)]
    page = render_template(
        "editing/form.html",
        writing=writing,
        sections=shown,
        faults=faults,
        note_faults=note_faults,
        refused=status == 422,
        ask_confirmation=status == 422 and not grave,
        action=request.path,
        preview=preview,
    )
    return own(page, status)
