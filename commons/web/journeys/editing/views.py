"""Writing: the guided form, preview, draft, publication, and a stale save."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.core.domain.people.account import Permission
from commons.core.domain.schema.kind import Kind, Values
from commons.core.domain.schema.problem import Problem, Rule, Severity
from commons.core.domain.sheet import SOURCES
from commons.errors import ConflictError, DeletedError
from commons.services.editing.drafts import refuse_purged
from commons.services.editing.merge import Merged, get_standing, merge_with_head
from commons.services.editing.start import Outlived, Unlicensed, start
from commons.services.editing.submit import (
    Conflict,
    Published,
    Refused,
    Submission,
    submit,
)
from commons.services.editing.surroundings import Surroundings, look_around
from commons.services.publishing.save import NOTE
from commons.web.display.held_edits import tell_held, will_be_held
from commons.web.display.messages import advice_label, in_order, problem_sentence
from commons.web.guard.form_challenge import (
    ask_for_work,
    give_back_work,
    read_signs,
)
from commons.web.guard.form_identifiers import sealed_id
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.journeys.editing.conflict import (
    conflict_choices,
    explain_conflict,
    merged_form,
    read_choices,
)
from commons.web.journeys.editing.forked_drafts import forked_from, said_of, with_link
from commons.web.journeys.editing.form_beginning import (
    Beginning,
    asked_title,
    source_of_change,
    source_of_new_sheet,
)
from commons.web.journeys.editing.form_controls import (
    form_sections,
    problem_summary,
    set_last,
)
from commons.web.journeys.editing.form_session import (
    FormSession,
    Preview,
    completeness_list,
    draft_address,
    draft_title,
    intended_version,
    kept_form,
    new_revision,
    opened_form,
    posted_form,
    preview_version,
    put_aside,
    read_form,
    read_standing,
    titled_values,
)
from commons.web.journeys.editing.form_values import move_rows
from commons.web.journeys.editing.short_form import (
    page_order,
    place_image_credits,
    split_brief,
)
from commons.web.journeys.editing.uploads import take_in
from commons.web.middleware.request_body import MOST_BYTES
from commons.web.request.context import components, current_writer
from commons.web.request.limits.rate_limits import FORMS, WRITING
from commons.web.request.responses import private_page

editing = Journey(
    "editing",
    __name__,
    entries=(
        NavigationEntry(
            endpoint="editing.kind_page",
            label=_l("Écrire une fiche"),
            order=90,
            stands_out=True,
        ),
        NavigationEntry(
            endpoint="editing.kind_page",
            label=_l("Écrire une fiche"),
            order=30,
            place="footer",
        ),
    ),
)


@editing.get("/write", needs=Permission.WRITE, crawled=False)
def kind_page() -> str:
    """Let the author choose what to write."""
    return render_template(
        "editing/choose.html",
        kinds=components().schema.kinds,
        title=asked_title() or None,
    )


@editing.route(
    "/sheets/new/<kind>",
    methods=["GET", "POST"],
    needs=Permission.WRITE,
    reads=FORMS,
    writes=WRITING,
    upload_bytes=MOST_BYTES,
    crawled=False,
    resumes=True,
)
def create_sheet(kind: str) -> AnyResponse:
    """Write a new sheet."""
    if kind not in components().schema.kinds:
        raise NotFound
    if request.method == "POST":
        return _write("", kind)
    return _open(source_of_new_sheet(kind))


@editing.route(
    "/sheets/<sheet_id:sheet>/edit",
    methods=["GET", "POST"],
    needs=Permission.WRITE,
    reads=FORMS,
    writes=WRITING,
    upload_bytes=MOST_BYTES,
    crawled=False,
    resumes=True,
)
def edit_sheet(sheet: str) -> AnyResponse:
    """Write the next version of a sheet."""
    if request.method == "POST":
        return _write(sheet)
    return _open(source_of_change(sheet))


def _open(begun: Beginning) -> AnyResponse:
    """Show the form as it opens, or the page that must be answered first."""
    if begun.source is None:
        return redirect(begun.instead, 303)
    here = components()
    with here.store.read() as work:
        started = start(here.schema, work, current_writer(), begun.source)
    if isinstance(started, Outlived):
        return _outlived(started.kind, started.draft)
    if isinstance(started, Unlicensed):
        return redirect(begun.instead, 303)
    return _show(opened_form(started), around=started.around)


def _write(sheet: str, kind: str = "") -> AnyResponse:
    """Do what a button of the form that was sent asks for."""
    standing = read_standing(sheet, kind)
    refused = take_in(standing.kind)
    writing = posted_form(standing)
    if standing.head and standing.head.deleted:
        return _outlived(standing.kind, _alone(writing))
    order = request.form.get("_do", "resume")
    verb = order.partition(":")[0]
    if refused:
        return _without_files(writing, verb, refused)
    return _ORDERS.get(verb, _moved)(writing, order)


def _alone(writing: FormSession) -> str:
    """Keep a text as the draft of a new sheet, whatever it was about; give its id.

    Raises PurgedError.
    """
    with components().store.read() as work:
        refuse_purged(work, writing.sheet, writing.parent)
    tidy, values, _ = read_form(writing)
    return put_aside(replace(tidy, head=None, parent=None), values).draft.id


def _outlived(kind: Kind, draft: str) -> AnyResponse:
    """Go on with a draft whose sheet was deleted meanwhile, as a new sheet."""
    words = gettext(
        "La fiche que vous modifiiez a été supprimée. Votre texte est gardé :"
        " le publier en fera une nouvelle fiche."
    )
    flash(words, "warn")
    return redirect(url_for("editing.create_sheet", kind=kind.key, draft=draft), 303)


def _without_files(
    writing: FormSession, verb: str, problems: tuple[Problem, ...]
) -> AnyResponse:
    """Show the form again with what is wrong with the files; the rest is kept."""
    if verb == "draft":
        writing = kept_form(writing, put_aside(writing).draft)
    return _show(writing, problems, status=422)


def _moved(writing: FormSession, order: str) -> AnyResponse:
    return _show(replace(writing, raw=move_rows(writing.kind, writing.raw, order)))


def _resumed(writing: FormSession, _order: str) -> AnyResponse:
    return _show(writing)


def _previewed(writing: FormSession, _order: str) -> AnyResponse:
    tidy, values, problems = read_form(writing)
    preview = preview_version(tidy, titled_values(tidy.kind, values), judged=True)
    return _show(tidy, (*problems, *preview.problems), preview=preview)


def _drafted(writing: FormSession, _order: str) -> AnyResponse:
    kept = put_aside(writing)
    if kept.apart:
        with components().store.read() as work:
            other = forked_from(work, current_writer(), kept.draft)
        flash(with_link(said_of(kept, other), other), "warn")
    else:
        flash(gettext("Le brouillon est enregistré. Rien n’est publié."), "good")
    return redirect(draft_address(kept.draft), 303)


def _published(writing: FormSession, _order: str) -> AnyResponse:
    """Publish; onto what another published meanwhile, when there is."""
    here = components()
    tidy, values, problems = read_form(writing)
    if any(problem.severity is Severity.VIOLATION for problem in problems):
        return _show(tidy, problems, status=422)
    signs = read_signs(here.store, here.settings.review, current_writer())
    try:
        outcome = submit(
            here.schema,
            here.store,
            Submission(
                account=current_writer(),
                revision=new_revision(tidy, titled_values(tidy.kind, values)),
                draft=tidy.draft,
                known=tidy.revision,
                tab=tidy.tab,
                resolutions=read_choices(),
                confirmed=request.form.get("_confirmed") == "on",
                review=here.settings.review,
                signs=signs,
            ),
            quotas=here.settings.quotas,
            afterwards=here.follower.nudge,
        )
    except DeletedError:
        return _outlived(tidy.kind, _alone(writing))
    if isinstance(outcome, Conflict | Refused):
        give_back_work(here.store, signs)
    if isinstance(outcome, Conflict):
        return _choose(tidy, outcome.merged)
    if isinstance(outcome, Refused):
        _flash_news(tidy.kind, outcome.merged)
        found = (*problems, *outcome.problems)
        return _show(_upon(tidy, outcome.merged), found, status=422)
    if not isinstance(outcome, Published):
        return tell_held(outcome)
    flash(gettext("La fiche est publiée. Merci !"), "good")
    _flash_news(tidy.kind, outcome.merged)
    made = outcome.revision
    return redirect(url_for("sheets.sheet_page", sheet=made.sheet, slug=made.slug), 303)


def _flash_news(kind: Kind, merged: Merged | None) -> None:
    """Say what others published meanwhile, when they did."""
    if merged is None:
        return
    with components().store.read() as work:
        news = explain_conflict(work, kind, merged)
    if news:
        flash(news, "")


def _reviewed(writing: FormSession, _order: str) -> AnyResponse:
    """Show in the form what the choices make of both texts."""
    here = components()
    tidy, values, _ = read_form(writing)
    with here.store.read() as work:
        wanted = intended_version(work, tidy, values)
        head = get_standing(work, wanted)
        merged = merge_with_head(here.schema, work, wanted, read_choices(), head)
    if merged and not merged.settled:
        return _choose(tidy, merged)
    return _show(_upon(tidy, merged))


_ORDERS: dict[str, Callable[[FormSession, str], AnyResponse]] = {
    "publish": _published,
    "preview": _previewed,
    "draft": _drafted,
    "review": _reviewed,
    "resume": _resumed,
}
"""What the buttons ask for; the others move rows."""


def _upon(writing: FormSession, merged: Merged | None) -> FormSession:
    """Go on from the version merged with; a draft keeps what came out."""
    if merged is None:
        return writing
    with components().store.read() as work:
        raw = merged_form(work, writing.kind, merged)
    anew = replace(writing, head=merged.head, parent=merged.head.number, raw=raw)
    return kept_form(anew, put_aside(anew, merged.values).draft)


def _choose(writing: FormSession, merged: Merged | None) -> AnyResponse:
    """Let the writer choose where both changed the same; a draft keeps all."""
    if merged is None:
        raise ConflictError(writing.parent or 0)
    draft = put_aside(replace(writing, head=merged.head)).draft
    with components().store.read() as work:
        page = render_template(
            "editing/conflict.html",
            action=url_for("editing.edit_sheet", sheet=merged.head.sheet),
            draft=draft,
            asked=conflict_choices(work, writing.kind, merged),
            chosen=bool(read_choices()),
        )
    return private_page(page, 409)


def _surroundings(writing: FormSession, values: Values) -> Surroundings:
    """Read what stands beside a text that was sent."""
    kept = writing.draft if writing.revision else ""
    with components().store.read() as work:
        return look_around(work, current_writer(), writing.kind, kept, values)


def _note_summary(faults: list[str]) -> Iterator[tuple[str, str]]:
    """Give what the summary of faults says of the note on what was changed."""
    label = gettext("Ce que j’ai changé")
    yield from ((NOTE, f"{label} : {fault}") for fault in faults)


def _show(
    writing: FormSession,
    problems: tuple[Problem, ...] = (),
    *,
    status: int = 200,
    preview: Preview | None = None,
    around: Surroundings | None = None,
) -> AnyResponse:
    """Answer the form; without `around`, that of a text that was sent is read."""
    _, values, unreadable = read_form(writing)
    around = around or _surroundings(writing, values)
    grave = [p for p in problems if p.severity is Severity.VIOLATION]
    judged = grave or problems
    shown = form_sections(components().schema, writing.kind, writing.raw, judged)
    note_faults = [problem_sentence(p) for p in judged if p.field == NOTE]
    longer, adapted = set_last(place_image_credits(shown), SOURCES)
    brief, sections = split_brief(writing.kind, longer)
    found = in_order(problem_summary(shown), page_order(brief, sections, adapted))
    faults = [*found, *_note_summary(note_faults)]
    page = render_template(
        "editing/form/form.html",
        writing=writing,
        given=sealed_id(current_writer(), writing.draft),
        progress=completeness_list(
            writing.kind, titled_values(writing.kind, values), unreadable
        ),
        company=around.company,
        example=around.example,
        waiting=around.waiting,
        original=around.original,
        subject=around.subject,
        updated=around.updated,
        address=draft_address,
        named=draft_title,
        brief=brief,
        sections=sections,
        adapted=adapted,
        faults=faults if grave else [(n, advice_label(s)) for n, s in faults],
        note_faults=note_faults,
        refused=status == 422,
        ask_confirmation=status == 422 and not grave,
        held=will_be_held(creates=writing.head is None),
        work=ask_for_work(current_writer()),
        lacks=[
            p for p in problems if p.rule is not Rule.TITLE_USED and p.field != NOTE
        ],
        action=request.path,
        preview=preview,
    )
    return private_page(page, status)
