"""Tells a revision in every format that is not a page."""

from typing import Any

from flask import Response, request, url_for

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.errors import DeletedError, NotFoundError
from commons.web.journeys.sheets.link_headers import put_up
from commons.web.request.answers.deleted_sheets import FOR_EDITORS, may_read
from commons.web.request.answers.negotiation import lasting_answer
from commons.web.request.answers.sheet_formats import OUTLETS, Outlet, OutletContext
from commons.web.request.context import components

CANONICAL = "canonical"


def answer_format(
    work: Work, revision: Revision, suffix: str, *, fixed: bool
) -> Response:
    """Answer a revision in a format; `fixed`: at the version's own address.

    Of a deleted sheet, and of all that it said, who may restore it alone reads more than
    its tombstone (410). With ?canonical the base is the marker, as the hash is taken: put
    back by others, it would also stand where a text names this site. Raises DeletedError
    for an outlet that tells none of a deleted sheet, NotFoundError for one that is not
    here.
    """
    here, outlet = components(), OUTLETS[suffix]
    base = iri.BASE_PLACEHOLDER if CANONICAL in request.args else here.settings.base_url
    if not outlet.is_here():
        raise NotFoundError(suffix)
    head = revisions.get_head(work, revision.sheet) if fixed else revision
    if head.deleted and not (outlet.of_deleted and may_read(head)):
        return _answer_deleted(work, head, outlet, base)
    if revision.purged:
        return _answer_deleted(work, revision, outlet, base)
    response = _answer_version(
        outlet, OutletContext(work=work, revision=revision, base=base, fixed=fixed)
    )
    if head.deleted:
        response.headers["Cache-Control"] = FOR_EDITORS
    if revision.deleted and not fixed and response.status_code == 200:
        response.status_code = 410
    return response


def _answer_version(outlet: Outlet, told: OutletContext) -> Response:
    """Answer a revision with the links that belong to it."""
    here, suffix = components(), outlet.suffix
    revision, base, fixed = told.revision, told.base, told.fixed
    others = outlet.told_from(told)
    name = f"{base} {self_links(revision)} {outlet.told_with()} {others}".rstrip()
    response = lasting_answer(
        name, suffix, lambda: outlet.write(told), immutable=fixed and not others
    )
    endpoint = "sheets.version_in" if fixed else "sheets.sheet_in"
    place: dict[str, Any] = {"sheet": revision.sheet, "suffix": suffix}
    if fixed:
        place["number"] = revision.number
    response.headers["Content-Location"] = url_for(endpoint, **place)
    if outlet.attached:
        response.headers["Content-Disposition"] = (
            f"attachment; filename={revision.slug}-v{revision.number}.{suffix}"
        )
    if licence := here.schema.licences.get(revision.licence):
        response.headers.add("Link", f'<{licence.iri}>; rel="license"')
    home = here.settings.base_url
    canonical = iri.version_iri(revision.sheet, revision.number, home)
    response.headers.add("Link", f'<{canonical}>; rel="canonical"')
    put_up(response, told.work, revision, suffix, fixed=fixed)
    return response


def _answer_deleted(work: Work, head: Revision, outlet: Outlet, base: str) -> Response:
    """Answer 410 with the tombstone of a sheet or a version. Raises DeletedError."""
    write = outlet.write_tombstone
    if write is None:
        raise DeletedError(head.sheet)
    told = OutletContext(work=work, revision=head, base=base, fixed=False)
    name = f"deleted {base} {self_links(head)} {outlet.told_with()}"
    response = lasting_answer(name, outlet.suffix, lambda: write(told))
    put_up(response, work, head, outlet.suffix, fixed=False)
    if response.status_code == 200:
        response.status_code = 410
    return response


def self_links(revision: Revision) -> str:
    """Name all that is told of a version.

    Its number does not do: after a restore another version may be given it.
    """
    author = revision.author
    return repr(
        (
            *(revision.sheet, revision.number, revision.sequence, revision.instant),
            *(revision.action, author.id, author.name, revision.change_note),
            revision.hash,
        )
    )
