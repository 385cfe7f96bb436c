"""Printing: a sheet on A4 or a collection as a booklet, cards, the QR code, PDFs."""

from flask import Response, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.pdf.pdf_maker import can_make_pdf
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.kinds.rules.sheet_lists import sheet_list
from commons.core.text.qr_code import draw_qr_code
from commons.errors import NotFoundError
from commons.web.display.panels import ASIDE, Panel, PanelContext, PanelValues
from commons.web.guard.journey import Journey
from commons.web.journeys.sheets.paper.documents import (
    A4,
    BOOKLET,
    CARDS,
    describe_outlet,
    describe_pdf,
    page_values,
    read_printed,
    write_outlet,
    write_pdf,
)
from commons.web.journeys.sheets.paper.paper_card import clip_text
from commons.web.request.answers.negotiation import named_answer, tagged_answer
from commons.web.request.answers.sheet_formats import (
    OUTLETS,
    PDF,
    OutletGroup,
    OutletWriter,
    list_outlets,
)
from commons.web.request.context import components
from commons.web.request.limits.rate_limits import PRINTS
from commons.web.request.route_rules import FROZEN


def _links(_work: Work, context: PanelContext) -> PanelValues | None:
    revision = context.revision
    if context.head.deleted:
        return None
    kind = components().schema.kinds[revision.kind]
    lists = sheet_list(kind) is not None
    listed = any(block.cards for block in context.view.blocks)
    return {
        "booklet": lists,
        "cards": listed or not lists,
        "papers": list_outlets(OutletGroup.PAPER),
        "packages": list_outlets(OutletGroup.PACKAGE),
        "cards_pdf": _cards_pdf(revision.sheet, revision.number),
    }


paper = Journey(
    "paper",
    __name__,
    panels=(
        Panel(
            key="paper",
            position=ASIDE,
            order=5,
            template="sheets/paper/_panel_paper.html",
            load=_links,
        ),
    ),
)
paper.add_app_template_filter(clip_text, "clipped")
paper.writers[PDF] = OutletWriter(write=write_outlet, describe=describe_outlet)


@paper.get(
    "/sheets/<sheet_id:sheet>/v/<number:number>/print",
    needs=Permission.READ,
    reads=PRINTS,
    crawled=False,
)
def print_page(sheet: str, number: int) -> AnyResponse:
    """Show a version as it will be on A4, a collection as a booklet."""
    with components().store.read() as work:
        revision = revisions.get_revision(work, sheet, number)
        printed = read_printed(work, revision)
    values = page_values(printed, A4)
    pdf = url_for("sheets.version_in", sheet=sheet, number=number, suffix=PDF)
    if values["form"] == BOOKLET:
        advice = gettext(
            "Un livret de pages A5 : dans la fenêtre d’impression, choisissez « livret »,"
            " ou deux pages par feuille."
        )
    else:
        advice = gettext("La fiche telle qu’elle sera sur une feuille A4.")
    page = render_template(
        "sheets/paper/print.html",
        advice=advice,
        pdf=pdf if OUTLETS[PDF].is_here() else "",
        **values,
    )
    return tagged_answer(page)


@paper.get(
    "/sheets/<sheet_id:sheet>/v/<number:number>/cards",
    needs=Permission.READ,
    reads=PRINTS,
    crawled=False,
)
def cards_page(sheet: str, number: int) -> AnyResponse:
    """Show the cards of a version, or of what it collects, four to an A4."""
    with components().store.read() as work:
        revision = revisions.get_revision(work, sheet, number)
        printed = read_printed(work, revision)
    page = render_template(
        "sheets/paper/print.html",
        advice=gettext(
            "Imprimez recto verso, retourné sur le bord long, sans marges et à 100 %, puis"
            " découpez : chaque dos est derrière sa carte."
        ),
        pdf=_cards_pdf(sheet, number),
        **page_values(printed, CARDS),
    )
    return tagged_answer(page)


@paper.get(
    "/sheets/<sheet_id:sheet>/v/<number:number>/cards.pdf",
    needs=Permission.READ,
    crawled=False,
)
def cards_pdf(sheet: str, number: int) -> Response:
    """Answer the cards as a PDF, where PDFs can be made. Raises NotFoundError."""
    if not can_make_pdf():
        raise NotFoundError(PDF)
    with components().store.read() as work:
        revision = revisions.get_revision(work, sheet, number)
        return named_answer(
            describe_pdf(work, revision, CARDS),
            OUTLETS[PDF].content_type,
            lambda: write_pdf(work, revision, CARDS),
        )


@paper.get(
    "/sheets/<sheet_id:sheet>/qr.svg",
    needs=Permission.READ,
    crawled=False,
    frozen=FROZEN,
)
def qr_code(sheet: str) -> Response:
    """Answer the QR code of the sheet's short address."""
    with components().store.read() as work:
        revisions.get_head(work, sheet)
    address = iri.sheet_iri(sheet, components().settings.base_url)
    return named_answer(
        address, "image/svg+xml", lambda: draw_qr_code(address, alone=True).encode()
    )


def _cards_pdf(sheet: str, number: int) -> str:
    """Return the address of the cards as a PDF, "" where none can be made."""
    if not can_make_pdf():
        return ""
    return url_for("paper.cards_pdf", sheet=sheet, number=number)
