"""The ways to tell a sheet beside its page: one row each, whatever writes it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from typing import cast

from flask import current_app

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.pdf.pdf_maker import can_make_pdf
from commons.adapters.rdf.formats import FORMATS, write_block
from commons.adapters.store.community.remarks import count_remarks
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import blocks
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Value
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.trial_rules import may_be_tried
from commons.core.text.files.front_matter import write_front_matter
from commons.errors import NotFoundError
from commons.feeds.citation.formats import CITATIONS, CitationFormat
from commons.feeds.citation.references import cite_version
from commons.services.exchange.archive.sheet_archive import (
    ArchiveTerms,
    SheetArchive,
    collect_archive,
    write_archive,
)
from commons.services.exchange.export.folder_export import sheet_markdown
from commons.services.reuse.collected_sheets import collected_sheets
from commons.services.reuse.trials import sum_up_trials
from commons.web.request.context import components, feed_instance
from commons.web.request.limits.rate_limits import ARCHIVES, count_reading

PDF = "pdf"
PIECE_BYTES = 64 * 1024


class OutletGroup(StrEnum):
    """What a way to tell a sheet is for: where the page offers it, what links say.

    GRAPH and CITATION describe the sheet, DATA and TEXT are its content (Signposting).
    PAPER is to print it, PACKAGE to take it elsewhere.
    """

    GRAPH = "graph"
    DATA = "data"
    TEXT = "text"
    CITATION = "citation"
    PAPER = "paper"
    PACKAGE = "package"


@dataclass(frozen=True, kw_only=True)
class OutletContext:
    """What is to be told: a revision, under a base, `fixed` for one version for ever."""

    work: Work
    revision: Revision
    base: str
    fixed: bool

    @cached_property
    def trials(self) -> Mapping[str, Value]:
        """How often a sheet was tried and where; {} of one version for ever."""
        here, revision = components(), self.revision
        if self.fixed or not may_be_tried(here.schema.kinds[revision.kind]):
            return {}
        found = sum_up_trials(self.work, here.places, revision.sheet)
        told: Mapping[str, Value] = {
            "count": found.total,
            "territories": len(found.places),
            "last_version": found.version,
            "url": f"{iri.sheet_iri(revision.sheet, self.base)}/trials",
        }
        return {"trials": told}

    @cached_property
    def remarks(self) -> Mapping[str, Value]:
        """How much is asked and said under a sheet; {} of one version for ever."""
        if self.fixed or self.revision.deleted:
            return {}
        counts = count_remarks(self.work, self.revision.sheet)
        told: Mapping[str, Value] = {
            "count": counts.total,
            "unanswered": counts.unanswered,
            "url": iri.remarks_iri(self.revision.sheet, self.base),
        }
        return {"remarks": told}


def _nothing(_context: OutletContext) -> str:
    return ""


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletWriter:
    """Writes an outlet that takes templates and display: a journey brings it.

    `describe` names all that the bytes depend on.
    """

    write: Callable[[OutletContext], bytes]
    describe: Callable[[OutletContext], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A way to tell a sheet, at its address with `suffix` behind it.

    `says_charset`: its type is told with "charset=utf-8". `attached`: it is kept under
    a name rather than shown. `told_with` names what its bytes depend on beside
    the version and the base, and `told_from` what they depend on in other sheets, ""
    for nothing: then they may be kept for long. `of_deleted`: who may restore a deleted
    sheet reads it in this too. `write_tombstone` writes what everybody else is told of
    it, from its head; without it they are told that it is gone. `is_here` says whether this machine can write
    it; it is asked when it is first needed.
    """

    suffix: str
    media_type: str
    label: str
    group: OutletGroup
    write: Callable[[OutletContext], bytes | Iterable[bytes]]
    says_charset: bool = False
    attached: bool = False
    told_with: Callable[[], str] = str
    told_from: Callable[[OutletContext], str] = _nothing
    of_deleted: bool = True
    write_tombstone: Callable[[OutletContext], bytes] | None = None
    is_here: Callable[[], bool] = _always

    @property
    def content_type(self) -> str:
        """The media type, with its charset where that must be said."""
        says = self.says_charset or self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if says else self.media_type


def _write_rdf(suffix: str, told: OutletContext) -> bytes:
    one = told.revision
    block = blocks.get_block(told.work, one.sheet, one.number)
    return write_block(block, suffix, told.base, components().schema)


def _write_citation(form: CitationFormat, told: OutletContext) -> bytes:
    cited = cite_version(feed_instance(), told.revision, fixed=told.fixed)
    return form.write(cited).encode()


def _schema_digest() -> str:
    return components().schema.digest


def _site_and_schema() -> str:
    return f"{components().settings.site_name} {_schema_digest()}"


def _write_markdown(told: OutletContext) -> bytes:
    """Return a revision as `commons load` reads it."""
    return sheet_markdown(told.revision).encode()


