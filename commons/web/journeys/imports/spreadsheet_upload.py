"""An uploaded spreadsheet while it is checked: what was chosen, what is loaded of it."""

import time
from dataclasses import replace

from flask import (
    request,
)
from flask_babel import format_decimal, gettext, lazy_gettext as _l
from werkzeug.exceptions import NotFound

from commons.adapters.store.imports import csv_uploads, loads
from commons.adapters.store.imports.csv_uploads import KEPT, CsvUpload
from commons.adapters.store.imports.loads import Load
from commons.core.domain.language.characters import clean_line
from commons.core.domain.schema.kind import Kind
from commons.core.text.files.csv_file import (
    Table,
    read_csv as read_table,
)
from commons.core.text.files.encodings import ENCODINGS
from commons.errors import UnfitTableError
from commons.services.exchange.batch.batch_import import (
    CHUNK,
    known_to,
    load_some,
)
from commons.services.exchange.batch.entries import (
    PublishMode,
    TableImport,
    make_reader,
)
from commons.services.publishing.save import NOTE_LENGTHS
from commons.web.journeys.imports.progress import (
    State,
    advance_state,
    read_state,
    write_state,
)
from commons.web.request.context import (
    components,
    current_writer,
    positive_int,
)
from commons.web.request.limits.quotas import count_publishing, rationed_drafts

UPLOAD_BYTES = 11 * 1024 * 1024
TOO_LARGE = _l(
    "Ce fichier est trop lourd : 10 Mo au plus. Revenez à la page précédente,"
    " et envoyez le tableau en plusieurs morceaux."
)
"""What is answered to a larger one."""

SECONDS = 1.2
"""How much processor time one request loads for; what is left waits for the next."""

MOST_WEIGHT = 80_000
"""What the cells of a spreadsheet may cost in all: about 1.2 s of processor time."""

LONGEST_NAME = 80


def begin_state(state: State, holds: tuple[str, ...]) -> State:
    """Give the choices that a spreadsheet opens with."""
    return replace(
        state,
        holds=holds,
        authors=current_writer().person.name,
        licence=next(iter(components().schema.licences)),
        language=components().settings.language,
    )


def typed_state(state: State, table: Table) -> State:
    """Return the state with what was typed of columns and defaults."""
    form = request.form
    return State(
        source=clean_name(form.get("source", "")) if "source" in form else state.source,
        encoding=state.encoding,
        holds=tuple(form.get(f"column-{at}", "") for at in range(len(table.header))),
        authors=form.get("authors", "").strip(),
        licence=form.get("licence", ""),
        language=form.get("language", ""),
    )


def change_encoding(
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
    if refusal := refuse_table(content, chosen):
        return {"encoding": refusal}
    save_progress(found, replace(state, encoding=chosen, holds=()))
    return None


def settled_state(state: State) -> State:
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


def load_lines_on(identifier: str) -> None:
    """Load line after line for some seconds; each chunk stands once it is told."""
    here, until = components(), time.thread_time() + SECONDS
    found, state, table = open_upload(identifier)
    ours, known = (
        make_reader(describe_import(found, state), table),
        known_to(state.outcomes),
    )
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


def describe_import(found: CsvUpload, state: State) -> TableImport:
    """Return what a load needs to know of an upload and of what was chosen."""
    here, me = components(), current_writer()
    names = state.authors.replace(";", "\n").splitlines()
    return TableImport(
        schema=here.schema,
        places=here.places,
        kind=upload_kind(found),
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


def get_own_upload(identifier: str) -> tuple[CsvUpload, State]:
    """Return an upload of who asks, and its state. Raises NotFoundError."""
    with components().store.read() as work:
        found = csv_uploads.get_upload(work, current_writer().id, identifier)
    return found, read_state(found.state)


def open_upload(identifier: str) -> tuple[CsvUpload, State, Table]:
    """Return an upload of who asks, its state and its table. Raises NotFoundError."""
    found, state = get_own_upload(identifier)
    with components().store.read() as work:
        content = csv_uploads.upload_content(work, identifier)
    return found, state, read_table(content, state.encoding)


def save_progress(found: CsvUpload, state: State) -> None:
    """Save the state of an upload."""
    with components().store.write(quiet=True) as work:
        csv_uploads.save_state(work, found.account, found.id, write_state(state))


def upload_kind(found: CsvUpload) -> Kind:
    """Return the kind of sheet that an upload fills."""
    return kind_named(found.kind)


def kind_named(key: str) -> Kind:
    """Return the kind of this key. Raises NotFound (404)."""
    found = components().schema.kinds.get(key)
    if found is None:
        raise NotFound
    return found


def refuse_table(content: bytes, encoding: str = "") -> str:
    """Give what is wrong with a file as a whole, "" when it can be read."""
    try:
        read_table(content, encoding, most_weight=MOST_WEIGHT)
    except UnfitTableError as error:
        told = {name: format_decimal(value) for name, value in error.details.items()}
        return str(gettext(error.sentence, **told))
    return ""


def clean_name(text: str) -> str:
    """Return a name as it is kept: clean, and not too long."""
    return clean_line(text)[:LONGEST_NAME]
