"""Makes what is printed of a sheet or a collection: a page to print, or a PDF of it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flask import current_app, render_template, request
from flask_babel import gettext

from commons.adapters.media.ingest import size_made
from commons.adapters.pdf.pdf_maker import (
    MOST_PROCESSOR_SECONDS,
    TOO_LONG,
    PdfDocument,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.pictures.media import media_type
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.sheet_lists import sheet_list
from commons.core.kinds.rules.size_limits import measure_size
from commons.core.text.markdown.links import texts_of
from commons.core.text.markdown.parse_budget import BUDGET, parse_cost
from commons.errors import DeletedError, NotFoundError, TooCostlyError
from commons.services.reuse.collected_sheets import (
    collected_sheets,
)
from commons.settings import LANGUAGES
from commons.web.display.sheet.images import Picture
from commons.web.journeys.sheets.paper.paper_card import lay_cards
from commons.web.journeys.sheets.paper.paper_view import (
    NO_NOTE,
    PaperView,
    present_on_paper,
)
from commons.web.request.answers.sheet_formats import OutletContext
from commons.web.request.context import components
from commons.web.request.limits.rate_limits import PAPERS, PRINTS, count_reading
from commons.web.request.locale import speaking

MOST_PICTURES = 12
"""How many images a PDF shows; it credits all of them."""

MOST_CHARACTERS, MOST_ROWS = 1_000_000, 3_000
"""How much the sheets that are printed at once may say in all."""

MOST_PDF_CHARACTERS, MOST_PDF_ROWS = 200_000, 1_000
"""The same for the PDF of one: a processor lays some of it out in two seconds."""

PDF_BUDGET = BUDGET // 2
"""What the texts of a PDF may cost to be rendered, before it is laid out (parse_budget)."""

MOST_COST = 3 * BUDGET
"""The same for all the sheets of a collection: a hundred ordinary ones."""

TOO_MUCH = (
    "Cette collection est trop longue pour être imprimée d’un coup. Imprimez ses fiches"
    " une par une."
)
REFUSALS = (TOO_MUCH,)
_WRITTEN = "commons.pdf"
"""The WSGI variable that holds what was written for a request."""

A4, CARDS, BOOKLET = "a4", "cards", "booklet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a template prints: a sheet, and those that it collects (None: it is none)."""

    paper: PaperView
    papers: tuple[PaperView, ...] | None

    @property
    def every(self) -> tuple[PaperView, ...]:
        """All that is printed."""
        return (self.paper, *(self.papers or ()))


def read_printed(work: Work, revision: Revision, *, for_pdf: bool = False) -> Printed:
    """Read what is printed of a version.

    Raises DeletedError for a deleted sheet, TooCostlyError for what is too long.
    """
    head = revisions.get_head(work, revision.sheet)
    if revision.deleted or revision.purged or head.deleted:
        raise DeletedError(revision.sheet)
    here = components()
    kind = here.schema.kinds[revision.kind]
    found = collected_sheets(work, kind, revision)
    every = [revision, *(one.revision for one in found)]
    _refuse_long(every, for_pdf=for_pdf)
    budget = _share_budget(every, for_pdf=for_pdf)
    paper = present_on_paper(here, work, revision, budget=budget)
    notes = {
        card.head.sheet: note for block in paper.blocks for card, note in block.cards
    }
    papers = tuple(
        replace(
            present_on_paper(here, work, one, budget=budget, prefix=f"{one.sheet}-"),
            note=notes.get(one.sheet, NO_NOTE),
        )
        for one in every[1:]
    )
    printed = Printed(paper=paper, papers=papers if sheet_list(kind) else None)
    if for_pdf and any(one.view.as_typed for one in printed.every):
        raise TooCostlyError(TOO_LONG)
    return printed


def page_values(printed: Printed, form: str) -> dict[str, object]:
    """Return what the templates of paper take, for an A4 sheet or booklet, or cards.

    Raises NotFoundError for the cards of a collection without sheets.
    """
    cards = form == CARDS
    title = printed.paper.revision.title
    sheets = printed.papers if printed.papers is not None else (printed.paper,)
    if cards and not sheets:
        raise NotFoundError(printed.paper.revision.sheet)
    return {
        "paper": printed.paper,
        "papers": printed.papers,
        "pages": lay_cards(sheets) if cards else (),
        "form": form if cards or printed.papers is None else BOOKLET,
        "heading": gettext("Cartes : %(title)s", title=title) if cards else title,
        "revision": printed.paper.revision,
    }


def describe_pdf(work: Work, revision: Revision, form: str) -> str:
    """Return what tells the PDF of a version from any other."""
    return _document(work, revision, form)[0].digest


