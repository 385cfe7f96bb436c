"""Translating a sheet: its languages, what became of the original, and the way to begin."""

from collections import Counter
from dataclasses import dataclass

from flask import render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.people.account import Permission
from commons.core.domain.sheet import Revision
from commons.core.kinds.types.language import language_name
from commons.errors import DeletedError, NotFoundError
from commons.services.publishing.law.source_law import source_licences
from commons.services.reuse.adaptation import licence_choices
from commons.services.reuse.translation import list_translations, may_be_translated
from commons.web.display.licence_verdicts import choices_in_words
from commons.web.display.panels import BEFORE, Panel, PanelContext, PanelValues
from commons.web.guard.journey import Journey
from commons.web.request.answers.deleted_sheets import shown_head
from commons.web.request.answers.negotiation import tagged_answer
from commons.web.request.context import components
from commons.web.request.locale import page_language


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLink:
    """A sheet to read in another language, by the name that the language gives itself.

    `title` is shown where several are in that language, else "".
    """

    name: str
    language: str
    address: str
    title: str


def _languages(_work: Work, context: PanelContext) -> PanelValues | None:
    """Return the languages in which a sheet can be read, and the way to translate it."""
    head, revision = context.head, context.revision
    if not may_be_translated(components().schema.kinds[head.kind]):
        return None
    translate = url_for(
        "translating.translate_page", sheet=head.sheet, number=revision.number
    )
    return {"links": language_links(context.translations.others), "address": translate}


def language_links(sheets: tuple[Revision, ...]) -> list[LanguageLink]:
    """Return links to sheets by their languages, in the order of these."""
    several = Counter(one.language for one in sheets)
    links = [
        LanguageLink(
            name=language_name(one.language, one.language),
            language=one.language,
            address=url_for("sheets.sheet_page", sheet=one.sheet, slug=one.slug),
            title=one.title if several[one.language] > 1 else "",
        )
        for one in sheets
    ]
    return sorted(links, key=lambda one: (one.language, one.title))


def _original(_work: Work, context: PanelContext) -> PanelValues | None:
    """Return what a translation says of its original, and of what changed there since."""
    found = context.translations
    if found.original is None:
        return None
    return {
        "original": shown_head(found.original),
        "taken": found.taken,
        "moved_on": found.moved_on and not found.original.deleted,
        "language": language_name(found.original.language, page_language()),
    }


translating = Journey(
    "translating",
    __name__,
    panels=(
        Panel(
            key="languages",
            position=BEFORE,
            order=35,
            template="reuse/translation/_panel_languages.html",
            load=_languages,
        ),
        Panel(
            key="original",
            position=BEFORE,
            order=7,
            template="reuse/translation/_panel_original.html",
            load=_original,
        ),
    ),
)


@translating.get(
    "/sheets/<sheet_id:sheet>/v/<number:number>/translate",
    needs=Permission.READ,
    crawled=False,
)
def translate_page(sheet: str, number: int) -> AnyResponse:
    """Ask for the language, and say which translations there are and under what licence."""
    here = components()
    with here.store.read() as work:
        head = revisions.get_head(work, sheet)
        original = revisions.get_revision(work, sheet, number)
        found = list_translations(work, head)
    if head.deleted or original.deleted or original.purged:
        raise DeletedError(sheet)
    kind = here.schema.kinds[original.kind]
    if not may_be_translated(kind):
        raise NotFoundError(sheet)
    field = kind.field("language")
    tags = [key for key, *_ in field.type.choices(here.schema, field, (), "fr")]
    page = render_template(
        "reuse/translation/translate.html",
        original=original,
        kind=kind,
        written_in=language_name(original.language, page_language()),
        offered=[
            (tag, language_name(tag, page_language()))
            for tag in tags
            if tag != original.language
        ],
        made=language_links(tuple(found.others)),
        choices=choices_in_words(
            here.schema, licence_choices(here.schema, source_licences(original))
        ),
    )
    return tagged_answer(page)