def _write_json(context: OutletContext) -> bytes:
    """Return the fields of a revision as plain JSON, with where it stands."""
    revision, base = context.revision, context.base
    told: Mapping[str, Value] = {
        "id": revision.sheet,
        "url": iri.sheet_iri(revision.sheet, base),
        "kind": revision.kind,
        "version": {
            "number": revision.number,
            "url": iri.version_iri(revision.sheet, revision.number, base),
            "action": revision.action.value,
            "instant": clock.iso_format(revision.instant),
            "author": {
                "name": revision.author.name,
                "url": iri.person_iri(revision.author.id, base),
            },
            "change_note": revision.change_note,
            "hash": revision.hash,
        },
        **context.trials,
        **context.remarks,
        "fields": revision.values,
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"


def _write_markdown_tombstone(told: OutletContext) -> bytes:
    """Return that a sheet was deleted, as front matter."""
    head = told.revision
    said: dict[str, Value] = {"id": head.sheet}
    if head.deleted:
        said["deleted"] = clock.iso_format(head.instant)
    if head.purged:
        said["purged"] = True
    return write_front_matter(said, "").encode()


def _write_json_tombstone(told: OutletContext) -> bytes:
    """Return that a sheet was deleted, when, and by which version."""
    head, base = told.revision, told.base
    said: Mapping[str, Value] = {
        "id": head.sheet,
        "url": iri.sheet_iri(head.sheet, base),
        "kind": head.kind,
        **({"deleted": clock.iso_format(head.instant)} if head.deleted else {}),
        **({"purged": True} if head.purged else {}),
        "version": {
            "number": head.number,
            "url": iri.version_iri(head.sheet, head.number, base),
            "action": head.action.value,
            "hash": head.hash,
        },
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n"


def _name_counts(context: OutletContext) -> str:
    told = {**context.trials, **context.remarks}
    return json.dumps(told) if told else ""


def _write_zip(context: OutletContext) -> Iterable[bytes]:
    """Return a ZIP of a sheet and of what it collects, in pieces."""
    count_reading(ARCHIVES)
    here = components()
    terms = ArchiveTerms(schema=here.schema, blobs=here.blobs, base=context.base)
    archive = collect_archive(context.work, terms, [context.revision])
    return _pieces(archive, here.blobs)


def _pieces(archive: SheetArchive, blobs: BlobStore) -> Iterator[bytes]:
    """Write a ZIP once its first piece is wanted, and give it piece by piece."""
    with blobs.aside() as file:
        write_archive(archive, blobs, file)
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


def _collected(context: OutletContext) -> str:
    """Name the sheets that a collection holds today."""
    kind = components().schema.kinds[context.revision.kind]
    found = collected_sheets(context.work, kind, context.revision)
    return " ".join(f"{one.revision.sheet}/{one.revision.hash}" for one in found)


def writer_of(suffix: str) -> OutletWriter:
    """Return what a journey gave to write an outlet with. Raises NotFoundError."""
    writers = cast(
        "dict[str, OutletWriter]", current_app.extensions.get("outlet_writers", {})
    )
    if suffix not in writers:
        raise NotFoundError(suffix)
    return writers[suffix]


def _write_pdf(context: OutletContext) -> bytes:
    return writer_of(PDF).write(context)


def _describe_pdf(context: OutletContext) -> str:
    return writer_of(PDF).describe(context)


OUTLETS: dict[str, Outlet] = {
    row.suffix: row
    for row in (
        *(
            Outlet(
                suffix=form.suffix,
                media_type=form.media_type,
                label=form.label,
                group=OutletGroup.GRAPH,
                write=partial(_write_rdf, form.suffix),
                write_tombstone=partial(_write_rdf, form.suffix),
                told_with=_schema_digest if form.uses_schema else str,
            )
            for form in FORMATS.values()
        ),
        Outlet(
            suffix="json",
            media_type="application/json",
            label="JSON",
            group=OutletGroup.DATA,
            write=_write_json,
            write_tombstone=_write_json_tombstone,
            told_from=_name_counts,
        ),
        Outlet(
            suffix="md",
            media_type="text/markdown",
            label="Markdown",
            group=OutletGroup.TEXT,
            write=_write_markdown,
            write_tombstone=_write_markdown_tombstone,
        ),
        *(
            Outlet(
                suffix=cited.suffix,
                media_type=cited.media_type,
                label=cited.label,
                group=OutletGroup.CITATION,
                write=partial(_write_citation, cited),
                says_charset=cited.says_charset,
                attached=True,
                told_with=_site_and_schema,
            )
            for cited in CITATIONS.values()
        ),
        Outlet(
            suffix=PDF,
            media_type="application/pdf",
            label="PDF",
            group=OutletGroup.PAPER,
            write=_write_pdf,
            told_from=_describe_pdf,
            of_deleted=False,
            is_here=can_make_pdf,
        ),
        Outlet(
            suffix="zip",
            media_type="application/zip",
            label="ZIP",
            group=OutletGroup.PACKAGE,
            write=_write_zip,
            attached=True,
            told_with=_schema_digest,
            told_from=_collected,
            of_deleted=False,
        ),
    )
}
"""The outlets by suffix, in the order to propose them."""

FROZEN_SUFFIXES = tuple(
    suffix
    for suffix, row in OUTLETS.items()
    if row.group not in {OutletGroup.PAPER, OutletGroup.PACKAGE}
)
"""Those that a copy made of files has; the others are made of them, and cost most."""


def list_outlets(*groups: OutletGroup) -> list[Outlet]:
    """Return the outlets of some groups that are here, in the order of the table."""
    return [row for row in OUTLETS.values() if row.group in groups and row.is_here()]
