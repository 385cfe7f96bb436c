"""Questions and remarks under a sheet: all of them, a form, and what becomes of each."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.rdf.formats import FORMATS
from commons.adapters.store.community import remarks as store
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.people.remark import (
    LONGEST_REASON,
    LONGEST_REMARK,
    Remark,
    RemarkState,
    Thread,
)
from commons.core.domain.sheet import Revision
from commons.errors import DeletedError, FullError, UnfitFormError
from commons.services.community.remarks import (
    NewRemark,
    change_text,
    check_text,
    delete_remark,
    hide_remark,
    own_remark,
    post_remark,
    resolve_question,
    show_remark,
)
from commons.services.community.steps import step_titles
from commons.web.display.messages import translate_faults
from commons.web.guard.form_identifiers import sealed_id, vouched_id
from commons.web.guard.journey import Journey
from commons.web.journeys.community.panels import REMARK_PANELS
from commons.web.journeys.community.remark_data import (
    PAGE_TYPES,
    answer_remarks,
)
from commons.web.journeys.community.remark_lines import (
    ThreadLine,
    current_reader,
    show_threads,
)
from commons.web.request.answers.deleted_sheets import readable_head, shown_head
from commons.web.request.answers.negotiation import HTML, pick_format, tagged_answer
from commons.web.request.context import (
    components,
    current_writer,
    page_number,
)
from commons.web.request.limits.rate_limits import (
    FORMS,
    LISTS,
    MODERATION,
    count_newcomer,
    limit_accounts,
)
from commons.web.request.responses import flash_undo, private_page, uncached_page
from commons.web.request.route_rules import FROZEN, FROZEN_PAGES

PAGE_SIZE = 30
MOST_PAGES = 10_000
_WRITES = limit_accounts("remarks", "30 per hour;150 per day")
_CHANGES = limit_accounts("changes of remarks", "120 per hour")

remarks = Journey("remarks", __name__, panels=REMARK_PANELS)


@remarks.get(
    "/sheets/<sheet_id:sheet>/remarks",
    needs=Permission.READ,
    reads=LISTS,
    frozen=FROZEN_PAGES,
)
@remarks.get(
    "/sheets/<sheet_id:sheet>/remarks.<suffix:suffix>",
    needs=Permission.READ,
    reads=LISTS,
    frozen=FROZEN_PAGES,
)
def remarks_page(sheet: str, suffix: str = "") -> AnyResponse:
    """List what is asked and said under a sheet, what waits for an answer first."""
    if suffix and suffix not in FORMATS:
        raise NotFound
    form = suffix or pick_format(PAGE_TYPES)
    page = page_number(MOST_PAGES)
    if form != HTML:
        return answer_remarks(sheet, form, page)
    step, reader = request.args.get("step", ""), current_reader()
    topic = store.RemarkTopic(sheet=sheet, step=step)
    with components().store.read() as work:
        head = readable_head(work, sheet)
        total = store.count_threads(work, topic, reader)
        pages = max(1, -(-total // PAGE_SIZE))
        if page > pages:
            raise NotFound
        found = store.list_threads(
            work,
            topic,
            reader,
            limit=PAGE_SIZE,
            offset=(page - 1) * PAGE_SIZE,
        )
        body = render_template(
            "community/remarks.html",
            head=head,
            threads=show_threads(work, head, found),
            counts=store.count_remarks(work, sheet),
            step=step,
            step_title=_titles(head).get(step, ""),
            page=page,
            pages=pages,
            page_address=partial(_page_address, sheet, step),
        )
    response = tagged_answer(body)
    response.vary.add("Accept")
    return response


def _page_address(sheet: str, step: str, number: int) -> str:
    return url_for("remarks.remarks_page", sheet=sheet, page=number, step=step or None)


def _titles(head: Revision) -> dict[str, str]:
    return step_titles(components().schema.kinds[head.kind], head)


@remarks.route(
    "/sheets/<sheet_id:sheet>/remarks/new",
    methods=["GET", "POST"],
    needs=Permission.REMARK,
    reads=FORMS,
    writes=_WRITES,
    crawled=False,
    resumes=True,
)
def new_remark(sheet: str) -> AnyResponse:
    """Ask, remark or reply: the form, and what it sends."""
    me, here = current_writer(), components()
    with here.store.read() as work:
        head = revisions.get_head(work, sheet)
        if head.deleted:
            raise DeletedError(sheet)
        parent = _parent(work, head)
    if request.method == "GET" or request.form.get("_do") != "send":
        return _form(head, parent, "")
    step = request.form.get("step", "")
    titles = _titles(head)
    new = NewRemark(
        id=vouched_id(
            here.store, me, request.form.get("id", ""), request.form.get("seal", "")
        ),
        sheet=sheet,
        text=request.form.get("text", ""),
        question=request.form.get("sort") != "remark",
        parent=parent.line.remark.id if parent else "",
        step=step if step in titles else "",
        step_title=titles.get(step, ""),
    )
    try:
        check_text(new.text)
        count_newcomer(me)
        with here.store.write() as work:
            sent = post_remark(work, me, new)
    except UnfitFormError as error:
        return _form(head, parent, translate_faults(error.faults)["text"])
    except FullError:
        full = gettext("Cette discussion est longue : posez une nouvelle question.")
        return _form(head, parent, full)
    flash(_thanks(sent), "good")
    return redirect(url_for("remarks.remark_page", remark=sent.id), 303)


def _thanks(sent: Remark) -> str:
    if sent.parent:
        return str(gettext("Merci : votre réponse est publiée."))
    if sent.question:
        return str(gettext("Votre question est publiée."))
    return str(gettext("Merci : votre remarque est publiée."))


def _parent(work: Work, head: Revision) -> ThreadLine | None:
    """Return what is replied to, None for what stands on its own."""
    named = request.values.get("parent", "")
    if not named:
        return None
    parent = store.get_remark(work, named)
    shown = parent.state is RemarkState.SHOWN and not parent.parent
    if parent.sheet != head.sheet or not shown:
        raise NotFound
    return show_threads(work, head, [Thread(remark=parent)])[0]


def _form(head: Revision, parent: ThreadLine | None, fault: str) -> AnyResponse:
    me, titles = current_writer(), _titles(head)
    identifier = request.form.get("id", "")
    seal = request.form.get("seal", "")
    if not identifier:
        identifier = iri.new_id()
        seal = sealed_id(me, identifier)
    step = request.values.get("step", "")
    page = render_template(
        "community/form.html",
        head=head,
        parent=parent,
        id=identifier,
        seal=seal,
        text=request.form.get("text", ""),
        sort="remark" if request.values.get("sort") == "remark" else "question",
        steps=[(anchor, title) for anchor, title in titles.items() if title],
        step=step if step in titles else "",
        fault=fault,
        most=LONGEST_REMARK,
    )
    return uncached_page(page, 422 if fault else 200)


@remarks.get("/remarks/<remark>", needs=Permission.READ, reads=LISTS, frozen=FROZEN)
def remark_page(remark: str) -> AnyResponse:
    """Lead to where a remark stands among those of its sheet."""
    reader = current_reader()
    with components().store.read() as work:
        found = store.get_remark(work, remark)
        thread = store.get_remark(work, found.parent) if found.parent else found
        if not all(_seen(one, reader) for one in (found, thread)):
            raise NotFound
        readable_head(work, found.sheet)
        before = store.place_of_thread(work, thread, reader)
    page = before // PAGE_SIZE + 1
    address = url_for(
        "remarks.remarks_page",
        sheet=found.sheet,
        page=page if page > 1 else None,
        _anchor=f"r-{found.id}",
    )
    return redirect(address, 303)


def _seen(remark: Remark, reader: store.RemarkReader) -> bool:
    if remark.state is not RemarkState.HIDDEN:
        return True
    return reader.moderates or remark.account == reader.account


@remarks.post("/remarks/<remark>", needs=Permission.REMARK, writes=_CHANGES)
def settle_question(remark: str) -> AnyResponse:
    """Say that a question has its answer, or has none yet."""
    resolved = request.form.get("_do") == "resolve"
    with components().store.write() as work:
        resolve_question(work, current_writer(), remark, resolved=resolved)
    said = (
        gettext("La question est marquée comme résolue.")
        if resolved
        else gettext("La question attend de nouveau une réponse.")
    )
    flash(said, "good")
    return redirect(url_for("remarks.remark_page", remark=remark), 303)


@remarks.route(
    "/remarks/<remark>/edit",
    methods=["GET", "POST"],
    needs=Permission.REMARK,
    writes=_CHANGES,
    crawled=False,
    resumes=True,
)
def edit_remark(remark: str) -> AnyResponse:
    """Let its author say a remark otherwise, or take it back."""
    me, here, fault = current_writer(), components(), ""
    with here.store.read() as work:
        found = own_remark(work, me, remark)
        head = shown_head(revisions.get_head(work, found.sheet))
    text = request.form.get("text", found.text)
    if request.form.get("_do") == "delete":
        with here.store.write() as work:
            delete_remark(work, me, remark)
        flash(gettext("C’est retiré : le texte est effacé."), "good")
        return redirect(url_for("remarks.remarks_page", sheet=found.sheet), 303)
    if request.form.get("_do") == "send":
        try:
            with here.store.write() as work:
                change_text(work, me, remark, text)
            flash(gettext("C’est changé."), "good")
            return redirect(url_for("remarks.remark_page", remark=remark), 303)
        except UnfitFormError as error:
            fault = translate_faults(error.faults)["text"]
    page = render_template(
        "community/edit.html",
        head=head,
        remark=found,
        text=text,
        fault=fault,
        most=LONGEST_REMARK,
    )
    return uncached_page(page, 422 if fault else 200)


@remarks.route(
    "/remarks/<remark>/hide",
    methods=["GET", "POST"],
    needs=Permission.MODERATE,
    writes=MODERATION,
    crawled=False,
)
def hide_page(remark: str) -> AnyResponse:
    """Ask why a remark is hidden, and hide it."""
    here, fault = components(), ""
    reason = request.form.get("reason", "")
    if request.method == "POST":
        try:
            with here.store.write() as work:
                hidden = hide_remark(work, current_writer(), remark, reason)
        except UnfitFormError as error:
            fault = translate_faults(error.faults)["reason"]
        else:
            flash_undo(
                gettext("C’est masqué : seules l’équipe et la personne le voient."),
                gettext("Annuler"),
                url_for("remarks.show_again", remark=remark),
            )
            return redirect(url_for("remarks.remarks_page", sheet=hidden.sheet), 303)
    with here.store.read() as work:
        found = store.get_remark(work, remark)
        if found.state is RemarkState.DELETED:
            raise NotFound
        head = revisions.get_head(work, found.sheet)
        line = show_threads(work, head, [Thread(remark=found)])[0].line
    page = render_template(
        "community/hide.html",
        head=head,
        line=line,
        reason=reason,
        fault=fault,
        most=LONGEST_REASON,
    )
    return private_page(page, 422 if fault else 200)


@remarks.post("/remarks/<remark>/show", needs=Permission.MODERATE, writes=MODERATION)
def show_again(remark: str) -> AnyResponse:
    """Show to everybody again what was hidden."""
    with components().store.write() as work:
        show_remark(work, current_writer(), remark)
    flash(gettext("C’est de nouveau montré à tout le monde."), "good")
    return redirect(url_for("remarks.remark_page", remark=remark), 303)