def write_pdf(work: Work, revision: Revision, form: str) -> bytes:
    """Return the PDF of a version; making one that was not made yet is counted.

    It speaks the language of the sheet. That of a collection is made while nobody
    waits: PreparingError until it is there. Raises TooCostlyError, BusyError,
    StorageError, TooManyRequests (429).
    """
    document, spent = _document(work, revision, form)
    kept = components().pdfs
    found = kept.find(document)
    if found is not None:
        return found
    count_reading(PAPERS)
    if sheet_list(components().schema.kinds[revision.kind]):
        return kept.make_apart(document)
    return kept.make(document, seconds=MOST_PROCESSOR_SECONDS - spent)


def write_outlet(context: OutletContext) -> bytes:
    """Return a sheet on A4 or a collection as a booklet."""
    return write_pdf(context.work, context.revision, A4)


def describe_outlet(context: OutletContext) -> str:
    """Return what that PDF depends on."""
    return describe_pdf(context.work, context.revision, A4)


def _document(work: Work, revision: Revision, form: str) -> tuple[PdfDocument, float]:
    """Return a document, and how many seconds of a processor it took to write it.

    It is written once for a request, which asks first what it depends on, and counted
    as a reading. Raises TooManyRequests (429).
    """
    written = request.environ.setdefault(_WRITTEN, {})
    name = (revision.sheet, revision.number, form)
    if name not in written:
        count_reading(PRINTS)
        begun = time.thread_time()
        document = _write_document(work, revision, form)
        written[name] = document, time.thread_time() - begun
    found: tuple[PdfDocument, float] = written[name]
    return found


def _write_document(work: Work, revision: Revision, form: str) -> PdfDocument:
    language = revision.language.partition("-")[0]
    spoken = language if language in LANGUAGES else components().settings.language
    with speaking(spoken):
        printed = read_printed(work, revision, for_pdf=True)
        authors = ", ".join(one.name for one in printed.paper.view.authors)
        html = render_template(
            "sheets/paper/document.html",
            language=spoken,
            authors=authors,
            **page_values(printed, form),
        )
    shown = {one.src: one for paper in printed.every for one in paper.pictures}
    return PdfDocument(
        html=html,
        styles=_styles(),
        base=components().settings.base_url,
        files=_files(list(shown.values())[:MOST_PICTURES]),
    )


def _files(pictures: Sequence[Picture]) -> Mapping[str, tuple[Path, str]]:
    """Map the addresses of images to their files, those that are here.

    A smaller size that is missing is made, one each time: the next PDF has the next.
    """
    blobs = components().blobs
    files: dict[str, tuple[Path, str]] = {}
    made = False
    for one in pictures:
        width = one.src.rpartition("/")[2]
        if not width.isdecimal():
            path, sort = blobs.path(one.name), media_type(one.name)
        else:
            path, sort = blobs.size_path(one.name, int(width)), "image/webp"
            if not path.is_file() and not made and blobs.has(one.name):
                path, made = size_made(blobs, one.name, int(width)), True
        if path.is_file():
            files[one.src] = (path, sort)
    return files


def _styles() -> str:
    """Return the style sheet of paper as the build made it. Raises NotFoundError."""
    name = "paper.css"
    address: str = current_app.jinja_env.globals["asset"](name)  # type: ignore[operator]  # ours
    if not address:
        raise NotFoundError(name)
    folder = Path(current_app.static_folder or "")
    place = address.removeprefix(f"{current_app.static_url_path}/")
    return (folder / place).read_text(encoding="utf-8")


def _share_budget(printed: Sequence[Revision], *, for_pdf: bool) -> int:
    """Return what the texts of each sheet may cost: what they like, if all may."""
    if len(printed) == 1:
        return PDF_BUDGET if for_pdf else BUDGET
    cost = sum(parse_cost(text) for one in printed for text in texts_of(one.values))
    return BUDGET if cost <= MOST_COST else MOST_COST // len(printed)


def _refuse_long(printed: Sequence[Revision], *, for_pdf: bool) -> None:
    """Refuse what is too long as a whole. One sheet is shown as its page is."""
    sizes = [measure_size(one.values) for one in printed]
    characters = sum(size.characters for size in sizes)
    rows = sum(size.rows for size in sizes)
    alone = len(printed) == 1
    most = (
        (MOST_PDF_CHARACTERS, MOST_PDF_ROWS) if alone else (MOST_CHARACTERS, MOST_ROWS)
    )
    if (for_pdf or not alone) and (characters > most[0] or rows > most[1]):
        raise TooCostlyError(TOO_LONG if alone else TOO_MUCH)
