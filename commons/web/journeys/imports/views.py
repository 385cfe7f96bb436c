"""Bringing a spreadsheet in: send it, say what its columns hold, check, load."""

import time
from contextlib import closing
from dataclasses import replace
from pathlib import PurePath

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import format_decimal, gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.imports import csv_uploads, loads
from commons.adapters.store.imports.csv_uploads import KEPT, CsvUpload
from commons.adapters.store.imports.loads import Load
from commons.core.domain import clock, iri
from commons.core.domain.kind import Kind
from commons.core.domain.language.characters import clean_line
from commons.core.kinds.csv.headings import column_targets, guess_targets
from commons.core.text.files.csv_file import (
    Table,
    read_csv as read_table,
    write_csv as write_table,
)
from commons.core.text.files.encodings import ENCODINGS
from commons.errors import UnfitTableError
from commons.services.exchange.batch.batch_import import (
    CHUNK,
    known_to,
    load_some,
    plan_lines,
)
from commons.services.exchange.batch.csv_template import csv_template as write_template
from commons.services.exchange.batch.entries import (
    PublishMode,
    TableImport,
    columns_refusal,
    make_reader,
)
from commons.services.publishing.save import NOTE_LENGTHS
from commons.web.journeys.imports.progress import (
    State,
    advance_state,
    read_state,
    write_state,
)
from commons.web.journeys.imports.report import (
    column_headings,
    guide_rows,
    language_choices,
    licence_choices,
    outcome_page,
    report_rows,
)
from commons.web.request.context import (
    components,
    current_writer,
    page_language,
    positive_int,
)
from commons.web.request.quotas import count_publishing, rationed_drafts
from commons.web.request.responses import private_page

batch = Blueprint("batch", __name__)

SECONDS = 1.2
"""How much processor time one request loads for; what is left waits for the next."""

MOST_WEIGHT = 80_000
"""What the cells of a spreadsheet may cost in all: about 1.2 s of processor time."""

LONGEST_NAME = 80


@batch.route("/batch", methods=["GET", "POST"])
def upload_page() -> AnyResponse:
    """Take a spreadsheet, or list those under way and the models to fill in."""
    if request.method == "GET":
        return _start_page({})
    kind = request.form.get("kind", "")
    faults: dict[str, str] = {}
    if kind not in components().schema.kinds:
        faults["kind"] = gettext("Choisissez la sorte de fiches du tableau.")
    name, content = _sent()
    if not name:
        faults["file"] = gettext("Choisissez le fichier du tableau.")
    elif refusal := _refusal(content):
        faults["file"] = refusal
    if faults:
        return _start_page(faults)
    source = _short(request.form.get("source", "")) or iri.slugify(PurePath(name).stem)
    made = CsvUpload(
        id=iri.new_id(),
        account=current_writer().id,
        kind=kind,
        name=name,
        until=clock.now() + KEPT,
        state=write_state(State(source=source)),
    )
    with components().store.write(quiet=True) as work:
        csv_uploads.save_upload(work, made, content)
    return redirect(url_for("batch.columns_page", batch=made.id), 303)


@batch.route("/batch/<sheet_id:batch>/columns", methods=["GET", "POST"])
def columns_page(batch: str) -> AnyResponse:
    """Say what each column holds, and what stands where a line says nothing."""
    found, state, table = _opened(batch)
    kind = _kind(found)
    if request.method == "GET":
        known = column_targets(components().schema, kind.key)
        begun = (
            state if state.holds else _begun(state, guess_targets(known, table.header))
        )
        return _columns_page(found, begun, table, {})
    typed = _typed(state, table)
    faults = _other_encoding(found, typed, table)
    if faults is None:
        return redirect(url_for("batch.columns_page", batch=batch), 303)
    if refusal := columns_refusal(components().schema, kind, typed.holds, table.header):
        faults["column-0"] = gettext(refusal)
    if not typed.source:
        faults["source"] = gettext("Donnez un nom à ce tableau.")
    if faults:
        return _columns_page(found, typed, table, faults)
    ours = make_reader(_brief(found, typed), table)
    outcomes = plan_lines(components().store, ours, table.lines)
    _note(found, replace(typed, outcomes=tuple(outcomes)))
    return redirect(url_for("batch.check_page", batch=batch), 303)


