"""Starting a sheet from a document, or from a text that is pasted: it becomes a draft."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l, ngettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from commons.core.domain.people.account import Permission
from commons.core.domain.schema.kind import Kind
from commons.core.domain.schema.problem import RULES, Rule
from commons.errors import TooLargeError, UnfitFileError
from commons.services.editing.start import blank_values
from commons.services.exchange.document.document_import import (
    LONGEST_PASTE,
    DocumentReader,
    ImportedDocument,
    import_document,
    import_text,
    keep_document,
)
from commons.services.publishing import quotas
from commons.web.guard.journey import Journey
from commons.web.request.context import components, current_writer, localised
from commons.web.request.limits.rate_limits import FORMS, limit_accounts
from commons.web.request.responses import private_page

UPLOAD_BYTES = 21 * 1024 * 1024
TOO_LARGE = _l(
    "Ce document est trop lourd : 20 Mo au plus. Revenez à la page précédente, et"
    " réduisez ses images ou coupez-le en plusieurs documents."
)

documents = Journey("documents", __name__)


@documents.route(
    "/write/document",
    methods=["GET", "POST"],
    needs=Permission.WRITE,
    reads=FORMS,
    writes=limit_accounts("documents", "20 per hour;60 per day"),
    upload_bytes=UPLOAD_BYTES,
    too_large=TOO_LARGE,
    crawled=False,
)
def document_page() -> AnyResponse:
    """Take a document or a text, and open the draft that it became."""
    if request.method == "GET":
        return _page({}, 200)
    kinds = components().schema.kinds
    kind = kinds.get(request.form.get("kind", ""))
    sent = request.files.get("file")
    pasted = request.form.get("text", "")
    faults: dict[str, str] = {}
    if kind is None:
        faults["kind"] = gettext("Choisissez ce que vous voulez écrire.")
    if not (sent and sent.filename) and not pasted.strip():
        faults["file"] = gettext("Choisissez un document, ou collez son texte.")
    if kind is None or faults:
        return _page(faults, 422)
    try:
        made = _import(kind, sent, pasted)
    except UnfitFileError as error:
        return _page({"file": gettext(RULES[Rule(error.rule)]) % error.details}, 422)
    except TooLargeError:
        return _page({"text": gettext("Ce texte est trop long pour une fiche.")}, 422)
    here = components()
    values = {
        **blank_values(here.schema, current_writer(), here.settings.language),
        **made.values,
    }
    with here.store.write(quiet=True) as work:
        draft = keep_document(
            work, current_writer(), kind, values, here.settings.quotas
        )
    flash(_told(kind, made), "good")
    opened = url_for("editing.create_sheet", kind=kind.key, draft=draft.id)
    return redirect(opened, 303)


def _import(kind: Kind, sent: FileStorage | None, pasted: str) -> ImportedDocument:
    here = components()
    reader = DocumentReader(schema=here.schema, places=here.places, blobs=here.blobs)
    if sent is None or not sent.filename:
        return import_text(reader, kind, pasted)
    size = sent.stream.seek(0, 2)
    sent.stream.seek(0)
    with here.store.write(quiet=True, durable=False) as work:
        quotas.send_file(work, current_writer().id, size, here.settings.quotas)
    return import_document(reader, kind, sent.stream, sent.filename)


def _told(kind: Kind, made: ImportedDocument) -> str:
    """Say what came of a document, and that nothing is published."""
    values, lost = made.values, made.lost_pictures
    found = [
        localised(field.label)
        for field in kind.fields
        if field.key in values and field.key != "body"
    ]
    pictures = values.get("images")
    count = len(pictures) if isinstance(pictures, list) else 0
    said = [
        gettext("Votre document est devenu un brouillon, que vous seul·e voyez."),
        gettext("Rempli pour vous : %(fields)s.", fields=", ".join(found)),
        ngettext(
            "Dites de l’image qui l’a faite et sous quelle licence.",
            "Dites des %(num)s images qui les a faites et sous quelle licence.",
            count,
        )
        if count
        else "",
        ngettext(
            "Une image du document n’est pas reprise : elle n’est ni en JPEG, ni en PNG,"
            " ni en WebP.",
            "%(num)s images du document ne sont pas reprises : elles ne sont ni en JPEG,"
            " ni en PNG, ni en WebP.",
            lost,
        )
        if lost
        else "",
        gettext("Relisez, complétez, puis publiez."),
    ]
    return " ".join(part for part in said if part)


def _page(faults: dict[str, str], status: int) -> AnyResponse:
    kinds = components().schema.kinds
    options: list[Any] = [
        (key, localised(one.label)) for key, one in kinds.items() if one.subject is None
    ]
    page = render_template(
        "imports/document.html",
        faults=faults,
        kinds=options,
        kind=request.values.get("kind", ""),
        text=request.form.get("text", "")[:LONGEST_PASTE],
    )
    return private_page(page, status)
