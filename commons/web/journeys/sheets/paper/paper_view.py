"""Makes of a revision what is printed of it: an A4 sheet, a card, a part of a booklet.

It is its page once more, with what paper needs and without what it cannot do: a
timetable, boxes to tick, short addresses, a QR code that leads back.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field as attribute, replace
from urllib.parse import urlsplit

from flask_babel import gettext, ngettext
from markupsafe import Markup

from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.addresses import iri
from commons.core.domain.language import durations
from commons.core.domain.schema.kind import Kind, Schema
from commons.core.domain.sheet import Revision
from commons.core.kinds.values.type_checks import is_url
from commons.core.text.markdown.parse_budget import BUDGET
from commons.core.text.markdown.typography import typeset_text
from commons.core.text.qr_code import draw_qr_code
from commons.services.search.facets import DURATION
from commons.web.display.sheet.credit_lines import SourceCredit
from commons.web.display.sheet.facts import Spot, is_fact, list_facts
from commons.web.display.sheet.images import Picture, show_images
from commons.web.display.sheet.sheet_view import Block, Step, View, present_sheet
from commons.web.journeys.sheets.paper.timetable import Slot, Timetable, cumulate
from commons.web.request.context import localised
from commons.web.request.locale import page_language
from commons.wiring.components import Components

LONGEST_ADDRESS = 60
"""How many characters of an address somebody may be asked to type."""

TICKED = "materials"
"""The list that has boxes to tick: what must be there on the day."""

_LINK = re.compile(r'<a href="(https?://[^"]+)"([^>]*)>(https?://[^<]*)</a>')
_STEPS = "steps"
NO_NOTE = Markup("")
_CARD_GROUPS = ("purpose", "practice", "context")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedStep:
    """A step with when it begins, "" where nobody can say."""

    step: Step
    begins: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """What a sheet was adapted from, as it is credited; `address` is short or ""."""

    title: str
    author: str
    licence: str
    address: str
    changes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """All that is printed of a revision beside its own attributes.

    `card_facts` are those that a card has room for, the first ones first. `steps` are
    those of `steps_block`, which `ends` follows ("" without a timetable); `ticked` is
    what must be brought. `blocks` are all of these and the others, in their order.
    `pictures` are all images, to be credited. `address` is the short one, which `qr`
    leads to. `people` are who wrote it and who helped, in plain words. `note` is what a
    collection says of the sheet.
    """

    revision: Revision
    kind: str
    people: str
    view: View
    facts: tuple[tuple[str, str], ...]
    card_facts: tuple[tuple[str, str], ...]
    steps_block: Block | None
    steps: tuple[TimedStep, ...]
    ends: str
    ticked: tuple[Markup, ...]
    blocks: tuple[Block, ...]
    links: tuple[tuple[str, str], ...]
    sources: tuple[SourceLine, ...] = attribute(hash=False)
    pictures: tuple[Picture, ...]
    licence_address: str
    address: str
    qr: Markup
    note: Markup = NO_NOTE


def present_on_paper(
    here: Components,
    work: Work,
    revision: Revision,
    *,
    budget: int = BUDGET,
    prefix: str = "",
) -> PaperView:
    """Return what is printed of a sheet.

    Its texts share `budget` (parse_budget), their ids begin with `prefix`.
    """
    view = present_sheet(here, work, revision, budget=budget, prefix=prefix)
    kind = here.schema.kinds[revision.kind]
    base = here.settings.base_url
    blocks = tuple(map(_short_block, view.blocks))
    steps_block = next((one for one in blocks if one.style == _STEPS), None)
    steps = steps_block.steps if steps_block else ()
    table = cumulate([step.minutes for step in steps])
    address = iri.sheet_iri(revision.sheet, base)
    return PaperView(
        revision=revision,
        kind=localised(kind.label),
        people=_people(view, here.settings.site_name),
        view=view,
        facts=tuple(_facts(view.facts)),
        card_facts=tuple(_facts(_card_facts(here.schema, kind, revision))),
        steps_block=steps_block,
        steps=_timed(steps, table),
        ends=_ends(table, revision) if table else "",
        ticked=next((one.items for one in blocks if one.key == TICKED), ()),
        blocks=blocks,
        links=tuple((text, _link_address(text, url)) for text, url in view.links),
        sources=tuple(_sources(view.sources)),
        pictures=tuple(show_images(here.schema, kind, revision.values).values()),
        licence_address=short_address(view.licence_url),
        address=_plain(address),
        qr=Markup(draw_qr_code(address)),  # noqa: S704  # segno's, of our own address
    )


def short_address(url: str) -> str:
    """Return an address to read and type: without its scheme, or its host alone.

    "" for what is none of the web.
    """
    if not is_url(url) or url.startswith("/"):
        return ""
    plain = _plain(url)
    return plain if len(plain) <= LONGEST_ADDRESS else f"{urlsplit(url).netloc}/…"


def _people(view: View, site_name: str) -> str:
    """Name who wrote a sheet, the site for nobody, and who helped."""
    authors = ", ".join(one.name for one in view.authors) or site_name
    helpers = ", ".join(one.name for one in view.contributors)
    if not helpers:
        return authors
    return str(
        gettext(
            "%(authors)s · avec l’aide de %(helpers)s", authors=authors, helpers=helpers
        )
    )


def _plain(url: str) -> str:
    return url.partition("://")[2].rstrip("/")


def _link_address(text: str, url: str) -> str:
    """Return the address to print behind the words of a link, "" where they are it."""
    return "" if text == url else short_address(url)


def _card_facts(
    schema: Schema, kind: Kind, revision: Revision
) -> Iterator[tuple[str, tuple[Spot, ...]]]:
    """Give the facts by which somebody chooses a card, the first of its purpose first."""
    told = [f for f in kind.fields if is_fact(f) and f.key in revision.values]
    purpose, practice, context = (
        [field for field in told if field.group == group] for group in _CARD_GROUPS
    )
    chosen = [*purpose[:1], *practice, *purpose[1:], *context]
    return list_facts(schema, chosen, revision, {})


def _facts(
    facts: Iterable[tuple[str, tuple[Spot, ...]]],
) -> Iterator[tuple[str, str]]:
    for label, spots in facts:
        yield label, ", ".join(short_address(text) or text for text, _ in spots)


def _timed(steps: tuple[Step, ...], table: Timetable | None) -> tuple[TimedStep, ...]:
    begins = [_said(slot) for slot in table.slots] if table else [""] * len(steps)
    return tuple(
        TimedStep(step=step, begins=when)
        for step, when in zip(steps, begins, strict=True)
    )


def _said(slot: Slot) -> str:
    """Give when a step begins; "dès" where it may be later."""
    return str(gettext("dès %(time)s", time=slot)) if slot.earliest else str(slot)


def _ends(table: Timetable, revision: Revision) -> str:
    """Say when the last step ends, and what makes that unsure."""
    told = str(gettext("Fin : %(time)s", time=table.end))
    if table.untold:
        told = str(
            ngettext(
                "Fin : %(time)s au plus tôt (%(num)s étape ne dit pas sa durée)",
                "Fin : %(time)s au plus tôt (%(num)s étapes ne disent pas leur durée)",
                table.untold,
                time=table.end,
            )
        )
    whole = durations.duration_minutes(revision.text(DURATION.low))
    if whole and whole != table.end.minutes:
        words = durations.in_words(revision.text(DURATION.low), page_language())
        announced = gettext("La fiche annonce %(duration)s en tout", duration=words)
        told += f". {announced}"
    return typeset_text(f"{told}.")


def _sources(credited: Iterable[SourceCredit]) -> Iterator[SourceLine]:
    for one in credited:
        yield SourceLine(
            title=one.title or short_address(one.url),
            author=one.author,
            licence=one.licence,
            address=short_address(one.url) if one.title else "",
            changes=one.changes,
        )


def _short_block(block: Block) -> Block:
    """Return a block whose texts spell no long address out."""
    return replace(
        block,
        items=tuple(map(_short_words, block.items)),
        steps=tuple(
            replace(step, html=_short_words(step.html), tip=_short_words(step.tip))
            for step in block.steps
        ),
    )


def _short_words(html: Markup) -> Markup:
    def short(found: re.Match[str]) -> str:
        url, more, words = found.groups()
        said = words if len(words) <= LONGEST_ADDRESS else short_address(words)
        return f'<a href="{url}"{more}>{said or words}</a>'

    return Markup(_LINK.sub(short, str(html)))  # noqa: S704  # it was clean before