@batch.route("/batch/<sheet_id:batch>", methods=["GET", "POST"])
def check_page(batch: str) -> AnyResponse:
    """Show what would become of each line, then load, then show what did."""
    found, state = _kept(batch)
    if not state.outcomes:
        return redirect(url_for("batch.columns_page", batch=batch), 303)
    if request.method == "POST":
        if not state.manner:
            _note(found, _settled(state))
        _load_on(batch)
        return redirect(url_for("batch.check_page", batch=batch), 303)
    page = render_template(
        "batch/report.html" if state.manner else "batch/check.html",
        batch=found,
        state=state,
        kind=_kind(found),
        shown=outcome_page(
            _kind(found), state, positive_int(request.args.get("page")) or 1
        ),
        manners=PublishMode,
    )
    return private_page(page, 200)


@batch.get("/batch/<sheet_id:batch>/report.csv")
def report_csv(batch: str) -> Response:
    """Give all that is wrong or left to complete as a spreadsheet."""
    found, state = _kept(batch)
    rows = report_rows(_kind(found), state)
    return _csv(write_table(rows), f"rapport-{iri.slugify(PurePath(found.name).stem)}")


@batch.post("/batch/<sheet_id:batch>/drop")
def forget_upload(batch: str) -> AnyResponse:
    """Forget a spreadsheet; what was loaded from it stays."""
    with components().store.write(quiet=True) as work:
        csv_uploads.drop_upload(work, current_writer().id, batch)
    flash(gettext("Le tableau est oublié. Les fiches déjà chargées restent."), "good")
    return redirect(url_for("batch.upload_page"), 303)


@batch.get("/batch/template/<kind>")
def guide_page(kind: str) -> str:
    """Say what the columns for a kind are called and what they may hold."""
    found = _kind_of(kind)
    rows = guide_rows(components().schema, found)
    return render_template("batch/guide.html", kind=found, rows=rows)


@batch.get("/batch/template/<kind>.csv")
def template_csv(kind: str) -> Response:
    """Give the spreadsheet to fill in for a kind."""
    here, found = components(), _kind_of(kind)
    content = write_template(here.schema, here.places, found, page_language())
    return _csv(content, f"modele-{found.key}")


def _start_page(faults: dict[str, str]) -> AnyResponse:
    with components().store.read() as work:
        mine = csv_uploads.uploads_of(work, current_writer().id)
    page = render_template(
        "batch/start.html",
        faults=faults,
        kinds=components().schema.kinds,
        mine=mine,
        kind=request.form.get("kind", ""),
        source=request.form.get("source", ""),
    )
    return private_page(page, 422 if faults else 200)


def _columns_page(
    found: CsvUpload, state: State, table: Table, faults: dict[str, str]
) -> AnyResponse:
    schema, kind = components().schema, _kind(found)
    page = render_template(
        "batch/columns.html",
        batch=found,
        kind=kind,
        state=state,
        faults=faults,
        lines=len(table.lines),
        columns=column_headings(schema, kind, table, state.holds),
        encodings=ENCODINGS,
        encoding=state.encoding or table.encoding,
        sample=table.sample,
        licences=licence_choices(schema),
        spoken=language_choices(),
    )
    return private_page(page, 422 if faults else 200)


def _begun(state: State, holds: tuple[str, ...]) -> State:
    """Give the choices that a spreadsheet opens with."""
    return replace(
        state,
        holds=holds,
        authors=current_writer().person.name,
        licence=next(iter(components().schema.licences)),
        language=components().settings.language,
    )


def _typed(state: State, table: Table) -> State:
    form = request.form
    return State(
        source=_short(form.get("source", "")) if "source" in form else state.source,
        encoding=state.encoding,
        holds=tuple(form.get(f"column-{at}", "") for at in range(len(table.header))),
        authors=form.get("authors", "").strip(),
        licence=form.get("licence", ""),
        language=form.get("language", ""),
    )


