"""Reading: a sheet and its versions, as pages and in every format."""

from flask import Response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.rdf.schema_org import Place, write_schema_org
from commons.adapters.store.community.remarks import count_remarks
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import blocks, revisions, version_times
from commons.adapters.store.log.projections.link_targets import relations_to
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.sheet import TRANSLATION, Revision
from commons.feeds.citation.references import cite_version
from commons.feeds.oai.dublin_core import dublin_core_elements
from commons.services.reuse.translation import Translations, list_translations
from commons.web.display.held_edits import held_new_sheet, held_page
from commons.web.display.panels import PanelContext, load_panels
from commons.web.display.sheet.credit_lines import reference_line
from commons.web.display.sheet.sheet_view import present_sheet
from commons.web.guard.journey import Journey, list_panels
from commons.web.journeys.sheets.link_headers import (
    add_links,
    inbox_link,
    put_up,
    time_links,
)
from commons.web.journeys.sheets.panels import SHEET_PANELS
from commons.web.journeys.sheets.representations import answer_format
from commons.web.request.answers.deleted_sheets import may_read
from commons.web.request.answers.negotiation import (
    HTML,
    pick_format,
    sheet_types,
    tagged_answer,
)
from commons.web.request.answers.sheet_formats import (
    FROZEN_SUFFIXES,
    OutletGroup,
    list_outlets,
)
from commons.web.request.context import components, feed_instance
from commons.web.request.route_rules import FROZEN, Frozen

sheets = Journey("sheets", __name__, panels=SHEET_PANELS)

FROZEN_OUTLETS = Frozen(suffixes=FROZEN_SUFFIXES)
"""What a copy made of files tells of a sheet, beside its page."""


@sheets.get("/sheets/<sheet_id:sheet>", needs=Permission.READ, frozen=FROZEN)
def negotiate_sheet(sheet: str) -> AnyResponse:
    """Answer the sheet's one stable address, by Accept."""
    suffix = pick_format(sheet_types(), one_graph=True)
    with components().store.read() as work:
        if suffix == HTML and (held := held_new_sheet(work, sheet)):
            return held_page(work, held)
        head = revisions.get_head(work, sheet)
        if suffix != HTML:
            return answer_format(work, head, suffix, fixed=False)
        if head.deleted:
            return _page(work, head, head)
    address = url_for("sheets.sheet_page", sheet=sheet, slug=head.slug)
    response = redirect(address, 302)
    response.vary.add("Accept")
    base = components().settings.base_url
    add_links(response, (*time_links(sheet, base), inbox_link(base)))
    return response


@sheets.get(
    "/sheets/<sheet_id:sheet>.<suffix:suffix>",
    needs=Permission.READ,
    frozen=FROZEN_OUTLETS,
)
def sheet_in(sheet: str, suffix: str) -> Response:
    """Answer the current version in a format."""
    with components().store.read() as work:
        return answer_format(work, revisions.get_head(work, sheet), suffix, fixed=False)


@sheets.get("/sheets/<sheet_id:sheet>/<slug>", needs=Permission.READ, frozen=FROZEN)
def sheet_page(sheet: str, slug: str) -> AnyResponse:
    """Show the sheet; another slug than today's leads to today's."""
    with components().store.read() as work:
        if held := held_new_sheet(work, sheet):
            return held_page(work, held)
        head = revisions.get_head(work, sheet)
        if may_read(head) and slug != head.slug:
            query = request.query_string.decode("latin-1")
            address = url_for("sheets.sheet_page", sheet=sheet, slug=head.slug)
            return redirect(f"{address}?{query}" if query else address, 302)
        return _page(work, head, head)


@sheets.get(
    "/sheets/<sheet_id:sheet>/v/<number:number>", needs=Permission.READ, frozen=FROZEN
)
def version_page(sheet: str, number: int) -> Response:
    """Answer one version, by Accept."""
    suffix = pick_format(sheet_types(), one_graph=True)
    with components().store.read() as work:
        revision = revisions.get_revision(work, sheet, number)
        if suffix != HTML:
            return answer_format(work, revision, suffix, fixed=True)
        return _page(work, revision, revisions.get_head(work, sheet), fixed=True)


@sheets.get(
    "/sheets/<sheet_id:sheet>/v/<number:number>.<suffix:suffix>",
    needs=Permission.READ,
    frozen=FROZEN_OUTLETS,
)
def version_in(sheet: str, number: int, suffix: str) -> Response:
    """Answer one version in a format, for ever the same bytes."""
    with components().store.read() as work:
        revision = revisions.get_revision(work, sheet, number)
        return answer_format(work, revision, suffix, fixed=True)


def _page(
    work: Work, revision: Revision, head: Revision, *, fixed: bool = False
) -> Response:
    if revision.purged or not may_read(head):
        stands = not (head.deleted or head.purged)
        return _deleted_page(work, revision if revision.purged else head, stands=stands)
    here = components()
    view = present_sheet(here, work, revision)
    linked = relations_to(work, head.sheet)
    translations = list_translations(work, head, translated=TRANSLATION in linked)
    context = PanelContext(
        revision=revision,
        head=head,
        view=view,
        translations=translations,
        linked=linked,
        talk=count_remarks(work, head.sheet),
    )
    cited = cite_version(feed_instance(), revision, fixed=fixed)
    body = render_template(
        "sheets/page.html",
        cited=cited,
        reference=reference_line(cite_version(feed_instance(), revision, fixed=True)),
        elements=()
        if revision.deleted
        else tuple(dublin_core_elements(feed_instance(), revision)),
        citations=list_outlets(OutletGroup.CITATION),
        revision=revision,
        head=head,
        kind=here.schema.kinds[revision.kind],
        view=view,
        panels={} if revision.deleted else load_panels(list_panels(), work, context),
        texts=list_outlets(OutletGroup.TEXT),
        data=list_outlets(OutletGroup.GRAPH, OutletGroup.DATA),
        base=here.settings.base_url,
        translations=translations.alternates(head),
        schema_org=_schema_org(work, revision, head, translations),
    )
    gone = revision.deleted and not fixed
    response = tagged_answer(body, 410 if gone else 200)
    response.vary.add("Accept")
    put_up(response, work, revision, HTML, fixed=fixed)
    return response


def _deleted_page(work: Work, head: Revision, *, stands: bool) -> Response:
    """Answer that a sheet was deleted, when and why, or a version purged; no more.

    `stands` is whether another version of the sheet is there to read.
    """
    page = render_template("sheets/deleted.html", head=head, stands=stands)
    response = tagged_answer(page, 410)
    response.vary.add("Accept")
    put_up(response, work, head, HTML, fixed=False)
    return response


def _schema_org(
    work: Work, revision: Revision, head: Revision, translations: Translations
) -> Markup:
    """Give what search engines read of the head; a past version has none."""
    if revision.deleted or revision.number != head.number:
        return Markup("")
    here = components()
    base, sheet, first = here.settings.base_url, revision.sheet, revision.number == 1
    place = Place(
        base=base,
        site=here.settings.site_name,
        page=iri.page_address(sheet, revision.slug, base),
        born=revision.instant
        if first
        else version_times.first_published(work, [sheet])[sheet],
    )
    block = blocks.get_block(work, sheet, revision.number)
    written = write_schema_org(
        revision,
        block,
        place,
        [iri.sheet_iri(one.sheet, base) for one in translations.made_of(sheet)],
    )
    return Markup(written)  # noqa: S704  # escaped for an element `script`
