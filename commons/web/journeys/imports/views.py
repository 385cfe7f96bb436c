"""Bringing a spreadsheet in: send it, say what its columns hold, check, load."""

from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import PurePath

from flask import (
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.imports import csv_uploads
from commons.adapters.store.imports.csv_uploads import KEPT, CsvUpload
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.kinds.csv.headings import column_targets, guess_targets
from commons.core.text.files.csv_file import (
    Table,
    write_csv as write_table,
)
from commons.core.text.files.encodings import ENCODINGS
from commons.services.exchange.batch.batch_import import (
    plan_lines,
)
from commons.services.exchange.batch.csv_template import csv_template as write_template
from commons.services.exchange.batch.entries import (
    PublishMode,
    columns_refusal,
    make_reader,
)
from commons.services.operations.checks.licence_check import unlawful_since
from commons.web.guard.journey import Journey
from commons.web.journeys.imports.progress import (
    State,
    write_state,
)
from commons.web.journeys.imports.report import (
    UnlawfulRow,
    column_headings,
    guide_rows,
    language_choices,
    licence_choices,
    outcome_page,
    report_rows,
    unlawful_rows,
)
from commons.web.journeys.imports.spreadsheet_upload import (
    TOO_LARGE,
    UPLOAD_BYTES,
    begin_state,
    change_encoding,
    clean_name,
    describe_import,
    get_own_upload,
    kind_named,
    load_lines_on,
    open_upload,
    refuse_table,
    save_progress,
    settled_state,
    typed_state,
    upload_kind,
)
from commons.web.request.context import (
    components,
    current_writer,
    localised,
    positive_int,
)
from commons.web.request.limits.rate_limits import BATCH, FORMS, LISTS, limit_accounts
from commons.web.request.locale import page_language
from commons.web.request.responses import private_page

MOST_UNLAWFUL = 50
"""How many sheets are named that what was loaded does not allow as they stand."""

batch = Journey("batch", __name__)


@batch.route(
    "/batch",
    methods=["GET", "POST"],
    needs=Permission.BATCH,
    reads=LISTS,
    writes=limit_accounts("new batches", "60 per hour"),
    upload_bytes=UPLOAD_BYTES,
    too_large=TOO_LARGE,
)
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
    elif refusal := refuse_table(content):
        faults["file"] = refusal
    if faults:
        return _start_page(faults)
    source = clean_name(request.form.get("source", "")) or iri.slugify(
        PurePath(name).stem
    )
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


@batch.route(
    "/batch/<sheet_id:batch>/columns",
    methods=["GET", "POST"],
    needs=Permission.BATCH,
    reads=FORMS,
    writes=BATCH,
)
def columns_page(batch: str) -> AnyResponse:
    """Say what each column holds, and what stands where a line says nothing."""
    found, state, table = open_upload(batch)
    kind = upload_kind(found)
    if request.method == "GET":
        known = column_targets(components().schema, kind.key)
        begun = (
            state
            if state.holds
            else begin_state(state, guess_targets(known, table.header))
        )
        return _columns_page(found, begun, table, {})
    typed = typed_state(state, table)
    faults = change_encoding(found, typed, table)
    if faults is None:
        return redirect(url_for("batch.columns_page", batch=batch), 303)
    if refusal := columns_refusal(components().schema, kind, typed.holds, table.header):
        faults["column-0"] = gettext(refusal)
    if not typed.source:
        faults["source"] = gettext("Donnez un nom à ce tableau.")
    if faults:
        return _columns_page(found, typed, table, faults)
    ours = make_reader(describe_import(found, typed), table)
    outcomes = plan_lines(components().store, ours, table.lines)
    save_progress(found, replace(typed, outcomes=tuple(outcomes)))
    return redirect(url_for("batch.check_page", batch=batch), 303)


@batch.route(
    "/batch/<sheet_id:batch>",
    methods=["GET", "POST"],
    needs=Permission.BATCH,
    reads=FORMS,
    writes=BATCH,
)
def check_page(batch: str) -> AnyResponse:
    """Show what would become of each line, then load, then show what did."""
    found, state = get_own_upload(batch)
    if not state.outcomes:
        return redirect(url_for("batch.columns_page", batch=batch), 303)
    if request.method == "POST":
        if not state.manner:
            save_progress(found, settled_state(state))
        load_lines_on(batch)
        return redirect(url_for("batch.check_page", batch=batch), 303)
    page = render_template(
        "imports/report.html" if state.manner else "imports/check.html",
        batch=found,
        state=state,
        kind=upload_kind(found),
        shown=outcome_page(
            upload_kind(found), state, positive_int(request.args.get("page")) or 1
        ),
        manners=PublishMode,
        unlawful=_unlawful(batch) if state.finished else [],
    )
    return private_page(page, 200)


@batch.get("/batch/<sheet_id:batch>/report.csv", needs=Permission.BATCH, reads=LISTS)
def report_csv(batch: str) -> Response:
    """Give all that is wrong or left to complete as a spreadsheet."""
    found, state = get_own_upload(batch)
    rows = report_rows(upload_kind(found), state)
    return _csv(write_table(rows), f"rapport-{iri.slugify(PurePath(found.name).stem)}")


@batch.post("/batch/<sheet_id:batch>/drop", needs=Permission.BATCH, writes=BATCH)
def forget_upload(batch: str) -> AnyResponse:
    """Forget a spreadsheet; what was loaded from it stays."""
    with components().store.write(quiet=True) as work:
        csv_uploads.drop_upload(work, current_writer().id, batch)
    flash(gettext("Le tableau est oublié. Les fiches déjà chargées restent."), "good")
    return redirect(url_for("batch.upload_page"), 303)


@batch.get("/batch/template/<kind>", needs=Permission.BATCH)
def guide_page(kind: str) -> str:
    """Say what the columns for a kind are called and what they may hold."""
    found = kind_named(kind)
    rows = guide_rows(components().schema, found)
    return render_template("imports/guide.html", kind=found, rows=rows)


@batch.get("/batch/template/<kind>.csv", needs=Permission.BATCH, reads=LISTS)
def template_csv(kind: str) -> Response:
    """Give the spreadsheet to fill in for a kind."""
    here, found = components(), kind_named(kind)
    content = write_template(here.schema, here.places, found, page_language())
    return _csv(content, f"modele-{found.key}")


def _unlawful(batch: str) -> list[UnlawfulRow]:
    """Return the first sheets that what was loaded does not allow as they stand."""
    here = components()
    with here.store.read() as work:
        found = unlawful_since(here.schema, work, batch)
        return unlawful_rows(islice(found, MOST_UNLAWFUL))


def _start_page(faults: dict[str, str]) -> AnyResponse:
    with components().store.read() as work:
        mine = csv_uploads.uploads_of(work, current_writer().id)
    kinds = components().schema.kinds
    page = render_template(
        "imports/start.html",
        faults=faults,
        kinds=kinds,
        choices=[(one.key, localised(one.label)) for one in kinds.values()],
        mine=mine,
        kind=request.form.get("kind", ""),
        source=request.form.get("source", ""),
    )
    return private_page(page, 422 if faults else 200)


def _columns_page(
    found: CsvUpload, state: State, table: Table, faults: dict[str, str]
) -> AnyResponse:
    schema, kind = components().schema, upload_kind(found)
    page = render_template(
        "imports/columns.html",
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


def _sent() -> tuple[str, bytes]:
    """Give the name and the bytes of the file that was sent, "" without one."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return "", b""
    with closing(file):
        name = PurePath(file.filename.replace("\\", "/")).name
        return clean_name(name), file.read()


def _csv(content: bytes, name: str) -> Response:
    response = Response(content, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