def _other_encoding(
    found: CsvUpload, state: State, table: Table
) -> dict[str, str] | None:
    """Take another encoding than the file was read in: None, once that is noted.

    Else what is wrong with the one that was chosen; nothing when it is the same.
    """
    chosen = request.form.get("encoding", "")
    if chosen not in ENCODINGS or chosen == table.encoding:
        return {}
    with components().store.read() as work:
        content = csv_uploads.upload_content(work, found.id)
    if refusal := _refusal(content, chosen):
        return {"encoding": refusal}
    _note(found, replace(state, encoding=chosen, holds=()))
    return None


def _settled(state: State) -> State:
    """Give the state with what was chosen for loading."""
    form = request.form
    manner = form.get("manner", "")
    note = clean_line(form.get("note", ""))[: NOTE_LENGTHS[1]]
    chosen = (positive_int(line) for line in form.getlist("replace"))
    return replace(
        state,
        manner=manner if manner in set(PublishMode) else PublishMode.PUBLISH.value,
        note=note if len(note) >= NOTE_LENGTHS[0] else "",
        replacing=tuple(line for line in chosen if line),
    )


def _load_on(identifier: str) -> None:
    """Load line after line for some seconds; each chunk stands once it is told."""
    here, until = components(), time.thread_time() + SECONDS
    found, state, table = _opened(identifier)
    ours, known = make_reader(_brief(found, state), table), known_to(state.outcomes)
    while not state.finished:
        with here.store.write() as work, count_publishing(work), rationed_drafts(work):
            work.afterwards(here.follower.nudge)
            found = csv_uploads.get_upload(work, found.account, identifier)
            state = read_state(found.state)
            some = table.lines[state.done : state.done + CHUNK]
            state = advance_state(state, load_some(work, ours, some, known))
            csv_uploads.save_state(work, found.account, identifier, write_state(state))
            if state.finished:
                loads.end_load(work, identifier)
        if time.thread_time() > until:
            break


def _brief(found: CsvUpload, state: State) -> TableImport:
    here, me = components(), current_writer()
    names = state.authors.replace(";", "\n").splitlines()
    return TableImport(
        schema=here.schema,
        places=here.places,
        kind=_kind(found),
        source=state.source,
        holds=state.holds,
        author=me.person,
        note=state.note or gettext("Chargement de %(source)s", source=state.source),
        account=me.id,
        manner=PublishMode(state.manner or PublishMode.PUBLISH),
        replacing=frozenset(state.replacing),
        load=Load(id=found.id, source=state.source, place="", begun=found.until - KEPT),
        defaults={
            "authors": [name.strip() for name in names],
            "licence": state.licence,
            "language": state.language,
        },
    )


def _kept(identifier: str) -> tuple[CsvUpload, State]:
    with components().store.read() as work:
        found = csv_uploads.get_upload(work, current_writer().id, identifier)
    return found, read_state(found.state)


def _opened(identifier: str) -> tuple[CsvUpload, State, Table]:
    found, state = _kept(identifier)
    with components().store.read() as work:
        content = csv_uploads.upload_content(work, identifier)
    return found, state, read_table(content, state.encoding)


def _note(found: CsvUpload, state: State) -> None:
    with components().store.write(quiet=True) as work:
        csv_uploads.save_state(work, found.account, found.id, write_state(state))


def _kind(found: CsvUpload) -> Kind:
    return _kind_of(found.kind)


def _kind_of(key: str) -> Kind:
    found = components().schema.kinds.get(key)
    if found is None:
        raise NotFound
    return found


def _sent() -> tuple[str, bytes]:
    """Give the name and the bytes of the file that was sent, "" without one."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return "", b""
    with closing(file):
        name = PurePath(file.filename.replace("\\", "/")).name
        return _short(name), file.read()


def _refusal(content: bytes, encoding: str = "") -> str:
    """Give what is wrong with a file as a whole, "" when it can be read."""
    try:
        read_table(content, encoding, most_weight=MOST_WEIGHT)
    except UnfitTableError as error:
        told = {name: format_decimal(value) for name, value in error.details.items()}
        return str(gettext(error.sentence, **told))
    return ""


def _short(text: str) -> str:
    return clean_line(text)[:LONGEST_NAME]


def _csv(content: bytes, name: str) -> Response:
    response = Response(content, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
